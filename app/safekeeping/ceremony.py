"""``backup declare-loss``: two people at the server's console sign that events are lost, each with their own password.

It stands on the console and not on a page because nobody can sign in while the record is read-only: a sign-in is an
event. The operator who types the command signs nothing.
"""

from dataclasses import dataclass
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from app.base.db import db, transaction
from app.records import kernel, selfcheck
from app.records.actor import CLOCK
from app.records.kernel import Kernel
from app.records.losses import DeclaredLoss
from app.records.selfcheck import Cut
from app.records.signatures import SigningRefused
from app.records.verification.verify import verify
from app.safekeeping.actions import declaring
from app.safekeeping.actions.declaring import DeclarationRefused, Typed
from app.safekeeping.houses import EarlierHeads


class _Rehearsed(Exception):  # noqa: N818 - it ends a rehearsal, nothing failed
    """Rolls a rehearsal back."""


@dataclass
class _Ceremony:
    """One declaration in the making."""

    missing: Cut
    belongings: Kernel
    loss_id: int | None
    reason: str
    now: datetime

    def loss(self) -> DeclaredLoss:
        """Return the declaration, or write it down in this transaction."""
        if self.loss_id is not None:
            return db.session.get_one(DeclaredLoss, self.loss_id)
        return declaring.declare(self.missing, self.reason, self.now)


@click.command("declare-loss")
@with_appcontext
def declare_loss() -> None:
    """Declare events lost that no copy of the record holds: two people sign, the second for QA."""
    belongings, now = kernel.of(db.session()), current_app.config["QUALWARD_CLOCK"]()
    begun = declaring.begun(belongings.witness.newest())
    missing = _missing(belongings, begun)
    ceremony = _Ceremony(missing, belongings, begun.id if begun else None, begun.reason if begun else "", now)
    awaited = declaring.waiting_for(begun)
    if awaited:
        _sign_all(ceremony, [step.role for step in awaited])
    lost = declaring.tell_witness(ceremony.loss(), belongings, now)
    click.echo(
        f"Events {lost.after + 1} to {lost.through} are declared lost in event {lost.event}. Start the portal and its "
        "clock again: the record can be written. Keep the witness file and every old backup."
    )


def _missing(belongings: Kernel, begun: DeclaredLoss | None) -> Cut:
    """Return what is missing. Raises DeclarationRefused unless that is all that is wrong."""
    newest = belongings.witness.newest()
    missing = Cut(begun.after_event, newest) if begun and newest else selfcheck.cut(db.engine, belongings)
    if missing is None:
        raise DeclarationRefused("The record does not end before its newest witnessed head: no loss to declare.")
    found = verify(is_full=True, witness=EarlierHeads(belongings.witness.path, missing.size))
    if not found.is_intact:
        raise DeclarationRefused(
            f"More than the end is wrong, so no loss can be declared. {found.sentence} Restore another backup, and "
            "keep database, witness and backups as they are."
        )
    return missing


def _sign_all(ceremony: _Ceremony, roles: list[str]) -> None:
    missing = ceremony.missing
    click.echo(f"{missing.sentence}\n")
    if ceremony.loss_id is None:
        click.echo("Two people declare these events lost. This cannot be undone.\n")
        ceremony.reason = click.prompt("What happened, and where newer copies were looked for")
    click.echo(f"\nEach signature means: {declaring.meaning().statement}\n")
    typed = [_asked(role) for role in roles]
    with declaring.opened_for_declaring(ceremony.belongings):
        try:
            _rehearse(ceremony, typed)
            for one in typed:
                with transaction(declaring.signer(one), ceremony.now):
                    loss = ceremony.loss()
                    declaring.sign(loss, one, declaring.signer(one), ceremony.now)
                    ceremony.loss_id = loss.id
        except SigningRefused as refused:
            raise DeclarationRefused(refused.sentence) from refused


def _rehearse(ceremony: _Ceremony, typed: list[Typed]) -> None:
    """Try every signature in a transaction that is rolled back: nobody signs alone because the other may not."""
    refused: SigningRefused | None = None
    tried = typed[0]
    try:
        with transaction(declaring.signer(tried), ceremony.now) as opened:
            loss = ceremony.loss()
            for tried in typed:
                opened.actor = declaring.signer(tried)
                declaring.sign(loss, tried, opened.actor, ceremony.now)
            raise _Rehearsed  # noqa: TRY301 - the way out of a transaction that must not commit
    except _Rehearsed:
        return
    except SigningRefused as found:
        refused = found
    with transaction(CLOCK, ceremony.now):
        declaring.count_refusal(tried, refused, ceremony.now)
    raise refused


def _asked(role: str) -> Typed:
    click.echo(f"Signature in the role {role}.")
    username, password = click.prompt("  User name"), click.prompt("  Password", hide_input=True)
    code = click.prompt("  One-time code (empty without a second factor)", default="", show_default=False)
    return Typed(username, password, code)
