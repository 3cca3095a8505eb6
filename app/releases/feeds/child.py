"""The limited process that reads vendors' documents. It imports the readers and nothing of the application.

It takes requests from standard input and answers on standard output (frames.py) until the input ends.

It may use 512 MiB of address space, write no file, open no address and start no program; an audit hook refuses what
limits cannot (threats-and-faults.md T9). The wall clock is its parent's (pool.py): CPU limits add up over documents.
"""

import os
import resource
import sys
from pathlib import Path
from typing import BinaryIO, Final

import orjson

from app.releases.feeds.entries import refused
from app.releases.feeds.frames import ANSWER, REQUEST
from app.releases.feeds.parse import parse_document

MEMORY: Final = 512 * 1024 * 1024
"""Address space of the child, in bytes."""
OUT_OF_MEMORY: Final = (
    "Reading the document needed more than 512 MiB of memory and was given up. Ask the vendor for a smaller feed."
)
_FORBIDDEN: Final = (
    "socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system", "os.fork", "os.forkpty", "os.spawn", "pty.",
    "urllib.", "http.client.", "ftplib.", "ctypes.", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link",
    "os.symlink", "os.chmod", "os.chown", "os.kill", "os.truncate", "os.putenv", "shutil.", "webbrowser.",
)  # fmt: skip


def main() -> None:
    """Read documents until the parent closes the pipe."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    limit()
    while True:
        head = requests.read(REQUEST.size)
        if len(head) < REQUEST.size:
            return
        facts_length, body_length = REQUEST.unpack(head)
        answer = _read_one(requests, facts_length, body_length)
        answers.write(ANSWER.pack(len(answer)) + answer)
        answers.flush()


def limit() -> None:
    """Give up what a reader of documents does not need. Cannot be taken back."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # codecs of rare encodings are loaded when first met, so a few descriptors stay
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
    # our own folder is left out: every module is loaded by now, and keys and records may stand beside them
    folders = {Path(folder).resolve() for folder in sys.path if folder} - {Path(__file__).resolve().parents[3]}
    library = tuple(f"{folder}/" for folder in folders)

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            _refuse_open(arguments, library)
        elif event.startswith(_FORBIDDEN):
            raise PermissionError(f"A reader of documents may not use {event}.")

    sys.addaudithook(refuse)


def _read_one(requests: BinaryIO, facts_length: int, body_length: int) -> bytes:
    try:
        facts = orjson.loads(requests.read(facts_length))
        body = requests.read(body_length)
        return orjson.dumps(parse_document(body, content_type=facts["content_type"], url=facts["url"]))
    except MemoryError:
        return orjson.dumps(refused("unknown", OUT_OF_MEMORY))


def _refuse_open(arguments: tuple[object, ...], library: tuple[str, ...]) -> None:
    path, mode = (*arguments, None)[:2]
    is_reading = mode is None or (isinstance(mode, str) and not set(mode) & set("wax+"))
    where = os.path.realpath(path) if isinstance(path, str) else ""
    if not is_reading or not where.startswith(library):
        raise PermissionError("A reader of documents may not open files.")


if __name__ == "__main__":
    main()
