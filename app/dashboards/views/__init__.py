"""Home: what waits for me."""

from app.dashboards.views import home
from app.web.navigation import Item

blueprints = (home.blueprint,)

navigation = (Item("My work", "home.index", "dashboards.home.read", icon="check2-square"),)
