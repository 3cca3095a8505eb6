"""What the HTTP libraries raise, in words."""

import http.client

from requests import exceptions as asked
from urllib3 import exceptions as heard

from app.base.outbound.replies import Reason
from app.base.outbound.urls import Target
from app.base.outbound.watch import Watch


def fault(error: Exception, target: Target, watch: Watch) -> tuple[Reason, str, str]:
    """Return reason, address and cause for an error that ended a request."""
    url = target.text
    if watch.is_over():
        late = watch.late()
        return late.reason, url, late.why
    causes = _causes(error)
    if any(isinstance(cause, (TimeoutError, asked.Timeout, heard.TimeoutError)) for cause in causes):
        return Reason.READ_TIMEOUT, url, f"the server was silent for {watch.limits.read_ms / 1000:g} seconds"
    if any("got more than" in str(cause) or isinstance(cause, http.client.LineTooLong) for cause in causes):
        return Reason.HEADERS_SIZE, url, "the headers of the answer are too many or too long"
    if any(isinstance(cause, (heard.IncompleteRead, http.client.IncompleteRead)) for cause in causes):
        return Reason.CUT_SHORT, url, "the answer ended before all that was announced had come"
    return Reason.PROTOCOL, url, "the server broke off or did not answer in proper HTTP"


def _causes(error: BaseException) -> list[BaseException]:
    """Return an error with all that it was made from; the libraries nest them in three ways."""
    found: list[BaseException] = []
    waiting: list[BaseException] = [error]
    while waiting:
        cause = waiting.pop()
        if cause in found:
            continue
        found.append(cause)
        nested = (cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args)
        waiting.extend(item for item in nested if isinstance(item, BaseException))
    return found
