"""What a vendor's release does to our regulated use of one service: triage, assessment, tests, approval.

Start reading here
    `lifecycle.py`           the states, as tables; the diagram below is drawn from them
    `actions/opening.py`     the sweep: releases without an assessment and notes without a round become work
    `rules/`                 pure judgement: split a note, propose areas, answer the ten rules, dates, tests, signatures
    `actions/settlements.py` the assessor answers what only we know, and confirms or overrides with a rationale
    `actions/approvals.py`   submit, sign in order with QA last, say no
    `queries/verdicts.py`    may this happen now? one answer for the door, the page and "waits for me"
    `queries/signing.py`     who may sign what: the route's order, and who is barred by their own work
    `models/revision_parts.py`  what a signature over an assessment covers

Words
    *Assessment* – one release on one service. *Round* – one note revision of it. *Change* – one item of the note.
    *Impact* (none, low, high) is what the words suggest for anybody; *level* (L0–L3) is our decision for this service.
    *Settle* – put a name to areas, kind, impact and level of a change. *Carried over* – settled in the round before,
    the words unchanged, still to be confirmed. *Exposure window* – from production to a retrospective approval.
    *Voided* – signed and found wrong; it stays as it is, and the assessment that *replaces* it decides anew.
    *Use decision* – how the service is used meanwhile, signed by QA. Nothing is back-dated; the portal's clock names
    what the calendar did (`go_live`, `expose`, `reopen`, `log`) and decides nothing.

States (`app.impact.lifecycle.ASSESSMENT.diagram()`)

    stateDiagram-v2
        [*] --> detected
        detected --> triaged: triage
        triaged --> assessing: assess
        live_unassessed --> assessing: assess
        assessing --> testing: start_testing
        testing --> assessing: change_plan
        assessing --> in_approval: submit
        testing --> in_approval: submit
        in_approval --> assessing: reject (signed)
        in_approval --> assessing: recall
        in_approval --> approved: approve (signed)
        approved --> live: go_live (clock)
        live --> closed: close
        triaged --> assessing: reopen (clock)
        testing --> assessing: reopen (clock)
        in_approval --> assessing: reopen (clock)
        approved --> assessing: reopen (clock)
        live --> assessing: reopen (clock)
        closed --> assessing: reopen (clock)
        merged --> assessing: reopen (clock)
        withdrawn --> assessing: reopen (clock)
        deferred --> assessing: reopen (clock)
        not_adopted --> assessing: reopen (clock)
        detected --> live_unassessed: expose (clock)
        triaged --> live_unassessed: expose (clock)
        assessing --> live_unassessed: expose (clock)
        testing --> live_unassessed: expose (clock)
        in_approval --> live_unassessed: expose (clock)
        deferred --> live_unassessed: expose (clock)
        detected --> closed: log (clock)
        detected --> merged: merge
        triaged --> merged: merge
        assessing --> merged: merge
        testing --> merged: merge
        in_approval --> merged: merge
        live_unassessed --> merged: merge
        detected --> withdrawn: withdraw
        triaged --> withdrawn: withdraw
        assessing --> withdrawn: withdraw
        testing --> withdrawn: withdraw
        in_approval --> withdrawn: withdraw
        approved --> withdrawn: withdraw
        deferred --> withdrawn: withdraw
        live_unassessed --> withdrawn: withdraw
        detected --> deferred: defer
        triaged --> deferred: defer
        assessing --> deferred: defer
        testing --> deferred: defer
        in_approval --> deferred: defer
        deferred --> assessing: resume
        detected --> not_adopted: not_adopt
        triaged --> not_adopted: not_adopt
        assessing --> not_adopted: not_adopt
        testing --> not_adopted: not_adopt
        in_approval --> not_adopted: not_adopt
        approved --> not_adopted: not_adopt
        deferred --> not_adopted: not_adopt
        approved --> voided: void (signed)
        live --> voided: void (signed)
        closed --> voided: void (signed)
"""
