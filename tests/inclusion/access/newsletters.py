"""Who opens the pages of newsletters."""

from tests.access_table import Line

LINES: dict[str, Line] = {}
