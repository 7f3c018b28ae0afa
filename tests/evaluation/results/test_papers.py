"""The report of a survey on paper, read back: its words, its tags, and none of what is hidden."""

import base64
import io
import subprocess
from datetime import date

import pikepdf
import pytest

from evaluation.enums import PublishedPart
from evaluation.models import Publication
from evaluation.questionnaires.library import LIBRARY
from evaluation.results.actions import INVENTED
from evaluation.results.papers import flow_picture, report_pdf, scale_picture
from evaluation.results.rules.findings import NO_ANSWER, AnswerFinding, QuestionFinding
from evaluation.results.rules.readings import readings_of
from tests.builders import AT
from tests.evaluation.builders import make_survey, opened, prepared
from tests.evaluation.findings import BEFORE, PAIRED
from tests.setup_data import setup_data

pytestmark = pytest.mark.papers

DAY = date(2026, 11, 24)
BRAND = "#1f5fa8"


def said(data):
    out = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(out.stdout.decode().replace("\u202f", " ").replace("\u00a0", " ").split())


def published_as(survey, *documents):
    for part, found in documents:
        Publication.objects.create(survey=survey, part=part, document=found.model_dump(mode="json"), made_at=AT)
    return survey


def made(survey, *documents):
    return report_pdf(published_as(survey, *documents), on=DAY)


def drawn(picture):
    return base64.b64decode(picture.split(",", 1)[1]).decode()


@setup_data
def survey(scope):
    survey = make_survey(title="Ce que l’accompagnement change", pairs=True)
    opened(survey, title="Accueil de janvier", moment="before")
    prepared(survey, title="Pas encore faite", moment="after")
    return survey


def test_what_was_published_stands_on_paper(survey):
    words = said(made(survey, (PublishedPart.BEFORE, BEFORE), (PublishedPart.PAIRED, PAIRED)))
    assert "Ce que l’accompagnement change" in words
    assert "Avant : 60 personnes sur 100 attendues" in words
    assert "CC du Pays Morcenais 26 40 65 %" in words
    assert "Accueil de" in words
    assert "Pas encore" not in words
    assert "Un téléphone avec Internet 52 87 %" in words
    assert "+0,71" in words
    assert "de +0,48 à +0,90" in words
    assert "< 0,001" in words
    assert "« Envoyer un e-mail avec un document » : sur 40 personnes, 60 % ont progressé et aucune n’a reculé" in words
    assert "Se dit en difficulté 12 15" in words
    assert "Se dit à l’aise 21 5" in words
    assert "« =SOMME(1;2) »" in words
    assert "Il n’y a pas de groupe de comparaison" in words
    assert INVENTED.replace("\u00a0", " ") not in words


def test_paper_and_screen_say_the_same_sentences(survey):
    words = said(made(survey, (PublishedPart.BEFORE, BEFORE)))
    sentences = readings_of(BEFORE)
    assert sentences
    for one in sentences:
        assert " ".join(one.replace("\u202f", " ").replace("\u00a0", " ").split()) in words


def test_what_is_hidden_is_a_dash(survey):
    words = said(made(survey, (PublishedPart.BEFORE, BEFORE), (PublishedPart.PAIRED, PAIRED)))
    assert "CC du Pays Morcenais 26 –" in words
    assert "40 – 59 ans 38 20" in words
    assert "Je ne sais pas le faire 0 7 – –" in words
    assert "vous – – – – – – étiez" in words
    assert "Certains chiffres ne sont pas montrés" in words


def test_it_says_that_answers_are_invented(survey):
    words = said(made(survey, (PublishedPart.BEFORE, BEFORE.model_copy(update={"is_synthetic": True}))))
    assert words.count(INVENTED.replace("\u00a0", " ")[:30]) == 3


def test_it_is_tagged_and_has_its_pages(survey):
    data = made(survey, (PublishedPart.BEFORE, BEFORE), (PublishedPart.PAIRED, PAIRED))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.StructTreeRoot
        assert str(pdf.Root.Lang) == "fr"
        assert "Rapport d’évaluation" in str(pdf.docinfo["/Title"])
        assert f"Page 2 sur {len(pdf.pages)}" in said(data)


def test_the_same_results_give_the_same_bytes(survey):
    data = made(survey, (PublishedPart.BEFORE, BEFORE))
    assert report_pdf(survey, on=DAY) == data


def test_few_people_are_described_without_a_number(survey):
    few = BEFORE.model_copy(update={"people": None, "expected": None, "groups": (), "questions": (), "tested": ()})
    words = said(made(survey, (PublishedPart.ONCE, few)))
    assert "moins de cinq personnes" in words
    assert "Trop peu de réponses" in words


def test_national_figures_stand_apart(survey):
    model = next(one for one in LIBRARY.values() if one.references)
    reference = model.references[0]
    item = model.form.item(reference.item)
    answers = (
        *(AnswerFinding(code=one.code, label=one.label) for one in item.answers),
        AnswerFinding(code=NO_ANSWER, label="Sans réponse"),
    )
    counts = (30, *(6 for _ in answers[1:-1]), 10)
    question = QuestionFinding(
        code=item.code,
        label=item.label,
        section="Après",
        kind=item.kind,
        answers=answers,
        people=sum(counts),
        counts=counts,
    )
    found = BEFORE.model_copy(update={"library_key": model.key, "questions": (question,), "groups": (), "tested": ()})
    words = said(made(survey, (PublishedPart.AFTER, found)))
    assert "Repères nationaux" in words
    assert f"{reference.percent} %" in words
    assert "à ne pas comparer" in words


def test_drawings_write_no_hidden_number():
    mail = BEFORE.questions[0]
    hidden = mail.model_copy(update={"counts": (14, 20, None, None, 0)})
    svg = drawn(scale_picture([hidden], brand=BRAND))
    assert "Non montré" in svg
    assert "27" not in svg.replace("#cf", "")[svg.index("</defs>") :].split("<text")[0]
    assert scale_picture([mail.model_copy(update={"counts": ()})], brand=BRAND) == ""
    flow = drawn(flow_picture(PAIRED.changes[0], brand=BRAND))
    assert "stroke-dasharray" in flow
    assert flow_picture(PAIRED.changes[1], brand=BRAND) == ""


def test_a_long_scale_has_its_table_alone():
    steps = tuple(AnswerFinding(code=str(step), label=str(step), score=step) for step in range(11))
    question = BEFORE.questions[0].model_copy(
        update={"answers": (*steps, AnswerFinding(code=NO_ANSWER, label="Sans réponse")), "counts": (5,) * 12}
    )
    assert scale_picture([question], brand=BRAND) == ""


def test_numbers_in_steps_are_written_as_such(survey):
    mail = PAIRED.changes[0].model_copy(update={"n": None, "missing": None, "n_at_least": 35})
    found = PAIRED.model_copy(update={"pairs": None, "pairs_at_least": 40, "changes": (mail,)})
    words = said(made(survey, (PublishedPart.PAIRED, found)))
    assert "au moins 40 personnes" in words
    assert "au moins 35" in words
    assert "Moins de cinq" not in words


def test_pairs_of_whom_no_least_number_is_shown_are_not_called_few(survey):
    words = said(made(survey, (PublishedPart.PAIRED, PAIRED.model_copy(update={"pairs": None}))))
    assert "des personnes dont le nombre n’est pas montré, de qui l’on a les deux réponses" in words
    assert "moins de cinq personnes, de qui" not in words
