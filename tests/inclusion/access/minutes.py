"""Who opens the pages of minutes."""

from tests.access_table import Line

LINES: dict[str, Line] = {}
