"""The risk model as content: factors with anchors, tiers and floors, evidence, areas, knock-outs, bands, depth.

Every number that is not whole is a Decimal made from the quoted text of the file; nothing here was ever a float.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.content.version import Version


@dataclass(frozen=True)
class Factor:
    """One of the ten factors. ``anchors`` says what each score from 0 upwards stands for."""

    code: str
    name: str
    weight: int
    anchors: tuple[str, ...]


@dataclass(frozen=True)
class TierBand:
    """From which score on a tier holds, and where the next one begins (None: no end)."""

    tier: str
    begins: Decimal
    below: Decimal | None


@dataclass(frozen=True)
class Floor:
    """A tier that holds at least, as soon as every factor of one line has its score."""

    code: str
    tier: str
    any_of: tuple[Mapping[str, int], ...]
    reason: str


@dataclass(frozen=True)
class Step:
    """Points below a bound; without a bound, points for everything that is left."""

    points: int
    below: Decimal | None


@dataclass(frozen=True)
class FormalityLevel:
    """How formally the risk is assessed up to a sum, and what that asks for."""

    level: str
    up_to: int
    scorers: int
    has_team: bool
    needs: str


@dataclass(frozen=True)
class Formality:
    """Uncertainty, importance and complexity, each in points, and the levels of their sum."""

    uncertainty: tuple[Step, ...]
    importance: Mapping[str, int]
    complexity_factors: tuple[str, ...]
    complexity: tuple[Step, ...]
    levels: tuple[FormalityLevel, ...]


@dataclass(frozen=True)
class EvidenceClass:
    """A class of evidence and how far it is believed."""

    code: str
    confidence: Decimal
    title: str


@dataclass(frozen=True)
class Area:
    """A part of the questionnaire and its weight among the others."""

    code: str
    name: str
    weight: int


@dataclass(frozen=True)
class KnockOut:
    """What a knock-out leaves: a cap of the control effectiveness and a best decision."""

    cap: Decimal
    best_decision: str


@dataclass(frozen=True)
class KnockOuts:
    """When a knock-out trips, what follows, and which evidence a "yes" to one needs before plain use."""

    trips_at: Decimal
    soft: KnockOut
    hard: KnockOut
    evidence_class: str
    evidence_tiers: tuple[str, ...]


@dataclass(frozen=True)
class Penalty:
    """Points for each finding of a class, and the most they come to (None: no cap)."""

    each: int
    cap: int | None


@dataclass(frozen=True)
class Band:
    """A band of the residual risk with the best decision it allows."""

    band: str
    begins: Decimal
    below: Decimal | None
    best_decision: str
    extras: tuple[str, ...]


@dataclass(frozen=True)
class Depth:
    """What a tier asks for: how often, how it is audited, what is watched."""

    requalify_months: int
    audit_months: int | None
    audit_months_at_high_residual: int | None
    modes: tuple[str, ...]
    modes_with_rationale: tuple[str, ...]
    monitoring: tuple[str, ...]


@dataclass(frozen=True)
class RiskModel:
    """One version of the model; the same input and the same version give the same output."""

    version: Version
    highest_score: int
    unknown_score: int
    factors: tuple[Factor, ...]
    tiers: tuple[TierBand, ...]
    floors: tuple[Floor, ...]
    formality: Formality
    two_scorer_tiers: tuple[str, ...]
    reconcile_from: int
    evidence: Mapping[str, EvidenceClass]
    stale_factor: Decimal
    stale_months: int
    not_applicable_flag: Decimal
    areas: tuple[Area, ...]
    minimum_area_scores: Mapping[str, Mapping[str, Decimal]]
    knock_outs: KnockOuts
    maximum_credit: Decimal
    penalties: Mapping[str, Penalty]
    bands: tuple[Band, ...]
    half_interval_from: Decimal
    depth: Mapping[str, Depth]


def risk_model_of(content: Mapping[str, Any], version: Version) -> RiskModel:
    """Build the model from checked content."""
    stale, scorers, depth = content["stale"], content["scorers"], content["depth"]
    return RiskModel(
        version=version,
        highest_score=content["highest_score"],
        unknown_score=content["unknown_score"],
        factors=tuple(Factor(f["code"], f["name"], f["weight"], tuple(f["anchors"])) for f in content["factors"]),
        tiers=tuple(TierBand(t["tier"], Decimal(t["from"]), _bound(t)) for t in content["tiers"]),
        floors=tuple(Floor(f["code"], f["tier"], _lines(f["any_of"]), f["reason"]) for f in content["floors"]),
        formality=_formality(content["formality"]),
        two_scorer_tiers=tuple(scorers["two_for"]),
        reconcile_from=scorers["reconcile_from"],
        evidence={
            e["code"]: EvidenceClass(e["code"], Decimal(e["confidence"]), e["title"]) for e in content["evidence"]
        },
        stale_factor=Decimal(stale["factor"]),
        stale_months=stale["after_months"],
        not_applicable_flag=Decimal(content["not_applicable_flag"]),
        areas=tuple(Area(a["code"], a["name"], a["weight"]) for a in content["areas"]),
        minimum_area_scores={
            tier: {area: Decimal(least) for area, least in areas.items()}
            for tier, areas in content["minimum_area_scores"].items()
        },
        knock_outs=_knock_outs(content["knock_outs"]),
        maximum_credit=Decimal(content["maximum_credit"]),
        penalties={name: Penalty(p["each"], p.get("cap")) for name, p in content["penalties"].items()},
        bands=tuple(
            Band(b["band"], Decimal(b["from"]), _bound(b), b["best_decision"], tuple(b["extras"]))
            for b in content["bands"]
        ),
        half_interval_from=Decimal(depth["half_interval_from"]),
        depth={tier: _depth(one) for tier, one in depth["tiers"].items()},
    )


def _lines(any_of: Iterable[Mapping[str, int]]) -> tuple[Mapping[str, int], ...]:
    return tuple(dict(line) for line in any_of)


def _bound(item: Mapping[str, Any]) -> Decimal | None:
    return Decimal(item["below"]) if "below" in item else None


def _formality(item: Mapping[str, Any]) -> Formality:
    complexity = item["complexity"]
    return Formality(
        tuple(Step(one["points"], _bound(one)) for one in item["uncertainty"]),
        dict(item["importance"]),
        tuple(complexity["factors"]),
        tuple(Step(one["points"], _bound(one)) for one in complexity["points"]),
        tuple(
            FormalityLevel(one["level"], one["up_to"], one["scorers"], one["has_team"], one["needs"])
            for one in item["levels"]
        ),
    )


def _knock_outs(item: Mapping[str, Any]) -> KnockOuts:
    soft, hard = (KnockOut(Decimal(item[kind]["cap"]), item[kind]["best_decision"]) for kind in ("soft", "hard"))
    needed = item["evidence_for_plain_use"]
    return KnockOuts(Decimal(item["trips_at"]), soft, hard, needed["class"], tuple(needed["tiers"]))


def _depth(item: Mapping[str, Any]) -> Depth:
    return Depth(
        item["requalify_months"],
        item.get("audit_months"),
        item.get("audit_months_at_high_residual"),
        tuple(item["modes"]),
        tuple(item["modes_with_rationale"]),
        tuple(item["monitoring"]),
    )
