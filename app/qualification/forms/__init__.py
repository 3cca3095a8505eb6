"""What people type about a tiering."""
