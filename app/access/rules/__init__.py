"""Pure judgement about access: flags with reasons, who may decide what, what a line of a leaver list does."""
