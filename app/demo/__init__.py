"""The demo company: invented vendors, people and history, made through the same actions as a user's.

Start reading at `load.py`. The replay clock lives here and nowhere else, and only on an empty database.
"""
