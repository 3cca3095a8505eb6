"""Training: procedures, who is trained on which version of them, and whether that still holds.

Decides whether somebody's training lets them sign (21 CFR 11.10(i)). It does not teach and does not test. Start reading
at `rules/currency` (when a record is current), then `actions`.
"""
