"""Who opens the pages of events."""

from tests.access_table import Line

LINES: dict[str, Line] = {}
