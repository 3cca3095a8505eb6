"""What people type about feeds and releases: parsed and checked for form, nothing else."""
