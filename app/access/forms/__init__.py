"""What people type on the pages of access: parsed and checked, nothing else."""
