"""Releases: what a vendor announced, as received from its feeds or entered by hand.

A **feed** speaks for services of one supplier; a **poll** is one attempt on it; a **release** is what the vendor
announced; a **note revision** is its text as received at one time.

    feed: active --retire--> retired --reactivate--> active        (a failing feed stays active and says why)

Start reading at `intake/` (the pipeline of a poll, drawn in its docstring), then `feeds/parse.py` (a document becomes
entries) and `rules/novelty.py` (new, changed or the same?). Nothing here knows that releases are assessed: the floor
above pulls what it finds (`Release.opens_work`, newer note revisions).
"""
