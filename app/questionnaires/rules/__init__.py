"""Pure: questions and answers in, what is shown, what is missing and what it is worth out."""
