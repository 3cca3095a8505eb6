"""Releases: what a vendor announced, as received from its feeds.

Start reading at `feeds/parse.py` (a document becomes entries) and `rules/novelty.py` (new, changed or the same?).
Nothing here knows that releases are assessed: the floor above pulls what it finds.
"""
