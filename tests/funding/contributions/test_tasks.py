"""E-mails to contributors really leave: once at most, over SMTP, and what became of each is on its row."""

import io
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pikepdf
import pytest
from django.utils import timezone

from funding.contributions.actions.calls import call_for_funds, cancel_call
from funding.contributions.actions.outbox import mail_call, remind
from funding.contributions.actions.requests import ask_contributors
from funding.models import ContributionMail
from inclusion.core.mail.outbox import send_mail
from inclusion.core.mail.rows import GIVE_UP, NO_ANSWER, NOT_REACHED
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_user
from tests.funding.builders import make_contribution, make_fund, make_rule, receive
from tests.mails import send_row
from tests.worker import Forked, workers

PATIENCE = 400  # seconds; a worker on a busy machine takes several to start


def asked_of_caf():
    """An e-mail that asks CAF what it gives in 2027."""
    by, fund = make_user(), make_fund()
    make_rule(fund, by=by)
    ask_contributors(
        fund,
        year=2027,
        partners=[make_partner("CAF", email="contact@caf.example")],
        answer_by=date(2026, 12, 24),
        on=date(2026, 11, 24),
        by=by,
        at=AT,
    )
    return ContributionMail.objects.get()


def called():
    """An e-mail with a call for 1 000 € of CAF."""
    by, fund = make_user(), make_fund("Fonds des appels")
    promised = make_contribution(fund, make_partner("CAF", email="contact@caf.example"), "1000.00", by=by)
    call = call_for_funds(promised, due_on=date(2026, 12, 31), on=date(2026, 11, 24), by=by, at=AT)
    (row,) = mail_call(call, by=by, at=AT)
    return row


@pytest.fixture
def reached(scope, mailbox):
    """The mail server, while a network that can be answered is in scope."""
    Network.objects.update(email="declic47@exemple.example", phone="05 53 69 40 00")
    return mailbox


def test_a_question_leaves_once_with_its_link(reached):
    row = send_row(asked_of_caf())
    assert row.mailed_at is not None
    assert row.problem == ""
    send_row(row)
    (letter,) = reached.taken
    assert (letter["To"], letter["Reply-To"]) == ("contact@caf.example", "declic47@exemple.example")
    assert letter["Subject"] == "Contribuez-vous au fonds commun en 2027\u00a0?"
    text = letter.get_content().replace("\u00a0", " ")
    assert f"http://localhost:8000/lot-et-garonne/vos-contributions/reponses/{row.request_id}/" in text
    assert "Vous donnez 1 €, le Département en ajoute 2 : cela fait 3 €." in text


@pytest.mark.papers
def test_a_call_leaves_with_its_letter(reached):
    row = send_row(called())
    (letter,) = reached.taken
    assert "Appel de fonds AF-2026-0001" in letter["Subject"]
    (attached,) = letter.iter_attachments()
    assert attached.get_filename() == "appel-de-fonds-AF-2026-0001.pdf"
    data = attached.get_content()
    assert data == bytes(row.call.document.content.data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.Root.MarkInfo.Marked


def test_what_the_server_refuses_is_recorded_and_not_tried_again(reached):
    reached.to_recipient = "550 no such mailbox"
    row = send_row(asked_of_caf())
    assert (row.mailed_at, row.problem) == (None, "Le serveur de messagerie refuse cette adresse.")
    reached.to_recipient = "250 OK"
    send_row(row)
    assert not reached.taken


def test_a_message_refused_after_it_was_handed_over_has_not_left(reached):
    reached.to_message = "554 no"
    row = send_row(asked_of_caf())
    assert (row.mailed_at, row.problem) == (None, "Le serveur de messagerie refuse ce message.")


@pytest.mark.parametrize("answer", ["to_recipient", "to_message"])
def test_a_server_that_puts_off_is_tried_again(reached, answer):
    setattr(reached, answer, "451 later")
    row = asked_of_caf()
    send_row(row)
    assert (row.mailed_at, row.problem) == (None, "")
    setattr(reached, answer, "250 OK")
    assert send_row(row).mailed_at
    assert len(reached.taken) == 1


def test_a_server_that_is_away_for_a_day_is_given_up(reached, clock):
    reached.to_recipient = "451 later"
    row = send_row(asked_of_caf())
    clock(AT + GIVE_UP - timedelta(seconds=1))
    assert send_row(row).problem == ""
    clock(AT + GIVE_UP)
    send_row(row)
    assert (row.mailed_at, row.problem) == (None, NOT_REACHED)


def test_a_server_that_hangs_up_leaves_a_doubt_and_no_second_e_mail(reached):
    reached.hangs_up = True
    row = send_row(asked_of_caf())
    assert row.mailed_at is not None
    assert row.problem == NO_ANSWER
    reached.hangs_up = False
    send_row(row)
    assert len(reached.taken) == 1


def test_an_answer_that_came_meanwhile_keeps_the_question_at_home(reached):
    row = asked_of_caf()
    request = row.request
    make_contribution(request.fund, request.partner, "0.00", by=row.asked_by, year=2027)
    row = send_row(row)
    assert (row.mailed_at, row.problem) == (
        None,
        "La réponse est arrivée entre-temps\u00a0: ce courriel n’est pas parti.",
    )
    assert not reached.taken


def test_a_call_that_was_cancelled_or_paid_meanwhile_stays_at_home(reached):
    row = called()
    cancel_call(row.call, by=row.asked_by, at=AT)
    assert "L’appel a été annulé entre-temps" in send_row(row).problem
    (again,) = remind(row.contribution.fund, contributions=[row.contribution], by=row.asked_by, at=AT)
    receive(row.contribution, "1000.00", by=row.asked_by, on=date(2026, 11, 24))
    assert "Le versement est arrivé entre-temps" in send_row(again).problem
    assert not reached.taken


def test_an_e_mail_of_another_network_is_not_found(reached, other_network):
    row = asked_of_caf()
    send_mail(model="funding.ContributionMail", network_id=other_network.pk, mail_id=row.pk)
    assert not reached.taken


# -- Real workers -----------------------------------------------------------------------------


@pytest.fixture
def worker(mailbox, tmp_path) -> Iterator[Callable[[], Forked]]:
    """Start workers that send to the test's mailbox."""
    with workers(tmp_path) as start:
        yield start


def until(seen: Callable[[], bool], what: str) -> None:
    """Wait for something, with an end."""
    end = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < end, what
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_after_it_handed_an_e_mail_over_leaves_no_second_one(network, mailbox, worker):
    mailbox.waits_for_message = 300
    with scoped_to(network):
        row = asked_of_caf()  # its task is in the queue
        first = worker()
        assert mailbox.got_message.wait(PATIENCE)
        first.kill()
        mailbox.waits_for_message = 0
        second = called()
        send_mail.delay(model="funding.ContributionMail", network_id=network.pk, mail_id=row.pk)
        worker()
        until(lambda: len(mailbox.taken) == 2, "the second worker sent nothing")
        time.sleep(1)
        row.refresh_from_db()
        second.refresh_from_db()
        assert row.problem == NO_ANSWER
        until(lambda: ContributionMail.objects.filter(pk=second.pk, problem="").exists(), "not noted")
        assert [one["Subject"].startswith("Appel") for one in mailbox.taken] == [False, True]
        assert row.mailed_at <= timezone.now()
