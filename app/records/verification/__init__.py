"""Verification: the ledger against itself, against its witnesses, and against the live rows.

An intact log beside an edited table is the easy attack, so the replay compares every live regulated row, revision and
file with what the log says. Start reading at `verify.verify`.
"""
