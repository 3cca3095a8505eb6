"""Clicking through the pages of an impact assessment: fetch, post, settle, test, conclude, sign."""

import io
import re

from app.base.db import db
from app.impact.models import Assessment, TestRun
from tests.factories.inspection import is_review_asked, review_on_page
from tests.factories.people import PASSWORD

NOTE = "- Users can now export records as CSV files.\n- A fixed typo in the help page.\n"
HOME = "/impact-assessments/RIA-2026-0001"
NO = {f"needs_{one}": "no" for one in ("configuration", "procedure", "training", "role", "integration", "document")}
KNOWN = {"default_state": "auto_on", "could_have_affected_records": "no", **NO}
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, response.get_data(as_text=True)[:2000]
    return response.get_data(as_text=True)


def post(client, address, form_page, status=303, **fields):
    response = client.post(address, data={"csrf_token": client.token(form_page), **fields})
    assert response.status_code == status, response.get_data(as_text=True)[:4000]
    return response.get_data(as_text=True)


def the_assessment() -> Assessment:
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Assessment).one()


def change_fields(position=1, **more):
    change = the_assessment().this_round.changes[position - 1]
    return {
        "version": change.version,
        "kind": change.settled_kind,
        "impact": change.settled_impact,
        "areas": change.settled_areas,
        "flags": change.settled_flags,
        "level": "",
        "rationale": "",
        **KNOWN,
        **more,
    }


def sign(client, who, address=f"{HOME}/signatures", status=303, **more):
    text = page(client, f"{address}/new")
    if is_review_asked(text):
        review_on_page(client, re.search(r"RIA-\d{4}-\d{4}", address).group())
        text = page(client, f"{address}/new")
    hidden = {
        name: re.search(rf'name="{name}" value="([^"]*)"', text).group(1) for name in ("sha256", "challenge", "meaning")
    }
    fields = {"username": who.username, "password": PASSWORD, **hidden, **more}
    return post(client, address, f"{address}/new", status, **fields)


def settle_and_plan(client):
    for position in (1, 2):
        address = f"{HOME}/changes/{position}"
        post(client, address, address, **change_fields(position, level="L2", rationale="Tested to be sure."))
    service = the_assessment().service.number
    post(
        client,
        f"/tests/new?service={service}",
        f"/tests/new?service={service}",
        title="Export with trail",
        purpose="The export carries the trail.",
        kind="scripted",
        steps="Export a record => The trail is in it",
        pack_test="",
    )
    post(
        client,
        f"{HOME}/planned-tests/new",
        f"{HOME}/planned-tests/new",
        script="TST-0001",
        title="",
        goal="",
        is_to_run="yes",
        reason="The export changes.",
    )


def run_the_test(client, result="passed"):
    planned = the_assessment().this_round.planned_tests[0].id
    start = f"{HOME}/planned-tests/{planned}/runs/new"
    post(client, start, start, environment="Validation tenant")
    run = db.session.query(TestRun).order_by(TestRun.id.desc()).first().id
    address = f"{HOME}/runs/{run}"
    fields = {
        "step1-actual": "The trail was in it.",
        "step1-result": result,
        "notes": "",
        "step1-evidence": (io.BytesIO(PNG), "screen.png"),
    }
    data = {"csrf_token": client.token(address), **fields}
    response = client.post(address, data=data, content_type="multipart/form-data")
    assert response.status_code == 303, response.get_data(as_text=True)[:3000]
    return address


def conclude(client):
    post(
        client,
        f"{HOME}/procedures/new",
        f"{HOME}/procedures/new",
        outcome="not_needed",
        procedure="",
        what="",
        reason="No step of ours changes.",
    )
    post(
        client,
        f"{HOME}/trainings/new",
        f"{HOME}/trainings/new",
        outcome="none",
        roles="",
        summary="",
        due="",
        reason="Nothing that people do changes.",
    )
    post(client, f"{HOME}/conclusions/new", f"{HOME}/conclusions/new", fit="yes", text="It was tested and works.")
