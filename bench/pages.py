"""List and detail pages over 10,000 suppliers, signed in, beside Django's admin on the same rows.

Both run under gunicorn with one process; the requests alternate between them in one run, one connection each. Quote
the ratio, never a single time.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import requests
from flask_migrate import upgrade

from app import create_app
from app.base.db import db, transaction
from app.people import actions as people
from app.people import queries as people_queries
from app.people.actions import NewPerson
from app.records import keys, trail
from app.records.actor import operator
from app.suppliers.models import Supplier
from app.suppliers.models.naming import name_key
from config import ROOT, Settings

PASSWORD = "seven calm herons at dusk"
COUNTRIES = ["DE", "CH", "FR", "US", "GB", "IT"]


def names(count: int) -> list[str]:
    """Invent supplier names."""
    return [f"Vendor {number:05d} {('Labs', 'Systems', 'Cloud', 'Software')[number % 4]}" for number in range(count)]


def our_site(folder: Path, port: int, count: int) -> tuple[subprocess.Popen[bytes], requests.Session]:
    """Build an installation with the suppliers, start it, and sign in."""
    environment = {
        **os.environ,
        "QUALWARD_DATA_DIR": str(folder),
        "QUALWARD_BASE_URL": f"http://127.0.0.1:{port}",
        "PYTHONPATH": str(ROOT),
    }
    settings = Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'qualward.db'}",
        owner_url="",
        secret_key="x" * 40,
        signing_key=folder / "keys" / "ledger.pem",
        witness_file=folder / "witness" / "heads.jsonl",
        base_url=f"http://127.0.0.1:{port}",
        mail_url="",
        timezone=ZoneInfo("UTC"),
        outbound_allow=(),
        is_demo=False,
    )
    keys.make(settings.signing_key)
    with create_app(settings).app_context():
        upgrade()
    with create_app(settings).app_context():
        now, actor = datetime.now(UTC), operator("bench")
        with transaction(actor, now):
            names_of = (("ada.first", "Ada First"), ("bob.second", "Bob Second"))
            first = [NewPerson(one, name, f"{one}@rows.example", ["ADM"]) for one, name in names_of]
            approver = people.add_first(first, actor, now)[1]
            person = people.add_person(NewPerson("sara.quist", "Sara Quist", "s@rows.example", ["SQM"]), actor, now)
        with transaction(approver.actor, now):
            people.approve(people_queries.open_proposals(person)[0], approver.actor, now)
            people.set_password(person, PASSWORD, now)
        with transaction(actor, now):
            rows = [
                {
                    "number": f"SUP-{number:05d}",
                    "name": name,
                    "name_key": name_key(name),
                    "country": COUNTRIES[number % 6],
                    "state": "active",
                    "owner_id": person.id,
                }
                for number, name in enumerate(names(count), 1)
            ]
            trail.insert_many(Supplier, rows, "suppliers.supplier.listed")
        db.engine.dispose()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "--config",
            "deploy/gunicorn.py",
            "--bind",
            f"127.0.0.1:{port}",
            "wsgi:serving()",
        ],
        cwd=ROOT,
        env={**environment, "QUALWARD_SECRET_KEY": settings.secret_key},
    )
    session = requests.Session()
    page = until(lambda: session.get(f"http://127.0.0.1:{port}/sign-in"))
    token = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    answer = session.post(
        f"http://127.0.0.1:{port}/sign-in", data={"csrf_token": token, "username": "sara.quist", "password": PASSWORD}
    )
    answer.raise_for_status()
    return process, session


def djangos_site(folder: Path, port: int, count: int) -> tuple[subprocess.Popen[bytes], requests.Session]:
    """Build Django's admin over the same rows, start it, and sign in."""
    environment = {
        **os.environ,
        "BENCH_DATABASE": str(folder / "django.db"),
        "PYTHONPATH": str(ROOT / "bench" / "peers"),
    }
    setup = (
        "import django_site; from django.core.management import call_command; call_command('migrate', verbosity=0);"
        "from django.db import connection; from django.contrib.auth.models import User\n"
        "with connection.schema_editor() as editor: editor.create_model(django_site.Supplier)\n"
        f"User.objects.create_superuser('sara', 's@rows.example', '{PASSWORD}')"
    )
    subprocess.run([sys.executable, "-c", setup], env=environment, check=True)
    with sqlite3.connect(folder / "django.db") as rows:
        rows.executemany(
            "INSERT INTO bench_supplier (number, name, country, state) VALUES (?, ?, ?, 'active')",
            [(f"SUP-{number:05d}", name, COUNTRIES[number % 6]) for number, name in enumerate(names(count), 1)],
        )
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "--config",
            str(ROOT / "deploy" / "gunicorn.py"),
            "--bind",
            f"127.0.0.1:{port}",
            "django_site:application",
        ],
        env=environment,
    )
    session = requests.Session()
    until(lambda: session.get(f"http://127.0.0.1:{port}/admin/login/"))
    session.post(
        f"http://127.0.0.1:{port}/admin/login/",
        data={
            "csrfmiddlewaretoken": session.cookies["csrftoken"],
            "username": "sara",
            "password": PASSWORD,
            "next": "/admin/",
        },
        headers={"Referer": f"http://127.0.0.1:{port}/admin/login/"},
    ).raise_for_status()
    return process, session


def until(ask: Callable[[], requests.Response]) -> requests.Response:
    """Ask until the server answers."""
    for _ in range(150):
        try:
            answer = ask()
            if answer.ok:
                return answer
        except requests.ConnectionError:
            pass
        time.sleep(0.2)
    raise SystemExit("A server of the benchmark did not come up.")


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measure(pairs: dict[str, tuple[Callable[[], requests.Response], Callable[[], requests.Response]]], rounds: int):
    """Alternate between the two of each pair; return their times in milliseconds."""
    times: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in pairs}
    for turn in range(rounds + 10):
        for name, both in pairs.items():
            for kept, ask in zip(times[name], both, strict=True):
                began = time.perf_counter()
                answer = ask()
                took = (time.perf_counter() - began) * 1000
                answer.raise_for_status()
                if turn >= 10:
                    kept.append(took)
    return times


def main() -> None:
    """Run, print the table, keep the result."""
    options = argparse.ArgumentParser()
    options.add_argument("--suppliers", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=150)
    given = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="qualward-bench-"))
    ports = free_port(), free_port()
    processes = []
    try:
        ours, our_session = our_site(folder, ports[0], given.suppliers)
        processes.append(ours)
        theirs, django_session = djangos_site(folder, ports[1], given.suppliers)
        processes.append(theirs)
        here, there = f"http://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}/admin/auth/supplier"
        middle = given.suppliers // 2
        pairs = {
            "list of 50": (
                lambda: our_session.get(f"{here}/suppliers?size=50"),
                lambda: django_session.get(f"{there}/"),
            ),
            "list, searched": (
                lambda: our_session.get(f"{here}/suppliers?size=50&q=Vendor+0{middle // 100:02d}"),
                lambda: django_session.get(f"{there}/?q=Vendor+0{middle // 100:02d}"),
            ),
            "detail": (
                lambda: our_session.get(f"{here}/suppliers/SUP-{middle:05d}"),
                lambda: django_session.get(f"{there}/{middle}/change/"),
            ),
        }
        for both in pairs.values():
            for ask in both:
                assert "Vendor" in ask().text, ask().url
        report(measure(pairs, given.rounds), given.suppliers)
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
            process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def report(times, suppliers: int) -> None:
    """Print medians, 95th percentiles and ratios; write them to bench/results/pages.json."""
    rows = {}
    print(f"{suppliers} suppliers, one connection, milliseconds")
    print(f"{'page':<16}{'ours p50':>10}{'p95':>8}{'Django p50':>12}{'p95':>8}{'ratio p50':>11}{'ratio p95':>11}")
    for name, (ours, theirs) in times.items():
        figures = [statistics.median(ours), _p95(ours), statistics.median(theirs), _p95(theirs)]
        ratios = figures[2] / figures[0], figures[3] / figures[1]
        rows[name] = {
            "ours_p50": round(figures[0], 2),
            "ours_p95": round(figures[1], 2),
            "django_p50": round(figures[2], 2),
            "django_p95": round(figures[3], 2),
            "ratio_p50": round(ratios[0], 2),
            "ratio_p95": round(ratios[1], 2),
        }
        print(
            f"{name:<16}{figures[0]:>10.2f}{figures[1]:>8.2f}{figures[2]:>12.2f}{figures[3]:>8.2f}"
            f"{ratios[0]:>11.2f}{ratios[1]:>11.2f}"
        )
    results = ROOT / "bench" / "results"
    results.mkdir(exist_ok=True)
    (results / "pages.json").write_text(json.dumps({"suppliers": suppliers, "pages": rows}, indent=1) + "\n")


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18]


if __name__ == "__main__":
    main()
