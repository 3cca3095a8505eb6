"""Slots on the pages of a supplier and of a service; a panel's address takes the record's ``number``."""

from app.web.panels import Slots

supplier_page = Slots()
service_page = Slots()
