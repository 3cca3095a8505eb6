"""Verify the whole record: the ledger against itself, its witnesses, the live rows, revisions and files."""

from dataclasses import replace

from app.base.db import db
from app.records import kernel, losses
from app.records.verification import disposed
from app.records.verification.chain import Chain, check_witnesses
from app.records.verification.faults import Findings
from app.records.verification.state import Replay
from app.records.witness import Witness


def verify(*, is_full: bool = False, witness: Witness | None = None) -> Findings:
    """Return what is wrong with the record of this database.

    ``is_full`` checks the signature of every head, not only the last one, those at signatures and the witnessed ones.
    """
    belongings = kernel.of(db.session())
    if witness is not None:
        belongings = replace(belongings, witness=witness)
    with belongings.files.keeping():  # a file that goes while we look would be one that is missing
        return _verified(belongings, is_full=is_full)


def _verified(belongings: kernel.Kernel, *, is_full: bool) -> Findings:
    findings = Findings()
    chain, replay = Chain(belongings, findings, is_full), Replay(belongings.files, findings)
    for seq, event in chain.walk(_witnessed_sizes(belongings.witness)):
        replay.take(seq, event)
    findings.size = chain.size
    check_witnesses(belongings, chain, findings)
    check_losses(belongings.witness, replay, findings)
    excused = disposed.excused(replay, findings)
    findings.disposed = disposed.told(replay, excused)
    replay.compare(excused)
    findings.faults.sort(key=lambda fault: (fault.seq is None, fault.seq or 0))
    return findings


def check_losses(witness: Witness, replay: Replay, findings: Findings) -> None:
    """Name every loss that the witness knows as declared, and look for the two signatures in the record itself."""
    esigs = [esig for _, esig in replay.signed.values()]
    for lost in (one.declares for one in witness.heads() if one.declares):
        if losses.is_declared(lost, replay.rows, esigs):
            findings.losses.append(lost)
            continue
        findings.add(
            "truncated",
            lost.after,
            f"loss declared in event {lost.event}",
            f"The witness says that events {lost.after + 1} to {lost.through} were declared lost in event "
            f"{lost.event}, but the record holds no such declaration with two signatures.",
        )


def _witnessed_sizes(witness: Witness) -> set[int]:
    return {one.size for one in witness.heads() if one.size is not None}
