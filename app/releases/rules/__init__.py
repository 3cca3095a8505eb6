"""Pure judgements on releases: what is new, which version it is, how notes differ, when to ask again.

They decide from the facts they are given and refuse to decide anything about impact: that is a person's work.
"""
