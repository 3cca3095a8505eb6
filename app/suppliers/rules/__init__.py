"""What the register judges. Pure: values in, verdicts with reasons out."""
