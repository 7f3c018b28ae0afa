"""Who opens the pages of directory."""

from tests.access_table import Line

LINES: dict[str, Line] = {}
