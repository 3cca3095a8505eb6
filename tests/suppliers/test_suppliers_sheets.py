"""Sheets as people really have them, from bytes to a plan; no database."""

import re
from pathlib import Path

import pytest

from app.base.sheet_files import read_sheet
from app.base.sheets import MOST_ROWS, SheetRefused
from app.suppliers.models.naming import name_key
from app.suppliers.rules.owners import Candidate
from app.suppliers.rules.sheets.columns import COLUMNS, rows_of
from app.suppliers.rules.sheets.planning import Plan, plan_rows
from app.suppliers.rules.sheets.register import Known, Register

SHEETS = Path(__file__).resolve().parent / "sheets"
BEA, SOL = Candidate(1, "Bea Porter", ("BPO",), is_active=True), Candidate(2, "Sol Owens", ("SO",), is_active=True)


def sheet(name: str):
    return read_sheet((SHEETS / name).read_bytes(), COLUMNS)


def plan_of(name: str, register: Register | None = None) -> Plan:
    return plan_rows(rows_of(sheet(name))[0], register or empty(), name_key)


def plan_of_text(text: str, register: Register) -> Plan:
    return plan_rows(rows_of(read_sheet(text.encode(), COLUMNS))[0], register, name_key)


def empty(**changes) -> Register:
    people = {"bea.porter": BEA, "sol.owens": SOL}
    values = {"suppliers": {}, "services": {}, "people": people, "names": {1: "Bea Porter", 2: "Sol Owens"}}
    return Register(**{**values, **changes})


def with_northlake(country="Germany", **changes) -> Register:
    values = {"country": country, "website": None, "description": None}
    known = Known(7, "SUP-0007", "Northlake GmbH", 3, is_active=True, values=values)
    for name, value in changes.items():
        setattr(known, name, value)
    return empty(suppliers={"northlake gmbh": [known]})


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter", "first"),
    [
        ("plain.csv", "UTF-8", "comma", ("Northlake GmbH", "Germany", "Northlake QMS", "yes")),
        (
            "semicolons-and-bom.csv",
            "UTF-8 with byte order mark",
            "semicolon",
            ("Müller; Söhne GmbH", "Deutschland", "Prüf-LIMS", "ja", "30"),
        ),
        ("tabs-and-utf16.csv", "UTF-16", "tab", ("Łódź Systems", "Polska")),
        ("utf16-without-bom.csv", "UTF-16 without byte order mark", "comma", ("Northlake", "Germany")),
        ("windows-letters.csv", "Windows-1252", "semicolon", ("Müller & Söhne – Café", "Österreich")),
        ("sep-line-from-excel.csv", "UTF-8", "semicolon", ("Northlake", "Germany")),
        ("old-mac-line-ends.csv", "UTF-8", "comma", ("Northlake", "Germany")),
    ],
)
def test_sheet_is_read_whatever_saved_it(name, encoding, delimiter, first):
    found = sheet(name)
    assert (found.encoding, found.delimiter, found.lines[0].cells) == (encoding, delimiter, first)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("truncated-inside-quotes.csv", "Line 2 opens a quotation mark that is never closed"),
        ("truncated-inside-a-letter.csv", "ends in the middle of a letter"),
        ("no-header.csv", "names no column of the template"),
        ("zero-bytes.csv", "zero bytes"),
        ("workbook.csv", "The workbook is damaged or cut off"),
    ],
)
def test_file_that_is_no_sheet_is_refused_with_a_sentence(name, sentence):
    with pytest.raises(SheetRefused, match=sentence):
        sheet(name)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("duplicate-column.csv", "The column country stands twice"),
        ("no-supplier-column.csv", "The column supplier_name is missing"),
    ],
)
def test_header_that_cannot_be_used_is_refused(name, sentence):
    with pytest.raises(SheetRefused, match=sentence):
        rows_of(sheet(name))


def test_too_many_rows_are_refused():
    content = b"supplier_name\n" + b"".join(b"S%d\n" % n for n in range(MOST_ROWS + 1))
    with pytest.raises(SheetRefused, match="5,001 rows; one import takes 5,000"):
        read_sheet(content, COLUMNS)


@pytest.mark.parametrize(
    "content", [b"", b"\xef\xbb\xbf", b"   \r\n", b"\xff\xfe", b"supplier_name,\x81\x8d\n", b"sep=;"]
)
def test_scraps_give_a_sentence(content):
    with pytest.raises(SheetRefused, match=r"\.$"):
        read_sheet(content, COLUMNS)


def test_every_prefix_of_a_sheet_is_read_or_refused_with_a_sentence():
    content = (SHEETS / "semicolons-and-bom.csv").read_bytes()
    for length in range(len(content)):
        try:
            plan = plan_rows(rows_of(read_sheet(content[:length], COLUMNS))[0], empty(), name_key)
            said = [row.sentence for row in plan.rows]
        except SheetRefused as refused:
            said = [str(refused)]
        assert all(re.search(r"[.]$", sentence) for sentence in said)


def test_unknown_column_is_named_and_left_out():
    rows, notes = rows_of(sheet("unknown-column.csv"))
    assert rows[0].country == "Germany"
    assert notes == ("The column “favourite_colour” is not in the template and was not read.",)


def outcomes(plan: Plan) -> list[tuple[int, str]]:
    return [(row.line, row.outcome) for row in plan.rows]


def test_cut_off_last_line_is_refused_and_the_others_stay():
    plan = plan_of("truncated-last-line.csv")
    assert outcomes(plan) == [(2, "new"), (3, "refused")]
    assert plan.rows[1].sentence.startswith("It has 2 cells, the first line has 4")


def test_formulas_are_refused_and_bullets_are_not():
    plan = plan_of("formula-cells.csv")
    assert outcomes(plan) == [(2, "refused"), (3, "refused"), (4, "new"), (5, "refused"), (6, "new")]
    assert "begins like a formula (=HYPERLINK" in plan.rows[0].sentence


def test_line_that_repeats_another_is_the_same_and_one_that_contradicts_is_refused():
    plan = plan_of("duplicate-rows.csv")
    assert outcomes(plan) == [(2, "new"), (3, "same"), (4, "refused"), (5, "new")]
    assert plan.rows[1].sentence == "Stands on line 2 already."
    assert plan.rows[2].sentence == "country differs from line 2, which is about the same record."
    assert plan.rows[3].sentence == "New service Northlake LIMS."


def test_shifted_cells_are_refused_and_empty_ones_at_the_end_are_not():
    assert outcomes(plan_of("shifted-cells.csv")) == [(2, "refused"), (3, "refused"), (4, "new")]


def test_line_numbers_count_lines_of_the_file():
    plan = plan_of("line-breaks-in-cells.csv")
    assert outcomes(plan) == [(2, "new"), (4, "refused")]
    assert outcomes(plan_of("blank-lines.csv")) == [(4, "new")]


def test_each_bad_value_is_named():
    sentences = [row.sentence for row in plan_of("bad-values.csv").rows]
    assert "website is not a web address (www.example.com)" in sentences[0]
    assert sentences[1] == "is_regulated is “maybe”; write yes or no."
    assert "notice_days is “3.5”" in sentences[2]
    assert "is_regulated speaks of a service, but service_name is empty." in sentences[3]
    assert sentences[4] == "A new service needs is_regulated: yes or no."
    assert sentences[5] == "bpo_username: nobody has the user name nobody.here."


def test_control_characters_are_refused():
    assert "holds characters that cannot be seen" in plan_of("control-characters.csv").rows[0].sentence


def test_header_only_has_no_rows():
    assert plan_of("header-only.csv").rows == ()


def test_apostrophe_of_an_export_is_taken_off():
    rows, _ = rows_of(sheet("apostrophes-from-an-export.csv"))
    assert rows[0].description == "-5 % price last year"


def test_header_in_any_spelling():
    assert plan_of("mixed-case-header.csv").rows[0].outcome == "new"


def test_what_stands_in_the_register_is_the_same_or_changed():
    assert plan_of_text("supplier_name,country\nNorthlake GmbH,Germany\n", with_northlake()).rows[0].outcome == "same"
    row = plan_of_text("supplier_name,country\nnorthlake GMBH,Austria\n", with_northlake()).rows[0]
    assert (row.outcome, row.sentence) == ("changed", "Supplier SUP-0007: country “Germany” → “Austria”.")


def test_empty_cell_leaves_what_is_on_record():
    row = plan_of_text("supplier_name,country,website\nNorthlake GmbH,,\n", with_northlake()).rows[0]
    assert row.outcome == "same"


def test_retired_supplier_is_not_brought_back_by_a_sheet():
    row = plan_of_text("supplier_name\nNorthlake GmbH\n", with_northlake(is_active=False)).rows[0]
    assert row.sentence == "Supplier SUP-0007 Northlake GmbH is retired. Reactivate it first."


def test_owners_must_hold_their_roles():
    text = "supplier_name,service_name,is_regulated,bpo_username,so_username\nA,S,yes,sol.owens,bea.porter\n"
    sentence = plan_of_text(text, empty()).rows[0].sentence
    assert "bpo_username: Sol Owens does not hold the role BPO." in sentence
    assert "so_username: Bea Porter does not hold the role SO." in sentence


def test_fingerprint_moves_with_the_register():
    text = "supplier_name,country\nNorthlake GmbH,Austria\n"
    seen = plan_of_text(text, with_northlake()).fingerprint
    assert plan_of_text(text, with_northlake()).fingerprint == seen
    assert plan_of_text(text, with_northlake(version=4)).fingerprint != seen
    assert plan_of_text(text, with_northlake("Italy")).fingerprint != seen
    assert plan_of_text(text, empty()).fingerprint != seen
