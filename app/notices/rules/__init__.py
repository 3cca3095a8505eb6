"""Pure judgements of notices: kinds of alarms, when a mail is tried again, what is written in it."""
