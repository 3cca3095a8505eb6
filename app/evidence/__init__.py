"""The evidence register: what suppliers can show, how far it counts, and until when.

Start reading here, then `rules/standing.py` (what a piece of evidence is worth on a day), `models/` (what is kept)
and `actions/` (what people do). `views/` and `templates/` are the pages.

Evidence
    One thing that speaks for a supplier or for one of its services (EVD-2026-0007): a report, a certificate, a policy.
    It has a kind, an owner and a confidentiality; one piece serves many answers. Withdrawn if need be, never deleted.
Version
    The thing as it was received at one time: a file, or an address and where it is kept, with the period it speaks
    for, its effective day and its last day. Written once; a newer one takes its place and the older stays readable.
Class
    E0 (the supplier says so) to E4 (we saw it ourselves), given to one version by a person who says why. A new class is
    a new row.
Download
    Who took which file, and when. Each one is on record before the file leaves.
Bridge letter
    Evidence whose version names the version of another piece that it carries on.

Standing is never stored: it follows from the dates, on any day, by `rules/standing.py`.

One way up for higher rooms, registered by `create_app`: `dependents` (what leans on a piece of evidence).
"""
