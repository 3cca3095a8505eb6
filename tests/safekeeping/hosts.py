"""Machines that lost their database."""

import shutil
from dataclasses import replace
from pathlib import Path

from config import Settings
from tests.databases import OWNER, PORTAL, Cluster


def clean_host(settings: Settings, folder: Path) -> Settings:
    """Return the settings of a machine that has the key and the witness of an installation, and nothing else."""
    folder.mkdir()
    for one in ("keys", "witness"):
        shutil.copytree(settings.data_dir / one, folder / one)
    found = replace(
        settings,
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'qualward.db'}",
        signing_key=folder / "keys" / "ledger.pem",
        witness_file=folder / "witness" / "heads.jsonl",
    )
    if Cluster.current is None:
        return found
    name = Cluster.current.make()
    addresses = (Cluster.current.url(name, PORTAL), Cluster.current.url(name, OWNER))
    return replace(found, database_url=addresses[0], owner_url=addresses[1])
