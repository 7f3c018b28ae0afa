"""Who opens the pages of registrations."""

from tests.access_table import Line

LINES: dict[str, Line] = {}
