"""Who opens the pages of the public site."""

from tests.access_table import COORDINATOR, PUBLIC, Line

LINES: dict[str, Line] = {
    "site_home": Line(PUBLIC),
    "site_figures": Line(PUBLIC),
    "site_legal": Line(PUBLIC),
    "site_privacy": Line(PUBLIC),
    "site_accessibility": Line(PUBLIC),
    "site_settings": Line(COORDINATOR),
    "network_activities": Line(COORDINATOR),
}
