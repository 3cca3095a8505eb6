"""Sockets that obey the watch, and the one place that dials: only to a checked address."""

import socket
import ssl
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

import certifi  # comes with requests

from app.base.outbound.addresses import Address
from app.base.outbound.replies import Reason, StoppedError
from app.base.outbound.watch import Watch

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


class WatchedSocket(socket.socket):
    """A plain connection."""

    watch: Watch

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0) -> int:
        """Read under the watch."""
        self.settimeout(self.watch.patience(self.watch.limits.read_ms))
        count = super().recv_into(buffer, nbytes, flags)
        self.watch.took(count)
        return count

    def sendall(self, data: "ReadableBuffer", flags: int = 0) -> None:
        """Write under the watch."""
        self.settimeout(self.watch.patience(self.watch.limits.read_ms))
        super().sendall(data, flags)


class WatchedTlsSocket(ssl.SSLSocket):
    """The same inside TLS. A record that dribbles in is bounded by the same wait."""

    watch: Watch

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0) -> int:
        """Read under the watch."""
        self.settimeout(self.watch.patience(self.watch.limits.read_ms))
        count = super().recv_into(buffer, nbytes, flags)
        self.watch.took(count)
        return count

    def sendall(self, data: "ReadableBuffer", flags: int = 0) -> None:
        """Write under the watch."""
        self.settimeout(self.watch.patience(self.watch.limits.read_ms))
        super().sendall(data, flags)


@lru_cache(maxsize=4)
def tls_context(authorities: Path | None) -> ssl.SSLContext:
    """Return the one TLS setting: TLS 1.2 up, certificate and name verified.

    Trusts the public authorities that come with requests, and those in ``authorities`` (a PEM file)
    for houses with their own. Raises OSError if that file cannot be read. Looks at no environment variable.
    Read once for the life of the process: it takes some 25 ms.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cafile=certifi.where())
    if authorities is not None:
        context.load_verify_locations(cafile=authorities)
    context.set_alpn_protocols(["http/1.1"])
    context.sslsocket_class = WatchedTlsSocket
    return context


def dial(addresses: Sequence[Address], port: int, watch: Watch) -> WatchedSocket:
    """Connect to the first checked address that answers. Raises StoppedError if none does."""
    watch.has_dialled = True
    why = "no address answers"
    for address in addresses[: watch.limits.dialled_addresses]:
        wait = watch.patience(watch.limits.connect_ms)
        try:
            return _connected(address, port, wait, watch)
        except OSError as error:
            why = f"{address} port {port} does not answer ({error.strerror or 'time ran out'})"
    if watch.is_over():
        raise watch.late()
    raise StoppedError(Reason.CONNECT, why)


def _connected(address: Address, port: int, wait: float, watch: Watch) -> WatchedSocket:
    connection = WatchedSocket(socket.AF_INET6 if address.version == 6 else socket.AF_INET, socket.SOCK_STREAM)
    connection.watch = watch
    try:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(wait)
        connection.connect((str(address), port))
        _verify_peer(connection.getpeername(), address)
    except BaseException:
        connection.close()
        raise
    return connection


def _verify_peer(peer: tuple[Any, ...], address: Address) -> None:
    """Refuse to speak to anyone but the address that was checked (T8), before the first byte is sent."""
    if ip_address(str(peer[0])) != address:
        raise StoppedError(Reason.ADDRESS, f"the connection ended at {peer[0]} instead of {address}")


def secure(connection: WatchedSocket, host: str, context: ssl.SSLContext, watch: Watch) -> ssl.SSLSocket:
    """Put TLS on a connection, verified against the real host name. Raises StoppedError."""
    try:
        connection.settimeout(watch.patience(watch.limits.connect_ms))
        secured = context.wrap_socket(connection, server_hostname=host)
    except BaseException as error:
        connection.close()
        raise _insecure(error, host, watch) from error
    secured.watch = watch  # type: ignore[attr-defined]  # sslsocket_class makes it a WatchedTlsSocket
    return secured


def _insecure(error: BaseException, host: str, watch: Watch) -> BaseException:
    if isinstance(error, ssl.SSLCertVerificationError):
        return StoppedError(Reason.CERTIFICATE, f"the certificate of {host} is not valid ({error.verify_message})")
    if isinstance(error, OSError | ValueError):
        return watch.late() if watch.is_over() else StoppedError(Reason.TLS, f"{host} completed no secure connection")
    return error
