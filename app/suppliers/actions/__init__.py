"""What people do with the register. Actions never commit; they say why in the trail."""
