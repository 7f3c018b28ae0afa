"""A walk over the pages of a network finds what is made to differ on purpose; whole networks are walked where the
demonstration is loaded.
"""

import dataclasses
from decimal import Decimal

import pytest
from django import shortcuts

from funding.funds import home
from inclusion.core import navigation
from inclusion.core.figures import compare
from inclusion.core.scope import scoped_to
from inclusion.core.web import listing
from inclusion.core.web.walk import Reader

pytestmark = pytest.mark.thorough


@pytest.fixture
def faults_of(world, network, cast):
    """Reads the home page of the coordinator and pages of these names; what they contradict."""

    def read(*names):
        with scoped_to(network):
            pages = Reader(network, cast["coordinator"]).walk(only=names)
            return compare((where, page) for where, _, page in pages).faults

    return read


def test_a_sum_that_differs_between_two_pages_is_found(faults_of, monkeypatch):
    assert faults_of("fund_list") == ()
    real = home.available

    def one_euro_more(funds, **how):
        return {pk: dataclasses.replace(one, pot=one.pot + Decimal("1.00")) for pk, one in real(funds, **how).items()}

    monkeypatch.setattr(home, "available", one_euro_more)
    (fault,) = faults_of("fund_list")
    assert fault.startswith("fund_available fund:") and "/fonds/" in fault


def test_a_title_that_counts_other_rows_is_found(faults_of, monkeypatch):
    def one_row_more(request, template, context):
        return shortcuts.render(request, template, {**context, "total": context["total"] + 1})

    monkeypatch.setattr(listing, "render", one_row_more)
    assert any(" above " in one for one in faults_of("partner_list"))


def test_a_menu_that_says_something_else_than_its_page_is_found(faults_of, monkeypatch):
    assert faults_of("todo_list") == ()
    real = navigation._numbers

    def one_more(by_group):
        found = real(by_group)
        return navigation.Numbers({group: count + 1 for group, count in found.groups.items()}, found.entries)

    monkeypatch.setattr(navigation, "_numbers", one_more)
    assert any(one.startswith("waiting membership:") for one in faults_of("todo_list"))
