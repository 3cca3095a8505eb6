"""Bootstrap icons, drawn into the page from the wheel's sprite: no font, no second request, they print."""

import re
from functools import cache

from markupsafe import Markup

from app.web.assets import wheel_file

_SYMBOL = re.compile(r'<symbol[^>]*\bid="([a-z0-9-]+)"[^>]*>(.*?)</symbol>', re.DOTALL)


def icon(name: str) -> Markup:
    """Return the icon as an SVG that screen readers pass over. Raises KeyError for a name that the wheel lacks."""
    return Markup(  # noqa: S704 - drawn from the wheel's own file, by a name that stands in our templates
        f'<svg class="icon" aria-hidden="true" viewBox="0 0 16 16" fill="currentColor">{_shapes()[name]}</svg>'
    )


@cache
def _shapes() -> dict[str, str]:
    sprite = wheel_file("flask_bootstrap", "static/bootstrap5/icons/bootstrap-icons.svg").decode()
    return {name: shapes.strip() for name, shapes in _SYMBOL.findall(sprite)}
