"""What safekeeping does: verbs. They never commit."""
