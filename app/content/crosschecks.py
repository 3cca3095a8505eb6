"""Faults that a JSON schema cannot see: unknown codes, gaps, doubles, steps and rules that cannot be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast
from zoneinfo import available_timezones

from app.content import words as codes
from app.content.documents import Document, Fault, Place
from app.content.question_checks import questionnaire_faults
from app.content.record_type_checks import record_type_faults
from app.content.risk_model_checks import risk_model_faults
from app.content.term_checks import triage_faults

Content = Mapping[str, Any]
Documents = Mapping[str, Document]


def meaning_faults(documents: Documents) -> Iterator[Fault]:
    """Find roles nobody holds and meanings defined twice."""
    for document, content in _of(documents, "meanings"):
        known = (*codes.ROLES, *codes.OUTSIDE_ROLES)
        for number, meaning in enumerate(content["meanings"]):
            place: Place = ("meanings", number, "roles")
            for position, role in enumerate(meaning["roles"]):
                if role not in known:
                    yield document.fault((*place, position), _unknown("role", role, known))
        names = [meaning["code"] for meaning in content["meanings"]]
        yield from _doubles(document, ("meanings",), names, "signature meaning")


def route_faults(documents: Documents) -> Iterator[Fault]:
    """Find unknown codes, missing or doubled routes, and a route in which QA is not last."""
    for document, content in _of(documents, "routes"):
        allowed = _roles_by_meaning(documents)
        names = []
        for number, route in enumerate(content["routes"]):
            place: Place = ("routes", number)
            names.append(f"{route['level']} {route['tier']}")
            yield from _known(document, (*place, "level"), "level", route["level"], codes.LEVELS)
            yield from _known(document, (*place, "tier"), "tier", route["tier"], codes.TIERS)
            yield from _step_faults(document, place, route, allowed)
            yield from _qa_last(document, place, route["steps"])
        yield from _doubles(document, ("routes",), names, "route")
        wanted = [f"{level} {tier}" for level in codes.LEVELS for tier in codes.TIERS]
        yield from _missing(document, ("routes",), "route", wanted, names)


def due_day_faults(documents: Documents) -> Iterator[Fault]:
    """Find tiers that are missing or unknown, and release types nobody uses."""
    for document, content in _of(documents, "due-days"):
        tiers = content["tiers"]
        yield from _missing(document, ("tiers",), "tier", codes.TIERS, tiers)
        for tier, steps in tiers.items():
            yield from _known(document, ("tiers", tier), "tier", tier, codes.TIERS)
            for step, due in steps.items():
                place: Place = ("tiers", tier, step, "only_release_types")
                for number, kind in enumerate(due.get("only_release_types", ())):
                    where = (*place, number)
                    yield from _known(document, where, "release type", kind, codes.RELEASE_TYPES)


def decision_tree_faults(documents: Documents) -> Iterator[Fault]:
    """Find rules that can never be reached, cases without an outcome and levels that do not exist."""
    for document, content in _of(documents, "decision-tree"):
        rules = content["rules"]
        names = [rule["id"] for rule in rules]
        wanted = [name for name in codes.RULE_CASES if name != "otherwise"]
        yield from _missing(document, ("rules",), "rule", wanted, names)
        yield from _doubles(document, ("rules",), names, "rule")
        yield from _doubles(document, ("rules",), [rule["order"] for rule in rules], "order", "order")
        yield from _late_stops(document, rules)
        for number, rule in enumerate(rules):
            yield from _rule_faults(document, ("rules", number), rule)
        yield from _case_faults(document, ("otherwise",), "otherwise", content["otherwise"])


def _rule_faults(document: Document, place: Place, rule: Content) -> Iterator[Fault]:
    if rule["id"] not in codes.RULE_CASES or rule["id"] == "otherwise":
        sentence = f"Rule {rule['id']} can never be reached: no judgement leads to it."
        yield document.fault((*place, "id"), sentence)
        return
    if rule["stops"] and not rule.get("proof"):
        yield document.fault(place, f"Rule {rule['id']} stops, so it must name the proof it needs.")
    yield from _case_faults(document, (*place, "outcomes"), rule["id"], rule["outcomes"])


def _case_faults(document: Document, place: Place, rule: str, outcomes: list[Content]) -> Iterator[Fault]:
    cases = [outcome["when"] for outcome in outcomes]
    for number, case in enumerate(cases):
        if case not in codes.RULE_CASES[rule]:
            sentence = f"The case {case!r} of {rule} can never be reached: no judgement leads to it."
            yield document.fault((*place, number, "when"), sentence)
    yield from _doubles(document, place, cases, f"case of {rule}", "when")
    yield from _missing(document, place, f"case of {rule}", codes.RULE_CASES[rule], cases)
    for number, outcome in enumerate(outcomes):
        where: Place = (*place, number, "levels")
        yield from _missing(document, where, "tier", codes.TIERS, outcome["levels"])
        for tier, level in outcome["levels"].items():
            yield from _known(document, (*where, tier), "tier", tier, codes.TIERS)
            yield from _known(document, (*where, tier), "level", level, codes.LEVELS)


def _late_stops(document: Document, rules: list[Content]) -> Iterator[Fault]:
    first = min((rule["order"] for rule in rules if not rule["stops"]), default=0)
    for number, rule in enumerate(rules):
        if rule["stops"] and rule["order"] > first:
            sentence = f"Rule {rule['id']} stops, so it must stand before every rule that does not."
            yield document.fault(("rules", number, "order"), sentence)


def _step_faults(document: Document, place: Place, route: Content, allowed: Mapping[str, list[str]]) -> Iterator[Fault]:
    steps = list(enumerate(route["steps"]))
    places = [((*place, "steps", number), step) for number, step in steps]
    if "qa_sample" in route:
        places.append(((*place, "qa_sample", "step"), route["qa_sample"]["step"]))
    for where, step in places:
        yield from _known(document, (*where, "role"), "role", step["role"], codes.ROLES)
        if not allowed:
            continue
        for meaning in (step["meaning"], *step["separate_from"]):
            yield from _known(document, (*where, "meaning"), "signature meaning", meaning, allowed)
        if step["role"] in codes.ROLES and step["role"] not in allowed.get(step["meaning"], codes.ROLES):
            sentence = f"The role {step['role']} may not sign with the meaning {step['meaning']}."
            yield document.fault((*where, "role"), sentence)


def _qa_last(document: Document, place: Place, steps: list[Content]) -> Iterator[Fault]:
    roles = [step["role"] for step in steps if step["stage"] == "result"]
    if "QA" in roles and any(role != "QA" for role in roles[roles.index("QA") :]):
        yield document.fault((*place, "steps"), "QA must sign last in a route that has QA in it.")


def _roles_by_meaning(documents: Documents) -> Mapping[str, list[str]]:
    found = list(_of(documents, "meanings"))
    return {m["code"]: m["roles"] for _, content in found for m in content["meanings"]}


def _of(documents: Documents, name: str) -> Iterator[tuple[Document, Content]]:
    if name in documents:
        yield documents[name], cast("Content", documents[name].content)


def _known(document: Document, place: Place, noun: str, code: object, known: Iterable[object]) -> Iterator[Fault]:
    if code not in list(known):
        yield document.fault(place, _unknown(noun, code, known))


def _unknown(noun: str, code: object, known: Iterable[object]) -> str:
    return f"The {noun} {code!r} does not exist. Use one of: {', '.join(str(item) for item in known)}."


def _missing(
    document: Document, place: Place, noun: str, wanted: Iterable[object], given: Iterable[object]
) -> Iterator[Fault]:
    have = list(given)
    for code in wanted:
        if code not in have:
            yield document.fault(place, f"The {noun} {code} is missing. Add it.")


def _doubles(document: Document, place: Place, names: list[Any], noun: str, key: str | None = None) -> Iterator[Fault]:
    for number, name in enumerate(names):
        if name in names[:number]:
            where = (*place, number, key) if key else (*place, number)
            yield document.fault(where, f"The {noun} {name} stands here a second time; it is never reached.")


def access_flag_faults(documents: Documents) -> Iterator[Fault]:
    """Find roles nobody holds in what an access review flags."""
    for document, content in _of(documents, "access-flags"):
        known = (*codes.ROLES, *codes.NEVER_SIGNING)
        for number, role in enumerate(content["privileged"]):
            yield from _known(document, ("privileged", number), "role", role, known)
        for number, conflict in enumerate(content["conflicts"]):
            for position, role in enumerate(conflict["roles"]):
                yield from _known(document, ("conflicts", number, "roles", position), "role", role, known)


def _triage(documents: Documents) -> Iterator[Fault]:
    for document, content in _of(documents, "triage"):
        yield from triage_faults(document, content)


def trail_review_faults(documents: Documents) -> Iterator[Fault]:
    """Find unknown meanings and tiers, zones that do not exist, and hours that end before they begin."""
    for document, content in _of(documents, "trail-review"):
        meanings = list(_roles_by_meaning(documents))
        for number, item in enumerate(content["before_signing"]):
            place: Place = ("before_signing", number)
            if meanings:
                yield from _known(document, (*place, "meaning"), "meaning", item["meaning"], meanings)
            for tier in item["tiers"]:
                yield from _known(document, (*place, "tiers"), "tier", tier, codes.TIERS)
        hours = content["working_hours"]
        if hours["zone"] != "portal" and hours["zone"] not in available_timezones():
            sentence = f"There is no time zone {hours['zone']}. Write “portal” or a name such as Europe/Berlin."
            yield document.fault(("working_hours", "zone"), sentence)
        if hours["begin"] >= hours["end"]:
            yield document.fault(("working_hours", "end"), "The working hours end before they begin.")


def evidence_kind_faults(documents: Documents) -> Iterator[Fault]:
    """Find kinds defined twice, reminders of a day before the piece came, and the kinds that the portal leans on."""
    for document, content in _of(documents, "evidence-kinds"):
        kinds = content["kinds"]
        yield from _doubles(document, ("kinds",), [one["code"] for one in kinds], "kind of evidence", "code")
        if not any(one["is_bridge"] for one in kinds):
            yield document.fault(("kinds",), "No kind of evidence carries another one on. Keep a bridge letter.")
        yield from _missing(document, ("kinds",), "kind of evidence", ["other"], [one["code"] for one in kinds])
        for number, one in enumerate(kinds):
            first, months = max(one["remind_before_days"]), one["usual_months"]
            if months is not None and first > months * 30:
                sentence = f"{one['code']} counts for {months} months, so nobody can be reminded {first} days before."
                yield document.fault(("kinds", number, "remind_before_days"), sentence)


CROSSCHECKS: tuple[Callable[[Documents], Iterator[Fault]], ...] = (
    meaning_faults,
    route_faults,
    due_day_faults,
    trail_review_faults,
    decision_tree_faults,
    _triage,
    access_flag_faults,
    record_type_faults,
    questionnaire_faults,
    risk_model_faults,
    evidence_kind_faults,
)
"""Every cross-check; each sees all definitions that fit their schema."""
