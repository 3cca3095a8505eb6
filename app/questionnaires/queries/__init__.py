"""Reads of requests, links, answers and files, named as questions."""
