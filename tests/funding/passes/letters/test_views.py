"""Pages of letters: how far one is, its PDF, what people decide."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.urls import reverse

from funding.models import Letter
from funding.passes.enums import LetterState
from funding.passes.letters.actions import letters as letter_actions
from inclusion.core import jobs
from inclusion.core.enums import Channel
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.funding.pass_builders import carry_on, make_letter, make_programme
from tests.setup_data import setup_data

SLUG = "lot-et-garonne"
HTMX = {"HX-Request": "true"}
LATER = AT + timedelta(hours=1)


@setup_data
def letter(cast, network):
    """Asked for by the prescriber's organisation."""
    with scoped_to(network):
        by = cast["prescriber"].user
        return make_letter(by=by, programme=make_programme(by=by), followed_by=cast["prescriber"].partner)


@setup_data
def mailed(cast, network):
    with scoped_to(network):
        by = cast["prescriber"].user
        return make_letter(
            by=by,
            programme=make_programme(by=by),
            followed_by=cast["prescriber"].partner,
            channel=Channel.EMAIL,
            email="jeanne@exemple.example",
        )


@setup_data
def foreign(other_network):
    with scoped_to(other_network):
        return carry_on(make_letter())


@setup_data
def go_on(network):
    """Do a worker's part in the scope of the network."""

    def worked(letter, **options):
        with scoped_to(network):
            return carry_on(letter, **options)

    return worked


def url(name, letter):
    return reverse(name, args=[SLUG, letter.pk])


def words(response):
    return " ".join(
        response.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").replace("\u202f", " ").split()
    )


def fail(letter, network):
    def broken(letter):
        raise ZeroDivisionError

    with scoped_to(network):
        letter_actions.process_letter(letter.pk, render=broken, compose=broken, clock=lambda: AT)


def test_the_page_follows_the_letter_until_it_is_settled(client_of, letter, go_on):
    client = client_of("prescriber")
    page = words(client.get(url("letter_detail", letter)))
    assert "La lettre attend son tour." in page
    assert "Ces pass sont payés par : CAF de Pass numérique." in page
    assert 'hx-trigger="every 1s"' in page
    part = words(client.get(url("letter_detail", letter), headers=HTMX))
    assert part.startswith('<div class="stack" id="lettre" hx-get=')
    assert "<html" not in part
    go_on(letter)
    part = words(client.get(url("letter_detail", letter), headers=HTMX))
    assert "Elle est dans le lot n° 1, qui sera imprimé et remis à La Poste." in part
    assert "hx-get" not in part
    assert url("letter_document", letter) in part


def test_a_letter_that_left_by_mail_says_where(client_of, mailed, go_on, mailbox):
    go_on(mailed)
    page = words(client_of("prescriber").get(url("letter_detail", mailed)))
    assert "La lettre est partie par courriel le 24 novembre 2026, à jeanne@exemple.example." in page
    assert "hx-get" not in page.split("<main")[1]


def test_a_letter_that_is_put_off_says_when_it_is_tried_again(client_of, mailed, go_on, mailbox):
    mailbox.to_recipient = "451 Later"
    go_on(mailed)
    page = words(client_of("prescriber").get(url("letter_detail", mailed)))
    assert "Le serveur de messagerie ne répond pas. Rien n’est parti." in page
    assert "Un nouvel essai aura lieu tout seul à 10 h 01." in page  # in Paris
    assert 'hx-trigger="every 10s"' in page


def test_the_pdf_opens_once_it_is_written(client_of, letter, go_on):
    client = client_of("prescriber")
    assert client.get(url("letter_document", letter)).status_code == 404
    go_on(letter)
    answer = client.get(url("letter_document", letter))
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("name", ["letter_detail", "letter_document"])
def test_a_letter_is_for_whoever_may_see_the_person(client_of, network, letter, foreign, go_on, name):
    go_on(letter)
    with scoped_to(network):
        others = carry_on(make_letter())
    assert client_of("coordinator").get(url(name, others)).status_code == 200
    assert client_of("prescriber").get(url(name, others)).status_code == 404
    assert client_of("reader").get(url(name, letter)).status_code == 404
    assert client_of("operator").get(url(name, letter)).status_code == 403
    assert client_of("stranger").get(url(name, letter)).status_code == 404
    assert client_of("coordinator").get(url(name, foreign)).status_code == 404


def test_a_failed_letter_is_relaunched_by_the_coordination_alone(client_of, network, letter, go_on):
    fail(letter, network)
    page = words(client_of("prescriber").get(url("letter_detail", letter)))
    assert "La lettre n’a pas pu être écrite." in page
    assert "La coordination est prévenue." in page
    assert "Essayer de nouveau" not in page
    assert client_of("prescriber").post(url("letter_retry", letter)).status_code == 403
    assert "Essayer de nouveau" in words(client_of("coordinator").get(url("letter_detail", letter)))
    response = client_of("coordinator").post(url("letter_retry", letter), follow=True)
    assert "La lettre est relancée." in words(response)
    assert go_on(letter).state == LetterState.BATCHED
    response = client_of("coordinator").post(url("letter_retry", letter), follow=True)
    assert "Cette lettre n’est plus en échec" in words(response)


@pytest.fixture
def doubtful(mailed, go_on, mailbox):
    mailbox.hangs_up = True
    letter = go_on(mailed)
    mailbox.hangs_up = False
    return letter


def test_a_letter_in_doubt_asks_the_coordination(client_of, doubtful):
    page = words(client_of("coordinator").get(url("letter_detail", doubtful)))
    assert "personne ne sait si la lettre est partie" in page
    assert "Elle est partie" in page
    assert "L’envoyer de nouveau" in page
    assert "L’envoyer de nouveau" not in words(client_of("prescriber").get(url("letter_detail", doubtful)))


def test_somebody_says_that_it_left(client_of, network, doubtful):
    response = client_of("coordinator").post(url("letter_confirm", doubtful), follow=True)
    assert "C’est noté : la lettre est partie." in words(response)
    with scoped_to(network):
        assert Letter.objects.get().state == LetterState.SENT


def test_somebody_sends_it_again(client_of, doubtful, go_on, mailbox):
    response = client_of("coordinator").post(url("letter_send_again", doubtful), follow=True)
    assert "La lettre part de nouveau." in words(response)
    assert go_on(doubtful, at=LATER).state == LetterState.SENT
    assert len(mailbox.taken) == 2


def test_a_booklet_is_taken_back_after_a_question(client_of, network, letter):
    client = client_of("prescriber")
    assert "annuler ce carnet" in words(client.get(url("letter_detail", letter)))
    asked = words(client.get(url("letter_cancel", letter)))
    assert "Annuler le carnet de Jeanne Exemple ?" in asked
    with scoped_to(network):
        assert Letter.objects.get().state == LetterState.QUEUED
    response = client.post(url("letter_cancel", letter), follow=True)
    page = words(response)
    assert "Le carnet est annulé" in page
    assert "ses pass ne valent plus rien" in page
    response = client.post(url("letter_cancel", letter), follow=True)
    assert "Cette étape n’est pas possible" in words(response)


def test_a_booklet_is_not_taken_back_while_a_worker_has_its_letter(client_of, network, letter):
    with scoped_to(network):
        jobs.claim(Letter, letter.pk, fresh=LetterState.QUEUED, taken=LetterState.WRITING, at=AT)
    response = client_of("prescriber").post(url("letter_cancel", letter), follow=True)
    assert "attendez quelques instants" in words(response)


DECISIONS = ["letter_retry", "letter_confirm", "letter_send_again"]


@pytest.mark.parametrize("name", DECISIONS)
def test_decisions_are_posts_by_the_coordination_of_the_network(client_of, letter, foreign, name):
    assert client_of("coordinator").get(url(name, letter)).status_code == 405
    assert client_of("coordinator").post(url(name, foreign)).status_code == 404
    assert client_of("stranger").post(url(name, letter)).status_code == 404
    assert client_of("reader").post(url(name, letter)).status_code == 403


def test_the_pdf_of_a_cancelled_letter_is_stamped_and_no_longer_offered(client_of, network, letter, go_on):
    letter = go_on(letter)
    client = client_of("prescriber")
    with scoped_to(network):
        stored = letter.document.data
    assert client.get(url("letter_document", letter)).content == stored
    assert 'class="btn" href="' + url("letter_document", letter) in words(client.get(url("letter_detail", letter)))
    client.post(url("letter_cancel", letter))
    shown = client.get(url("letter_document", letter)).content
    with pikepdf.open(io.BytesIO(shown)) as pdf:
        assert all("/LiantStamp" in page.Resources.Font for page in pdf.pages)
    with scoped_to(network):
        assert letter.document.data == stored
    page = words(client.get(url("letter_detail", letter)))
    assert url("letter_document", letter) not in page
    assert "aucun utilisé, 10 rendus au fonds" in page
