"""The shape of a definition against its JSON schema, with the line of each departure."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema

from app.content.documents import Document, Fault


def schema_faults(document: Document, schema: Path) -> list[Fault]:
    """Return where a definition departs from its schema; a missing schema is a fault too."""
    if not schema.is_file():
        return [Fault(document.path, 1, f"The schema {schema.name} of this definition is missing.")]
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    errors = validator.iter_errors(_plain(document.content))
    return [document.fault(tuple(error.absolute_path), _sentence(error)) for error in errors]


def _sentence(error: jsonschema.ValidationError) -> str:
    where = ".".join(str(part) for part in error.absolute_path) or "the file"
    bare = error.validator == "type" and isinstance(error.instance, bool)
    hint = " YAML reads a bare yes or no as true or false: write it in quotes." if bare else ""
    return f"In {where}: {error.message[:300]}.{hint}"


def _plain(value: object) -> object:
    """Return the content as JSON knows it: YAML reads an unquoted date as a date."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value
