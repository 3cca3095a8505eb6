"""What is done with requests and answers: verbs. They change records and never commit."""
