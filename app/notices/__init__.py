"""Notices: alarms as records, who is told what once, and the outbox that carries it by mail.

An alarm is what the portal itself finds wrong: what, since when, acknowledged by whom with which comment (draft
Annex 11, 8). Higher rooms say which causes stand (`watching`); this room raises, ends and tells. Start reading at
`rules/kinds` (every kind of alarm), then `actions/alarms`, then `sending` (how a mail leaves the house).
"""
