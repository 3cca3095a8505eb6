"""Inspection: the ledger to read, its verification, and dossiers to hand over.

Start reading at `dossiers/gather.py` (what belongs to a record) and `dossiers/write.py` (the complete copy). Nothing
here changes a regulated record; what it writes are its own rows: a verification that was run, a copy that was made.
"""
