"""Who somebody is, verified by somebody else; and that they stand by their signature."""

from datetime import datetime

from app.base.db import db
from app.people import attestation_text, queries
from app.people.actions.refusals import AccountRefused
from app.people.actions.suspensions import lift_suspensions, refuse_barred
from app.people.models import Attestation, IdentityVerification, Person
from app.records import trail
from app.records.actor import Actor

METHODS = {
    "id_document": "Identity document seen in person",
    "id_document_video": "Identity document seen on a video call",
    "hr_record": "Checked against the personnel file",
    "known_personally": "Known in person for years",
}
"""How an identity was verified: code and words."""


def verify_identity(person: Person, method: str, actor: Actor, now: datetime) -> IdentityVerification:
    """Put on record that the acting person verified who ``person`` is (21 CFR 11.100(b)). Raises AccountRefused.

    It lifts a suspension of signing, so nobody who took part in the reset before it may give it.
    """
    verifier = queries.person_of(actor)
    if verifier is None:
        raise AccountRefused("Only a signed-in person verifies somebody's identity.")
    if verifier.id == person.id:
        raise AccountRefused("Nobody verifies their own identity. Ask another administrator or QA.")
    refuse_barred(person, actor)
    if method not in METHODS:
        raise AccountRefused("Choose how you verified the identity.")
    if not person.is_active:
        raise AccountRefused(f"{person.label} is deactivated; reactivate the account first.")
    verification = IdentityVerification(person_id=person.id, verified_by_id=verifier.id, method=method, verified_at=now)
    db.session.add(verification)
    trail.say(verification, "people.identity.verified")
    db.session.flush()
    lift_suspensions(person, verification, now)
    return verification


def accept_attestation(person: Person, version: str, actor: Actor, now: datetime) -> Attestation:
    """Put on record that ``person`` accepts the attestation as shown. Raises AccountRefused.

    ``version`` is what stood on the page: a text that changed meanwhile has to be read first.
    """
    text = attestation_text.current()
    if not actor.is_person or actor.id != str(person.id):
        raise AccountRefused("Everybody accepts the attestation themselves.")
    if version != text.version:
        raise AccountRefused("The text changed after it was shown to you. Read the new one, then accept it.")
    if any(one.text_version == version for one in queries.attestations(person)):
        raise AccountRefused("You have accepted this text already.")
    attestation = Attestation(
        person_id=person.id, text_version=text.version, text_sha256=text.sha256, text=text.text, accepted_at=now
    )
    db.session.add(attestation)
    trail.say(attestation, "people.attestation.accepted")
    db.session.flush()
    return attestation
