"""E-mails to places about their money really leave, over SMTP, once; the night asks again for those that were lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from funding.models import Booklet, PlaceMail
from funding.passes.enums import PlaceMailKind
from funding.passes.reimbursements.actions.claims import validate
from funding.passes.reimbursements.actions.outbox import warn_of_lapses
from funding.passes.reimbursements.actions.payments import pay, unpay
from funding.passes.reimbursements.tasks import warn_of_lapses_nightly
from inclusion.core import jobs
from inclusion.core.french.periods import plain_date
from inclusion.core.mail.outbox import sweep_mails
from inclusion.core.models.networks import Network
from tests.funding.pass_builders import make_place, make_programme
from tests.funding.reimbursement_builders import claim, use_passes
from tests.mails import send_row
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("quick_papers")


@pytest.fixture
def reached(scope, mailbox):
    """The mail server, while a network that can be answered is in scope."""
    Network.objects.update(email="declic47@exemple.example", phone="05 53 69 40 00")
    return mailbox


@setup_data
def used(by):
    """Two passes used today in a place with an address."""
    programme, place = make_programme(by=by), make_place(by=by, email="lieu@exemple.example")
    return use_passes(2, place, programme, by=by, at=timezone.now())


def asked(used, *, by):
    now = timezone.now()
    programme = used[0].one_pass.booklet.programme
    return claim(used[0].place, programme, by=by, at=now, month=timezone.localdate(now))


def text_of(letter):
    body = letter.get_body() if letter.is_multipart() else letter
    return " ".join(body.get_content().replace("\u00a0", " ").replace("\u202f", " ").split())


def soon(days):
    today = timezone.localdate()
    last = today + timedelta(days=days)
    Booklet.objects.update(claim_until=last, accepted_until=today, valid_until=today, issued_on=today)
    return last


def warned(days):
    last = soon(days)
    assert warn_of_lapses(on=timezone.localdate(), at=timezone.now()) == 1
    return last, PlaceMail.objects.get(kind=PlaceMailKind.LAPSE_WARNING)


def test_a_warning_says_what_lapses_when_and_what_to_do_and_leaves_once(reached, used):
    last, row = warned(12)
    assert send_row(row).mailed_at is not None
    send_row(row)
    (letter,) = reached.taken
    assert (letter["To"], letter["Reply-To"]) == ("lieu@exemple.example", "declic47@exemple.example")
    assert letter["Subject"].replace("\u00a0", " ") == (f"20,00 € à demander avant le {plain_date(last)} : Cyber-base")
    said = text_of(letter)
    assert "2 pass, 20,00 €" in said
    assert "http://localhost:8000/lot-et-garonne/remboursements/" in said
    assert "Il reste 12 jours" in said


def test_a_warning_that_came_too_late_does_not_leave(reached, used, by):
    _, row = warned(12)
    asked(used, by=by)
    assert "a demandé son remboursement entre-temps" in send_row(row).problem
    assert not reached.taken


def test_a_place_reads_that_it_will_be_paid_with_the_paper_then_that_it_was(reached, used, by):
    now = timezone.now()
    one = validate(asked(used, by=by), by=by, at=now)
    pay(one, reference="M-12", on=timezone.localdate(now), by=by, at=now)
    for row in PlaceMail.objects.order_by("pk"):
        assert send_row(row).problem == ""
    validated, paid = reached.taken
    assert validated["Subject"].replace("\u00a0", " ").endswith("validée : 20,00 € vont être payés")
    (paper,) = validated.iter_attachments()
    assert paper.get_filename() == f"remboursement-valide-{one.reference}.pdf"
    assert "sur le compte de Cyber-base" in text_of(validated)
    assert "M-12" in text_of(paid)
    assert "20,00 €" in text_of(paid)


def test_a_payment_that_was_taken_back_is_not_announced(reached, used, by):
    now = timezone.now()
    one = validate(asked(used, by=by), by=by, at=now)
    one = pay(one, reference="M-12", on=timezone.localdate(now), by=by, at=now)
    unpay(one, reason="Erreur", by=by, at=now)
    row = PlaceMail.objects.get(kind=PlaceMailKind.PAID)
    assert "Le paiement a été annulé entre-temps" in send_row(row).problem


def test_the_night_warns_every_network_and_asks_again_for_what_was_lost(reached, used, other_network, monkeypatch):
    _, row = warned(12)
    sent = []
    monkeypatch.setattr(jobs, "enqueue_best_effort", lambda task, **which: sent.append(which["mail_id"]))
    warn_of_lapses_nightly()
    sweep_mails()
    assert sent == [row.pk]
    warn_of_lapses_nightly()
    sweep_mails()
    assert sent == [row.pk]
    soon(6)
    PlaceMail.objects.update(written_at=timezone.now() - timedelta(days=20), due_at=None)
    warn_of_lapses_nightly()
    sweep_mails()
    assert len(set(sent)) == 2
