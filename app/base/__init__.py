"""Ground floor: database, clock, files, canonical text, and the only door to the internet. Knows no domain noun."""
