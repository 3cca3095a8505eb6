"""Versioned definitions under ``questionnaires/``, read and checked. Start reading in ``definitions``."""
