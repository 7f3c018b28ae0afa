"""Questionnaires that come in as XLSForm: read within bounds, checked against the standard, kept as drafts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from evaluation.enums import VersionState
from evaluation.exchange.rules.reading import FileProblem, ReadForm, Table, read_sheets
from evaluation.questionnaires.actions import draft_version, make_questionnaire, write_form
from evaluation.questionnaires.models import Questionnaire, QuestionnaireVersion
from evaluation.questionnaires.rules import Form
from inclusion.core.errors import DomainError
from inclusion.core.imports.spreadsheets import Bounds, read_workbook

#: Nobody answers more; lists of choices may be long.
BOUNDS = Bounds(megabytes=2, rows=3000)
SHEETS = ("survey", "choices", "settings")


def try_xlsform(data: bytes) -> ReadForm:
    """Read a file; what is wrong is named by its sheet, row and column.

    Raises DomainError (at "file") for what is no workbook, or is too large.
    """
    sheets = read_workbook(data, bounds=BOUNDS, names=SHEETS)
    read = read_sheets(sheets)
    if read.form is not None and (refusal := refusal_of_standard(sheets)):
        return ReadForm(None, [refusal], read.notices)
    return read


@transaction.atomic
def import_form(
    form: Form, *, questionnaire: Questionnaire | None = None, title: str = "", purpose: str = "", by: Any, at: datetime
) -> QuestionnaireVersion:
    """Keep a form that was read: as a new questionnaire, or as the next version of one; a draft both ways.

    Raises DomainError where a version of that questionnaire is in preparation already, and django's ValidationError
    for a title that another one bears.
    """
    if questionnaire is None:
        made = make_questionnaire(title=title or form.title, purpose=purpose, form=form, by=by, at=at)
        return made.versions.get()
    if questionnaire.versions.filter(state=VersionState.DRAFT).exists():
        raise DomainError(
            "Une version de ce questionnaire est déjà en préparation\u00a0: publiez-la ou abandonnez-la d’abord."
        ).at("questionnaire")
    return write_form(draft_version(questionnaire, by=by, at=at), form, by=by, at=at)


def refusal_of_standard(sheets: Mapping[str, Table]) -> FileProblem | None:
    """What the standard's own reader says against a file that the portal could read; None where it takes it."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    try:
        convert({name: _by_column(table) for name, table in sheets.items()}, validate=False)
    except PyXFormError as refused:
        sentence = " ".join(str(refused).split())
        return FileProblem(
            "survey", 0, "", f"la norme XLSForm n’admet pas ce fichier. Son lecteur dit, en anglais\u00a0: {sentence}"
        )
    return None


def _by_column(table: Table) -> list[dict[str, str]]:
    """The rows by their headers, an empty one for each that the file leaves empty: rows are counted."""
    if not table:
        return []
    headers = [str(cell or "").strip() for cell in table[0][1]]
    rows: list[dict[str, str]] = []
    first = table[0][0]
    for number, cells in table[1:]:
        rows += [{}] * (number - first - 1 - len(rows))
        said = zip(headers, cells, strict=False)
        rows.append({header: str(cell).strip() for header, cell in said if header and cell not in (None, "")})
    # The standard's reader stumbles over a choice that lacks one of its languages.
    labels = [header for header in headers if "list_name" in headers and header.startswith("label::")]
    return [dict.fromkeys(labels, "-") | row if row else row for row in rows]
