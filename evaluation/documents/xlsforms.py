"""A questionnaire as an XLSForm workbook, which other survey tools open."""

from evaluation.rules.forms import Form
from evaluation.rules.xlsforms import CHOICES, SETTINGS, SURVEY, sheets_of
from inclusion.core.web.exports import to_book

COLUMNS = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}


def workbook_of(form: Form, *, form_id: str, version: str) -> bytes:
    """The three sheets of a form; no cell runs as a formula."""
    sheets = sheets_of(form, form_id=form_id, version=version)
    return to_book(
        (name, [columns, *([row.get(one, "") for one in columns] for row in sheets[name])])
        for name, columns in COLUMNS.items()
    )
