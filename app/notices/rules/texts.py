"""What a notice says. Placeholders are names only (`string.Template`): nothing typed by a person is ever executed."""

from string import Template

_ALARM_US = "tell your security reviewer or an administrator now."

_TEXTS = {
    "alarm": ("$title", "$what\n\nPlease look at it and acknowledge it with a comment."),
    "account_locked": (
        "Your account was locked",
        f"After five wrong passwords in a row your account was locked for 15 minutes. If that was not you, {_ALARM_US}",
    ),
    "signature": ("$number waits for your signature", "$what\n\nYour role is next in its approval route."),
    "due": ("$number $when", "$what"),
    "expiry": ("$number $when", "$what\n\nAsk the supplier for what follows it, then record it as a newer version."),
    "email_changed": (
        "The e-mail address of your account was changed",
        f"The e-mail address of the account $username was changed. If you did not expect that, {_ALARM_US}",
    ),
    "password_reset": (
        "A new password was set with a one-time link",
        f"A new password was set for the account $username with a one-time link. If that was not you, {_ALARM_US}",
    ),
    "second_factor_changed": (
        "The second factor of your account was changed",
        f"The second factor of the account $username was changed. If you did not expect that, {_ALARM_US}",
    ),
    "request_sent": (
        "$company asks about $service",
        (
            "Dear $name,\n\n$sender of $company asks you to answer a questionnaire about $service ($number). Please "
            "answer by $due. You need no account: the link below is yours alone, do not pass it on. You can save and "
            "come back with it as often as you like, invite colleagues for single areas, and attach evidence.$message"
        ),
    ),
    "colleague_invited": (
        "$inviter asks you for answers on $area",
        (
            "Dear $name,\n\n$inviter asks you to answer the questions on “$area” in a questionnaire about $service "
            "($number), by $due. You need no account: the link below is yours alone and opens this area only."
        ),
    ),
}
"""Subject and body of each kind of notice."""

TITLES = {
    "alarm": "alarm",
    "account_locked": "lock-out",
    "signature": "signature awaited",
    "due": "due date",
    "expiry": "evidence expires",
    "email_changed": "address changed",
    "password_reset": "password set by link",
    "second_factor_changed": "second factor changed",
    "request_sent": "questionnaire sent",
    "colleague_invited": "colleague invited",
}
"""Kinds of notices in words, as lists show them."""

LONGEST_SUBJECT = 150


def written(kind: str, **values: str) -> tuple[str, str]:
    """Return subject and body. Raises KeyError for an unknown kind or a placeholder without a value."""
    subject, body = _TEXTS[kind]
    return one_line(Template(subject).substitute(values))[:LONGEST_SUBJECT], several_lines(
        Template(body).substitute(values)
    )


def one_line(text: str) -> str:
    """Return ``text`` as one line in which nothing hides or turns its neighbours: for a header."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def several_lines(text: str) -> str:
    """Return ``text`` with its line ends and nothing that hides or turns its neighbours: for a body."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(one if one.isprintable() else "\ufffd" for one in line) for line in lines)
