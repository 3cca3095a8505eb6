"""Suppliers, their services, what is known about them, and the workflows that rely on them.

Start reading here, then `models/` (what is kept), `rules/` (what is judged, without database or web) and `actions/`
(what people do). `views/` and `templates/` are the pages.

Supplier
    The legal entity (SUP-0012). Retired, never deleted; refused while a service of it is active.
Service
    One SaaS product of a supplier as we use it (SVC-0031). What is qualified is a service for an intended use.
Fact
    Something dated and proven about a service: edition, module licensed or not, toggle on or off, hosting provider and
    region, sub-processor, site, environment. A newer fact of the same kind and name withdraws the older one.
Tier choice
    T1 (critical) to T4 (low) by signature (TIE-2026-0001), for services that were never scored. None is drafted where a
    tiering of a higher room decides the tier; the one in force is superseded when a tiering is signed::

        draft --AUTHOR--> in_approval --APPROVE-BPO (and APPROVE-QA for T1, T2)--> signed --a later one--> superseded
                          in_approval --REJECT--> rejected

Workflow
    One regulated use of a service (WFL-0007) with its function areas; the service's business process owner confirms it,
    every edit takes the confirmation back.
Import
    Suppliers and services from a sheet (IMP-2026-0001): uploaded, previewed line by line, then imported or discarded.

Two ways up for higher rooms, registered by `create_app`: `blockers` (what stands against retiring a service) and
`panels` (slots on the service page).
"""
