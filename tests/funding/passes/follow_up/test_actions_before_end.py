"""People are reminded of passes before they end: once, by SMS who agreed, within what a month allows."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connections

from funding.models import Letter, SmsMonth, SmsReminder
from funding.passes.enums import LetterKind, LetterState
from funding.passes.follow_up import mails
from funding.passes.follow_up.actions import _count, remind_before_end, remind_by_sms
from funding.passes.programmes.actions import change_programme
from funding.passes.returns.actions import record_return
from funding.passes.tasks import remind_of_ends
from inclusion.core.errors import DomainError
from inclusion.core.mail.outbox import sweep_mails
from inclusion.core.scope import scoped_to
from inclusion.people.models import Beneficiary
from tests.builders import AT
from tests.funding.pass_builders import choose_for_passes, make_letter, make_programme
from tests.funding.return_builders import posted
from tests.mails import send_row
from tests.setup_data import setup_data
from tests.sms_gateway import sms_gateway
from tests.template import as_owner

pytestmark = pytest.mark.django_db
#: A Tuesday at ten, within 45 days of the end of a booklet that was sent on AT for twelve months.
NEAR = datetime(2027, 11, 2, 9, 0, tzinfo=AT.tzinfo)


def set_ceiling(network, sms):
    choose_for_passes(network, sms_ceiling=sms)


@setup_data
def programme(by, scope):
    set_ceiling(scope, 10)
    return make_programme(by=by, reminder_days=45, reminder_sms=True)


@setup_data
def letter(by, programme):
    """A letter that arrived, to somebody who agreed to SMS."""
    return posted(agreeing(by, programme), by=by)


def agreeing(by, programme):
    return make_letter(by=by, programme=programme, phone="06 12 34 56 78", sms_consent_on=date(2026, 11, 2))


@pytest.fixture
def gateway(settings):
    with sms_gateway() as server:
        settings.SMS_GATEWAY = server.settings()
        yield server


def reminders():
    return Letter.objects.filter(kind=LetterKind.REMINDER).count()


def test_who_agreed_gets_an_sms_once(letter, programme, gateway, network, clock):
    assert remind_before_end(programme, at=NEAR) == 1
    assert remind_before_end(programme, at=NEAR) == 0
    clock(NEAR)
    row = send_row(SmsReminder.objects.get())
    send_row(row)
    assert row.mailed_at == NEAR
    assert reminders() == 0
    [(*_, body)] = gateway.taken
    assert "+33612345678" in body
    assert "jusqu'au 23/11/2027" in body or "jusqu'au 24/11/2027" in body
    for secret in (*(one.code for one in letter.booklet.passes.all()), "10", "pass"):
        assert secret not in mails.compose(row).text.replace(network.name, "").replace("/11/", "")
    month = SmsMonth.objects.get()
    assert (str(month.month), month.parts, month.ceiling) == ("2027-11-01", row.parts, 10)


def test_too_early_or_off_nobody_is_reminded(letter, programme, gateway, by):
    assert remind_before_end(programme, at=NEAR - timedelta(days=60)) == 0
    programme = change_programme(programme, reminder_days=None, by=by, at=NEAR)
    assert remind_before_end(programme, at=NEAR) == 0


@pytest.mark.parametrize("change", [{"sms_consent_on": None}, {"phone": "05 53 64 00 00"}])
def test_who_did_not_agree_or_has_no_mobile_gets_a_letter(letter, programme, gateway, change):
    Beneficiary.objects.update(**change)
    assert remind_before_end(programme, at=NEAR) == 1
    assert (reminders(), SmsReminder.objects.count()) == (1, 0)
    assert remind_before_end(programme, at=NEAR) == 0


def test_without_a_gateway_all_get_a_letter(letter, programme):
    assert remind_before_end(programme, at=NEAR) == 1
    assert (reminders(), SmsReminder.objects.count()) == (1, 0)


def test_beyond_the_ceiling_of_the_network_a_letter_leaves(letter, programme, gateway, by, network):
    """What another programme asked for counts as well."""
    other = make_programme(name="Autre", by=by, reminder_days=45, reminder_sms=True)
    set_ceiling(network, 1)
    remind_by_sms(posted(agreeing(by, other), by=by).booklet, by=by, at=NEAR)
    assert SmsMonth.objects.get().parts == 1
    with pytest.raises(DomainError, match="plafond"):
        remind_by_sms(letter.booklet, by=by, at=NEAR)
    assert remind_before_end(programme, at=NEAR) == 1
    assert (reminders(), SmsReminder.objects.count()) == (1, 1)


@pytest.mark.parametrize("state", [LetterState.RETURNED, LetterState.BOUNCED, LetterState.UNCERTAIN])
def test_nobody_is_reminded_of_what_did_not_arrive(letter, programme, gateway, state):
    with as_owner():
        Letter.objects.filter(pk=letter.pk).update(state=state)
    assert remind_before_end(programme, at=NEAR) == 0


def test_who_changed_their_mind_meanwhile_gets_none(letter, programme, gateway, by, clock):
    row = remind_by_sms(letter.booklet, by=by, at=NEAR)
    Beneficiary.objects.update(sms_consent_on=None)
    clock(NEAR)
    assert send_row(row).problem == "Cette personne n’a pas accepté de SMS."
    assert not gateway.taken


def test_none_leaves_once_the_letter_came_back(letter, gateway, by, clock):
    row = remind_by_sms(letter.booklet, by=by, at=NEAR)
    record_return(letter, by=by, at=NEAR)
    clock(NEAR)
    assert send_row(row).problem == "La lettre de ce carnet est revenue."
    assert not gateway.taken


def test_at_night_it_waits(letter, gateway, by, clock):
    row = remind_by_sms(letter.booklet, by=by, at=NEAR)
    night = NEAR.replace(hour=20)
    clock(night)
    assert send_row(row).mailed_at is None
    sweep_mails()
    row.refresh_from_db()
    assert (row.due_at, row.problem, gateway.taken) == (None, "", [])
    clock(NEAR + timedelta(days=1))
    assert send_row(row).mailed_at


@pytest.mark.parametrize(
    ("status", "problem"),
    [(403, "L’opérateur de SMS refuse ce message (403)."), (500, "L’opérateur de SMS n’a pas dit")],
)
def test_a_refusal_and_a_doubt_are_on_the_row_and_nothing_leaves_twice(letter, gateway, by, status, problem, clock):
    gateway.status = status
    row = remind_by_sms(letter.booklet, by=by, at=NEAR)
    clock(NEAR)
    row = send_row(row)
    gateway.status = 200
    send_row(row)
    assert row.problem.startswith(problem)
    assert row.is_uncertain == (status == 500)
    assert len(gateway.taken) == 1


def test_a_gateway_that_says_later_is_asked_later(letter, gateway, by, clock):
    gateway.status = 503
    row = remind_by_sms(letter.booklet, by=by, at=NEAR)
    clock(NEAR)
    row = send_row(row)
    assert (row.mailed_at, row.problem) == (None, "")
    gateway.status = 200
    assert send_row(row).mailed_at


def test_the_task_reminds_in_every_network(letter, gateway, clock):
    clock(NEAR)
    remind_of_ends()
    assert SmsReminder.objects.get().booklet == letter.booklet


def test_a_second_sms_for_a_booklet_is_refused(letter, gateway, by):
    remind_by_sms(letter.booklet, by=by, at=NEAR)
    with pytest.raises(DomainError, match="déjà été demandé"):
        remind_by_sms(letter.booklet, by=by, at=NEAR)
    assert SmsMonth.objects.get().parts == SmsReminder.objects.get().parts


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guard", [True, False])
def test_of_two_that_count_at_once_the_ceiling_takes_one(network, guard):
    """Without the constraint of the database both are counted."""
    with scoped_to(network):
        set_ceiling(network, 1)
        SmsMonth.objects.create(month=date(2027, 11, 1), ceiling=1)
    drop, add = (
        "ALTER TABLE funding_smsmonth DROP CONSTRAINT sms_month_ceiling",
        "ALTER TABLE funding_smsmonth ADD CONSTRAINT sms_month_ceiling CHECK (parts <= ceiling)",
    )
    if not guard:
        with as_owner() as cursor:
            cursor.execute(drop)
    barrier, counted = threading.Barrier(2), []

    def count():
        try:
            with scoped_to(network):
                barrier.wait(30)
                counted.append(_count(parts=1, at=NEAR))
        except DomainError:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=count) for _ in range(2)]
    try:
        for one in threads:
            one.start()
        for one in threads:
            one.join(60)
        assert len(counted) == (1 if guard else 2)
    finally:
        if not guard:
            with scoped_to(network):
                SmsMonth.objects.all().delete()
            with as_owner() as cursor:
                cursor.execute(add)
