"""When training is current. Pure: days and versions are arguments."""
