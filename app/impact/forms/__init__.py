"""Forms of impact, by noun: parse and validate input, nothing else."""
