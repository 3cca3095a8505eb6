"""Judgements about releases: frozen values in, verdicts with reasons out. No clock, no database, no web.

A note is split into changes (``changes``), each is proposed areas, kind and impact (``triage``), matched to our
workflows (``relevance``) and given a level (``levels``); dates (``due``), signatures (``signing_route``) and
tests (``tests_needed``) follow. They propose; a named person decides.
"""
