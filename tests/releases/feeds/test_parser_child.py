"""The limited reader: what it may not do, and that nothing a document does reaches its parent."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

import pytest

from app.base.limited.child import MEMORY
from app.base.limited.reader import BOOT, ROOT
from app.releases.feeds.parse import parse_document
from app.releases.feeds.pool import ParserChild, ParserPool
from tests.releases.feeds.hostile_documents import entity_attacks, heavy_documents, rss

GOOD = rss("A good note").encode()
CANARY = "canary-7f3a-must-never-appear"


@pytest.fixture
def canary(tmp_path):
    path = tmp_path / "canary.txt"
    path.write_text(CANARY)
    return path


def in_reader(code: str) -> subprocess.CompletedProcess[str]:
    """Run code where a reader would start to work, with its limits."""
    boot = BOOT.replace(".main()\n", "\nfrom app.base.limited.child import limit\nlimit()\n")
    command = [sys.executable, "-I", "-c", f"{boot}{code}", str(ROOT), "app.releases.feeds.child"]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def memory_peak(pid: int | None) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def test_it_says_what_the_parser_says():
    with ParserChild() as child:
        assert child.parse(GOOD, url="https://vendor.example/") == parse_document(GOOD, url="https://vendor.example/")


def test_every_entity_attack_is_refused_with_a_sentence(canary):
    attacks = entity_attacks(canary)
    with ParserChild() as child:
        for name, body in attacks.items():
            parsed = child.parse(body)
            assert not parsed.is_ok, name
            assert parsed.entries == (), name
            assert "entit" in parsed.error, (name, parsed.error)
            assert CANARY not in repr(parsed), name
        assert memory_peak(child.pid) < 128 * 1024 * 1024
    assert len(attacks) >= 15


def test_an_external_doctype_is_read_without_being_fetched(canary):
    with ParserChild() as child:
        parsed = child.parse(rss("x", f'<!DOCTYPE r SYSTEM "{canary.as_uri()}">').encode())
    assert parsed.is_ok
    assert CANARY not in repr(parsed)


@pytest.mark.parametrize("name", sorted(heavy_documents()))
def test_heavy_documents_end_in_time_and_the_next_one_is_read(name):
    with ParserChild(seconds=1) as child:
        start = monotonic()
        parsed = child.parse(heavy_documents()[name])
        assert monotonic() - start < 3
        assert parsed.is_ok or parsed.error.endswith(".")
        if child.pid:
            assert memory_peak(child.pid) < MEMORY
        assert child.parse(GOOD).is_ok


def test_a_killed_child_is_a_sentence_and_is_replaced():
    with ParserChild() as child:
        assert child.parse(GOOD).is_ok
        first = child.pid
        assert first
        threading.Timer(0.3, os.kill, (first, signal.SIGKILL)).start()
        parsed = child.parse(heavy_documents()["10 MiB of less-than signs"])
        assert not parsed.is_ok
        assert "broke its reader" in parsed.error
        assert child.parse(GOOD).is_ok
        assert child.pid != first


def test_a_stopped_child_is_given_up_by_the_wall_clock():
    with ParserChild(seconds=1) as child:
        assert child.parse(GOOD).is_ok
        assert child.pid
        os.kill(child.pid, signal.SIGSTOP)
        start = monotonic()
        assert "longer than 1 s" in child.parse(GOOD + b" " * 3_000_000).error
        assert monotonic() - start < 3
        assert child.parse(GOOD).is_ok


def test_a_child_is_replaced_after_its_documents():
    with ParserChild(documents=3) as child:
        pids = []
        for _ in range(4):
            assert child.parse(GOOD).is_ok
            pids.append(child.pid)
    assert pids[0] == pids[1]
    assert pids[2] is None
    assert pids[3] not in pids[:2]


def test_it_inherits_no_secret_and_no_descriptor(monkeypatch, tmp_path):
    monkeypatch.setenv("QUALWARD_SECRET_KEY", CANARY)
    with (tmp_path / "open").open("w") as handle, ParserChild() as child:
        os.set_inheritable(handle.fileno(), True)  # noqa: FBT003 (positional only)
        assert child.parse(GOOD).is_ok
        descriptors = {int(path.name) for path in Path(f"/proc/{child.pid}/fd").iterdir()}
        assert descriptors == {0, 1, 2}
        assert CANARY not in Path(f"/proc/{child.pid}/environ").read_text()
        assert f"{MEMORY}" in Path(f"/proc/{child.pid}/limits").read_text()


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:1/')",
        "import subprocess; subprocess.run(['/bin/true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "open('/etc/hostname').read()",
        "open(sys.argv[1] + '/pyproject.toml').read()",
        "open('/tmp/qualward-reader', 'w')",
        "import os; os.open('/etc/hostname', os.O_RDONLY)",
        "import os; os.remove('/tmp/qualward-reader')",
    ],
)
def test_it_may_not_reach_out(code):
    done = in_reader(code)
    assert done.returncode != 0
    assert "A reader of documents may not" in done.stderr


def test_it_may_load_a_codec_it_meets_for_the_first_time():
    assert in_reader("print('x'.encode('gb18030'), 'x'.encode('cp1140'))").returncode == 0


def test_memory_beyond_the_limit_is_refused_by_the_system():
    done = in_reader("b'x' * (600 * 1024 * 1024)")
    assert "MemoryError" in done.stderr


def test_it_imports_neither_the_web_nor_the_database():
    done = in_reader("import sys; print(' '.join(sys.modules))")
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert {"feedparser", "nh3", "app"} <= loaded
    assert not loaded & {"flask", "sqlalchemy", "werkzeug", "jinja2", "alembic", "requests"}


def test_a_pool_serves_many_threads_while_some_documents_hang():
    bad = b"<" * (10 * 1024 * 1024)
    bodies = [bad if number % 10 == 3 else GOOD for number in range(20)]
    with ParserPool(2, seconds=1) as pool, ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(pool.parse, bodies))
    assert [answer.is_ok for answer in answers] == [body is GOOD for body in bodies]


def test_closing_leaves_no_process_behind():
    with ParserPool(2) as pool:
        assert pool.parse(GOOD).is_ok
        pids = [child.pid for child in pool._children if child.pid]
    sleep(0.05)
    assert pids
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
