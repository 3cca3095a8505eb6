"""From a sheet to a plan: `base.sheets` (bytes → cells), `columns` (cells → a row), `planning` (rows → plan).

A sheet that people really have: Excel's semicolons, its byte order mark, Windows letters, UTF-16, a last line cut off,
formulas. Whatever cannot be read is refused with a sentence and its line number. Nothing here writes anything.
"""
