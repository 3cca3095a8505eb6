"""This installation's way out: the outbound guard with the hosts that its administrator opened."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app

from app.base.outbound import Allow, Askers, AskingProcesses, Outbound

_KEPT = "qualward_askers"


def allow() -> Allow:
    """Return what QUALWARD_OUTBOUND_ALLOW opens. Raises ValueError with a sentence about an entry it cannot read."""
    return Allow.parse(_opened())


def outbound() -> Outbound:
    """Return a guard for one run of polls; close it when the run ends."""
    return Outbound(allow())


@contextmanager
def many_askers(threads: int) -> Iterator[Askers]:
    """Lend the processes that ask for this installation, ``threads`` addresses at once in all.

    They are started when first wanted and kept for the next run, so that the clock does not start them every minute.
    A run beside another one starts its own. They end with the application, and with this process however it ends.
    """
    kept: list[AskingProcesses] = current_app.extensions.setdefault(_KEPT, [])
    cores = os.cpu_count() or 1
    askers = kept.pop() if kept else AskingProcesses(_opened(), cores, max(1, threads // cores))
    try:
        yield askers
    finally:
        if askers.is_idle and not kept:
            kept.append(askers)
        else:  # the run was broken off: late answers must not reach the next one
            askers.close()


def _opened() -> str:
    return ",".join(current_app.config["QUALWARD"].outbound_allow)
