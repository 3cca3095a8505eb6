"""What people type into the register: parsed and checked for form, nothing else."""
