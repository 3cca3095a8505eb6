"""Reading what strangers sent in a process of its own: little memory, no file, no address, no program, no secret.

bytes and facts | reader.py (the parent: starts, watches, replaces) | child.py (the limits, and the loop) | bytes
"""
