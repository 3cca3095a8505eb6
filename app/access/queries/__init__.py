"""Reads about access, named as questions."""
