"""The tables of notices: alarms, what people were told, and the outbox."""

from app.notices.models.alarm import ALARM, Alarm
from app.notices.models.mail import MAIL, Mail, MailTry
from app.notices.models.notice import Notice, TrailReader

__all__ = ["ALARM", "MAIL", "Alarm", "Mail", "MailTry", "Notice", "TrailReader"]
