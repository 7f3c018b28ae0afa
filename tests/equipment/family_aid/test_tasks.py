"""Families are reminded of a session over SMTP, the day before, once; who has no address is on a list to call."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from equipment.family_aid.actions import sessions as training
from equipment.family_aid.actions.sessions import to_call, to_mail
from equipment.family_aid.mails import TOO_LATE
from equipment.family_aid.tasks import remind_families
from equipment.models import SessionAttendance, TrainingSession
from inclusion.core import jobs
from inclusion.core.enums import PartnerKind
from inclusion.core.models.networks import Network
from inclusion.people.models import Beneficiary
from tests.builders import AT, make_partner, make_person, make_user
from tests.equipment.aid_builders import make_accepted, make_programme, make_session
from tests.mails import send_row
from tests.setup_data import setup_data

#: The clock of the portal is stopped: the day that a test reads is the one that the page reads.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@setup_data
def by(scope):
    Network.objects.update(email="declic47@exemple.example", phone="05 53 69 40 00")
    return make_user()


def expected(by, *, email="jeanne@exemple.example", starts_at=None):
    """Somebody who is expected at a session, tomorrow at ten."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    at_ten = timezone.make_aware(datetime(tomorrow.year, tomorrow.month, tomorrow.day, 10))
    school = make_partner("Collège Exemple", kind=PartnerKind.SCHOOL, phone="05 53 11 22 33")
    programme = make_programme()
    aid = make_accepted(programme, by=by, proposed_for=school, person=make_person(school, by=by, email=email))
    session = make_session(programme, starts_at=starts_at or at_ten)
    return training.register(session, aid, by=by, at=AT)


def test_a_reminder_says_what_when_where_and_whom_to_call_and_leaves_once(by, mailbox):
    row = expected(by)
    assert send_row(row).problem == ""
    assert row.mailed_at is not None
    send_row(row)
    (letter,) = mailbox.taken
    assert (letter["To"], letter["Reply-To"]) == ("jeanne@exemple.example", "declic47@exemple.example")
    assert " ".join(letter["Subject"].split()) == "Demain à 10:00 : Pronote et messagerie"
    said = " ".join(letter.get_content().split())
    for word in ("Bonjour Jeanne,", "Médiathèque", "2 h", "Collège Exemple, 05 53 11 22 33"):
        assert word in said
    assert "{%" not in said


def test_the_sweep_sends_what_is_on_today_and_tomorrow_and_nothing_twice(by, mailbox, monkeypatch, other_network):
    row = expected(by)
    later = expected(by, starts_at=timezone.now() + timedelta(days=4))
    over = expected(by)
    TrainingSession.objects.filter(pk=over.session_id).update(cancelled_at=AT)
    expected(by, email="")
    sent = []
    monkeypatch.setattr(jobs, "enqueue_best_effort", lambda task, **which: sent.append(which["mail_id"]))
    remind_families()
    assert sent == [row.pk]
    send_row(row)
    remind_families()
    assert sent == [row.pk]
    assert later.mailed_at is None


def test_a_refused_address_puts_the_family_on_the_list_to_call(by, mailbox):
    row = expected(by, email="pas une adresse")
    assert send_row(row).mailed_at is None
    assert row.problem
    assert list(to_call(at=timezone.now())) == [row]
    assert not to_mail(at=timezone.now()).exists()


def test_who_has_no_address_is_on_the_list_until_somebody_called(by):
    row = expected(by, email="")
    assert not to_mail(at=timezone.now()).exists()
    assert list(to_call(at=timezone.now())) == [row]
    assert not to_call(at=row.session.starts_at).exists()


def test_what_has_become_pointless_does_not_leave(by, mailbox):
    row = expected(by)
    TrainingSession.objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    assert send_row(row).problem == TOO_LATE
    other = expected(by)
    Beneficiary.objects.update(email="")
    assert "destinataire" in send_row(other).problem
    assert not mailbox.taken
    assert SessionAttendance.objects.exclude(mailed_at=None).count() == 0
