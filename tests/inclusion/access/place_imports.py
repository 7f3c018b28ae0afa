"""Who opens the pages of place imports."""

from tests.access_table import Line

LINES: dict[str, Line] = {}
