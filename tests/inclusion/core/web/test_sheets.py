"""The style sheet of every page holds what it imports, and no sheet is left that nothing draws by."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from inclusion.core.web.sheets import NAME, put_together

STATIC = settings.BASE_DIR / "static"
IMPORTED = set(re.findall(r'@import "(.+)";', (STATIC / NAME).read_text()))


def test_the_sheet_of_every_page_holds_those_that_it_imports_in_their_order():
    found = Path(finders.find(NAME)).read_text()
    places = [found.index((STATIC / "css" / name).read_text()) for name in ("tokens.css", "base.css", "site.css")]
    assert places == sorted(places) and "@import" not in found
    assert found == put_together()


def test_a_sheet_that_changed_is_put_in_anew(monkeypatch):
    monkeypatch.setattr("inclusion.core.web.sheets.put_together", lambda: "a { color: red }")
    assert Path(finders.find(NAME)).read_text() == "a { color: red }"
    monkeypatch.undo()
    assert Path(finders.find(NAME)).read_text() == put_together()


def test_every_sheet_is_imported_or_named_by_a_template():
    templates = " ".join(path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html"))
    named = set(re.findall(r"css/([\w-]+\.css)", templates))
    assert {path.name for path in (STATIC / "css").glob("*.css")} - IMPORTED - named == set()
