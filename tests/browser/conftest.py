"""Browsers for the tests of this folder."""

from tests.browser.sites import chromium, site, vendor

__all__ = ["chromium", "site", "vendor"]
