"""`feeds preview` and `feeds poll` as an operator types them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from app.base.outbound import Allow
from app.releases.commands import feeds
from tests.paths import ROOT, shared_data
from tests.releases.conftest import FeedMaker
from tests.releases.vendors import Vendor, atom

THREE = [("r3", "Acme 3.0", "New reports."), ("r2", "Acme 2.0-beta", "Fixes."), ("r1", "Acme 1.0", "First.")]


def preview(*arguments: str, allow: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command in a process that has no installation, no secret and no database."""
    script = "from app.releases.preview_command import preview; preview()"
    environment = {"PATH": os.environ["PATH"], "QUALWARD_OUTBOUND_ALLOW": allow, "QUALWARD_DATA_DIR": "/nonexistent"}
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_twenty_files_of_the_corpus_are_previewed_one_line_each() -> None:
    found = sorted((shared_data() / "feeds").rglob("*.xml"))
    files = found[:: max(1, len(found) // 20)][:20]
    done = preview("--json", *map(str, files))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["source"] for line in lines] == [str(one) for one in files]
    assert done.returncode == (0 if all(line["ok"] for line in lines) else 1)
    assert "Traceback" not in done.stderr
    keys = {"uid", "title", "version", "url", "published", "updated", "prerelease", "text", "sha256"}
    assert all(set(line) == {"source", "kind", "ok", "error", "entries"} for line in lines)
    assert {frozenset(entry) for line in lines for entry in line["entries"]} == {frozenset(keys)}


def test_an_address_is_previewed_through_the_guard(vendor: Vendor) -> None:
    vendor.says(atom(THREE))
    shut = preview("--url", vendor.url(), "--json")
    assert (shut.returncode, vendor.asked) == (1, [])
    assert json.loads(shut.stdout)["error"].startswith("http://127.0.0.1")
    open_ = preview("--url", vendor.url(), allow=f"http://127.0.0.1:{vendor.port}")
    assert open_.returncode == 0
    assert "atom, 3 entries" in open_.stdout
    assert "Acme 2.0-beta  (pre-release)" in open_.stdout


@pytest.mark.parametrize("arguments", [(), ("nowhere.xml",), ("--url", "https://a.example", "README.md")])
def test_bad_input_ends_with_two_and_a_sentence(arguments: tuple[str, ...]) -> None:
    done = preview(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_poll_prints_its_tally_alone_as_json(app: Flask, vendor: Vendor, polled_feed: FeedMaker) -> None:
    vendor.says(atom(THREE), "/one")
    vendor.says("gone", "/two", status=410)
    polled_feed("/one")
    polled_feed("/two")
    run = CliRunner().invoke(feeds, ["poll", "--json"], obj=_info(app))
    tally = json.loads(run.stdout)
    assert run.exit_code == 1  # one failed
    assert isinstance(tally.pop("seconds"), float)
    assert tally == {"polled": 2, "new": 3, "changed": 0, "unchanged": 0, "failed": 1}
    again = CliRunner().invoke(feeds, ["poll", "--feed", "FED-0001"], obj=_info(app))
    assert again.exit_code == 0
    assert again.stdout.startswith("Polled 1 feed")
    assert "1 feed unchanged" in again.stdout
    nothing = CliRunner().invoke(feeds, ["poll", "--due", "--json"], obj=_info(app))
    assert json.loads(nothing.stdout)["polled"] == 0


def test_poll_refuses_a_feed_that_is_not_there(app: Flask) -> None:
    run = CliRunner().invoke(feeds, ["poll", "--feed", "FED-0099"], obj=_info(app))
    assert run.exit_code == 2
    assert "There is no feed FED-0099" in run.stderr


def _info(app: Flask) -> object:
    from flask.cli import ScriptInfo  # noqa: PLC0415 - only here

    return ScriptInfo(create_app=lambda: app)


def test_the_preview_needs_nothing_of_the_installation(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(atom(THREE), encoding="utf-8")
    done = preview(str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert not Path("/nonexistent").exists()
    assert Allow.parse("") == Allow()
