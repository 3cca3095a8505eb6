"""Our requests adapter: connections that can only come from a checked address.

The check sits where a connection is made (``_new_conn``), so there is no way to have one without it.
A kept connection was checked when it was made and is used again only for the same origin.
"""

import logging
import ssl
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, cast

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

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


class _Pool(HTTPConnectionPool):
    ConnectionCls = CheckedConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = CheckedTlsConnection


class NoCookies(RequestsCookieJar):
    """Takes none, gives none."""

    def extract_cookies(self, *_: Any) -> None:
        """Take nothing from an answer."""

    def set_cookie(self, *_: Any, **__: Any) -> None:
        """Keep nothing."""


class CheckedAdapter(HTTPAdapter):
    """One thread's connections, one per origin, the least used closed first. Knows no proxy."""

    def __init__(self, check: Check, watch: Watch, context: ssl.SSLContext) -> None:
        super().__init__(pool_connections=1, pool_maxsize=1)
        self.watch = watch
        self._check = check
        self._context = context
        self._kept: OrderedDict[Origin, tuple[HTTPConnectionPool, float]] = OrderedDict()

    def get_connection_with_tls_context(self, request: PreparedRequest, *_: Any, **__: Any) -> HTTPConnectionPool:
        """Return the pool of the request's own target; the URL is not parsed again.

        A connection that lay idle too long is not used again: routers forget those silently.
        """
        target: Target = cast("CheckedRequest", request).target
        now = time.monotonic()
        if target.origin in self._kept:
            pool, used_at = self._kept.pop(target.origin)
        else:
            pool, used_at = self._new_pool(target), now
        if now - used_at > self.watch.limits.idle_ms / 1000:
            pool.close()
            pool = self._new_pool(target)
        self._kept[target.origin] = (pool, now)
        if len(self._kept) > self.watch.limits.kept_hosts:
            self._kept.popitem(last=False)[1][0].close()
        return pool

    def _new_pool(self, target: Target) -> HTTPConnectionPool:
        line = Line(target, self._check, self.watch, self._context)
        kind = _TlsPool if target.scheme == "https" else _Pool
        return kind(target.host, target.port, maxsize=1, line=line)

    def cert_verify(self, *_: Any, **__: Any) -> None:
        """Leave it to the context, which always verifies and is read once."""

    def request_url(self, request: PreparedRequest, proxies: object) -> str:
        """Return the path as it was checked."""
        del proxies  # there are none
        return cast("CheckedRequest", request).target.path

    def build_response(self, req: PreparedRequest, resp: Any) -> Response:
        """Keep status and the raw stream; read no cookies."""
        response = Response()
        response.status_code = resp.status
        response.raw = resp
        response.url = req.url or ""
        response.request = req
        return response

    def close(self) -> None:
        """Close every kept connection."""
        super().close()
        while self._kept:
            self._kept.popitem()[1][0].close()


class CheckedRequest(PreparedRequest):
    """A GET that carries its parsed target along."""

    target: Target


class CheckedSession(Session):
    """A session that follows nothing, remembers nothing and trusts no environment."""

    def __init__(self, adapter: CheckedAdapter) -> None:
        super().__init__()
        self.trust_env = False
        self.adapters.clear()
        self.mount("https://", adapter)
        self.mount("http://", adapter)
        self.cookies = NoCookies()
        self.adapter = adapter

    def get_redirect_target(self, resp: Response) -> None:
        """Follow nothing: requests would read a redirect's whole body first, without our limits."""
