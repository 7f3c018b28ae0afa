"""The Expérithèque of the demonstration becomes rows that hold, through the actions of the bank alone."""

from decimal import Decimal

import pytest
from django.db.models import Count, Exists, OuterRef, Sum
from django.utils import timezone

from equipment.enums import ItemState, LoanState, MdphStep, Need, RequestState, TrialOutcome
from equipment.feedback.queries import advice_for
from equipment.follow_up.queries import use_of
from equipment.follow_up.rules import school_year, school_year_of
from equipment.loans.enums import FeedbackAuthor
from equipment.loans.queries import at_risk, phone_of
from equipment.models import (
    Bank,
    EquipmentModel,
    Item,
    Kit,
    Loan,
    LoanRequest,
    LoanRequestMail,
    Maintenance,
    Pupil,
    Purchase,
    School,
    StockAudit,
    Supply,
    TrialFeedback,
)
from equipment.requests.actions import serve
from funding.funds.invariants import prove
from inclusion.core.models.networks import Membership, Network
from inclusion.core.scope import scoped_to
from inclusion.demo import loading
from inclusion.territories.actions import load_territories
from tests.inclusion.demo.visiting import contradictions, documents_set_once, wrong_pages  # noqa: F401


@pytest.mark.slow(75)
@pytest.mark.django_db
def test_the_bank_of_the_vendee_loads_whole(settings, documents_set_once):  # noqa: F811
    load_territories()
    data = next(one for one in loading.declared() if one.slug == "vendee")
    assert loading.load(data) is True
    network = Network.objects.get(slug="vendee")
    with scoped_to(network):
        results = prove(network)
        assert results
        assert not [one.name for one in results if one.violations]
        _has_its_equipment()
        _has_lent_for_two_years()
        _has_something_to_do_today()
        _is_lent_at_a_rate_that_is_worth_its_price()
        _shows_each_partner_its_own()
        _lets_no_old_mail_leave()
    settings.DEMO = True
    assert wrong_pages("vendee") == {}
    assert contradictions("vendee") == ()


def _has_its_equipment() -> None:
    assert School.objects.filter(is_pilot=True).count() == School.objects.count() == 5
    assert EquipmentModel.objects.count() == 60
    assert Item.objects.count() == 150
    assert Item.objects.filter(state=ItemState.LOST).count() == 1
    assert Item.objects.exclude(purchase=None).count() == 150
    assert Kit.objects.count() == 6
    assert Supply.objects.filter(stock__gt=0).count() == Supply.objects.count()
    bank = Bank.objects.current()
    assert (bank.zone, bank.usual_days, bank.longest_days, bank.buffer_after) == ("B", 28, 90, 1)
    assert bank.dsden and bank.mdph
    voted = bank.budget_votes.aggregate(sum=Sum("amount"))["sum"]
    spent = Purchase.objects.aggregate(sum=Sum("amount"))["sum"]
    assert voted == Decimal(65000)
    assert spent < voted


def _has_lent_for_two_years() -> None:
    back = Loan.objects.filter(state=LoanState.RETURNED)
    assert back.count() >= 110
    assert {day.year for day in back.dates("start", "year")} == {2024, 2025, 2026}
    assert back.filter(extensions__gt=0).exists()
    assert set(TrialFeedback.objects.values_list("author", flat=True)) == set(FeedbackAuthor.values)
    assert set(back.exclude(outcome="").values_list("outcome", flat=True)) == set(TrialOutcome.values)
    assert set(Loan.objects.values_list("mdph_step", flat=True)) == set(MdphStep.values)
    # What the MDPH notified to a pupil is known of each loan that follows.
    notified = Loan.objects.filter(mdph_step=MdphStep.NOTIFIED, pupil=OuterRef("pupil"), start__lt=OuterRef("start"))
    assert not Loan.objects.filter(Exists(notified)).exclude(mdph_step=MdphStep.NOTIFIED).exists()
    assert {need for needs in Loan.objects.values_list("needs", flat=True) for need in needs} == set(Need.values)
    pen = advice_for(EquipmentModel.objects.get(name="Stylo lecteur"))
    assert pen.any
    assert pen.trials >= 15


def _has_something_to_do_today() -> None:
    today = timezone.localdate()
    states = set(LoanRequest.objects.values_list("state", flat=True))
    assert states == set(RequestState.values) - {RequestState.OFFERED}
    assert LoanRequest.objects.to_answer().filter(answer_by__lt=today).exists()
    assert Loan.objects.overdue(on=today).count() >= 3
    assert Loan.objects.to_hand_over(until=today).exists() or not today.weekday() < 5
    assert at_risk(on=today).exists()
    assert Maintenance.objects.filter(ended_at=None).count() == 3
    over, going_on = StockAudit.objects.order_by("begun_at")
    assert (over.closed_at is None, going_on.closed_at is None) == (False, True)
    assert over.result["counts"]["seen"] == over.result["counts"]["expected"] - 1
    # Those who wait do so for a reason.
    assert serve(at=timezone.now()) == []


def _is_lent_at_a_rate_that_is_worth_its_price() -> None:
    """A third of what could be lent this year is, once the year has begun; some pupils try one thing after another."""
    today = timezone.localdate()
    year = school_year(school_year_of(today))
    if (today - year.start).days > 60:
        assert 30 <= use_of(year, today=today).rate <= 60
    trials = Pupil.objects.annotate(trials=Count("loans"))
    assert trials.filter(trials__gt=1).count() >= 20 or today.month in (9, 10)
    assert all(phone_of(loan) for loan in Loan.objects.overdue(on=today))


def _shows_each_partner_its_own() -> None:
    counts = {}
    for email in ("bank-manager", "school", "reader", "reader-dsden", "reader-mdph"):
        member = _member(f"{email}@vendee.example")
        counts[email] = Loan.objects.visible_to(member).count()
    assert counts["bank-manager"] == counts["reader-dsden"] == Loan.objects.count()
    assert 0 < counts["school"] < counts["reader-dsden"]
    assert 0 < counts["reader-mdph"] < counts["reader-dsden"]
    assert counts["reader"] == 0


def _member(email: str):
    from inclusion.core.access import Member

    return Member(Membership.objects.in_force().get(user__email=email))


def _lets_no_old_mail_leave() -> None:
    assert LoanRequestMail.objects.exists()
    assert not LoanRequestMail.objects.waiting().exists()
