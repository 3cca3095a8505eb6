"""What people type about requests and answers, parsed and checked, nothing else."""
