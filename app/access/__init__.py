"""Access reviews: who has access, confirmed, changed or removed by somebody else; and lists of leavers.

Start reading here, then `rules/` (what is flagged, who may decide, what a leaver list does), `actions/reviews.py` and
`actions/leaver_lists.py`. This slice stands above training, because a review shows whether training is current; it
changes no right itself: an administrator does that under People, and the review looks whether it was done.

Access review
    One look at the accounts of a scope (ACR-2026-0001), with what was known about each when it was opened, its flags
    with their reasons, and one decision for each: keep, change (take roles away) or remove. Nobody decides on
    their own account. It is closed by a signature, once every account is decided on::

        open --REVIEW-ACCESS--> closed
        open --withdraw, with a reason--> withdrawn

Carried out
    Computed from the account as it stands now: a removed person is deactivated, a changed one holds none of the roles
    taken away. Until then it waits for an administrator.
Leaver list
    Who leaves, from a sheet (LVL-2026-0001): uploaded, previewed line by line, then confirmed or discarded. Whose last
    working day has passed is deactivated at once; the others are *leavers* until their day, then the portal's clock
    deactivates them. The last administrator never is; the log and home say so.
"""
