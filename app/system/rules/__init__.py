"""Pure judgement of the system page: items and their fingerprint, packages against the lock, who may sign."""
