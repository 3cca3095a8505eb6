"""This installation's mail server and its own address, as set in the environment."""

from urllib.parse import urlsplit

from flask import current_app

from app.base.mail import MailServer


def server() -> MailServer | None:
    """Return the mail server, or None where none is set. Raises MailSettingsRefused."""
    url: str = current_app.config["QUALWARD"].mail_url
    return MailServer.of(url, f"qualward@{host()}") if url else None


def is_mail_on() -> bool:
    """Tell whether notices go out by mail as well."""
    return bool(current_app.config["QUALWARD"].mail_url)


def host() -> str:
    """Return the name of this installation: what stands behind the @ of its Message-IDs."""
    return urlsplit(current_app.config["QUALWARD"].base_url).hostname or "localhost"


def address_of(path: str) -> str:
    """Return the whole address of a page, from the setting and never from a request (threat T23)."""
    return f"{current_app.config['QUALWARD'].base_url.rstrip('/')}{path}"


def path_to(endpoint: str, **values: object) -> str:
    """Return the path of a page; the clock has no request to build an address from."""
    return current_app.url_map.bind("localhost").build(endpoint, values)
