"""A process that asks addresses and knows nothing else: no table, no key, no file of the installation.

It gets questions over a socket and answers over it until the other end is closed, be it by a kill. It imports the
outbound guard and nothing of the application (askers.py starts it).
"""

import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection

from app.base.crew import NAP, Crew
from app.base.outbound.allow import Allow
from app.base.outbound.client import Outbound
from app.base.outbound.replies import Refusal, Reply

Question = tuple[int, str, Mapping[str, str]]
"""The asker's own number for it, the address, the headers."""
Answer = tuple[int, Reply | Refusal]


def ask(outbound: Outbound, question: Question) -> Answer:
    """Return what an address says, fit for another process."""
    number, url, headers = question
    found = outbound.get(url, headers)
    return number, replace(found, headers=dict(found.headers)) if isinstance(found, Reply) else found


def main() -> None:
    """Serve the socket that was inherited; its number, the open hosts and the most threads are the arguments."""
    descriptor, allowed, threads = sys.argv[-3:]
    with Connection(int(descriptor)) as wire, Outbound(Allow.parse(allowed)) as outbound:
        crew: Crew[Question, Answer] = Crew(partial(ask, outbound), int(threads))
        try:
            _serve(wire, crew)
        except (EOFError, OSError):
            return  # whoever asked is gone; unfinished answers are for nobody


def _serve(wire: "Connection[list[Answer], list[Question]]", crew: Crew[Question, Answer]) -> None:
    while True:
        if wire.poll(NAP if crew.under_way else None):
            crew.begin(wire.recv())
        if done := crew.finished():
            wire.send(done)
