"""What makes a name, a password, a set of roles or a session acceptable. Pure: no request, no database, no clock."""
