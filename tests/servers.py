"""A PostgreSQL server of a test's own, from a folder of programs: Debian's version, or one whose disk may be full."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FAST = "-c fsync=off -c full_page_writes=off"
"""Nobody pulls the plug of a server that lives for one test."""
_SMALL = "-c min_wal_size=2MB -c max_wal_size=1GB -c checkpoint_timeout=1h -c wal_recycle=off"


class Server:
    """The server; it listens on a socket in its own folder only."""

    def __init__(self, programs: Path, folder: Path, options: str) -> None:
        self.folder, self._programs, self._options = folder, programs, options
        self.address = f"postgresql://postgres@/postgres?host={folder}"

    def make(self, journal: Path | None) -> None:
        """Make its files; the journal on another disk with small segments where one is named."""
        more = ["--wal-segsize=1", f"--waldir={journal}"] if journal else []
        options = ["--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--no-locale", *more]
        self._run("initdb", f"--pgdata={self.folder / 'data'}", *options)

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-k {self.folder} -c listen_addresses='' {self._options}"
        log = f"--log={self.folder / 'log'}"
        self._run("pg_ctl", "start", "--wait", "--timeout=60", f"--pgdata={self.folder / 'data'}", log, f"-o{options}")

    def stop(self) -> None:
        """Stop it at once, if it runs."""
        self._run("pg_ctl", "stop", "--mode=immediate", f"--pgdata={self.folder / 'data'}", must=False)

    def revive(self) -> bool:
        """Do what its supervisor does: wait until it is back by itself, or start it; tell whether it was away."""
        for turn in range(300):
            if not (self.folder / "data" / "postmaster.pid").exists():
                self.start()
            if self._run("pg_isready", f"--host={self.folder}", must=False) == 0:
                return turn > 0
            time.sleep(0.1)
        raise TimeoutError((self.folder / "log").read_text()[-2000:])

    def _run(self, program: str, *arguments: str, must: bool = True) -> int:
        # PostgreSQL refuses to run as root; the programs read the folder of the one who starts them
        done = subprocess.run(
            [str(self._programs / program), *arguments],
            user=_user(),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            check=False,
        )
        if must and done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode()}")
        return done.returncode


def _user() -> int | None:
    if os.getuid():
        return None
    names = {one.pw_name for one in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody").pw_uid


@contextmanager
def running(programs: Path, journal: Path | None = None) -> Iterator[Server]:
    """Run a server until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="qualward-pg-"))  # a short path: a socket's name may not be long
    user = _user()
    if journal:
        journal.mkdir(0o700)
    for one in filter(None, (folder, journal)):
        if user is not None:
            os.chown(one, user, -1)
    server = Server(programs, folder, _SMALL if journal else _FAST)
    try:
        server.make(journal)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
