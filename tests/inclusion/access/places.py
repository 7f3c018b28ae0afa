"""Who opens the pages of places."""

from tests.access_table import Line

LINES: dict[str, Line] = {}
