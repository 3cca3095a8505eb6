"""Record numbers in addresses: ``<number:number>`` takes SUP-0001, RIA-2026-0001 and REL-000012, nothing else."""

from werkzeug.routing import BaseConverter, IntegerConverter, Map, ValidationError


class NumberConverter(BaseConverter):
    """A record number; ``<number('SUP'):number>`` takes one prefix only. Anything else is a page that is not there."""

    regex = r"[A-Z]{3}(?:-20[0-9]{2})?-[0-9]{4,9}"

    def __init__(self, url_map: Map, prefix: str | None = None) -> None:
        super().__init__(url_map)
        self._prefix = prefix

    def to_python(self, value: str) -> str:
        """Return the number as it is written."""
        if self._prefix is not None and not value.startswith(f"{self._prefix}-"):
            raise ValidationError
        return value


class IdConverter(IntegerConverter):
    """A row's id in an address: no larger than a database can hold. Anything else is a page that is not there."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**63 - 1)
