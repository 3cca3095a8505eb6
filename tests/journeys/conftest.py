"""Browsers and vendors for the journeys that need them."""

from tests.browser.sites import chromium, site, vendor

__all__ = ["chromium", "site", "vendor"]
