"""Workbooks (.xlsx) that people upload, read in a limited process; nothing in them is ever calculated or opened.

bytes | archive.py (is it one, and does it swell?) | child.py (calamine: cells → texts) | reading.py | Sheet
"""
