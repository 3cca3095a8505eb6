"""Servers and doors for the outbound tests. Only ``resolve`` is ever a double; every socket is real."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from app.base.outbound import Allow, Limits, Outbound, Refusal, Reply
from tests.base.outbound.hostile import SMALL, Ask
from tests.base.outbound.loopback import Behave, Server, answer


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as found:
        yield found


@pytest.fixture
def serve(stack: ExitStack) -> Callable[..., Server]:
    """Start a server that stops with the test."""
    return lambda *args, **kwargs: stack.enter_context(Server(*args, **kwargs))


@pytest.fixture
def canary(serve: Callable[..., Server]) -> Server:
    """A server on 127.0.0.1 that nobody may reach."""
    return serve()


@pytest.fixture
def door(stack: ExitStack) -> Callable[..., Outbound]:
    """Make an Outbound that closes with the test: ``door("http://127.0.0.1:8080", limits, resolve)``."""

    def make(allow: str | Allow = "", limits: Limits | None = None, **kwargs: Any) -> Outbound:
        opened = Allow.parse(allow) if isinstance(allow, str) else allow
        return stack.enter_context(Outbound(opened, limits, **kwargs))

    return make


@pytest.fixture
def ask(serve: Callable[..., Server], door: Callable[..., Outbound]) -> Ask:
    """Start a server with a behaviour (or a fixed answer) and fetch from it once."""

    def make(behave: Behave | bytes, limits: Limits = SMALL, path: str = "/") -> Reply | Refusal:
        server = serve(answer(behave) if isinstance(behave, bytes) else behave)
        return door(f"http://127.0.0.1:{server.port}", limits).get(f"http://127.0.0.1:{server.port}{path}")

    return make
