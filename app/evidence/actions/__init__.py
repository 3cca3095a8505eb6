"""What people do with evidence. Actions never commit; they say why in the trail."""
