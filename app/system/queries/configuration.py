"""The configuration as it is now: every item with its value, and the fingerprint over all of them.

settings | product and commit | source files | packages | definitions | permissions | database and ledger
"""

import platform
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Select, Text, column, select, table

from app.base import canonical
from app.base.db import db
from app.people.permissions import PERMISSIONS
from app.records import kernel
from app.system.installation.commit import commit_of
from app.system.installation.content_files import definitions
from app.system.installation.packages import packages, packages_at_start
from app.system.installation.source_files import source_files, tree_digest
from app.system.rules import configuration as rules
from app.system.rules.configuration import Item
from app.system.rules.packages import Packages
from app.system.rules.secrets import written
from config import ROOT, Settings

_REVISION: Select[Any] = select(column("version_num", Text)).select_from(table("alembic_version"))


@dataclass(frozen=True)
class Configuration:
    """What runs here: items, the digest of each file of the product, and the packages."""

    items: tuple[Item, ...]
    files: Mapping[str, str]
    packages: Packages

    @property
    def fingerprint(self) -> str:
        """SHA-256 over every item; the digest of all files is one of them."""
        return rules.fingerprint(self.items)

    def value(self, group: str, name: str) -> str:
        """Return the value of one item. Raises KeyError when there is none."""
        return {(one.group, one.name): one.value for one in self.items}[group, name]


def configuration(root: Path = ROOT, *, is_quick: bool = False) -> Configuration:
    """Return the configuration now. ``is_quick`` reads only files that look changed; the banner asks so."""
    files = source_files(root, is_quick=is_quick)
    found = packages_at_start(root) if is_quick else packages(root)
    groups = (_product(root), _source(files), _packages(files, found), _content(root, files), _settings())
    items = [one for group in (*groups, _permissions(), _database()) for one in group]
    return Configuration(tuple(sorted(items)), files, found)


def product_version(root: Path = ROOT) -> str:
    """Return the version that the product calls itself."""
    return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def _product(root: Path) -> Iterator[Item]:
    yield Item("product", "version", product_version(root))
    yield Item("product", "commit", commit_of(root))
    yield Item("product", "python", f"{platform.python_implementation()} {platform.python_version()}")


def _source(files: Mapping[str, str]) -> Iterator[Item]:
    yield Item("source", "SHA-256 of all files", tree_digest(files))


def _packages(files: Mapping[str, str], found: Packages) -> Iterator[Item]:
    yield Item("packages", "SHA-256 of requirements.lock", files.get("requirements.lock", "no lock"))
    for name, pinned, installed in found.differing:
        yield Item("packages", name, f"{pinned} by the lock, {installed or 'nothing'} installed")
    further = "".join(f"{name}=={version}\n" for name, version in found.further)
    yield Item("packages", "beside the lock", f"{len(found.further)} packages, SHA-256 {canonical.sha256(further)}")


def _content(root: Path, files: Mapping[str, str]) -> Iterator[Item]:
    for path, value in definitions(root, files).items():
        yield Item("definitions", path, value)


def _settings() -> Iterator[Item]:
    settings: Settings = current_app.config["QUALWARD"]
    for one in fields(settings):
        yield Item("settings", one.name, written(one.name, getattr(settings, one.name), settings.secret_key))


def _permissions() -> Iterator[Item]:
    for name, roles in PERMISSIONS.items():
        yield Item("permissions", name, ", ".join(sorted(roles)) or "nobody")


def _database() -> Iterator[Item]:
    belongings = kernel.of(db.session())
    revisions = sorted(str(one) for one in db.session.scalars(_REVISION))
    yield Item("database", "schema revision", ", ".join(revisions) or "none")
    yield Item("database", "kind and version", _database_version())
    yield Item("ledger", "origin", belongings.origin)
    yield Item("ledger", "fingerprint of the key", canonical.sha256(belongings.key.public))


def _database_version() -> str:
    dialect = db.engine.dialect
    if dialect.name == "sqlite":
        return f"SQLite {getattr(dialect.dbapi, 'sqlite_version', 'of unknown version')}"
    numbers = dialect.server_version_info or ()
    return f"PostgreSQL {'.'.join(map(str, numbers)) or 'of unknown version'}"
