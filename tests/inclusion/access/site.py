"""Who opens the pages of the public site."""

from tests.access_table import COORDINATOR, EVERYONE, PUBLIC, Line

LINES: dict[str, Line] = {
    "todo_list": Line(EVERYONE),
    "steps_set_aside": Line(EVERYONE, method="post"),
    "network_note": Line(frozenset({"coordinator", "reader"})),
    "network_search": Line(EVERYONE),
    "sitemap": Line(PUBLIC),
    "site_home": Line(PUBLIC),
    "site_figures": Line(PUBLIC),
    "site_definitions": Line(PUBLIC),
    "site_legal": Line(PUBLIC),
    "site_privacy": Line(PUBLIC),
    "site_accessibility": Line(PUBLIC),
    "site_settings": Line(COORDINATOR),
    "network_activities": Line(COORDINATOR),
    "network_close": Line(COORDINATOR),
    "network_reopen": Line(COORDINATOR),
}
