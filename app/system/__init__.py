"""The system page: what runs here, what changed since somebody signed for it, and how long records are kept.

Start reading at `rules/configuration.py` (items, fingerprint, differences) and `queries/configuration.py` (where each
item comes from). *Statement* – the configuration as it was frozen, signed by QA for release. *Fingerprint* – SHA-256
over every item. The page judges nothing: it shows what is, and QA signs.
"""
