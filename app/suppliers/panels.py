"""Slots on the page of a service; a panel's address takes the service's ``number``."""

from app.web.panels import Slots

service_page = Slots()
