"""Who opens the pages of seats."""

from tests.access_table import Line

LINES: dict[str, Line] = {}
