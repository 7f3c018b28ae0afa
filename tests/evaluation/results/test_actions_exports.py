"""Published results leave as files: the figures of the document, nothing that runs, a line in the journal."""

import csv
import io

from openpyxl import load_workbook

from evaluation.enums import PublishedPart, Verb
from evaluation.models import Publication
from evaluation.results.actions import INVENTED, asked_in, export_results
from evaluation.results.rules.exports import HEADINGS, PAIRED_HEADINGS, counted_rows
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, make_user, own_details
from tests.evaluation.builders import make_survey, opened, prepared
from tests.evaluation.findings import BEFORE, PAIRED
from tests.setup_data import setup_data

#: What people may have written for a spreadsheet to run.
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", '=cmd|" /C calc"!A0')


@setup_data
def camille():
    return make_user("camille@exemple.example")


@setup_data
def survey(scope):
    return make_survey(title="Ce que l’accompagnement change", pairs=True)


def published(survey, part=PublishedPart.BEFORE, found=BEFORE):
    document = found.model_dump(mode="json")
    return Publication.objects.create(survey=survey, part=part, document=document, made_at=AT)


def read_csv(data):
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def written(found):
    *questions, words = found.questions
    return found.model_copy(update={"questions": (*questions, words.model_copy(update={"texts": FORMULAS}))})


def test_a_csv_has_every_line_of_the_document(survey, camille):
    heading, *rows = read_csv(export_results(published(survey), "csv", by=camille, at=AT))
    assert tuple(heading) == HEADINGS
    _, *counted = counted_rows(PublishedPart.BEFORE, BEFORE)
    counts = [row[HEADINGS.index("Effectif")] for row in rows]
    assert counts == ["" if row[10] is None else str(row[10]) for row in counted]
    assert [row[-1] for row in rows if not row[10] and row[4] in ("alone", "can_guide")] == ["oui"] * 6


def test_a_workbook_has_the_same_lines_and_says_how_to_read_them(survey, camille):
    book = load_workbook(io.BytesIO(export_results(published(survey), "xlsx", by=camille, at=AT)), read_only=True)
    assert book.sheetnames == ["Résultats", "Lisez-moi"]
    _, *rows = book["Résultats"].iter_rows(values_only=True)
    _, *counted = counted_rows(PublishedPart.BEFORE, BEFORE)
    assert [row[10] for row in rows] == [row[10] for row in counted]
    said = dict(book["Lisez-moi"].iter_rows(values_only=True, max_col=2))
    assert said["Questionnaire"] == "Avant l’accompagnement, version 1"
    assert "une à quatre personnes" in said["Seuil des effectifs"]
    assert "Réponses inventées" not in said
    book.close()


def test_invented_answers_are_declared(survey, camille):
    invented = BEFORE.model_copy(update={"is_synthetic": True})
    data = export_results(published(survey, found=invented), "xlsx", by=camille, at=AT)
    book = load_workbook(io.BytesIO(data), read_only=True)
    assert dict(book["Lisez-moi"].iter_rows(values_only=True, max_col=2))["Réponses inventées"] == INVENTED
    book.close()


def test_what_changed_has_a_sheet_of_measures(survey, camille):
    publication = published(survey, PublishedPart.PAIRED, PAIRED)
    book = load_workbook(io.BytesIO(export_results(publication, "xlsx", by=camille, at=AT)), read_only=True)
    assert book.sheetnames == ["Mesures", "Tous les chiffres", "Lisez-moi"]
    heading, mail, then = book["Mesures"].iter_rows(values_only=True)
    row = dict(zip(heading, mail, strict=True))
    assert (row["Paires"], row["Taille d’effet"], row["Valeur p"]) == (40, 0.71, 0.0004)
    assert dict(zip(heading, then, strict=True))["Paires"] in (None, "")
    book.close()
    heading, *rows = read_csv(export_results(publication, "csv", by=camille, at=AT))
    assert tuple(heading) == PAIRED_HEADINGS
    assert [row[-2] for row in rows if row[7] == "Passages"][:4] == ["0", "7", "", ""]


def test_no_text_runs_in_a_spreadsheet(survey, camille):
    publication = published(survey, found=written(BEFORE))
    book = load_workbook(io.BytesIO(export_results(publication, "xlsx", by=camille, at=AT)))
    cells = [cell for row in book["Résultats"].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    values = {cell.value for cell in cells}
    assert {f"'{text}" for text in FORMULAS} <= values
    read = read_csv(export_results(publication, "csv", by=camille, at=AT))
    texts = [row[5] for row in read if row[4] == "text"]
    assert texts == [f"'{text}" for text in FORMULAS]


def test_the_journal_records_who_took_which_part(survey, camille):
    export_results(published(survey), "csv", by=camille, at=AT)
    line = JournalEntry.objects.get(verb=Verb.RESULTS_EXPORTED)
    assert (line.by, line.target_id) == (camille, survey.pk)
    assert own_details(line) == {"part": "before", "format": "csv"}


def test_the_method_lists_campaigns_that_were_opened(survey):
    asked = opened(survey, title="Accueil", moment="before", by_kiosk=False, by_paper=False)
    prepared(survey, title="Pas encore", moment="before", version=asked.version)
    opened(survey, title="Plus tard", moment="after", by_link=False, by_kiosk=False, by_paper=True)
    assert [(one.title, one.channels) for one in asked_in(survey)] == [
        ("Accueil", "lien ouvert et affiche"),
        ("Plus tard", "papier"),
    ]
    (one,) = asked_in(survey, moment="before")
    assert one.days == "du 1er novembre au 14 décembre 2026"
