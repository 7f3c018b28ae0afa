"""Questionnaires as files, in and out; links to hand out; the method for everybody."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evaluation.enums import Purpose, VersionState
from evaluation.exchange.actions import BOUNDS
from evaluation.exchange.papers import workbook_of
from evaluation.models import AnswerLink, Questionnaire
from evaluation.questionnaires.actions import change_questionnaire
from inclusion.core.scope import scoped_to
from inclusion.core.web.exports import to_book, to_csv
from tests.builders import AT
from tests.evaluation.builders import form_questionnaire, opened, published
from tests.evaluation.written import EVERY_KIND

SURVEY = ("type", "name", "label", "calculation")


def bring(client, network, data, **fields):
    file = SimpleUploadedFile("questions.xlsx", data)
    return client.post(reverse("questionnaire_import", args=[network.slug]), {"file": file, **fields})


def test_a_file_becomes_a_new_draft_and_leaves_as_it_came(network, client_of):
    client = client_of("evaluator")
    data = workbook_of(EVERY_KIND, form_id="avant", version="1")
    answered = bring(client, network, data, title="Repris d’ailleurs", purpose=Purpose.ACTORS)
    with scoped_to(network):
        version = Questionnaire.objects.get(title="Repris d’ailleurs").versions.get()
        assert (version.state, version.form) == (VersionState.DRAFT, EVERY_KIND)
        assert answered.url == version.get_absolute_url()
    out = client.get(reverse("questionnaire_xlsform", args=[network.slug, version.pk]))
    assert out.headers["Content-Disposition"].endswith('filename="repris-dailleurs-v1.xlsx"')
    assert zipfile.is_zipfile(io.BytesIO(out.content))
    reader = client_of("reader")
    assert reader.get(reverse("questionnaire_xlsform", args=[network.slug, version.pk])).status_code == 404


def test_a_file_becomes_the_next_version_unless_one_is_in_preparation(network, client_of):
    with scoped_to(network):
        asked = published(title="Posé").questionnaire
        begun = form_questionnaire(title="Commencé")
    data = workbook_of(EVERY_KIND.model_copy(update={"title": "Autre"}), form_id="autre", version="1")
    client = client_of("coordinator")
    assert bring(client, network, data, questionnaire=asked.pk).status_code == 302
    page = bring(client, network, data, questionnaire=begun.pk).content.decode()
    assert "Une version de ce questionnaire est déjà en préparation" in page
    with scoped_to(network):
        assert asked.versions.get(number=2).form.title == "Autre"
        assert begun.versions.get().form == EVERY_KIND


def test_a_broken_file_names_row_and_column(network, client_of):
    data = to_book(
        [
            ("survey", [SURVEY, ("geopoint", "where", "Où ?"), (), ("text", "words", "Des mots ?")]),
            ("choices", [("list_name", "name", "label")]),
        ]
    )
    page = bring(client_of("coordinator"), network, data).content.decode()
    assert "1 point à corriger dans le fichier" in page
    assert "le portail ne pose pas de question du type «\u00a0geopoint\u00a0»" in page
    assert '<td class="num">2</td>' in page


def test_what_the_standard_refuses_is_reported(network, client_of):
    data = to_book(
        [
            ("survey", [SURVEY, ("text", "words", "Un ?"), ("text", "words", "Deux ?")]),
            ("choices", [("list_name", "name", "label")]),
        ]
    )
    page = bring(client_of("coordinator"), network, data).content.decode()
    assert "la norme XLSForm n’admet pas ce fichier" in page
    with scoped_to(network):
        assert not Questionnaire.objects.exists()


def test_files_that_are_none_or_too_large_are_refused(network, client_of):
    client = client_of("coordinator")
    assert "pas un classeur Excel" in bring(client, network, to_csv([SURVEY])).content.decode()
    rows = [SURVEY, *(("text", f"q{n}", "?") for n in range(BOUNDS.rows + 1))]
    assert "Ce fichier a plus de" in bring(client, network, to_book([("survey", rows)])).content.decode()
    heavy = b"PK\x03\x04" + bytes(BOUNDS.max_bytes)
    assert "Ce fichier dépasse" in bring(client, network, heavy).content.decode()
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 60_000_000)
    assert "trop grand une fois ouvert" in bring(client, network, bomb.getvalue()).content.decode()
    assert "abîmé" in bring(client, network, b"PK\x03\x04 rien").content.decode()
    with scoped_to(network):
        assert not Questionnaire.objects.exists()


def test_links_are_made_and_taken_away(network, client_of):
    with scoped_to(network):
        campaign = opened()
    client, address = client_of("evaluator"), reverse("campaign_links", args=[network.slug, campaign.pk])
    answered = client.post(address, {"count": "12"})
    assert answered.url == f"{address}?de=1&a=12"
    page = client.get(answered.url).content.decode()
    assert "Liens 1 à 12" in page
    assert "moins de 5" in page
    with scoped_to(network):
        AnswerLink.objects.filter(number__lte=7).update(used_on=AT.date())
    assert "au moins 5" in client.get(address).content.decode()
    assert client.get(f"{address}?export=pdf").content.startswith(b"%PDF")
    lines = client.get(f"{address}?export=csv&de=1&a=12").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 13
    assert "Créez 2000 liens au plus" in client.post(address, {"count": "2001"}).content.decode()


def test_the_method_is_open_to_everybody(network, client, client_of):
    page = client.get(reverse("method", args=[network.slug])).content.decode()
    assert "Avant l’accompagnement" in page
    pack = client.get(reverse("method_pack", args=[network.slug]))
    assert pack.headers["Content-Type"] == "application/zip"
    assert "public" in pack.headers["Cache-Control"]
    assert "Nos questionnaires" not in client.get("/").content.decode()
    with scoped_to(network):
        change_questionnaire(published().questionnaire, is_shared=True, by=None, at=AT)
    assert "Nos questionnaires" in client.get("/").content.decode()
