"""Slots on the page of a release; a panel's address takes the release's ``number``."""

from app.web.panels import Slots

release_page = Slots()
