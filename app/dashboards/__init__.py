"""My work: what waits for me, by due date, computed from the same verdicts that guard the next move."""
