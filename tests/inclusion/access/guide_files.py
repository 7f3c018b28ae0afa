"""Who opens the pages of guide files."""

from tests.access_table import Line

LINES: dict[str, Line] = {}
