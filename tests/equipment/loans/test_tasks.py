"""Reminders of a return leave over SMTP on their days, once each, and say what is still so."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from equipment.loans.actions.handover import give_back
from equipment.loans.actions.lifecycle import extend
from equipment.loans.actions.mails import remind
from equipment.loans.enums import ReminderKind
from equipment.loans.tasks import remind_borrowers
from equipment.models import Bank, Loan, LoanReminder
from inclusion.core import jobs
from inclusion.core.mail import outbox
from inclusion.core.mail.outbox import sweep_mails
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_membership, make_partner, make_user
from tests.crowds import at_once
from tests.equipment.builders import (
    make_bank,
    make_item,
    make_loan,
    make_model,
    make_out,
    make_request,
    make_school,
    seen,
)
from tests.mails import send_rows
from tests.pages import plain
from tests.setup_data import setup_data

DUE = date(2026, 12, 4)


@setup_data
def lent(scope, clock):
    """A loan that comes back on a Friday, its school's member and the manager of the bank."""
    make_bank(email="banque@exemple.example", phone="02 51 00 00 00", address="12 rue du Prêt")
    partner = make_partner("Collège des Pins")
    make_membership(partner, user=make_user("cpe@exemple.example"), roles=("school",))
    make_membership(make_partner("CD"), user=make_user("banque-pret@exemple.example"), roles=("bank_manager",))
    model = make_model("Stylo lecteur")
    make_item(model, inventory_number="STY-7")
    return make_out(make_loan(model, school=make_school("Collège des Pins", partner=partner)))


def on(day: date) -> list[LoanReminder]:
    return remind(on=day, at=AT + timedelta(days=(day - AT.date()).days))


def deliver() -> None:
    send_rows(LoanReminder)


@pytest.fixture
def asked_for(monkeypatch) -> list[int]:
    """The keys of the rows whose tasks are asked for."""
    keys: list[int] = []
    monkeypatch.setattr(jobs, "enqueue_best_effort", lambda task, **which: keys.append(which["mail_id"]))
    return keys


@pytest.mark.django_db
class TestWhatIsWritten:
    def test_three_days_before_once(self, lent):
        assert on(DUE - timedelta(days=4)) == []
        (row,) = on(DUE - timedelta(days=3))
        assert (row.kind, row.to, row.about) == (ReminderKind.BEFORE, "cpe@exemple.example", DUE)
        assert on(DUE - timedelta(days=3)) == [] == on(DUE - timedelta(days=1))

    def test_the_bank_says_how_many_days(self, lent):
        Bank.objects.update(reminder_days=7)
        assert len(on(DUE - timedelta(days=7))) == 1

    def test_late_on_the_first_day_the_seventh_and_weekly_with_a_word_to_the_bank(self, lent):
        days = [n for n in range(1, 30) if on(DUE + timedelta(days=n))]
        assert days == [1, 7, 14, 21, 28]
        assert LoanReminder.objects.filter(kind=ReminderKind.LATE).count() == 5
        reminders = LoanReminder.objects.filter(kind=ReminderKind.BANK)
        assert {row.to for row in reminders} == {"banque-pret@exemple.example"} and reminders.count() == 5

    @pytest.mark.parametrize(("days", "about"), [((3,), (1,)), ((3, 5, 9), (1, 7)), ((3, 30), (1, 28))])
    def test_what_was_missed_is_made_good_once(self, lent, days, about):
        reminders = [row for n in days for row in on(DUE + timedelta(days=n)) if row.kind == ReminderKind.LATE]
        assert [row.about for row in reminders] == [DUE + timedelta(days=n) for n in about]

    def test_an_extension_begins_anew(self, lent):
        on(DUE - timedelta(days=1))
        extend(lent, end=date(2026, 12, 12), by=None, at=AT)
        assert on(DUE + timedelta(days=1)) == []
        assert [row.about for row in on(date(2026, 12, 8))] == [date(2026, 12, 11)]

    def test_what_came_back_or_was_never_taken_reminds_nobody(self, lent):
        make_loan()
        give_back(lent, seen=seen(lent), by=None, at=AT)
        assert on(DUE + timedelta(days=7)) == []

    def test_who_was_handed_it_today_is_not_reminded_today(self, lent):
        make_out(make_loan(start=date(2026, 11, 24), end=date(2026, 11, 26)))
        assert on(AT.date()) == []

    def test_whoever_asked_is_written_to_and_a_school_without_members_at_its_own_address(self, lent):
        asker = make_user("prof@exemple.example")
        make_membership(lent.school.partner, user=asker, roles=("school",))
        request = make_request(lent.school, by=asker)
        Loan.objects.filter(pk=lent.pk).update(request=request)
        bare = make_school("Collège nu", partner=make_partner("Collège nu", email="nu@exemple.example"))
        make_out(make_loan(school=bare))
        assert {row.to for row in on(DUE)} == {"prof@exemple.example", "nu@exemple.example"}

    def test_a_network_without_a_bank(self, scope):
        assert on(DUE) == []


@pytest.mark.django_db
class TestWhatLeaves:
    def test_what_to_bring_back_where_and_how_to_keep_it_longer(self, lent, mailbox, clock):
        clock(DUE - timedelta(days=3))
        on(DUE - timedelta(days=3))
        deliver()
        deliver()
        (letter,) = mailbox.taken
        assert (letter["To"], letter["Reply-To"]) == ("cpe@exemple.example", "banque@exemple.example")
        assert letter["Subject"] == "À rapporter le 4 décembre 2026 : Stylo lecteur"
        text = plain(letter.get_content())
        assert "- Stylo lecteur (STY-7)" in text and "12 rue du Prêt" in text
        assert f"/materiel/prets/{lent.pk}/prolonger/" in text

    def test_what_is_late_and_the_list_of_the_bank(self, lent, mailbox, clock):
        clock(DUE + timedelta(days=7))
        on(DUE + timedelta(days=7))
        deliver()
        late, bank = mailbox.taken
        assert late["Subject"] == "En retard de 7 jours : Stylo lecteur"
        assert "Encore attendu par Expérithèque" in late.get_content()
        assert bank["Subject"] == "1 prêt en retard le 11 décembre 2026"
        assert f"{lent.number}, Stylo lecteur, Collège des Pins" in bank.get_content()

    def test_what_came_back_meanwhile_is_not_asked_for(self, lent, mailbox):
        on(DUE - timedelta(days=1))
        give_back(lent, seen=seen(lent), by=None, at=AT)
        deliver()
        assert mailbox.taken == []
        assert "est revenu entre-temps" in LoanReminder.objects.get().problem

    def test_what_was_extended_meanwhile_is_not_asked_for(self, lent, mailbox):
        on(DUE - timedelta(days=1))
        extend(lent, end=date(2026, 12, 12), by=None, at=AT)
        deliver()
        assert mailbox.taken == []
        assert "prolongé entre-temps" in LoanReminder.objects.get().problem

    def test_of_two_workers_one_hands_it_over(self, lent, mailbox, monkeypatch):
        """The other one took the e-mail between the first one's look at its row and its handover."""
        (row,) = on(DUE - timedelta(days=3))

        def taken_meanwhile(reminder):
            LoanReminder.objects.filter(pk=reminder.pk).update(mailed_at=AT)
            return ""

        kind = replace(outbox._kinds[LoanReminder], skip_reason=taken_meanwhile)
        monkeypatch.setitem(outbox._kinds, LoanReminder, kind)
        deliver()
        assert mailbox.taken == []
        row.refresh_from_db()
        assert (row.mailed_at, row.problem) == (AT, "")

    def test_the_morning_task_reads_the_clock_and_the_sweep_finds_what_was_lost(self, lent, mailbox, clock, asked_for):
        clock(DUE + timedelta(days=1))
        remind_borrowers()
        remind_borrowers()
        asked_for.clear()
        sweep_mails()
        assert set(asked_for) == set(LoanReminder.objects.values_list("pk", flat=True))
        assert len(asked_for) == 2
        deliver()
        assert len(mailbox.taken) == 2

    def test_what_was_lost_on_a_day_does_not_leave_on_the_next(self, lent, clock, asked_for):
        clock(DUE + timedelta(days=1))
        remind_borrowers()
        asked_for.clear()
        clock(DUE + timedelta(days=2))
        sweep_mails()
        assert not asked_for


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_each_reminder_once(clock):
    from tests.builders import make_network

    network: Network = make_network()
    with scoped_to(network):
        make_bank(email="banque@exemple.example")
        for n in range(3):
            partner = make_partner(f"Collège {n}", email=f"c{n}@exemple.example")
            make_out(make_loan(school=make_school(partner=partner)))
    at_once(network, lambda n: on(DUE + timedelta(days=1)), 6)
    with scoped_to(network):
        assert LoanReminder.objects.filter(kind=ReminderKind.LATE).count() == 3
        assert LoanReminder.objects.filter(kind=ReminderKind.BANK).count() == 1
