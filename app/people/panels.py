"""Slots on a person's page; a panel's address takes ``person_id``."""

from app.web.panels import Slots

person_page = Slots()
