"""Who opens the pages of guide."""

from tests.access_table import Line

LINES: dict[str, Line] = {}
