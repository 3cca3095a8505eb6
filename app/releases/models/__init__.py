"""The tables of release news: feeds, the services they speak for, polls, releases and their note revisions."""

from app.releases.models.feed import FEED, Feed, FeedService
from app.releases.models.poll import FeedCursor, Poll
from app.releases.models.release import NoteRevision, Release

__all__ = ["FEED", "Feed", "FeedCursor", "FeedService", "NoteRevision", "Poll", "Release"]
