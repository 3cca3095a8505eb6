"""The regulated record kernel: makes any record standing on it auditable, signable and revisable without being asked.

No HTTP, no domain noun. Start reading at `regulated` (what a record is), then `trail` (how a change becomes an event),
`ledger` (how an event becomes evidence), `lifecycle` and `moves` (how a state changes), `revisions`, `signatures` and
`approvals` (how a person puts a name to exactly what was shown).
"""
