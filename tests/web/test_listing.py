"""Lists: every row once whatever the order, in one query, and nothing that the address may not ask."""

import csv
import io
import random
import re

import pytest
from sqlalchemy import create_engine, select
from werkzeug.datastructures import MultiDict

from app.base.db import db
from app.web import cursors, exports
from app.web.filters import ListRefused
from tests.samples import Sample
from tests.web.conftest import COUNT, plant
from tests.web.workshop import SAMPLES

ORDERS = ["number", "-number", "title", "-title", "state", "-state", "due", "-due", "version", "-version"]


def walk(client, address, link="next"):
    """Follow the pager and return the numbers of every page."""
    pages = []
    while address:
        text = client.get(address).get_data(as_text=True)
        pages.append(re.findall(r">(SAM-\d+)</a></td>", text))
        found = re.search(rf'rel="{link}" href="([^"]+)"', text)
        last = address
        address = "/workshop/samples" + found.group(1).replace("&amp;", "&") if found else None
    return pages, last


@pytest.mark.parametrize("order", ORDERS)
def test_paging_shows_each_row_once_forth_and_back(client, samples, order):
    forth, last = walk(client, f"/workshop/samples?size=25&sort={order}")
    assert len(forth) == 5
    numbers = [one for page in forth for one in page]
    assert len(numbers) == len(set(numbers)) == COUNT
    back, _ = walk(client, last, "prev")
    assert back[::-1] == forth


def test_order_is_that_of_the_column(client, samples):
    numbers = [one for page in walk(client, "/workshop/samples?size=100&sort=-due")[0] for one in page]
    by_number = {one.number: (one.due is not None, one.due, one.id) for one in db.session.scalars(select(Sample))}
    assert numbers == sorted(numbers, key=lambda one: by_number[one], reverse=True)


def test_queries_do_not_grow_with_the_page(client, app, writing):
    plant(writing, 5)
    client.get("/workshop/samples?size=100")
    few = client.queries
    plant(writing, 300)
    client.get("/workshop/samples?size=100")
    assert client.queries == few == 1


def test_filters_narrow_and_stay_in_the_address(client, samples):
    query = "q=verit&state=in_approval&due_from=2026-11-02&due_to=2026-11-20&size=25"
    text = client.get(f"/workshop/samples?{query}").text
    days = re.findall(r'<time datetime="(2026-11-\d\d)">', text)
    assert 0 < text.count("<bdi>Veritrace") == len(days) < 25
    assert "2026-11-02" <= min(days) <= max(days) <= "2026-11-20"
    assert 'value="verit"' in text
    assert '<option value="in_approval" selected>' in text
    assert "q=verit&amp;state=in_approval" in text


def test_wildcards_are_letters(client, samples):
    for text in ("%", "_", "\\"):
        assert "Nothing matches these filters" in client.get("/workshop/samples", query_string={"q": text}).text


@pytest.mark.parametrize(
    "query",
    [
        "colour=red", "sort=secret", "sort=--number", "size=1000", "size=x", "after=xyz", "after=%00", "before=W10",
        "state=lost", "due_from=yesterday", "due_to=2026-13-01", "due_from=0001-01-01", "q=a&q=b", "format=exe",
        f"q={'x' * 300}", "q=%07", "q=%ED%A0%80&x",
        "after=" + cursors.Cursor(5, 1).text(), "sort=due&after=" + cursors.Cursor("x", 1).text(),
        "after=" + cursors.Cursor("x", 2**62).text() + "&offset=5",
    ],
)  # fmt: skip
def test_what_the_list_does_not_know_is_a_sentence(client, samples, query):
    answer = client.get(f"/workshop/samples?{query}")
    assert answer.status_code == 400
    assert '<p class="lead">' in answer.text


def test_broken_cursors_are_read_or_refused():
    chance = random.Random(7)
    good = cursors.Cursor("Northwind", 12).text()
    for _ in range(2_000):
        letters = list(good)
        letters[chance.randrange(len(letters))] = chr(chance.randrange(32, 0x250))
        try:
            SAMPLES.read(MultiDict({"after": "".join(letters)}))
        except ListRefused:
            continue


def test_csv_holds_every_row_of_the_narrowed_list(client, samples):
    answer = client.get("/workshop/samples?format=csv&state=draft&sort=-title")
    assert (
        answer.headers["Content-Disposition"]
        == "attachment; filename=\"workshop-samples.csv\"; filename*=UTF-8''workshop-samples.csv"
    )
    text = answer.data.decode("utf-8")
    assert text.startswith("\ufeffNumber,Name,State,Due,Version\r\n")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert len(rows) == 1 + COUNT // 3
    assert client.queries == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\u00a0="])
def test_no_cell_becomes_a_formula(start):
    assert exports.cell(f"{start}cmd|' /C calc'!A0").startswith("'")
    text = "".join(exports.csv_text(["A"], [[f'{start}1,"2"']])).removeprefix("\ufeff")
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == [f'\'{start}1,"2"']


def test_plain_cells_stay_plain():
    assert [exports.cell(one) for one in (-5, None, True, "a=b", ["x", "y"])] == ["-5", "", "yes", "a=b", "x; y"]


def test_page_400_is_found_by_the_index_and_not_sorted():
    engine = create_engine("sqlite://")
    table = Sample.__table__
    with engine.begin() as connection:
        table.create(connection)
        connection.exec_driver_sql("CREATE INDEX by_title ON sample (title)")
        for sort in (table.c.title.asc().nulls_first(), table.c.title.desc().nulls_last()):
            is_down = "DESC" in str(sort)
            key = table.c.id.desc() if is_down else table.c.id.asc()
            behind = cursors.beyond(table.c.title, table.c.id, cursors.Cursor("Northwind", 5), is_descending=is_down)
            query = select(table).where(behind).order_by(sort, key).limit(26)
            literal = query.compile(engine, compile_kwargs={"literal_binds": True})
            plan = " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {literal}"))
            assert "USING INDEX by_title (title" in plan
            assert "TEMP B-TREE" not in plan
    engine.dispose()
