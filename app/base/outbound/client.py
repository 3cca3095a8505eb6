"""The only door to the internet.

    text | parse | resolve once, judge every answer | connect to the judged address | compare the peer
         | TLS against the real name | GET | redirect? judge again from the start | read within limits

Everything that can happen is a value: a :class:`Reply` or a :class:`Refusal` with its sentence.
"""

import hashlib
import socket
import threading
import time
from collections.abc import Mapping
from functools import lru_cache, partial
from http.client import HTTPException
from pathlib import Path
from types import MappingProxyType
from typing import Self
from weakref import WeakSet

from requests import Response
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError

from app.base.outbound.adapter import CheckedAdapter, CheckedRequest
from app.base.outbound.addresses import Address
from app.base.outbound.allow import Allow
from app.base.outbound.body import read_body
from app.base.outbound.faults import fault
from app.base.outbound.headers import headers_for, unfit_header
from app.base.outbound.limits import Limits
from app.base.outbound.lookup import Resolve, checked_addresses
from app.base.outbound.replies import Reason, Refusal, Reply, StoppedError, refuse
from app.base.outbound.urls import Target, follow, parse
from app.base.outbound.watch import Watch
from app.base.outbound.wire import tls_context

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FAULTS = (HTTPError, HTTPException, OSError, ValueError)
_NONE: Mapping[str, str] = MappingProxyType({})

Answered = tuple[int, Mapping[str, str], bytes]
"""Status, headers, body."""


class Outbound:
    """Fetches within an allow-list and limits; safe to share between threads, each with connections of its own.

    ``resolve`` is ``socket.getaddrinfo`` or a stand-in of the same shape. ``authorities`` is a PEM file
    of certificate authorities that are trusted beside the public ones (OSError if it cannot be read).
    """

    def __init__(
        self,
        allow: Allow | None = None,
        limits: Limits | None = None,
        resolve: Resolve = socket.getaddrinfo,
        authorities: Path | None = None,
    ) -> None:
        self.allow = allow or Allow()
        self.limits = limits or Limits()
        self._resolve = resolve
        self._parse = lru_cache(maxsize=4096)(partial(parse, allow=self.allow))
        self._own = threading.local()
        self._adapters: WeakSet[CheckedAdapter] = WeakSet()
        self._lock = threading.Lock()
        self._context = tls_context(authorities)

    def get(self, url: str, headers: Mapping[str, str] = _NONE) -> Reply | Refusal:
        """Fetch one address. Statuses such as 304 or 404 are replies; what is refused says why."""
        began = time.monotonic()
        unfit = unfit_header(headers)
        if unfit is not None:
            return refuse(Reason.HEADER, url, unfit)
        target = self._parse(url)
        if isinstance(target, Refusal):
            return target
        adapter = self._adapter()
        adapter.watch.start()
        return self._journey(adapter, target, headers, began)

    def close(self) -> None:
        """Close every kept connection of every thread."""
        with self._lock:
            for adapter in tuple(self._adapters):
                adapter.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _adapter(self) -> CheckedAdapter:
        adapter: CheckedAdapter | None = getattr(self._own, "adapter", None)
        if adapter is None:
            adapter = self._own.adapter = CheckedAdapter(self._checked, Watch(self.limits), self._context)
            with self._lock:
                self._adapters.add(adapter)
        return adapter

    def _checked(self, target: Target, watch: Watch) -> tuple[Address, ...]:
        return checked_addresses(target, self.allow, self._resolve, watch)

    def _journey(
        self, adapter: CheckedAdapter, target: Target, headers: Mapping[str, str], began: float
    ) -> Reply | Refusal:
        passed: list[Target] = []
        while len(passed) <= self.limits.redirects:
            found = self._visit(adapter, target, headers_for(target, passed, headers))
            if isinstance(found, Refusal):
                return found
            if isinstance(found, Target):
                passed.append(target)
                target = found
                continue
            status, answered, body = found
            milliseconds = round((time.monotonic() - began) * 1000)
            digest = hashlib.sha256(body).hexdigest()
            return Reply(status, target.text, answered, body, digest, tuple(t.text for t in passed), milliseconds)
        why = f"it redirects more than {self.limits.redirects} times"
        return refuse(Reason.REDIRECTS, passed[0].text, why)

    def _visit(
        self, adapter: CheckedAdapter, target: Target, headers: CaseInsensitiveDict[str]
    ) -> Target | Answered | Refusal:
        """Ask once; return the next target of a redirect, a whole answer, or why there is neither."""
        is_done = False
        try:
            found = self._answer(adapter, target, _ask(adapter, target, headers))
            is_done = not isinstance(found, Target | Refusal)  # a redirect's own body is not read
        except StoppedError as stopped:
            return refuse(stopped.reason, target.text, stopped.why)
        except _FAULTS as error:
            return refuse(*fault(error, target, adapter.watch))
        finally:
            if not is_done:
                adapter.drop(target)
        return found

    def _answer(self, adapter: CheckedAdapter, target: Target, response: Response) -> Target | Answered | Refusal:
        adapter.watch.expect_body()
        raw = response.raw
        if raw.status in _REDIRECTS and "location" in raw.headers:
            return follow(target, _text(raw.headers["location"]), self.allow)
        body = read_body(raw, self.limits)
        answered = {name.lower(): value for name, value in raw.headers.items() if name.lower() != "set-cookie"}
        return raw.status, MappingProxyType(answered), body


def _ask(adapter: CheckedAdapter, target: Target, headers: CaseInsensitiveDict[str]) -> Response:
    """Send the GET. A kept connection that the server has just closed is replaced once.

    No timeout is passed on: the sockets ask the watch before every wait.
    """
    request = CheckedRequest()
    request.method, request.url, request.headers, request.target = "GET", target.text, headers, target
    watch = adapter.watch
    watch.expect_headers()
    try:
        return adapter.send(request, stream=True)
    except _FAULTS:
        if watch.has_dialled or watch.has_received or watch.is_over():
            raise
    watch.expect_headers()
    return adapter.send(request, stream=True)


def _text(location: str) -> str:
    """Return a Location as meant: headers are read as Latin-1, addresses are written in UTF-8."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location
