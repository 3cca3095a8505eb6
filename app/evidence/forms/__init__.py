"""What people type about evidence, parsed and checked."""
