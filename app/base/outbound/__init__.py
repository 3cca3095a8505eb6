"""The only door to the internet: ``Outbound(Allow.parse(setting)).get(url)`` gives a Reply or a Refusal."""

from app.base.outbound.addresses import Verdict, verdict
from app.base.outbound.allow import Allow
from app.base.outbound.askers import Askers, AskingProcesses, AskingThreads
from app.base.outbound.client import Outbound
from app.base.outbound.limits import Limits
from app.base.outbound.lookup import Resolve
from app.base.outbound.replies import Reason, Refusal, Reply
from app.base.outbound.urls import Target, parse

__all__ = [
    "Allow",
    "Askers",
    "AskingProcesses",
    "AskingThreads",
    "Limits",
    "Outbound",
    "Reason",
    "Refusal",
    "Reply",
    "Resolve",
    "Target",
    "Verdict",
    "parse",
    "verdict",
]
