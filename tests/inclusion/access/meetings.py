"""Who opens the pages of meetings."""

from tests.access_table import Line

LINES: dict[str, Line] = {}
