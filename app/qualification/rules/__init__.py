"""Judgements of a qualification. Pure: values in, verdicts with their reasons out."""
