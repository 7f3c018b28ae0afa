"""Pages of batches: what waits for the post, its files, giving it to La Poste."""

import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from funding.models import PostalBatch
from funding.passes.enums import BatchState
from funding.passes.letters.actions.batches import close_batch, prepare_again
from funding.passes.letters.papers.batches import build
from funding.passes.letters.papers.sheets import control_sheet, sheet_pdf_context
from funding.passes.sending.actions.booklets import cancel_booklet
from inclusion.core import jobs
from inclusion.core.enums import JobState
from inclusion.core.models.jobs import Job
from inclusion.core.navigation import Urgency
from inclusion.core.scope import scoped_to
from inclusion.people.actions.files import change_person
from tests.builders import AT
from tests.funding.pass_builders import carry_on, choose_for_passes, make_letter, make_programme
from tests.pages import address, words
from tests.setup_data import setup_data


@setup_data
def by(cast):
    return cast["coordinator"].user


@setup_data
def batch(network, by):
    """An open batch of two letters."""
    with scoped_to(network):
        programme = make_programme(by=by)
        for name in ("Jeanne", "Awa"):
            carry_on(make_letter(by=by, programme=programme, first_name=name))
        return PostalBatch.objects.get()


@pytest.fixture
def ready(network, batch, by):
    """The same, closed, its files made."""
    with scoped_to(network):
        build(close_batch(batch, by=by, at=AT).pk, clock=lambda: AT)
        return PostalBatch.objects.get()


@setup_data
def foreign(other_network):
    with scoped_to(other_network):
        return carry_on(make_letter()).batch


def test_an_empty_list_says_how_the_first_batch_opens(client_of):
    assert "Aucune lettre à poster" in words(client_of("coordinator").get(address("batch_list")))


def test_the_list_shows_each_batch(client_of, batch):
    page = words(client_of("coordinator").get(address("batch_list")))
    assert "Lot n° 1" in page
    assert "Ouvert" in page


def test_closing_leads_to_the_work_and_the_work_back_to_the_batch(client_of, network, batch):
    client = client_of("coordinator")
    page = words(client.get(address("batch_detail", batch.pk)))
    assert 'Lot <span class="nowrap">n° 1</span> : 2 lettres à poster' in page
    response = client.post(address("batch_close", batch.pk), follow=True)
    page = words(response)
    assert "Ses fichiers se préparent." in page
    assert "Le travail attend son tour." in page
    assert "Voir le lot n° 1" in page
    with scoped_to(network):
        job = Job.objects.get()
        assert response.redirect_chain == [(address("job_detail", job.pk), 302)]
        build(job.pk, clock=timezone.now)
    assert "C’est fini." in words(client.get(address("job_detail", job.pk)))
    assert 'Lot <span class="nowrap">n° 1</span> : prêt à imprimer' in words(
        client.get(address("batch_detail", batch.pk))
    )


def test_a_batch_is_closed_once(client_of, batch):
    client = client_of("coordinator")
    client.post(address("batch_close", batch.pk))
    response = client.post(address("batch_close", batch.pk), follow=True)
    assert "Cette étape n’est pas possible" in words(response)


def test_the_files_are_downloaded(client_of, ready):
    client = client_of("coordinator")
    printed = client.get(address("batch_document", ready.pk))
    assert printed.content.startswith(b"%PDF-")
    assert printed.headers["Content-Disposition"] == 'attachment; filename="lot-1.pdf"'
    listed = client.get(address("batch_manifest", ready.pk))
    assert "Total des lettres;2" in listed.content.decode("utf-8-sig")
    assert listed.headers["Content-Disposition"] == 'attachment; filename="bordereau-1.csv"'


def test_files_that_are_not_made_are_not_there(client_of, batch):
    for name in ("batch_document", "batch_manifest", "batch_sheet"):
        assert client_of("coordinator").get(address(name, batch.pk)).status_code == 404


def test_handing_over_asks_first(client_of, network, ready):
    client = client_of("coordinator")
    assert "Le lot n° 1 est-il remis à La Poste ?" in words(client.get(address("batch_hand_over", ready.pk)))
    response = client.post(address("batch_hand_over", ready.pk), follow=True)
    assert "C’est noté : le lot n° 1 est remis à La Poste." in words(response)
    with scoped_to(network):
        assert PostalBatch.objects.get().state == BatchState.HANDED_OVER


def test_a_second_click_says_that_it_is_handed_over(client_of, ready):
    client = client_of("coordinator")
    for _ in range(2):
        answer = client.post(address("batch_hand_over", ready.pk), follow=True)
    assert "Le lot n° 1 est déjà noté comme remis" in words(answer)
    answer = client.get(address("batch_hand_over", ready.pk), follow=True)
    assert answer.redirect_chain == [(address("batch_detail", ready.pk), 302)]


def test_letters_with_an_old_address_are_named_and_ticked(client_of, network, ready, by):
    with scoped_to(network):
        letter = ready.letters.first()
        change_person(letter.booklet.beneficiary, address="3 rue Neuve", by=by, at=AT)
    client = client_of("coordinator")
    assert 'name="removed"' in words(client.get(address("batch_detail", ready.pk)))
    page = words(client.post(address("batch_hand_over", ready.pk)))
    assert f"Retirée de la pile : Lettre n° {letter.pk}" in page
    assert "Des lettres de ce lot ne doivent pas partir" in page
    assert "porte une ancienne adresse" in page
    client.post(address("batch_hand_over", ready.pk), {"removed": "on"})
    with scoped_to(network):
        letter.refresh_from_db()
        assert (letter.state, letter.batch) == ("queued", None)


def test_an_open_batch_is_not_handed_over(client_of, batch):
    response = client_of("coordinator").post(address("batch_hand_over", batch.pk), follow=True)
    assert "Cette étape n’est pas possible" in words(response)


def test_files_that_failed_are_asked_again(client_of, network, batch, by):
    client = client_of("coordinator")
    with scoped_to(network):
        job = close_batch(batch, by=by, at=AT)
        claimed = jobs.claim(Job, job.pk, fresh=JobState.QUEUED, taken=JobState.RUNNING, at=AT)
        jobs.fail(claimed, at=AT, failure="Les fichiers n’ont pas pu être préparés.")
    assert "Préparer de nouveau" in words(client.get(address("batch_detail", batch.pk)))
    response = client.post(address("batch_prepare", batch.pk), follow=True)
    assert "Le travail attend son tour." in words(response)
    response = client.post(address("batch_prepare", batch.pk), follow=True)
    assert "rien n’a été relancé" in words(response)


def test_the_home_page_asks_for_what_is_ready(client_of, ready):
    page = words(client_of("coordinator").get(address("network_home")))
    assert "prêt à imprimer" in page


def test_it_is_handed_over_on_its_page_on_the_day_that_is_said(client_of, network, ready, clock):
    clock(AT + timedelta(days=3))
    client = client_of("coordinator")
    page = words(client.get(address("batch_detail", ready.pk)))
    assert 'name="on" value="2026-11-27"' in page
    refused = client.post(address("batch_hand_over", ready.pk), {"on": "2026-11-28"})
    assert "Choisissez aujourd’hui, ou le jour passé" in words(refused)
    client.post(address("batch_hand_over", ready.pk), {"on": "2026-11-25"})
    with scoped_to(network):
        assert timezone.localdate(PostalBatch.objects.get().handed_over_at).day == 25


def test_the_letter_the_sheet_and_the_batch_say_when_it_leaves(client_of, network, cast, by, clock):
    clock(AT)
    choose_for_passes(network, posting_rhythm="weekly")
    with scoped_to(network):
        letter = make_letter(by=by, programme=make_programme(by=by), followed_by=cast["prescriber"].partner)
        person = letter.booklet.beneficiary_id
    prescriber, coordinator = client_of("prescriber"), client_of("coordinator")
    for _ in ("queued", "batched"):
        assert "partira vendredi 27 novembre" in words(prescriber.get(address("letter_detail", letter.pk)))
        sheet = words(prescriber.get(address("person_detail", person)))
        assert "Partira vendredi 27 novembre" in sheet
        with scoped_to(network):
            letter = carry_on(letter)
    assert "partira vendredi 27 novembre" in words(coordinator.get(address("batch_detail", letter.batch_id)))
    assert "partira vendredi 27 novembre" in words(coordinator.get(address("network_home")))


def test_one_that_is_late_is_above_everything_that_waits(client_of, network, batch, clock):
    """By hand it should leave within five days."""
    with scoped_to(network):
        PostalBatch.objects.update(opened_at=AT)
    clock(AT + timedelta(days=5))
    assert [todo.first for todo in waiting(client_of)] == [False]
    clock(AT + timedelta(days=6))
    assert [todo.first for todo in waiting(client_of)] == [True]
    home = client_of("coordinator").get(address("network_home"))
    first = home.context["groups"][0]
    assert (first.urgency, first.todos[0].action) == (Urgency.LATE, "Voir le lot")


def waiting(client_of):
    page = client_of("coordinator").get(address("network_home"))
    return [todo for group in page.context["groups"] for todo in group.todos if "/pass/lots/" in todo.url]


@pytest.mark.papers
def test_the_control_sheet_says_what_a_printer_compares_and_names_nobody(client_of, network, ready):
    response = client_of("coordinator").get(address("batch_sheet", ready.pk))
    shown = subprocess.run(["pdftotext", "-", "-"], input=response.content, capture_output=True, check=True)
    text = " ".join(shown.stdout.decode().replace("\u00a0", " ").split())
    assert "2 lettres à imprimer, 4 pages" in text
    assert "De 2 pages" in text
    assert "Codes postaux en 47" in text
    assert "20" in text
    with scoped_to(network):
        assert ready.document.sha256[:20] in text
        assert ready.manifest.sha256[:20] in text
        numbers = sorted(ready.letters.values_list("pk", flat=True))
    assert f"n° {numbers[0]}" in text
    assert f"n° {numbers[1]}" in text
    for name in ("Jeanne", "Awa", "Exemple"):
        assert name not in text


@pytest.mark.papers
def test_the_control_sheet_says_which_letters_were_written_again(network, ready, by):
    with scoped_to(network):
        assert sheet_pdf_context(ready)["rewritten"] == []
        letter = ready.letters.order_by("pk").first()
        change_person(letter.booklet.beneficiary, address="3 rue Neuve", by=by, at=AT)
        build(prepare_again(ready, by=by, at=AT).pk, clock=lambda: AT)
        batch = PostalBatch.objects.get()
        assert sheet_pdf_context(batch)["rewritten"] == [letter.pk]
        shown = subprocess.run(["pdftotext", "-", "-"], input=control_sheet(batch), capture_output=True, check=True)
    text = " ".join(shown.stdout.decode().replace("\u00a0", " ").split())
    assert f"1 lettre récrite depuis la fermeture du lot, car l’adresse a changé : n° {letter.pk}." in text


def test_a_cancelled_letter_is_shown_apart_from_those_of_the_batch(client_of, network, batch, by):
    with scoped_to(network):
        letter = batch.letters.order_by("pk").first()
        cancel_booklet(letter.booklet, by=by, at=AT)
    response = client_of("coordinator").get(address("batch_detail", batch.pk))
    assert "1 lettre à poster" in words(response)
    assert len(response.context["table"].rows) == 1
    assert "1 lettre annulée, qui ne part pas avec ce lot" in words(response)
    assert address("letter_detail", letter.pk) in words(response)


def test_an_old_address_is_said_and_one_click_makes_the_file_anew(client_of, network, ready, by):
    with scoped_to(network):
        letter = ready.letters.order_by("pk").first()
        change_person(letter.booklet.beneficiary, address="3 rue Neuve", by=by, at=AT)
    client = client_of("coordinator")
    home = words(client.get(address("network_home")))
    assert f"La lettre n° {letter.pk} porte une ancienne adresse" in home
    page = words(client.get(address("batch_detail", ready.pk)))
    assert "Une lettre ne doit pas partir telle qu’imprimée" in page
    assert "Refaire le fichier" in page
    assert "L’adresse a changé depuis la fermeture du lot" in words(client.get(address("letter_detail", letter.pk)))
    client.post(address("batch_prepare", ready.pk))
    with scoped_to(network):
        build(Job.objects.order_by("pk").last().pk, clock=timezone.now)
    page = words(client.get(address("batch_detail", ready.pk)))
    assert "ancienne adresse" not in page
    assert "1 lettre a été récrite d’après la fiche de la personne" in page
    assert "d’après la fiche de Jeanne" in words(client.get(address("letter_detail", letter.pk)))


WRITES = ["batch_close", "batch_prepare", "batch_hand_over"]


@pytest.mark.parametrize("name", WRITES)
def test_what_moves_a_batch_is_a_post_by_the_coordination(client_of, batch, foreign, name):
    assert client_of("prescriber").post(address(name, batch.pk)).status_code == 403
    assert client_of("coordinator").post(address(name, foreign.pk)).status_code == 404
    if name != "batch_hand_over":  # whose GET asks
        assert client_of("coordinator").get(address(name, batch.pk)).status_code == 405
