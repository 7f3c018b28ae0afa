"""Who opens the pages of hub days."""

from tests.access_table import Line

LINES: dict[str, Line] = {}
