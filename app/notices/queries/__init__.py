"""What notices can be asked."""
