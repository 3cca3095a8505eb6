"""Workbooks that people upload: what is read of them, and what they cannot do to the portal."""

import io
import subprocess
import sys
import zipfile
from datetime import date, datetime

import pytest

from app.base.limited.reader import BOOT, ROOT
from app.base.sheet_files import read_sheet
from app.base.sheets import LARGEST_SHEET, MOST_ROWS, SheetRefused
from app.base.workbooks import archive
from app.base.workbooks.reading import read_workbook
from tests.factories.workbooks import repacked, workbook_of

COLUMNS = ("user", "last_working_day", "reference")
PLAIN = workbook_of({"Leavers": [COLUMNS, ("nora.lind", date(2026, 11, 30), 4711)]})
SHEET = "xl/worksheets/sheet1.xml"


def refusal(content: bytes) -> str:
    with pytest.raises(SheetRefused) as refused:
        read_sheet(content, COLUMNS)
    return str(refused.value)


def test_cells_are_read_as_people_see_them_with_the_numbers_of_their_lines():
    rows = [COLUMNS, ("a.b", datetime(2026, 11, 30, 17, 5), 0.1), (), ("c.d", True, 12345678901234), ("e", "'x", 1e21)]  # noqa: DTZ001
    found = read_sheet(workbook_of({"Leavers": rows}, top=3), COLUMNS)
    assert (found.encoding, found.delimiter) == ("Excel workbook, sheet “Leavers”", "")
    assert (found.header.number, found.header.cells) == (4, COLUMNS)
    assert [(one.number, one.cells) for one in found.lines] == [
        (5, ("a.b", "2026-11-30 17:05:00", "0.1")),
        (7, ("c.d", "yes", "12345678901234")),
        (8, ("e", "'x", "1000000000000000000000")),
    ]


def test_the_first_visible_sheet_with_a_known_header_is_read():
    sheets = {"Notes": [("To whom it may concern",)], "Old": [COLUMNS, ("x", "", "")], "New": [("User",), ("y",)]}
    found = read_sheet(workbook_of(sheets, hidden=("Old",)), COLUMNS)
    assert (found.encoding, found.lines[0].cells) == ("Excel workbook, sheet “New”", ("y",))
    assert "No sheet of the workbook names a column" in refusal(workbook_of({"A": [("x",)], "B": []}))


def test_a_formula_gives_its_shown_value_and_the_record_says_so():
    content = workbook_of({"Leavers": [COLUMNS, ("=1+1", '=HYPERLINK("https://evil.example")', "")]})
    errors = b'<c r="C3" t="e"><v>#N/A</v></c></row></sheetData>'
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read(SHEET).replace(b"</row></sheetData>", b'</row><row r="3">' + errors)
    found = read_sheet(repacked(content, {SHEET: sheet}), COLUMNS)
    assert found.lines[0].cells == ("0", "0", "")
    assert found.encoding == (
        "Excel workbook, sheet “Leavers”; 2 cells hold a formula, of which the value last shown was read; "
        "1 cell holds an error such as #N/A, read as empty"
    )


def bomb(body: bytes) -> bytes:
    return repacked(PLAIN, {"xl/media/image1.bin": body})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (PLAIN[:700], "damaged or cut off"),
        (PLAIN[:-30], "damaged or cut off"),
        (repacked(PLAIN, {"xl/workbook.xml": None}), "not an Excel workbook"),
        (repacked(PLAIN, {SHEET: b"<worksheet><sheetData><row"}), "workbook"),
        (repacked(PLAIN, {"xl/vbaProject.bin": b"x"}), "holds macros"),
        (bomb(b"\0" * (8 << 20)), "unpacks to far more than its size"),
        (repacked(PLAIN, {f"x/{at}": b"1" for at in range(1100)}), "unlike any that Excel saves"),
        (workbook_of({"A": [COLUMNS, *[("x", "", "")] * (MOST_ROWS + 1)]}), "more than 5,000 rows"),
        (workbook_of({"A": [[*COLUMNS, *["x"] * 200]]}), "uses 203 columns"),
        (b"PK\x03\x04" + b"x" * LARGEST_SHEET, "larger than 5 MB"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "old or protected Excel workbook"),
    ],
    ids=[
        "half", "no-directory", "other-zip", "broken-xml", "macros", "bomb", "many-parts", "many-rows", "many-columns",
        "large", "old",
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_a_sentence(content, sentence):
    assert sentence in refusal(content)
    assert refusal(content).endswith(".")


def test_a_bomb_is_refused_by_its_real_size_and_not_by_what_it_says(monkeypatch):
    content = bytearray(bomb(b"\0" * (8 << 20)))
    size = (8 << 20).to_bytes(4, "little")
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = (100).to_bytes(4, "little")
    assert "damaged or cut off" in refusal(bytes(content))
    monkeypatch.setattr(archive, "MOST_UNPACKED", 1000)
    with pytest.raises(archive.WorkbookRefused, match="unpacks to far more"):
        archive.examine(PLAIN)


def test_a_sheet_that_spans_everything_breaks_only_its_reader():
    far = b'<c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c>'
    body = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">' + far
    content = repacked(PLAIN, {SHEET: body + b"</row></sheetData></worksheet>"})
    assert "asked for too much memory" in refusal(content)
    assert read_sheet(PLAIN, COLUMNS).lines[0].cells == ("nora.lind", "2026-11-30", "4711")


def test_a_slow_reader_is_ended_by_the_clock_on_the_wall():
    with pytest.raises(SheetRefused, match="Reading the workbook took longer"):
        read_workbook(PLAIN, COLUMNS, seconds=0.001)


def test_entities_of_a_workbook_are_not_expanded():
    lines = b"".join(b'<!ENTITY a%d "%s">' % (at, b"&a%d;" % (at - 1) * 10 if at else b"lol") for at in range(12))
    body = (
        b"<!DOCTYPE x [" + lines + b']><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&a11;</t></is>'
    )
    content = repacked(PLAIN, {SHEET: body + b"</c></row></sheetData></worksheet>"})
    assert refusal(content).endswith(".")


def test_the_reader_imports_neither_the_web_nor_the_database():
    boot = BOOT.replace(".main()\n", "\nprint(' '.join(sys.modules))")
    command = [sys.executable, "-I", "-c", boot, str(ROOT), "app.base.workbooks.child"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert {"python_calamine", "app"} <= loaded
    assert not loaded & {"flask", "sqlalchemy", "werkzeug", "jinja2", "alembic", "requests", "xlsxwriter"}
