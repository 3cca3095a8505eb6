"""What tests of this room may ask for: a vendor's server, and an installation that may reach it."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.base.db import transaction
from app.releases.models import Feed
from app.suppliers.actions import services, suppliers
from app.suppliers.models import Service
from app.suppliers.rules.details import ServiceDetails, SupplierDetails
from config import Settings
from tests.factories.releases import KEEPER, clock_now, make_feed
from tests.releases.vendors import Vendor, serving

FeedMaker = Callable[..., Feed]


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    """A vendor whose server runs for the test."""
    with serving() as found:
        yield found


@pytest.fixture
def settings(copies: Callable[..., Settings], vendor: Vendor) -> Settings:
    """An installation whose administrator opened the vendor's address for plain http."""
    return copies(outbound_allow=(f"http://127.0.0.1:{vendor.port}",))


@pytest.fixture
def service(app: Flask) -> Service:
    """A service of a registered supplier."""
    with transaction(KEEPER, clock_now()):
        supplier = suppliers.register_supplier(SupplierDetails("Acme Labs"))
        return services.register_service(supplier, ServiceDetails("Acme Quality", is_regulated=True))


@pytest.fixture
def polled_feed(service: Service, vendor: Vendor) -> FeedMaker:
    """Register a polled feed at a path of the vendor: ``polled_feed("/feed")``."""

    def made(path: str = "/feed", **facts: object) -> Feed:
        return make_feed(service, name=f"Feed {path}", url=vendor.url(path), **facts)  # type: ignore[arg-type]

    return made
