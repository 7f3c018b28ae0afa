"""Reminders really leave, over SMTP, once; and the nights of agreements, one network after the other."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from funding.agreements.actions.life import remind_endings
from funding.agreements.tasks import sweep_agreements
from funding.enums import AgreementState
from funding.models import Agreement, AgreementReminder
from inclusion.core.french.periods import plain_date
from inclusion.core.mail.outbox import send_mail, sweep_mails
from inclusion.core.mail.rows import NO_ANSWER
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from tests.builders import make_membership, make_partner, make_user
from tests.funding.instalment_builders import bare_agreement, bare_party
from tests.mails import send_row
from tests.worker import Forked, workers

PATIENCE = 400  # seconds; a worker on a busy machine takes several to start


def ending_in(days, **fields):
    """An agreement between CAF and MSA whose last day is so many days away, and a coordinator."""
    today = timezone.localdate()
    values = {"start": today - timedelta(days=700), "end": today + timedelta(days=days + 1), **fields}
    agreement = bare_agreement(make_user(), title="Coordination", **values)
    for name in ("CAF", "MSA"):
        bare_party(agreement, make_partner(name))
    make_membership(make_partner("Conseil"), user=make_user("coordination@exemple.example"), roles=("coordinator",))
    return agreement


def reminded(days=45, **fields):
    agreement = ending_in(days, **fields)
    assert remind_endings(on=timezone.localdate(), at=timezone.now()) == 1
    return agreement, AgreementReminder.objects.get()


@pytest.fixture
def reached(scope, mailbox):
    """The mail server, while a network that can be answered is in scope."""
    Network.objects.update(email="declic47@exemple.example", phone="05 53 69 40 00")
    return mailbox


def test_it_says_what_ends_what_to_do_and_where_and_leaves_once(reached):
    agreement, row = reminded()
    assert send_row(row).mailed_at is not None
    assert row.problem == ""
    send_row(row)
    (letter,) = reached.taken
    last = plain_date(agreement.end - timedelta(days=1))
    assert (letter["To"], letter["Reply-To"]) == ("coordination@exemple.example", "declic47@exemple.example")
    assert letter["Subject"] == f"La convention CONV-2026-0001 se termine le {last}"
    text = letter.get_content()
    assert "dans 45 jours" in text
    assert "Elle lie CAF, MSA. Rien n’est encore prévu après elle." in text
    assert "la coordination prépare sa suite d’un clic" in text
    assert f"http://localhost:8000/lot-et-garonne/conventions/{agreement.pk}/" in text


def test_a_suite_that_is_not_signed_is_named(reached):
    agreement = ending_in(20)
    bare_agreement(
        make_user(), start=agreement.end, end=agreement.end + timedelta(days=300), renews=agreement,
        state=AgreementState.DRAFT,
    )  # fmt: skip
    remind_endings(on=timezone.localdate(), at=timezone.now())
    send_row(AgreementReminder.objects.get())
    (letter,) = reached.taken
    assert "CONV-2026-0002, est commencée mais n’est pas encore signée" in letter.get_content()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"end": timezone.localdate() + timedelta(days=500)}, "a changé"), ({"state": "ended"}, "est reconduite ou")],
)
def test_what_became_pointless_stays_at_home(reached, change, sentence):
    agreement, row = reminded()
    Agreement.objects.filter(pk=agreement.pk).update(**change)
    row = send_row(row)
    assert row.mailed_at is None
    assert sentence in row.problem
    assert not reached.taken


def test_a_refused_address_is_recorded_on_its_row(reached):
    reached.to_recipient = "550 no such mailbox"
    _, row = reminded()
    assert send_row(row).problem == "Le serveur de messagerie refuse cette adresse."


def test_a_server_that_hangs_up_leaves_a_doubt_and_no_second_e_mail(reached):
    _, row = reminded()
    reached.hangs_up = True
    assert send_row(row).problem == NO_ANSWER
    reached.hangs_up = False
    send_row(row)
    assert len(reached.taken) == 1


@pytest.mark.django_db(transaction=True)
def test_a_night_moves_what_is_due_in_every_network_and_asks_again_for_what_was_lost(
    network, other_network, mailbox, monkeypatch
):
    asked = []
    monkeypatch.setattr(send_mail, "apply_async", lambda args=(), kwargs=None, **_: asked.append(kwargs))
    for one in (network, other_network):
        with scoped_to(one):
            bare_agreement(make_user(), end=timezone.localdate(), reference="CONV-VIEILLE")
    with scoped_to(network):
        _, lost = reminded()
    with scoped_to(other_network):
        make_membership(make_partner("Conseil 49"), roles=("coordinator",))
        bare_agreement(make_user(), end=timezone.localdate() + timedelta(days=30), reference="CONV-FIN")
    asked.clear()
    sweep_agreements()
    sweep_mails()
    for one in (network, other_network):
        with scoped_to(one):
            assert Agreement.objects.get(reference="CONV-VIEILLE").state == AgreementState.ENDED
    with scoped_to(other_network):
        new = AgreementReminder.objects.get()
    assert [(one["network_id"], one["mail_id"]) for one in asked] == [
        (other_network.pk, new.pk),  # its own task, then those of the sweep
        (network.pk, lost.pk),
        (other_network.pk, new.pk),
    ]


# -- Real workers -----------------------------------------------------------------------------


@pytest.fixture
def worker(mailbox, tmp_path) -> Iterator[Callable[[], Forked]]:
    """Start workers that send to the test's mailbox."""
    with workers(tmp_path) as start:
        yield start


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_after_it_handed_a_reminder_over_leaves_no_second_one(network, mailbox, worker):
    mailbox.waits_for_message = 300
    with scoped_to(network):
        _, row = reminded()  # its task is in the queue
        first = worker()
        assert mailbox.got_message.wait(PATIENCE)
        first.kill()
        mailbox.waits_for_message = 0
        sweep_mails()
        other = AgreementReminder.objects.create(
            agreement=row.agreement, days=30, end=row.end, to="autre@exemple.example", written_at=timezone.now()
        )
        for one in (row, other):
            send_mail.delay(model=one._meta.label, network_id=network.pk, mail_id=one.pk)
        worker()
        end = time.monotonic() + PATIENCE
        while len(mailbox.taken) < 2:
            assert time.monotonic() < end, "the second worker sent nothing"
            time.sleep(0.05)
        time.sleep(1)
        row.refresh_from_db()
        assert row.problem == NO_ANSWER
        assert [one["To"] for one in mailbox.taken] == ["coordination@exemple.example", "autre@exemple.example"]
