"""Our requests adapter: connections that can only come from a checked address.

The check sits where a connection is made (``_new_conn``), so there is no way to have one without it.
A kept connection was checked when it was made and is used again only for the same origin.

There is no session around it and no pool below it: what those add (cookies, redirects followed, proxies and
passwords from the environment, retries) is what this door must not do, and they cost a third of every request.
"""

import logging
import ssl
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, cast

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

from app.base.outbound.addresses import Address
from app.base.outbound.urls import Target
from app.base.outbound.watch import Watch
from app.base.outbound.wire import WatchedSocket, dial, secure

# A malformed header is the server's doing and no event of ours; urllib3 would print a traceback for each.
logging.getLogger("urllib3.connection").setLevel(logging.ERROR)

Origin = tuple[str, str, int]
Check = Callable[[Target, Watch], tuple[Address, ...]]


class Line:
    """What a connection needs to be made anew: whom to call, who checks, who watches."""

    def __init__(self, target: Target, check: Check, watch: Watch, context: ssl.SSLContext) -> None:
        self.target = target
        self.watch = watch
        self.context = context
        self._check = check

    def open(self) -> WatchedSocket:
        """Resolve, judge and connect. Raises StoppedError."""
        addresses = self._check(self.target, self.watch)
        return dial(addresses, self.target.port, self.watch)


class CheckedConnection(HTTPConnection):
    """Plain http."""

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line

    def _new_conn(self) -> WatchedSocket:
        return self.line.open()


class CheckedTlsConnection(HTTPSConnection):
    """Https: the name in SNI and in the certificate is the host's, the address is the checked one."""

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line

    def connect(self) -> None:
        """Dial and put TLS on it; the context always verifies."""
        line = self.line
        self.sock = secure(line.open(), line.target.host, line.context, line.watch)
        self.is_verified = True


class CheckedRequest(PreparedRequest):
    """A GET that carries its parsed target along."""

    target: Target


class CheckedAdapter(BaseAdapter):
    """One thread's connections, one per origin, the least used closed first. Knows no proxy, no cookie, no retry."""

    def __init__(self, check: Check, watch: Watch, context: ssl.SSLContext) -> None:
        super().__init__()
        self.watch = watch
        self._check = check
        self._context = context
        self._kept: OrderedDict[Origin, tuple[HTTPConnection, float]] = OrderedDict()
        weakref.finalize(self, _close, self._kept)  # a thread that ends without a word leaves no socket behind

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
        """Ask for the target as it was checked; return status, headers and the raw stream, nothing read of it.

        Raises StoppedError where the guard ends it, and what the HTTP libraries raise.
        """
        target = cast("CheckedRequest", request).target
        connection = self._connection(target)
        try:
            connection.request("GET", target.path, headers=request.headers, preload_content=False, decode_content=False)
            raw = connection.getresponse()
        except BaseException:
            connection.close()
            raise
        response = Response()
        response.status_code, response.raw, response.url, response.request = raw.status, raw, target.text, request
        return response

    def drop(self, target: Target) -> None:
        """Close the connection to a target: something of its answer was left unread."""
        if target.origin in self._kept:
            self._kept.pop(target.origin)[0].close()

    def close(self) -> None:
        """Close every kept connection."""
        _close(self._kept)

    def _connection(self, target: Target) -> HTTPConnection:
        """Return the kept connection to the target's origin, or one that will dial when it is used.

        One that lay idle too long is not used again: routers forget those silently. Nor is one on which something
        came that nobody asked for, be it the server's farewell.
        """
        now = time.monotonic()
        connection, used_at = self._kept.pop(target.origin, (None, now))
        if connection is None:
            connection = self._new(target)
        elif now - used_at > self.watch.limits.idle_ms / 1000 or not connection.is_connected:
            connection.close()  # it dials anew, and is checked anew
        self._kept[target.origin] = (connection, now)
        if len(self._kept) > self.watch.limits.kept_hosts:
            self._kept.popitem(last=False)[1][0].close()
        return connection

    def _new(self, target: Target) -> HTTPConnection:
        line = Line(target, self._check, self.watch, self._context)
        kind = CheckedTlsConnection if target.scheme == "https" else CheckedConnection
        return kind(target.host, target.port, line=line)


def _close(kept: OrderedDict[Origin, tuple[HTTPConnection, float]]) -> None:
    while kept:
        kept.popitem()[1][0].close()
