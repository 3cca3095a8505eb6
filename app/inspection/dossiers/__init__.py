"""Dossiers: the complete copy of a record for an inspector, readable by people and checkable on a bare machine."""
