"""A wire between the portal and PostgreSQL that can be cut at any message, before or after it went through."""

import os
import select
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, make_url

_SOCKET = ".s.PGSQL.5432"


class Wire:
    """Passes messages on. ``cut_at`` arms it: the connection that carries that message is gone with it."""

    def __init__(self, to: URL, folder: Path) -> None:
        self.folder = folder
        self._to = to
        self._lock = threading.Lock()
        self._left: int | None = None
        self._word: bytes | None = None
        self._is_after = False
        self.passed = 0
        self.cuts = 0
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(folder / _SOCKET))
        self._door.listen(32)
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, database_url: str) -> str:
        """Return the address of a database by way of this wire."""
        found = make_url(database_url).set(host=None, port=None).update_query_dict({"host": str(self.folder)})
        return found.render_as_string(hide_password=False)

    def cut_at(self, message: int, *, after: bool) -> None:
        """Cut at the n-th message from now, of either side, before it is passed on or after."""
        with self._lock:
            self._left, self._is_after = message, after

    def cut_at_commit(self, *, after: bool) -> None:
        """Cut at the next COMMIT, before it reaches the server, or after it did and before it is answered."""
        with self._lock:
            self._word, self._is_after = b"COMMIT\0", after

    def mend(self) -> None:
        """Pass everything on again."""
        with self._lock:
            self._left = self._word = None

    def close(self) -> None:
        """Take no new connections."""
        self._door.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(near, self._reach()), daemon=True).start()

    def _reach(self) -> socket.socket:
        if self._to.host:
            return socket.create_connection((self._to.host, self._to.port or 5432))
        far = socket.socket(socket.AF_UNIX)
        far.connect(os.path.join(str(self._to.query["host"]), _SOCKET))  # noqa: PTH118 - a name, not a file
        return far

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        other = {near: far, far: near}
        try:
            while True:
                for ready in select.select([near, far], [], [])[0]:
                    message = ready.recv(1 << 20)
                    if not message:
                        return
                    is_last = self._is_cut(message)
                    if not is_last or self._is_after:
                        other[ready].sendall(message)
                    if is_last and self._is_after and ready is near:
                        # the server has done what it was told, and nobody hears so; within a row of statements that
                        # are sent together it says nothing before the last one
                        select.select([far], [], [], 1)
                    if is_last:
                        return
        except OSError:
            return
        finally:
            near.close()
            far.close()

    def _is_cut(self, message: bytes) -> bool:
        with self._lock:
            self.passed += 1
            if self._left is not None:
                self._left -= 1
            is_cut = self._left == 0 or (self._word is not None and self._word in message)
            if is_cut:
                self._left = self._word = None
                self.cuts += 1
            return is_cut


@contextmanager
def wire_to(database_url: str) -> Iterator[Wire]:
    """Lay a wire to the server of this address."""
    folder = Path(tempfile.mkdtemp(prefix="qualward-wire-"))  # a short path: a socket's name may not be long
    laid = Wire(make_url(database_url), folder)
    try:
        yield laid
    finally:
        laid.close()
        shutil.rmtree(folder, ignore_errors=True)
