"""What people type on the pages of the system, parsed and checked, nothing else."""
