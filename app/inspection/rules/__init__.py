"""Judgements of inspection, pure: values in, verdicts with reasons out."""
