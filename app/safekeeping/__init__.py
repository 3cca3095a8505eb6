"""Safekeeping: backups, the proof that they can be restored, restoring, and declaring lost what no copy holds."""
