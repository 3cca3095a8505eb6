"""The limited process itself. It imports its readers and nothing of the application.

It takes requests from standard input and answers on standard output (frames.py) until the input ends.

It may use 512 MiB of address space, write no file, open no address and start no program; an audit hook refuses what
limits cannot (threats-and-faults.md T9). The wall clock is its parent's (reader.py): CPU limits add up over documents.
"""

import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Final

import orjson

from app.base.limited.frames import ANSWER, REQUEST

MEMORY: Final = 512 * 1024 * 1024
"""Address space of the child, in bytes."""
_FORBIDDEN: Final = (
    "socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system", "os.fork", "os.forkpty", "os.spawn", "pty.",
    "urllib.", "http.client.", "ftplib.", "ctypes.", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link",
    "os.symlink", "os.chmod", "os.chown", "os.kill", "os.truncate", "os.putenv", "shutil.", "webbrowser.",
)  # fmt: skip

Read = Callable[[bytes, dict[str, Any]], object]
"""What a reader makes of a document and the facts beside it: something that JSON can say."""


def serve(read: Read, out_of_memory: object) -> None:
    """Read documents until the parent closes the pipe. ``out_of_memory`` is the answer where memory ran out."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    limit()
    while True:
        head = requests.read(REQUEST.size)
        if len(head) < REQUEST.size:
            return
        facts_length, body_length = REQUEST.unpack(head)
        answer = _read_one(read, out_of_memory, requests, facts_length, body_length)
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


def _read_one(read: Read, out_of_memory: object, requests: BinaryIO, facts_length: int, body_length: int) -> bytes:
    try:
        facts = orjson.loads(requests.read(facts_length))
        body = requests.read(body_length)
        return orjson.dumps(read(body, facts))
    except MemoryError:
        return orjson.dumps(out_of_memory)


def _refuse_open(arguments: tuple[object, ...], library: tuple[str, ...]) -> None:
    path, mode = (*arguments, None)[:2]
    is_reading = mode is None or (isinstance(mode, str) and not set(mode) & set("wax+"))
    where = os.path.realpath(path) if isinstance(path, str) else ""
    if not is_reading or not where.startswith(library):
        raise PermissionError("A reader of documents may not open files.")
