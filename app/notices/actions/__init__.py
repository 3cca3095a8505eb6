"""What is done to alarms, notices and mails: verbs. They never commit and never open a transaction."""

from app.notices.actions.alarms import AlarmRefused, acknowledge, end_alarm, raise_alarm, raise_alarms
from app.notices.actions.telling import tell

__all__ = ["AlarmRefused", "acknowledge", "end_alarm", "raise_alarm", "raise_alarms", "tell"]
