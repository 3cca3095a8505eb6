"""Qualward: a vendor's release note comes in, and a signed, provable decision goes out.

`create_app` is the only place that sees every room; it wires gates and panels. Start reading at docs/house.md.
"""

import tomllib
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from sqlalchemy import Engine, event
from sqlalchemy import inspect as inspect_database

from app.access import views as access_views
from app.base import copies, narrowing, schema
from app.base.clock import Clock, system_clock
from app.base.db import db
from app.base.engines import options, prepare
from app.base.files import FileStore
from app.dashboards import queries as work
from app.dashboards import views as dashboards_views
from app.demo import views as demo_views
from app.evidence import views as evidence_views
from app.impact import views as impact_views
from app.impact.queries.blockers import blockers_for
from app.inspection import gates as inspection_gates
from app.inspection import views as inspection_views
from app.inspection.queries import inspections, scopes, sight, trail_reviews
from app.notices import door
from app.notices import views as notices_views
from app.people import entry_gates, permissions, sign_in, signing_panels
from app.people import gates as people_gates
from app.people import views as people_views
from app.people.panels import person_page
from app.qualification import views as qualification_views
from app.qualification.queries import blockers as tiering_blockers
from app.qualification.queries import tierings
from app.questionnaires import definitions as questionnaire_definitions
from app.questionnaires import views as questionnaires_views
from app.questionnaires.queries import waiting as questionnaires_waiting
from app.records import guards, kernel, keys, ledger, selfcheck
from app.records import trail as trail  # importing it attaches the listener to every session
from app.records.witness import Witness
from app.releases import blockers as feed_blockers
from app.releases import views as releases_views
from app.safekeeping import views as safekeeping_views
from app.suppliers import blockers
from app.suppliers import views as suppliers_views
from app.suppliers.panels import service_page, supplier_page
from app.system import views as system_views
from app.system.queries import statements as system_statements
from app.system.queries import waiting as system_waiting
from app.training import gates as training_gates
from app.training import views as training_views
from app.web import health, toolkit
from app.web.guard import Guard
from app.web.navigation import Shell
from app.web.panels import Panel
from config import ROOT, Settings, from_environment

ROOMS = (
    dashboards_views,
    suppliers_views,
    evidence_views,
    questionnaires_views,
    releases_views,
    qualification_views,
    impact_views,
    inspection_views,
    notices_views,
    people_views,
    access_views,
    training_views,
    system_views,
    safekeeping_views,
)

DEMO_SENTENCE = "This is the demo company: everything in it is invented, and its password is known to everybody."


class StartRefused(RuntimeError):  # noqa: N818 - reads as the sentences it carries
    """The product does not start; the message says why."""


def create_app(settings: Settings | None = None, clock: Clock = system_clock) -> Flask:
    """Build the application. It serves no page before `start` has found the record safe."""
    settings = settings or from_environment()
    app = Flask(__name__, static_folder=None, template_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=options(settings.database_url),
        QUALWARD=settings,
        QUALWARD_CLOCK=clock,
    )
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    with app.app_context():
        door.server()  # an unusable address is refused now and not when the first mail is due
        _prepare_database(db.engine, settings)
    sign_in.install(app)
    guard = Guard(app, permissions.allows)
    for gate in inspection_views.PAGE_GATES:
        guard.ask_also(gate)
    questionnaires_views.install(app)
    narrowing.install(sight.rows_in_sight, scopes.is_narrow)
    toolkit.install(app, settings)
    for room in ROOMS:
        for blueprint in room.blueprints:
            app.register_blueprint(blueprint)
    if settings.is_demo:
        app.register_blueprint(demo_views.blueprint)
    _let_rooms_meet()
    guard.require_policies()
    toolkit.finish(app, _shell(settings))
    return app


def start(app: Flask) -> None:
    """Check that the record can be kept safe. Raises StartRefused otherwise; a cut record is served read-only."""
    with app.app_context():
        belongings = kernel.find(db.engine)
        if belongings is None:
            keys.load(app.config["QUALWARD"].signing_key)
            raise StartRefused("The database has no tables yet. Run “bin/qualward db upgrade”, then start again.")
        if halfway := _halfway_sentence(db.engine):
            raise StartRefused(halfway)
        if not selfcheck.is_key_of(db.engine, belongings):
            raise keys.KeyUnreadable(keys.another_key(belongings.key.path))
        if unsafe := selfcheck.unsafe_statements(db.engine):
            raise StartRefused(" ".join(one.sentence for one in unsafe))
        belongings.read_only_because = selfcheck.cut_sentence(db.engine, belongings)


def _halfway_sentence(engine: Engine) -> str | None:
    """Return a sentence while the tables are not those of this version, or a migration was cut off."""
    path = Path(engine.url.database or "")
    if engine.dialect.name == "sqlite" and copies.beside(path).exists():
        return copies.cut_off(path)
    return schema.difference(engine, ROOT / "migrations")


def _let_rooms_meet() -> None:
    """Fill the slots of lower pages and tell lower rooms what stands against a retirement: the ways up."""
    service_page.register(Panel("Questionnaires", "requests.of_service", "questionnaires.request.read"))
    for page, endpoint in (
        (supplier_page, "supplier_evidence.of_supplier"),
        (service_page, "service_evidence.of_service"),
    ):
        page.register(Panel("Evidence", endpoint, "evidence.evidence.read"))
    service_page.register(Panel("Tierings", "service_tierings.of_service", "qualification.tiering.read"))
    service_page.register(Panel("Releases", "service_releases.index_of_service", "releases.release.read"))
    service_page.register(Panel("Impact assessments", "service_impact.of_service", "impact.assessment.read"))
    signing_panels.signing_page.register(Panel("Audit trail", "record_trails.show", "inspection.trail.read"))
    signing_panels.register_place("RIA", "impact_signatures.new")
    signing_panels.register_place("TIE", "tier_signatures.new")
    signing_panels.register_place("INH", "tiering_signatures.new")
    signing_panels.register_place("DFN", "definition_signatures.new")
    for gate in inspection_gates.ENTRY_GATES:
        entry_gates.register(gate)
    work.register(trail_reviews.waiting_for)
    person_page.register(Panel("Mail", "mails.of_person", "notices.mail.read"))
    service_page.register(Panel("Legal holds", "service_holds.of_service", "system.page.read"))
    work.register(inspections.waiting_for)
    work.register(system_waiting.waiting_for)
    work.register(questionnaires_waiting.waiting_for)
    questionnaire_definitions.register_factors(tierings.factors_of)
    blockers.register(feed_blockers.feeds_of)
    blockers.register(blockers_for)
    blockers.register(tiering_blockers.against_retiring)
    blockers.register_for_tiers(tiering_blockers.against_choosing)


def _shell(settings: Settings) -> Shell:
    """Collect what stands around every page: each room names its entries, doors and the tones of its states."""
    return Shell(
        version=tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"],
        items=[item for room in ROOMS for item in getattr(room, "navigation", ())],
        doors=getattr(people_views, "doors", None),
        tones={state: tone for room in ROOMS for state, tone in getattr(room, "tones", {}).items()},
        head=health.newest_head,
        banners=(
            lambda: DEMO_SENTENCE if settings.is_demo else None,
            _read_only_sentence,
            system_views.banner,
            inspection_views.banner,
        ),
    )


def _read_only_sentence() -> str | None:
    belongings = kernel.find(db.engine)
    return belongings.at_rest_because if belongings else None


def _prepare_database(engine: Engine, settings: Settings) -> None:
    prepare(engine)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.set_authorizer(guards.sqlite_authorizer))
    if not settings.signing_key.exists():
        return
    key = keys.load(settings.signing_key)
    if not inspect_database(engine).has_table("ledger_event"):
        return
    with engine.connect() as connection:
        # a changed address never renames a record
        origin = ledger.origin(connection) or settings.origin
    belongings = kernel.Kernel(
        origin=origin,
        key=key,
        witness=Witness(settings.witness_file),
        files=FileStore(settings.data_dir / "files"),
        challenge_secret=settings.secret_key.encode(),
    )
    kernel.install(engine, belongings)
    belongings.gates.extend([*people_gates.GATES, *training_gates.GATES])
    belongings.record_gates.extend(inspection_gates.RECORD_GATES)
    belongings.crowd_gates.extend([*people_gates.CROWD_GATES, *training_gates.CROWD_GATES])
    if not settings.is_demo:  # the demo's accounts are named after their roles, on purpose
        belongings.gates.append(people_gates.account_is_personal)
        belongings.crowd_gates.append(people_gates.held_back_by_name)
    belongings.stamp = system_statements.stamp
