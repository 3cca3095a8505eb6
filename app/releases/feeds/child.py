"""The limited process that reads vendors' documents; base/limited says what it may not do."""

from typing import Any, Final

from app.base.limited.child import serve
from app.releases.feeds.entries import Parsed, refused
from app.releases.feeds.parse import parse_document

OUT_OF_MEMORY: Final = (
    "Reading the document needed more than 512 MiB of memory and was given up. Ask the vendor for a smaller feed."
)


def main() -> None:
    """Read documents until the parent closes the pipe."""
    serve(_read, refused("unknown", OUT_OF_MEMORY))


def _read(body: bytes, facts: dict[str, Any]) -> Parsed:
    return parse_document(body, content_type=facts["content_type"], url=facts["url"])


if __name__ == "__main__":
    main()
