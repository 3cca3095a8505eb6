"""From a host to addresses that may be connected to. All answers count, one bad one is enough."""

import threading
from collections.abc import Callable, Sequence
from ipaddress import AddressValueError, ip_address
from socket import AF_INET, AF_INET6, SOCK_STREAM
from typing import Any

from app.base.outbound.addresses import Address, verdict
from app.base.outbound.allow import Allow
from app.base.outbound.replies import Reason, StoppedError
from app.base.outbound.urls import Target
from app.base.outbound.watch import Watch

Answer = tuple[Any, ...]
Resolve = Callable[..., Sequence[Answer]]
"""``socket.getaddrinfo``, or what stands for it in a test."""

MOST_LOOKUPS = 64
_running = threading.BoundedSemaphore(MOST_LOOKUPS)


def checked_addresses(target: Target, allow: Allow, resolve: Resolve, watch: Watch) -> tuple[Address, ...]:
    """Resolve once and judge every answer. Raises StoppedError unless all may be connected to."""
    if target.literal is not None:
        found: tuple[Address, ...] = (target.literal,)
    else:
        found = tuple(dict.fromkeys(map(_address, _answers(target, resolve, watch))))
    if not found:
        raise StoppedError(Reason.NO_ANSWER, f"no address is known for {target.host}")
    for address in found:
        judged = verdict(address)
        if not judged.allowed and not allow.opens_address(target.host, address, target.port):
            raise StoppedError(Reason.ADDRESS, f"{target.host} leads to an address that is closed: {judged.reason}")
    return found


def _answers(target: Target, resolve: Resolve, watch: Watch) -> Sequence[Answer]:
    """Ask in a thread of its own: the system's resolver knows no timeout, the watch does."""
    answers: list[Answer] = []
    finished = threading.Event()

    def ask() -> None:
        try:
            answers.extend(resolve(target.host, target.port, type=SOCK_STREAM))
        except Exception:  # noqa: BLE001 - whatever goes wrong while asking, no answer means no connection
            answers.clear()
        finally:
            _running.release()
            finished.set()

    if not _running.acquire(timeout=watch.patience(watch.limits.connect_ms)):
        raise StoppedError(Reason.NO_ANSWER, "too many lookups of host names are waiting for an answer")
    try:
        threading.Thread(target=ask, name=f"lookup {target.host}", daemon=True).start()
    except RuntimeError as error:
        _running.release()
        raise StoppedError(Reason.NO_ANSWER, "the computer has no room for another lookup") from error
    if not finished.wait(watch.patience(watch.limits.connect_ms)):
        if watch.is_over():
            raise watch.late()
        raise StoppedError(Reason.NO_ANSWER, f"looking up {target.host} took too long")
    return answers


def _address(answer: Answer) -> Address:
    family, place = answer[0], str(answer[4][0])
    if family not in {AF_INET, AF_INET6} or "%" in place:
        raise StoppedError(Reason.ADDRESS, f"the lookup answered with {place}, which names no internet address")
    try:
        return ip_address(place)
    except (AddressValueError, ValueError) as error:
        raise StoppedError(Reason.ADDRESS, f"the lookup answered with {place}, which is no address") from error
