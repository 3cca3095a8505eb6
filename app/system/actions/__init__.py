"""What people do about the system itself: freeze it, sign for it, and decide how long records are kept."""

from app.web.errors import Sentence


class Refused(Sentence):
    """Nothing was written; the message says why and what to do."""
