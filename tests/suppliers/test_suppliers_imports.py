"""Importing a sheet through the pages: nothing before the yes, all or nothing at it, a log afterwards."""

import io
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.base.db import db
from app.base.sheet_files import XLSX
from app.records import history
from app.records.tables import LedgerEvent
from app.suppliers import queries
from app.suppliers.actions import imports
from app.suppliers.actions.refused import Refused
from app.suppliers.actions.suppliers import change_supplier
from app.suppliers.models import ImportLine, Service, ServiceFact, Supplier
from app.suppliers.rules.details import SupplierDetails
from app.suppliers.rules.sheets.columns import COLUMNS
from tests.factories.people import person_for
from tests.factories.suppliers import make_owned_service, make_service, make_supplier
from tests.factories.workbooks import workbook_of

SHEETS = Path(__file__).resolve().parent / "sheets"


def upload(client, content: bytes, name: str = "suppliers.csv"):
    token = client.token("/suppliers/imports/new")
    fields = {"csrf_token": token, "file": (io.BytesIO(content), name)}
    return client.post("/suppliers/imports", data=fields, content_type="multipart/form-data")


def confirm(client, number: str = "IMP-2026-0001"):
    text = client.get(f"/suppliers/imports/{number}").get_data(as_text=True)
    fields = {name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', text)[1] for name in ("csrf_token", "fingerprint")}
    return client.post(f"/suppliers/imports/{number}/confirmation", data=fields)


def counted(kind) -> int:
    return db.session.scalar(select(func.count()).select_from(kind))


def sixty_vendors() -> bytes:
    lines = (
        f'Vendor {n} GmbH,Germany,https://www.example.com,,Service {n},Enterprise,"CAPA|Documents",Example Cloud,'
        "eu-central,Document approval,yes,Saturdays,30,bea.porter,sol.owens"
        for n in range(60)
    )
    return "\r\n".join([",".join(COLUMNS), *lines]).encode()


def test_nothing_is_written_before_the_yes_and_sixty_vendors_come_in_one_transaction(client_as):
    person_for("BPO"), person_for("SO")
    client = client_as("SQM")
    assert upload(client, sixty_vendors()).status_code == 303
    text = client.get("/suppliers/imports/IMP-2026-0001").get_data(as_text=True)
    assert "Import these 60 rows" in text
    assert "New supplier Vendor 59 GmbH. New service Service 59 with modules CAPA, Documents." in text
    assert (counted(Supplier), counted(Service), counted(ImportLine)) == (0, 0, 0)
    assert confirm(client).status_code == 303
    assert (counted(Supplier), counted(Service), counted(ServiceFact), counted(ImportLine)) == (60, 60, 300, 60)
    rows = [row for row in db.session.scalars(select(LedgerEvent).order_by(LedgerEvent.seq)) if _is_of_import(row)]
    assert len(rows) == 60 + 60 + 1 + 1 + 1, "each supplier and service, facts, log, the import itself"
    assert [row.seq for row in rows] == list(range(rows[0].seq, rows[-1].seq + 1))
    assert [row.seq for row in rows if row.head_note] == [rows[-1].seq], "one signed head: one transaction"


def _is_of_import(row: LedgerEvent) -> bool:
    act = json.loads(row.body)["act"]
    return act.startswith("suppliers.") and not act.endswith(".uploaded")


def test_history_of_an_imported_supplier_names_the_line(client_as):
    client = client_as("SQM")
    upload(client, (SHEETS / "semicolons-and-bom.csv").read_bytes(), "semicolons-and-bom.csv")
    confirm(client)
    supplier = queries.supplier("SUP-0001")
    assert supplier.name == "Müller; Söhne GmbH"
    event = history.of("suppliers.supplier", supplier.id)[0]
    assert (event.act, event.reason) == ("suppliers.supplier.registered", "IMP-2026-0001, line 2")
    text = client.get("/suppliers/imports/IMP-2026-0001").get_data(as_text=True)
    assert "UTF-8 with byte order mark, separated by semicolons" in text
    assert "New supplier Müller; Söhne GmbH. New service Prüf-LIMS." in text


def test_a_workbook_is_previewed_imported_and_logged_like_a_sheet(client_as):
    client = client_as("SQM")
    head = ("Supplier name", "service name", "is_regulated", "notice_days")
    rows = [head, ("Müller GmbH", "LIMS", True, 30), ("Paper SA", "", "", ""), ("Odd Ltd", "QMS", "maybe", '=6*"x"')]
    content = workbook_of({"Read me": [("Fill in the next sheet",)], "Vendors": rows}, top=2)
    assert upload(client, content, "vendors.xlsx").status_code == 303
    page = "/suppliers/imports/IMP-2026-0001"
    text = client.get(page).get_data(as_text=True)
    assert "Excel workbook, sheet “Vendors”; 1 cell holds a formula, of which the value last shown was read" in text
    assert "Import these 2 rows" in text
    assert (counted(Supplier), confirm(client).status_code) == (0, 303)
    lines = queries.import_lines(queries.supplier_import("IMP-2026-0001"))
    assert [(one.line, one.outcome) for one in lines] == [(4, "new"), (5, "new"), (6, "refused")]
    assert db.session.scalars(select(Service)).one().notice_days == 30
    assert "1 cell holds a formula" in client.get(page).get_data(as_text=True)
    kept = client.get(f"{page}/file")
    assert (kept.data, kept.mimetype) == (content, XLSX)
    refused = upload(client, content[:900], "vendors.xlsx")
    assert refused.status_code == 422
    assert "The workbook is damaged or cut off" in refused.get_data(as_text=True)


def test_the_template_as_workbook_is_a_workbook_that_is_read(client_as):
    client = client_as("SQM")
    template = client.get("/suppliers/imports/template?format=xlsx")
    assert template.headers["Content-Disposition"].startswith('attachment; filename="suppliers-template.xlsx"')
    assert upload(client, template.data, "suppliers-template.xlsx").status_code == 303
    assert "Import these 3 rows" in client.get("/suppliers/imports/IMP-2026-0001").get_data(as_text=True)


def test_refused_rows_are_left_out_and_stand_in_the_log(client_as):
    client = client_as("SQM")
    upload(client, (SHEETS / "truncated-last-line.csv").read_bytes())
    confirm(client)
    assert counted(Supplier) == 1
    lines = queries.import_lines(queries.supplier_import("IMP-2026-0001"))
    assert [(one.line, one.outcome) for one in lines] == [(2, "new"), (3, "refused")]


def test_second_import_of_the_same_file_changes_nothing(client_as):
    person_for("BPO"), person_for("SO")
    client = client_as("SQM")
    upload(client, sixty_vendors())
    confirm(client)
    upload(client, sixty_vendors())
    text = client.get("/suppliers/imports/IMP-2026-0002").get_data(as_text=True)
    assert "No row would change the register." in text
    assert "SVC-0001 stands like this already." in text


def test_changed_edition_supersedes_the_fact(client_as):
    client = client_as("SQM")
    head = "supplier_name,service_name,is_regulated,edition\r\n"
    upload(client, f"{head}Northlake,QMS,yes,Standard\r\n".encode())
    confirm(client)
    upload(client, f"{head}Northlake,QMS,,Enterprise\r\n".encode())
    assert "edition “Standard” → “Enterprise”" in client.get("/suppliers/imports/IMP-2026-0002").get_data(as_text=True)
    confirm(client, "IMP-2026-0002")
    service = queries.service("SVC-0001")
    assert service.edition == "Enterprise"
    newest, older = queries.facts_of(service)
    assert (newest.value, newest.proof) == ("Enterprise", "Stated in IMP-2026-0002, line 2")
    assert older.withdrawn_because == "Superseded: IMP-2026-0002, line 2"


def test_owners_are_compared_by_name(client_as):
    make_owned_service("QMS", make_supplier("Northlake"))
    client = client_as("SQM")
    upload(client, b"supplier_name,service_name,bpo_username,so_username\r\nNorthlake,QMS,bea.porter,sol.owens\r\n")
    assert "stands like this already" in client.get("/suppliers/imports/IMP-2026-0001").get_data(as_text=True)


def test_import_is_refused_when_the_register_changed_meanwhile(client_as, writing):
    supplier = make_supplier("Northlake", country="Germany")
    client = client_as("SQM")
    upload(client, b"supplier_name,country\r\nNorthlake,Austria\r\n")
    text = client.get("/suppliers/imports/IMP-2026-0001").get_data(as_text=True)
    seen = re.search(r'name="fingerprint"[^>]*value="([^"]+)"', text)[1]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)[1]
    with writing():
        change_supplier(queries.supplier(supplier.number), SupplierDetails("Northlake", "Italy"), "they moved")
    response = client.post(
        "/suppliers/imports/IMP-2026-0001/confirmation", data={"csrf_token": token, "fingerprint": seen}
    )
    text = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "The register changed since you saw the preview" in text
    assert "country “Italy” → “Austria”" in text
    assert queries.supplier(supplier.number).country == "Italy"
    assert confirm(client).status_code == 303
    assert queries.supplier(supplier.number).country == "Austria"


def test_import_happens_once(client_as, writing):
    client = client_as("SQM")
    upload(client, b"supplier_name\r\nNorthlake\r\n")
    plan = imports.preview(queries.supplier_import("IMP-2026-0001")).plan
    confirm(client)
    with pytest.raises(Refused, match="already imported"), writing():
        imports.import_now(
            queries.supplier_import("IMP-2026-0001"), plan.fingerprint, db.session.info["transaction"].now
        )
    assert counted(Supplier) == 1


def test_discarded_import_writes_nothing(client_as):
    client = client_as("SQM")
    upload(client, b"supplier_name\r\nNorthlake\r\n")
    address = "/suppliers/imports/IMP-2026-0001"
    assert client.post(f"{address}/discarding", data={"csrf_token": client.token(address)}).status_code == 303
    assert "nothing was imported" in client.get(address).get_data(as_text=True)
    assert counted(Supplier) == 0


@pytest.mark.parametrize("name", sorted(path.name for path in SHEETS.iterdir()))
def test_every_odd_sheet_gives_a_page(client_as, name):
    client = client_as("SQM")
    response = upload(client, (SHEETS / name).read_bytes(), name)
    assert response.status_code in {303, 422}
    if response.status_code == 303:
        assert client.get("/suppliers/imports/IMP-2026-0001").status_code == 200
    else:
        assert 'aria-invalid="true"' in response.get_data(as_text=True)


def test_no_file_and_an_empty_file_are_refused(client_as):
    client = client_as("SQM")
    token = client.token("/suppliers/imports/new")
    response = client.post("/suppliers/imports", data={"csrf_token": token}, content_type="multipart/form-data")
    assert "Choose a file" in response.get_data(as_text=True)
    assert "The file is empty" in upload(client, b"").get_data(as_text=True)


def test_template_is_imported_as_it_is(client_as):
    client = client_as("SQM")
    content = client.get("/suppliers/imports/template").get_data()
    upload(client, content)
    assert "Import these 3 rows" in client.get("/suppliers/imports/IMP-2026-0001").get_data(as_text=True)


def test_preview_can_be_narrowed_and_paged(client_as):
    client = client_as("SQM")
    rows = "".join(f"Vendor {n},{'Germany' if n % 2 else '=1+1'}\r\n" for n in range(500))
    upload(client, f"supplier_name,country\r\n{rows}".encode())
    text = client.get("/suppliers/imports/IMP-2026-0001?only=refused").get_data(as_text=True)
    assert "Vendor 0" in text
    assert "New supplier" not in text
    assert "Further lines" in text
    further = client.get("/suppliers/imports/IMP-2026-0001?only=refused&after=400").get_data(as_text=True)
    assert "Vendor 498" in further


def test_five_thousand_rows_are_previewed(client_as):
    make_service()
    client = client_as("SQM")
    rows = "".join(f"Vendor {n},Germany,Service {n},yes,Enterprise,A|B\r\n" for n in range(5000))
    upload(client, f"supplier_name,country,service_name,is_regulated,edition,modules\r\n{rows}".encode())
    assert "Import these 5000 rows" in client.get("/suppliers/imports/IMP-2026-0001").get_data(as_text=True)


def test_uploaded_file_is_handed_out_as_it_came(client_as):
    client = client_as("SQM")
    content = (SHEETS / "windows-letters.csv").read_bytes()
    upload(client, content, "Lieferanten März.csv")
    response = client.get("/suppliers/imports/IMP-2026-0001/file")
    assert response.get_data() == content
    assert "attachment" in response.headers["Content-Disposition"]


def test_file_that_was_swapped_in_the_store_is_not_imported(client_as, settings):
    client = client_as("SQM")
    upload(client, b"supplier_name\r\nNorthlake\r\n")
    sha256 = queries.supplier_import("IMP-2026-0001").sha256
    (settings.data_dir / "files" / sha256[:2] / sha256).write_bytes(b"supplier_name\r\nSomebody else\r\n")
    response = client.get("/suppliers/imports/IMP-2026-0001")
    assert response.status_code == 422
    assert "is not the one that was uploaded" in response.get_data(as_text=True)
