"""Every table that the trail does not watch, each with its reason. All others are regulated (an architecture test)."""

REASONS = {
    "ledger_event": "the trail itself; guarded by triggers, hashes and signed heads",
    "ledger_head": "the end of the trail; every change of it is checked by the next verification",
    "revision": "written once by the kernel, guarded by triggers, bound by its SHA-256 in the signature's event",
    "record_counter": "derived: equals the highest number given out",
    "alembic_version": "written by migrations only",
    "credential": "password hashes must not leave the house in dossiers; a digest binds each to the trail",
    "second_factor_secret": "secrets of one-time codes, sealed; a digest binds each to the trail",
    "person_session": "holds address and browser, with its own short retention; sign-ins and their ends are events",
    "sign_in_throttle": "failure counters that expire; every failed attempt and every lock-out is an event",
    "respondent_session": "working memory of an outside browser; the first use of its link is an event",
    "answer_save": "saved every few seconds; guarded by triggers; the submission's event has the SHA-256 of all",
    "job_lease": "says which process is the clock just now; carries no record",
    "mail_try": "derived: tries and next try of a waiting mail; that it was sent, refused or given up is on record",
    "trail_reader": "derived: how far the trail was read for notices; each notice is on record with its own key",
    "tiering_sealed_sheet": "what a scorer writes before the other one is done; a digest binds it to the trail",
    "feed_cursor": "derived: validators and back-off of a feed; every poll that moved them is on record",
}
