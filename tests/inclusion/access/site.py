"""Who opens the pages of site."""

from tests.access_table import Line

LINES: dict[str, Line] = {}
