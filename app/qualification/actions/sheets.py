"""Scoring: a sheet is saved, handed in sealed, and opened when everybody who has to score is done.

first sheet → one scorer is enough: opened at once | a second one is needed: sealed until the second is handed in

The transaction that hands in the second sheet writes the scores of both to the trail, so its person is the actor there.
Whose words they are is proven by the digest, which stands in an event of each scorer's own from the time of handing in.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

from app.base import canonical
from app.base.db import db
from app.people import queries as people
from app.people.models import Person
from app.qualification import queries
from app.qualification.definitions import model_of
from app.qualification.models import SealedSheet, Tiering, TieringScore, TieringSheet, reckon
from app.qualification.rules.route import Party, may_score
from app.qualification.rules.sheets import faults, second_because, sheet_of
from app.records import trail
from app.records.actor import Actor
from app.records.lifecycle import Verdict
from app.records.moves import move
from app.suppliers.actions.refused import Refused, refuse_if

Given = Mapping[str, Mapping[str, str]]
"""What was typed: score and rationale by factor."""


def party_of(tiering: Tiering) -> Party:
    """Return the people of a tiering as the rules ask for them."""
    owner = tiering.service.bpo
    scorers = tuple(str(sheet.scorer_id) for sheet in tiering.sheets)
    return Party(str(tiering.author_id), scorers, str(owner.id) if owner else None, owner.label if owner else None)


def scoring_of(tiering: Tiering, actor: Actor) -> Verdict:
    """Judge whether this person may score now."""
    return may_score(tiering.state, actor.id, party_of(tiering))


def save_sheet(tiering: Tiering, given: Given, actor: Actor, now: datetime) -> SealedSheet:
    """Keep what was typed so far; nobody but its writer reads it. Raises Refused."""
    person = _require_scorer(tiering, actor)
    entries = _rows(given)
    sealed = queries.sealed_sheet(tiering, person.id)
    if sealed is None:
        sealed = SealedSheet(tiering_id=tiering.id, person_id=person.id, entries=entries, salt=None, saved_at=now)
        db.session.add(sealed)
    sealed.entries, sealed.saved_at = entries, now
    db.session.flush()
    return sealed


def hand_in(tiering: Tiering, given: Given, actor: Actor, now: datetime) -> TieringSheet:
    """Hand a whole sheet in. Raises Refused with a sentence for each factor that is not scored or has no rationale."""
    person, model = _require_scorer(tiering, actor), model_of(tiering.model_text)
    refuse_if(faults(given, model))
    sealed = save_sheet(tiering, given, actor, now)
    sealed.salt = secrets.token_hex(16)
    sheet = TieringSheet(
        position=len(tiering.sheets) + 1,
        scorer=person,
        handed_in_at=now,
        digest=digest_of(tiering.number, person.username, sealed.salt, given),
    )
    tiering.sheets.append(sheet)
    trail.say(sheet, "qualification.tiering_sheet.handed_in")
    db.session.flush()
    if sheet.position == 1 and second_because(sheet_of(given, model), model):
        move(tiering, "ask_second", "qualification.tiering.second_asked")
    else:
        open_sheets(tiering, now)
        move(tiering, "weigh", "qualification.tiering.scored")
        keep_figures(tiering)
    db.session.flush()
    return sheet


def open_sheets(tiering: Tiering, now: datetime) -> None:
    """Write every score that was handed in to the record, and take away what was sealed."""
    sealed = {one.person_id: one for one in queries.sealed_sheets(tiering)}
    for sheet in tiering.sheets:
        kept = sealed.get(sheet.scorer_id)
        if kept is None or sheet.opened_at is not None:
            continue
        entries = sheet_of(kept.given, model_of(tiering.model_text))
        for factor, entry in entries.items():
            sheet.scores.append(TieringScore(factor=factor, score=entry.score, rationale=entry.rationale))
        sheet.salt, sheet.opened_at = kept.salt, now
        trail.say(sheet, "qualification.tiering_sheet.opened")
    for one in sealed.values():
        db.session.delete(one)
    db.session.flush()


def keep_figures(tiering: Tiering) -> None:
    """Keep what the sheets come to on the record; the reckoned tier stands until a person chooses another one."""
    found = reckon(tiering)
    if found.found is None or found.formality is None:
        tiering.score = tiering.tier_by_score = tiering.reckoned_tier = tiering.formality = tiering.tier = None
        return
    tiering.score, tiering.tier_by_score = found.found.score, found.found.tier_by_score
    tiering.reckoned_tier = tiering.tier = found.found.tier
    tiering.formality, tiering.rationale = found.formality.level, None


def digest_of(number: str, username: str, salt: str, given: Given) -> str:
    """Return the digest that binds a sealed sheet to the trail; the salt keeps anybody from guessing it."""
    content = {"tiering": number, "scorer": username, "salt": salt, "entries": _rows(given)}
    return canonical.sha256(canonical.canonical(content))


def _rows(given: Given) -> list[dict[str, str]]:
    return [{"factor": code, "score": one["score"], "rationale": one["rationale"]} for code, one in given.items()]


def _require_scorer(tiering: Tiering, actor: Actor) -> Person:
    verdict, person = scoring_of(tiering, actor), people.person_of(actor)
    if person is None or not verdict.is_allowed:
        raise Refused(*(("", sentence) for sentence in verdict.reasons))
    return person
