"""What a vendor's release does to our regulated use of one service: triage, assessment, tests, approval."""
