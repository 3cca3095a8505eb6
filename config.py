"""Settings, read from the environment. Each has a meaning, a default for a trial, and a rule for production."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent


class SettingsRefused(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """A setting is missing or unusable; the message says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """Everything an installation can set."""

    data_dir: Path
    """``QUALWARD_DATA_DIR``: attachments and payloads; default ``instance/``. Back it up with the database."""
    database_url: str
    """``QUALWARD_DATABASE_URL``: default an SQLite file in the data folder; or ``postgresql://role:word@host/name``."""
    owner_url: str
    """``QUALWARD_DATABASE_OWNER_URL``: PostgreSQL only; the role that owns the tables and runs the migrations. The
    role of the database URL must be another one, which owns nothing."""
    secret_key: str
    """``QUALWARD_SECRET_KEY``: signs cookies and signing pages; default a random one kept in the data folder."""
    signing_key: Path
    """``QUALWARD_SIGNING_KEY``: file with the Ed25519 key of the ledger; in production outside the data folder."""
    witness_file: Path
    """``QUALWARD_WITNESS_FILE``: heads of the ledger, outside the database and its backups."""
    base_url: str
    """``QUALWARD_BASE_URL``: the address people use; its host names the ledger."""
    mail_url: str
    """``QUALWARD_MAIL_URL``: ``smtp://user:word@host:587?from=portal@acme.example`` or ``smtps://…``; empty means that
    notices are shown in the portal only."""
    timezone: ZoneInfo
    """``QUALWARD_TIMEZONE``: the organisation's zone for due dates; default UTC."""
    outbound_allow: tuple[str, ...]
    """``QUALWARD_OUTBOUND_ALLOW``: hosts, host:port or CIDRs of internal feeds, separated by commas."""
    is_demo: bool
    """``QUALWARD_DEMO``: ``1`` allows the demo company and its password."""
    postgresql_bin: str = ""
    """``QUALWARD_POSTGRESQL_BIN``: folder of pg_dump and pg_restore for backups; default: those on the PATH."""

    @property
    def origin(self) -> str:
        """The name of this ledger in every head note."""
        host = self.base_url.split("://", 1)[-1].strip("/").replace("/", "-")
        return f"{host}/demo/1" if self.is_demo else f"{host}/1"


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises SettingsRefused with a sentence when one cannot be used."""
    found = os.environ if environment is None else environment
    data_dir = Path(found.get("QUALWARD_DATA_DIR") or ROOT / "instance").resolve()
    base_url = found.get("QUALWARD_BASE_URL") or "http://127.0.0.1:8000"
    is_demo = found.get("QUALWARD_DEMO", "") == "1"
    return Settings(
        data_dir=data_dir,
        database_url=found.get("QUALWARD_DATABASE_URL") or f"sqlite:///{data_dir / 'qualward.db'}",
        owner_url=found.get("QUALWARD_DATABASE_OWNER_URL", ""),
        secret_key=_secret(found, data_dir),
        signing_key=Path(found.get("QUALWARD_SIGNING_KEY") or data_dir / "keys" / "ledger.pem"),
        witness_file=Path(found.get("QUALWARD_WITNESS_FILE") or data_dir / "witness" / "heads.jsonl"),
        base_url=base_url,
        mail_url=found.get("QUALWARD_MAIL_URL", ""),
        timezone=_zone(found.get("QUALWARD_TIMEZONE") or "UTC"),
        outbound_allow=_allowed(found, base_url if is_demo else None),
        is_demo=is_demo,
        postgresql_bin=found.get("QUALWARD_POSTGRESQL_BIN", ""),
    )


def _secret(found: Mapping[str, str], data_dir: Path) -> str:
    given = found.get("QUALWARD_SECRET_KEY", "")
    if given:
        if len(given) < 32:
            raise SettingsRefused("QUALWARD_SECRET_KEY is shorter than 32 characters. Set a long random text.")
        return given
    path = data_dir / "keys" / "secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()


def _allowed(found: Mapping[str, str], demo_address: str | None) -> tuple[str, ...]:
    """Return the hosts opened to polling; the demo's vendors publish on the portal's own address."""
    given = [one.strip() for one in found.get("QUALWARD_OUTBOUND_ALLOW", "").split(",") if one.strip()]
    return (*given, demo_address) if demo_address else tuple(given)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        raise SettingsRefused(
            f"QUALWARD_TIMEZONE names no time zone: {name}. Use a name like Europe/Zurich."
        ) from problem
