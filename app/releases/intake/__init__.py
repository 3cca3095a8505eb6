"""Polling: from feeds that are due to recorded releases.

    due feeds        `queries.sources`: active feeds whose next poll has come, read 500 at a time
      | fetch        threads, or processes for many feeds, through the outbound guard, conditional; what fails is a
                     value with its sentence
      | hash         a 304 or a body equal to the last one ends here: it is never parsed
      | parse        limited children; a login page, an empty or hostile document is a failure, never "no news"
      | decide       `rules.novelty` against what is kept of the feed: new, changed, same, waiting
      | record       one transaction for each feed that brought something: payload, releases, notes, poll, cursor
                     unchanged and failed polls 500 to a transaction, one ledger event for all

At most `WINDOW` answers are in memory at once, however many feeds there are. A kill at any point loses and doubles
nothing: the cursor moves only in the transaction that records what it stands for, and a result that was overtaken by
another poll of the same feed is dropped (its validators too), so the next poll brings it again.
"""

from app.releases.intake.polling import Tally, poll, poll_due

__all__ = ["Tally", "poll", "poll_due"]
