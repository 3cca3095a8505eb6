"""What is done about access: verbs. They never commit and change no right but by the actions of people."""
