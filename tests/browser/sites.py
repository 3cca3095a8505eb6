"""A real installation on a loopback port, and people's browsers in front of it.

Import the fixtures into a folder's conftest.py: ``from tests.browser.sites import chromium, site``.
"""

import logging
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app, start
from app.base.db import db
from app.people import queries
from app.people.models import Person
from config import Settings
from tests.conftest import TurnableClock
from tests.factories import people
from tests.releases import vendors
from tests.releases.vendors import Vendor

CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WATCH_THE_MOUSE = """
for (const kind of ["mousedown", "pointerdown", "touchstart"])
  window.addEventListener(kind, (event) => { if (event.isTrusted) sessionStorage.setItem("mouse", "used"); }, true);
"""
"""Kept for as long as the tab is open, over all its pages."""


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""


class _Reports(logging.Handler):
    """Keeps what browsers sent to /csp-reports."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__()
        self._complaints = complaints

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        self._complaints.append(record.getMessage())


@dataclass
class Site:
    """The installation: its application, address, clock, and everything that any browser complained about."""

    app: Flask
    folder: Path
    address: str
    clock: TurnableClock
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Act in the application itself, for what a journey does not need a browser for."""
        with self.app.app_context():
            yield
            db.session.remove()

    def context(self, **settings: object) -> BrowserContext:
        """Open a browser of its own, with nobody signed in."""
        found = self.browser.new_context(base_url=self.address, **settings)  # type: ignore[arg-type]
        found.set_default_timeout(20_000)
        found.add_init_script(WATCH_THE_MOUSE)
        found.on("page", self._watch)
        self.contexts.append(found)
        return found

    def tab(self, who: str | None = None, **settings: object) -> Page:
        """Open a tab of a user name (or of a role's own person) with a real session; of nobody without one."""
        context = self.context(**settings)
        if who is not None:
            context.add_cookies([{"name": "qualward", "value": self._cookie(who), "url": self.address}])
        return context.new_page()

    def sign_in(self, username: str, **settings: object) -> Page:
        """Open a tab and come in through the sign-in page, with the keyboard."""
        tab = self.context(**settings).new_page()
        tab.goto("/sign-in")
        tab.get_by_label("User name").focus()
        tab.keyboard.type(username)
        tab.keyboard.press("Tab")
        tab.keyboard.type(people.PASSWORD)
        tab.keyboard.press("Enter")
        tab.get_by_role("heading", name="My work").wait_for()
        return tab

    def _cookie(self, who: str) -> str:
        with self.inside():
            found = self._person(who)
            cookie = people.sign_in(self.app.test_client(), found).get_cookie("qualward")
            assert cookie is not None
            return cookie.value

    def _person(self, who: str) -> Person:
        found = people.person_for(who) if who in people.NAMES else queries.person(who)
        assert found is not None, f"Nobody is called {who}"
        return found

    def _watch(self, page: Page) -> None:
        page.on("console", lambda one: self._heard(one.text) if "Content Security" in one.text else None)
        page.on("pageerror", lambda one: self._heard(f"{page.url}: {one}"))

    def _heard(self, text: str) -> None:
        self.complaints.append(text)


def arrive(tab: Page, path: str) -> Response | None:
    """Open a page and wait until it stands whole, with the panels that come by themselves."""
    answer = tab.goto(path)
    stand(tab)
    return answer


@contextmanager
def arriving(tab: Page) -> Iterator[None]:
    """What happens inside leads to another page; wait until that one stands whole."""
    with tab.expect_navigation():
        yield
    stand(tab)


def stand(tab: Page) -> None:
    """Wait for panels that come by themselves; a page without any stands as soon as it is loaded."""
    if tab.locator("[hx-trigger=load]").count():
        tab.wait_for_load_state("networkidle")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A Chromium; without one these tests are skipped aloud, with CI=true they fail."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        sentence = "Chromium is not installed, so nothing was seen in a real browser."
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(sentence)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def serving(settings: Settings, browser: Browser) -> Iterator[Site]:
    """Serve an installation; at the end no browser may have complained."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    clock = TurnableClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
    app = create_app(replace(settings, base_url=address), clock)
    start(app)
    port = listening.getsockname()[1]
    server = make_server("127.0.0.1", port, app, True, request_handler=_Quiet, fd=listening.detach())  # noqa: FBT003
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    found = Site(app, settings.data_dir, address, clock, browser)
    reports, log = _Reports(found.complaints), logging.getLogger("qualward.csp")
    log.addHandler(reports)
    try:
        yield found
        for one in found.contexts:
            one.close()
        assert found.complaints == []
    finally:
        log.removeHandler(reports)
        server.shutdown()
        server.server_close()
        thread.join()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    """A vendor's server on loopback, whose feeds the test writes."""
    with vendors.serving() as found:
        yield found


@pytest.fixture
def site(copies: Callable[..., Settings], chromium: Browser, vendor: Vendor) -> Iterator[Site]:
    """An installation of its own for one test; its administrator opened the vendor's address for plain http."""
    with serving(copies(outbound_allow=(f"http://127.0.0.1:{vendor.port}",)), chromium) as found:
        yield found
