"""Reads about impact assessments, named as questions, and the verdicts that guard every next move."""
