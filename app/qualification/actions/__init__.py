"""What people do to a tiering. Actions never commit."""
