"""Several people write one roadmap at the same moment: with the lock nothing is lost, without it the race shows."""

from datetime import date
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db.models import QuerySet

from funding.funds.actions import open_fund
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from roadmaps.models import Action, FundLine, Roadmap
from roadmaps.plans.actions import budgets
from roadmaps.plans.actions.actions import change_action, move_action
from roadmaps.plans.actions.budgets import plan_from_fund
from tests.builders import AT, make_network, make_partner, make_user
from tests.crowds import at_once
from tests.roadmaps.builders import make_action, make_axis, make_roadmap

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 6


@pytest.fixture
def network():
    return make_network()


@pytest.fixture
def axis(network):
    with scoped_to(network):
        return make_axis(make_roadmap("Feuille"))


@pytest.fixture
def by(network):
    return make_user()


@pytest.fixture
def unguarded(monkeypatch):
    """Read rows without their locks, and let everybody read before anybody writes."""
    together = Barrier(WRITERS)
    real = QuerySet.select_for_update

    def without_lock(self, *args: Any, **kwargs: Any) -> QuerySet:
        if self.model in (Roadmap, FundLine) or self.model._meta.label == "funding.Fund":
            return self
        return real(self, *args, **kwargs)

    counted = Roadmap.count_modification

    def wait_then_count(self: Roadmap) -> None:
        together.wait(60)
        counted(self)

    monkeypatch.setattr(QuerySet, "select_for_update", without_lock)
    monkeypatch.setattr(Roadmap, "count_modification", wait_then_count)


def written(network, axis, by) -> int:
    """Let each of several people write a note of their own; return how many modifications were counted."""
    with scoped_to(network):
        actions = [make_action(axis, f"Action {n}") for n in range(WRITERS)]
        before = Roadmap.objects.get().revision
    at_once(network, lambda n: change_action(actions[n], description=f"Texte {n}", by=by, at=AT), WRITERS)
    with scoped_to(network):
        return Roadmap.objects.get().revision - before


def test_every_modification_is_counted(network, axis, by):
    assert written(network, axis, by) == WRITERS


def test_without_the_lock_modifications_are_lost(network, axis, by, unguarded, monkeypatch):
    with scoped_to(network), monkeypatch.context() as alone:
        alone.setattr(Roadmap, "count_modification", lambda self: None)
        actions = [make_action(axis, f"Action {n}") for n in range(WRITERS)]
        before = Roadmap.objects.get().revision
    at_once(network, lambda n: change_action(actions[n], description=f"Texte {n}", by=by, at=AT), WRITERS)
    with scoped_to(network):
        assert Roadmap.objects.get().revision - before < WRITERS


def plan_at_once(network, axis, by) -> tuple[list[Any], Decimal]:
    """Let several people plan 20 000 € each from a fund of 50 000 €; each answer, and what is planned in all."""
    real = Roadmap.count_modification
    Roadmap.count_modification, waiting = (lambda self: None), real
    try:
        with scoped_to(network):
            fund = open_fund(
                name="Fonds",
                host=make_partner(),
                envelope=Decimal("50000.00"),
                start=date(2026, 1, 1),
                end=date(2029, 1, 1),
                by=by,
                at=AT,
            )
            # Each in a roadmap of their own: only the fund makes them wait for one another.
            actions = [make_action(make_axis(make_roadmap())) for _ in range(WRITERS)]
    finally:
        Roadmap.count_modification = waiting
    answers = at_once(
        network, lambda n: plan_from_fund(actions[n], fund=fund, planned=Decimal("20000.00"), by=by, at=AT), WRITERS
    )
    with scoped_to(network):
        return answers, sum((line.planned for line in FundLine.objects.all()), Decimal("0.00"))


def test_a_fund_is_not_planned_beyond_what_it_holds(network, axis, by):
    answers, planned = plan_at_once(network, axis, by)
    assert planned == Decimal("40000.00")
    assert sum(isinstance(one, DomainError) for one in answers) == WRITERS - 2


def test_without_the_lock_a_fund_is_planned_beyond_what_it_holds(network, axis, by, unguarded, monkeypatch):
    checked, refuse_excess = Barrier(WRITERS), budgets._refuse_excess

    def all_check_first(*args: Any, **kwargs: Any) -> None:
        # The last look at the fund: nobody writes before everybody has read that it has enough.
        refuse_excess(*args, **kwargs)
        checked.wait(60)

    monkeypatch.setattr(budgets, "_refuse_excess", all_check_first)
    _, planned = plan_at_once(network, axis, by)
    assert planned == WRITERS * Decimal("20000.00")


def test_moves_at_once_lose_no_action(network, axis, by):
    with scoped_to(network):
        actions = [make_action(axis, f"Action {n}") for n in range(WRITERS)]
    at_once(network, lambda n: move_action(actions[n], axis=axis, after=actions[n - 1], by=by, at=AT), WRITERS)
    with scoped_to(network):
        ranks = Action.objects.filter(axis=axis).values_list("rank", flat=True)
        assert sorted(ranks) == list(range(1, WRITERS + 1))
