"""What a trial gave: addresses, answers that arrive once, what came of it."""

from datetime import date, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from equipment.enums import MdphStep, TrialOutcome
from equipment.feedback.actions import (
    LinkClosed,
    answer_by_link,
    close_link,
    give_feedback,
    move_mdph,
    note_outcome,
    open_link,
)
from equipment.loans.enums import FeedbackAuthor
from equipment.models import FeedbackLink, Loan, TrialFeedback
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_network, own_details
from tests.equipment.builders import make_bank, make_loan, make_out, make_returned
from tests.setup_data import setup_data

SAID = {"use": 3, "helped": 4, "needs_helped": ["reading"], "what_helped": " Il lit seul. ", "wish": "keep"}


@setup_data
def bank(scope):
    return make_bank()


@setup_data
def loan(bank) -> Loan:
    return make_out()


@pytest.mark.django_db
class TestLinks:
    def test_an_address_is_open_until_a_month_after_the_end(self, loan):
        link = open_link(loan, author="family", by=None, at=AT)
        assert link.open_until == loan.due + timedelta(days=30)
        assert link.is_open_on(link.open_until)
        assert not link.is_open_on(link.open_until + timedelta(days=1))

    def test_opening_it_again_changes_nothing_while_it_is_open(self, loan):
        first = open_link(loan, author="family", by=None, at=AT)
        again = open_link(loan, author="family", by=None, at=AT + timedelta(days=3))
        assert (again.pk, again.token, again.open_until) == (first.pk, first.token, first.open_until)
        assert FeedbackLink.objects.count() == 1

    def test_one_that_is_over_opens_again_at_the_same_address(self, loan):
        first = open_link(loan, author="family", by=None, at=AT)
        again = open_link(loan, author="family", by=None, at=AT + timedelta(days=90))
        assert again.token == first.token
        assert again.open_until == (AT + timedelta(days=120)).date()

    def test_one_that_was_closed_opens_at_a_new_address(self, loan):
        first = open_link(loan, author="family", by=None, at=AT)
        close_link(first, by=None, at=AT)
        again = open_link(loan, author="family", by=None, at=AT)
        assert again.token != first.token
        assert again.closed_at is None

    def test_before_the_hand_over_nothing_can_be_asked(self, bank):
        with pytest.raises(DomainError, match="à partir de la remise"):
            open_link(make_loan(), author="family", by=None, at=AT)


@pytest.mark.django_db
class TestAnswers:
    def test_an_answer_is_kept_without_anybody_behind_it(self, loan):
        link = open_link(loan, author="therapist", by=None, at=AT)
        given = answer_by_link(link, form_key=uuid4(), at=AT, **SAID)
        assert (given.author, given.by, given.what_helped) == (FeedbackAuthor.THERAPIST, None, "Il lit seul.")
        line = JournalEntry.objects.get(verb="feedback.given")
        assert own_details(line) == {"author": "therapist"}

    def test_the_same_form_twice_is_one_answer_and_another_form_another(self, loan):
        link, key = open_link(loan, author="family", by=None, at=AT), uuid4()
        first = answer_by_link(link, form_key=key, at=AT, **SAID)
        assert answer_by_link(link, form_key=key, at=AT, **SAID) == first
        answer_by_link(link, form_key=uuid4(), at=AT + timedelta(days=9), **SAID)
        assert TrialFeedback.objects.filter(loan=loan).count() == 2

    def test_a_form_sent_again_after_the_last_day_is_still_the_answer_that_arrived(self, loan):
        link, key = open_link(loan, author="family", by=None, at=AT), uuid4()
        first = answer_by_link(link, form_key=key, at=AT, **SAID)
        close_link(link, by=None, at=AT)
        assert answer_by_link(link, form_key=key, at=AT + timedelta(days=99), **SAID) == first
        with pytest.raises(LinkClosed):
            answer_by_link(link, form_key=uuid4(), at=AT, **SAID)
        assert TrialFeedback.objects.count() == 1

    def test_a_returned_loan_still_takes_answers(self, bank):
        give_feedback(make_returned(), author="school", form_key=uuid4(), use=0, helped=1, by=None, at=AT)
        assert TrialFeedback.objects.count() == 1


@pytest.mark.django_db
class TestOutcome:
    def test_a_request_to_the_mdph_moves_the_file_too(self, loan):
        noted = note_outcome(loan, outcome=TrialOutcome.MDPH_REQUEST, outcome_on=AT.date(), by=None, at=AT)
        assert noted.mdph_step == MdphStep.REQUESTED
        with pytest.raises(DomainError, match="changez d’abord cette suite"):
            move_mdph(loan, mdph_step=MdphStep.BEFORE, by=None, at=AT)
        assert move_mdph(loan, mdph_step=MdphStep.NOTIFIED, by=None, at=AT).mdph_step == MdphStep.NOTIFIED

    @pytest.mark.parametrize(
        ("day", "sentence"),
        [(date(2026, 11, 25), "est encore à venir"), (date(2026, 1, 5), "ne peut pas être plus ancienne")],
    )
    def test_a_day_that_cannot_be_is_refused(self, loan, day, sentence):
        with pytest.raises(DomainError, match=sentence) as refused:
            note_outcome(loan, outcome=TrialOutcome.KEPT, outcome_on=day, by=None, at=AT)
        assert refused.value.field == "outcome_on"
        assert Loan.objects.get().outcome == ""

    def test_nothing_came_of_a_trial_before_its_handing_over_which_may_be_late(self, loan):
        late = Loan.objects.get()
        late.start = AT.date() - timedelta(days=3)
        late.save(update_fields=["start"])
        handed_over_on = timezone.localdate(late.handed_over_at)
        with pytest.raises(DomainError, match="ne peut pas être plus ancienne"):
            note_outcome(late, outcome=TrialOutcome.KEPT, outcome_on=handed_over_on - timedelta(days=1), by=None, at=AT)
        note_outcome(late, outcome=TrialOutcome.KEPT, outcome_on=handed_over_on, by=None, at=AT)

    def test_it_can_be_changed_later(self, loan):
        note_outcome(loan, outcome=TrialOutcome.KEPT, outcome_on=AT.date(), by=None, at=AT)
        note_outcome(
            loan, outcome=TrialOutcome.DROPPED, outcome_on=AT.date(), outcome_note="Trop lourd", by=None, at=AT
        )
        changed = Loan.objects.get()
        assert (changed.outcome, changed.outcome_note) == (TrialOutcome.DROPPED, "Trop lourd")


@pytest.mark.django_db(transaction=True)
def test_two_sendings_of_one_form_at_once_are_one_answer():
    network = make_network()
    with scoped_to(network):
        make_bank()
        link = open_link(make_out(), author="family", by=None, at=AT)
    key, start, faults = uuid4(), Barrier(2), []

    def send() -> None:
        try:
            with scoped_to(network):
                start.wait(60)
                answer_by_link(link, form_key=key, at=AT, **SAID)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scoped_to(network):
        assert not faults
        assert TrialFeedback.objects.count() == 1
