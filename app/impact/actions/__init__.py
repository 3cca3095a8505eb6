"""Verbs of impact, by noun. They take who acts and what time it is, never commit and never open a transaction."""
