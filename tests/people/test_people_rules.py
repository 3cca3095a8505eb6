"""Names, passwords, roles, counters and sessions, judged without a database."""

import itertools
import random
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest

from app.people import passwords
from app.people.permissions import PERMISSIONS, ROLES, allows
from app.people.rules import names, paths, roles, sessions, throttle
from app.people.rules.lookalikes import LATIN_FOR
from app.people.rules.passwords import password_problem, tidy_password

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

FIRST_NAMES = """
Anna Boris Clara Dario Elena Felix Greta Hanno Irene Jonas Karin Lukas Maria Nico Olga Paul Rita Simon Tara Urs
Vera Yves Zoe Ines Mark
"""
LAST_NAMES = """
Acker Bosco Cahn Dorn Ehlers Frey Geiger Horak Ibsen Jansen Kohl Lopez Meier Novak Ochs Porta Rossi Saxer Tobler Unger
Vetter Xander York Zaugg Amsler Keller Moser Hess Peter Suter Baer Egli Kuhn Graf Roth Bachmann Fischer Hofer Steiner
Brunner Baumann Gerber Widmer Zimmermann Lang Ammann Christen Schoch Pfister Wyss
"""
FIFTY = [" ".join(pair) for pair in zip(FIRST_NAMES.split() * 2, LAST_NAMES.split(), strict=True)]

LIKE: dict[str, list[str]] = {}
for _sign, _latin in LATIN_FOR.items():
    LIKE.setdefault(_latin, []).append(_sign)


def disguised(name: str, dice: random.Random) -> str:
    """Return the name with one to three letters replaced by look-alikes, full-width or mathematical forms or marks."""
    signs = list(name)
    places = [at for at, one in enumerate(signs) if one.isalpha()]
    for at in dice.sample(places, dice.randint(1, 3)):
        one = signs[at]
        choices = [*LIKE.get(one, []), chr(ord(one) + 0xFEE0), unicodedata.normalize("NFC", f"{one}\u0323")]
        if one.islower() and one != "h":  # U+1D455, the mathematical small h, does not exist
            choices.append(chr(0x1D44E + ord(one) - ord("a")))
        signs[at] = dice.choice(choices)
    return "".join(signs)


def test_three_hundred_confusables_of_fifty_names_are_taken_for_them():
    dice, tried = random.Random(20261102), 0
    for name in itertools.islice(itertools.cycle(FIFTY), 300):
        fake = disguised(name, dice)
        assert fake != name
        tidy = names.tidy_name(fake)
        assert names.name_problem(tidy) is not None or names.lookalike(tidy, FIFTY) == name, (name, fake)
        tried += 1
    print(f"{tried} confusables, 0 accepted")


def test_different_names_are_not_taken_for_each_other():
    for name in FIFTY:
        assert names.lookalike(name, [other for other in FIFTY if other != name]) is None


@pytest.mark.parametrize(
    "name",
    [
        "Ann\u200ba Acker",
        "Anna\u202e Acker",
        "Anna\u00a0Acker",
        "Anna\tAcker",
        "Anna\u3164Acker",
        "Anna\u2066",
        "Anna\ufe0f",
        "\u2800",
        "",
        "   ",
        "12 34",
        "x" * 101,
        "Anna\ue000",
        "Anna\u0000",
        "An\u00adna",
        "Anna\U000e0041",
    ],
)
def test_unseen_signs_are_refused(name):
    assert names.name_problem(names.tidy_name(name)) is not None


@pytest.mark.parametrize(
    "name", ["Иван Петров", "李小龍", "José Ñúñez", "O'Brien", "Anne-Marie von Ähren", "محمد علي", "Đặng Thị"]
)
def test_names_of_any_script_are_fine(name):
    assert names.name_problem(names.tidy_name(name)) is None


@pytest.mark.parametrize("username", ["a", "A.b", "anna acker", "аnna", "x" * 41, "anna\n", "anna@x", "", "ａnna"])
def test_user_names_are_plain(username):
    assert names.username_problem(username) is not None


@pytest.mark.parametrize(
    "password",
    [
        "short1!",
        "password1234",
        "Password2024!",
        "P@ssw0rdP@ssw0rd",
        "qwertyuiop123",
        "aaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "123456789012345",
        "Welcome2026!!",
        "SummerWinter2025",
        "letmein letmein",
        "nora.lind-forever-9",
        "my qualward login",
        "exampleexample 77 x",
        "zaq1xsw2cde3 1q2w3e4r",
        "x" * 201,
        "correcthorsebatterystaple",
        "iloveyou iloveyou 2024",
        "copper meado 7",
        "dnil aron tundra gasket",
        "plutonium-works tundra",
        "password 24.12.2025 1.1.26",
    ],
)
def test_weak_passwords_are_refused(password):
    own = ["qualward", "nora.lind", "Nora Lind", "nora", "example.org", "portal.plutonium.example:8000"]
    assert password_problem(tidy_password(password), passwords.common(), own) is not None


@pytest.mark.parametrize(
    "password",
    ["copper meadow 71 violin", "tundra-Gasket-oboe", "x9K!vv2#Pqz81mTg", "пять зелёных слонов", "vier rote Fahrräder"],
)
def test_strong_passwords_are_taken_without_rules_on_kinds_of_characters(password):
    assert password_problem(tidy_password(password), passwords.common(), ["qualward", "Nora Lind"]) is None


def test_length_alone_decides_from_fifteen_to_two_hundred_characters_of_any_kind():
    text = (
        "ocelot marzipan trestle quagmire bivouac nutmeg zephyr gazebo pelican juniper cobbler dynamo fathom gherkin "
        "inkwell kestrel lantern mulberry nougat oboe pagoda quiver rhubarb saffron turnip umbra velvet walnut yodel"
    )
    for size in (15, 16, 64, 128, 200):
        assert password_problem(text[:size], passwords.common(), []) is None
    for size in (1, 8, 14, 201):
        assert password_problem(text[:size], passwords.common(), []) is not None
    for kind in (
        "ocelotmarzipantrestle",
        "OCELOTMARZIPANTRESTLE",
        "δελφίνι πορτοκάλι νησί",
        "🦊🐙🌵🚲🎻🧀🪁🛶🧭🎈🥁🪴🧶🦉🍐",
    ):
        assert password_problem(tidy_password(kind), passwords.common(), []) is None, kind


def test_two_keyboards_give_one_password():
    assert tidy_password("Ba\u0308ckerei ﬁligran") == tidy_password("B\u00e4ckerei filigran")


def test_the_list_of_common_words_is_our_own_and_short():
    assert 100 < len(passwords.common()) < 1000
    assert all(word == word.casefold() and len(word) >= 3 for word in passwords.common())


ADMINISTRATION = {
    "people.inspector.read",
    "people.inspector.grant",
    "people.inspector.end",
    "dashboards.home.read",
    "releases.feed.read",
    "people.person.read",
    "people.person.edit",
    "people.role.change",
    "people.identity.verify",
    "training.record.read",
    "access.review.read",
    "access.review.open",
    "access.leaver.read",
    "access.leaver.import",
    "notices.alarm.read",
    "notices.alarm.acknowledge",
    "notices.mail.read",
    "notices.mail.retry",
    "system.page.read",
    "system.statement.draft",
    "safekeeping.backup.read",
}


def test_no_set_of_roles_gives_an_administrator_a_quality_permission():
    seen = 0
    for size in range(len(ROLES) + 1):
        for chosen in itertools.combinations(ROLES, size):
            is_taken = not roles.role_problems(chosen, "nora.lind")
            if "ADM" in chosen:
                held = {one for one in PERMISSIONS if allows(chosen, one)}
                assert is_taken == (len(chosen) == 1)
                assert not is_taken or held <= ADMINISTRATION
                seen += 1
    assert seen == 2 ** (len(ROLES) - 1)


@pytest.mark.parametrize(
    "username", ["qa", "qa2", "shared", "team", "admin", "lab", "qa.team", "lab-1", "sqm_shared", "007"]
)
def test_generic_accounts_never_sign(username):
    assert roles.role_problems(["QA"], username)
    assert not roles.role_problems(["ADM"], username)
    assert not roles.role_problems(["QA"], username, is_demo=True)


@pytest.mark.parametrize("username", ["quentin.abel", "qadir", "team.ana", "o.lab"])
def test_people_with_odd_names_may_sign(username):
    assert not roles.role_problems(["QA"], username)


def test_unknown_roles_are_refused():
    assert roles.role_problems(["QA", "GOD"], "nora.lind")


def test_fifth_failure_locks_for_fifteen_minutes():
    count = None
    for number in range(1, 6):
        count = throttle.after_failure(count, throttle.NAME_LIMIT, NOW)
        assert count.is_locked(NOW) is (number == 5)
    assert count is not None
    assert count.is_locked(NOW + timedelta(minutes=14, seconds=59))
    assert not count.is_locked(NOW + timedelta(minutes=15))
    assert throttle.after_failure(count, throttle.NAME_LIMIT, NOW + timedelta(minutes=15)).failures == 1


def test_failures_of_a_name_add_up_over_days_those_of_an_address_do_not():
    first = throttle.after_failure(None, 5, NOW)
    assert throttle.after_failure(first, 5, NOW + timedelta(days=3)).failures == 2
    assert throttle.after_failure(first, 5, NOW + timedelta(days=3), is_windowed=True).failures == 1


@pytest.mark.parametrize(
    ("started", "seen", "ended", "alive"),
    [
        (0, 0, None, True),
        (29, 29, None, True),
        (30, 30, None, False),
        (719, 1, None, True),
        (720, 1, None, False),
        (5, 5, 1, False),
        (-1, 0, None, False),
    ],
)
def test_sessions_live_half_an_hour_idle_and_twelve_hours_at_most(started, seen, ended, alive):
    ago = [None if one is None else NOW - timedelta(minutes=one) for one in (started, seen, ended)]
    assert sessions.is_alive(ago[0], ago[1], ago[2], NOW) is alive


@pytest.mark.parametrize("wanted", ["/a\nb", "/\t/evil", "//x", "/\\x", "http:/x", "x", None, "", "https://x", "/ x"])
def test_other_places_are_not_followed(wanted):
    assert paths.local_path(wanted) == "/"


def test_own_paths_are_followed():
    assert paths.local_path("/releases?state=new&page=2") == "/releases?state=new&page=2"


@pytest.mark.parametrize("username", ["qa", "QA.Team".casefold(), "lab2", "shared-service", "it.admin", "reviewer_1"])
def test_no_account_named_after_a_function_holds_a_role_that_signs(username):
    for role in sorted(roles.SIGNING):
        assert roles.role_problems([role], username)
        assert roles.role_problems([role], "nora.lind") == []
        assert roles.role_problems([role], username, is_demo=True) == []
