"""The registry of record types: complete, put in force by QA, and never letting go of what was signed."""

import re
import shutil
from pathlib import Path

import pytest

from app.content.definitions import check, load
from app.records.regulated import record_types
from app.system.queries import registries as queries
from app.system.rules import registry as rules
from app.system.rules.registry import Registry
from config import ROOT
from tests.architecture.source_tree import import_tables
from tests.factories.people import PASSWORD, person_for
from tests.factories.suppliers import make_owned_service
from tests.suppliers.test_tier_choices import draft as draft_tier
from tests.suppliers.test_tier_choices import sign as sign_tier

REGISTRY = ROOT / "questionnaires" / "records" / "registry.yaml"
ADDRESS = "/system/record-types"


def of_the_product() -> set[str]:
    import_tables()
    return {name for name, kind in record_types().items() if kind.__module__.startswith("app.")}


def shipped(old: str = "", new: str = "", folder: Path | None = None) -> Registry:
    """Return the shipped registry, with one passage of the file replaced."""
    if folder is None:
        found = load(ROOT / "questionnaires").record_types
    else:
        shutil.copytree(ROOT / "questionnaires", folder / "questionnaires", dirs_exist_ok=True)
        path = folder / "questionnaires" / "records" / "registry.yaml"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new, 1))
        found = load(folder / "questionnaires").record_types
    return Registry(found.classes, found.types)


def test_every_record_type_of_the_product_is_named_and_no_other():
    named = {one.record for one in shipped().types}
    assert of_the_product() - named == set(), "name these in questionnaires/records/registry.yaml"
    assert named - of_the_product() == set(), "these record types are gone; take them out of the registry"


def test_every_clock_starts_with_a_column_of_its_record():
    import_tables()
    kinds = record_types()
    wrong = [one.record for one in shipped().types if one.starts and not hasattr(kinds[one.record], one.starts)]
    assert wrong == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("retention: decisions, starts: approved_at", "retention: for_ever", "retention class 'for_ever'"),
        ("retention: decisions, starts: approved_at", "retention: decisions", "the day its years start with"),
        ("part_of: impact.test_script,", "part_of: impact.change,", "has no retention class of its own"),
        ("signatures: [SYSTEM]", "signatures: [SEAL]", "'SEAL', which is no meaning"),
        ("record: impact.conclusion,", "record: impact.change,", "is defined twice"),
        ("Statement on the configuration, regulated: true", "S, regulated: false", "so it is a regulated record"),
    ],
)
def test_a_fault_of_the_registry_is_named_with_its_line(tmp_path: Path, old: str, new: str, sentence: str):
    shutil.copytree(ROOT / "questionnaires", tmp_path / "q")
    path = tmp_path / "q" / "records" / "registry.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    (fault,) = check(tmp_path / "q")
    assert sentence in fault.sentence
    assert fault.file == path
    assert fault.line == text[: text.index(old)].count("\n") + 1


def test_what_was_signed_stays_regulated(tmp_path: Path):
    old = "Tier choice, regulated: true, reason: Decides how closely a service is controlled., retention: decisions, "
    line = next(one for one in REGISTRY.read_text().splitlines() if old in one)
    flipped = shipped(line, re.sub(r"signatures: \[.*\]", "signatures: []", line).replace("true", "false"), tmp_path)
    known = of_the_product()
    for before in (None, shipped()):
        (sentence,) = rules.faults(flipped, before, {"suppliers.tier_choice": 3}, known)
        assert "Tier choice (suppliers.tier_choice) cannot become non-regulated: 3 signatures" in sentence
        assert rules.faults(flipped, before, {}, known) == []
    assert rules.faults(flipped, flipped, {"suppliers.tier_choice": 3}, known) == [], "nothing flips here"
    assert any("is regulated True → False" in one for one in rules.changes(shipped(), flipped))


def test_a_missing_and_an_unknown_type_are_named():
    sentences = rules.faults(shipped(), None, {}, (of_the_product() - {"people.person"}) | {"people.robot"})
    assert [one for one in sentences if "people.robot" in one]
    assert [one for one in sentences if "names people.person" in one]


def test_qa_puts_it_in_force_and_somebody_else_drafted_it(client_as, person):
    author, qa = client_as("QA"), person("quinn.other", ["QA"])
    text = author.get(ADDRESS).get_data(as_text=True)
    assert "No registry is in force here" in text
    fields = {"csrf_token": author.token(f"{ADDRESS}/versions/new"), "comment": "As our procedure 12 says."}
    address = author.post(f"{ADDRESS}/versions", data=fields).headers["Location"]
    assert "You drafted this registry" in sign(author, address, person_for("QA").username)
    assert sign(client_as(qa), address, qa.username).status_code == 303
    found = queries.in_force()
    assert (found.number, found.state, found.content_version) == ("RTR-2026-0001", "effective", "1")
    assert queries.registry_of(found) == shipped() or queries.registry_of(found).types == list(shipped().types)
    assert "quinn.other" in author.get(address).get_data(as_text=True), "its page shows who signed"
    assert author.get(f"{address}/dropping").status_code == 200
    text = author.get(ADDRESS).get_data(as_text=True)
    assert "In force" in text
    assert "The installed definition differs" not in text
    again = author.post(f"{ADDRESS}/versions", data={**fields, "csrf_token": author.token(f"{ADDRESS}/versions/new")})
    assert "RTR-2026-0001 holds this version already" in again.get_data(as_text=True)


def test_signing_is_refused_for_a_type_that_was_signed_meanwhile(client_as, app, monkeypatch):
    """A definition that lets go of tier choices is drafted; then one is signed, and the registry cannot be."""
    sqm, qa = client_as("SQM"), client_as("QA")
    found = shipped()
    loose = [vars_of(one) if one.record == "suppliers.tier_choice" else one for one in found.types]
    monkeypatch.setattr(queries, "registry_of", lambda _: Registry(found.classes, loose))
    fields = {"csrf_token": sqm.token(f"{ADDRESS}/versions/new"), "comment": "As our procedure 12 says."}
    address = sqm.post(f"{ADDRESS}/versions", data=fields).headers["Location"]
    assert "challenge" in qa.get(f"{address}/signatures/new").get_data(as_text=True)
    tier = draft_tier(sqm, make_owned_service())
    assert sign_tier(sqm, tier, person_for("SQM").username).status_code == 303
    refused = sign(qa, address, person_for("QA").username)
    assert "Tier choice (suppliers.tier_choice) cannot become non-regulated: 1 signatures" in refused
    assert queries.in_force() is None


def vars_of(one):
    return type(one)(**{**vars(one), "is_regulated": False, "signatures": ()})


def sign(client, address, username):
    text = client.get(f"{address}/signatures/new").get_data(as_text=True)
    hidden = dict(re.findall(r'name="(csrf_token|sha256|challenge|meaning)" value="([^"]+)"', text))
    if "challenge" not in hidden:
        return text
    return client.post(f"{address}/signatures", data={**hidden, "username": username, "password": PASSWORD})
