"""Real servers on loopback: a canary that counts, and servers that misbehave as told."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any, Self

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"

Behave = Callable[[socket.socket, str, bytes], None]
"""Called once per request with the connection, the path and the raw head."""


def answer(payload: bytes) -> Behave:
    """Return a behaviour that sends one fixed answer."""

    def behave(connection: socket.socket, path: str, head: bytes) -> None:
        connection.sendall(payload)

    return behave


def redirect(location: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


def answered(address: str, port: int) -> tuple[Any, ...]:
    """Return one answer as ``getaddrinfo`` gives it."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port)


class Server:
    """Listens on one loopback address; ``connections`` and ``requests`` are what reached it."""

    def __init__(
        self,
        behave: Behave | None = None,
        address: str = "127.0.0.1",
        port: int = 0,
        context: ssl.SSLContext | None = None,
    ) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._listener = socket.socket(family, socket.SOCK_STREAM)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind((address, port))
        self._listener.listen(256)
        self.port: int = self._listener.getsockname()[1]
        self.behave = behave or answer(OK)
        self.connections = 0
        self.requests: list[tuple[str, bytes]] = []
        self.names: list[str | None] = []
        self._context = context
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.stopping = threading.Event()
        if context is not None:
            context.sni_callback = lambda _socket, name, _context: self.names.append(name)

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join(5)

    def cut(self) -> None:
        """Close every open connection from this side."""
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _start(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        try:
            with contextlib.suppress(OSError, ValueError):
                self._speak(connection)
        finally:
            self._open.remove(connection)
            connection.close()

    def _speak(self, plain: socket.socket) -> None:
        if self._context is None:
            self._answer_all(plain)
            return
        with self._context.wrap_socket(plain, server_side=True) as secured:
            self._open.append(secured)
            try:
                self._answer_all(secured)
            finally:
                self._open.remove(secured)

    def _answer_all(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as stream:
            while line := stream.readline():
                head = line
                while (more := stream.readline()) not in {b"\r\n", b""}:
                    head += more
                path = line.split()[1].decode()
                self.requests.append((path, head))
                self.behave(connection, path, head)
