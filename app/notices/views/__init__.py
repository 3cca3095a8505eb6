"""The views of notices: alarms, one's own notices, the outbox."""

from app.notices.views import alarms, mails, notices
from app.web.navigation import Item

blueprints = (alarms.blueprint, notices.blueprint, mails.blueprint)

navigation = (
    Item("Alarms", "alarms.index", "notices.alarm.read", icon="bell", under=("alarms.",)),
    Item("Mail", "mails.index", "notices.mail.read", icon="envelope", under=("mails.",)),
)

tones = {
    "raised": "bad",
    "acknowledged": "wait",
    "over": "off",
    "warning": "warn",
    "serious": "bad",
    "critical": "bad",
    "waiting": "wait",
    "sent": "good",
    "refused": "bad",
    "given_up": "bad",
}
