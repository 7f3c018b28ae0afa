"""What grants put on the home pages."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.grants.actions import award_grant, justify_grant, record_grant_receipt
from funding.grants.home import grants_to_use_or_justify
from inclusion.core.access import Member
from tests.builders import AT
from tests.funding.builders import engage, worked_example
from tests.pages import plain, shown_by
from tests.setup_data import setup_data

TODAY = date(2026, 11, 24)


@setup_data
def worked(scope, cast):
    return worked_example()


def award(worked, name, *, received="1000.00", on=date(2026, 10, 1), **fields):
    grant = award_grant(
        worked.fund,
        funder="ANCT",
        name=name,
        amount=Decimal("1000.00"),
        actions=[worked.forum],
        awarded_on=date(2026, 3, 1),
        **fields,
        by=worked.by,
        at=AT,
    )
    if Decimal(received):
        record_grant_receipt(grant, amount=Decimal(received), bank_reference=f"G-{name}", on=on, by=worked.by, at=AT)
    return grant


def todos(cast, role="coordinator", today=TODAY):
    return shown_by(grants_to_use_or_justify, Member(cast[role]), today)


def lines(cast, today=TODAY):
    return [
        (plain(one.title), one.action, plain(one.detail).removeprefix("subvention « Appel », "))
        for one in todos(cast, today=today)
    ]


def test_a_grant_to_use_is_shown_sixty_days_before(worked, cast):
    grant = award(worked, "Appel", spend_by=date(2026, 12, 24))
    assert lines(cast, date(2026, 10, 24)) == []
    assert len(lines(cast, date(2026, 10, 25))) == 1
    assert lines(cast) == [("1 000 € restent à employer", "Voir la subvention", "dans 30 jours, le 24 décembre")]
    assert (todos(cast)[0].url, todos(cast)[0].due) == (grant.get_absolute_url(), grant.spend_by)


def test_a_grant_whose_time_is_over_is_to_be_given_back(worked, cast):
    grant = award(worked, "Appel", spend_by=date(2026, 11, 12))
    assert lines(cast) == [
        ("1 000 € sont à rendre à ANCT", "Rendre ce qui reste", "délai dépassé depuis 12 jours (12 novembre 2026)")
    ]
    assert todos(cast)[0].url.endswith(f"/fonds/subventions/{grant.pk}/rendre/")
    assert todos(cast)[0].due == grant.spend_by


def test_money_that_has_not_come_is_shown_too(worked, cast):
    award(worked, "Appel", received="0.00", spend_by=date(2026, 12, 24))
    assert lines(cast) == [
        ("1 000 € doivent encore arriver", "Voir la subvention", "à employer dans 30 jours, le 24 décembre")
    ]


def test_a_grant_that_is_used_up_no_longer_waits(worked, cast):
    award(worked, "Appel", spend_by=date(2026, 12, 24))
    engage(worked.forum, "1000.00", by=worked.by, on=date(2026, 10, 2))
    assert lines(cast) == []


def test_an_account_that_the_funder_expects(worked, cast):
    award(worked, "Rien reçu", received="0.00", justify_by=date(2026, 12, 24))
    grant = award(worked, "Appel", justify_by=date(2026, 11, 4))
    nothing_came, late = lines(cast)
    assert nothing_came[:2] == ("La subvention « Rien reçu » est à justifier", "Voir la subvention")
    assert late == (
        "La subvention « Appel » est à justifier",
        "Noter la justification",
        "ANCT attend le compte de ce que son argent a fait, depuis 20 jours (4 novembre 2026)",
    )
    justify_grant(grant, on=date(2026, 11, 20), justification="Bilan", by=worked.by, at=AT)
    assert len(lines(cast)) == 1


@pytest.mark.parametrize("role", ["operator", "reader", "prescriber"])
def test_only_the_coordination_sees_it(worked, cast, role):
    award(worked, "Appel", spend_by=date(2026, 12, 24))
    assert todos(cast, role) == []


def test_more_grants_ask_no_more_queries(worked, cast):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            todos(cast)
        return len(captured)

    award(worked, "Un", spend_by=date(2026, 12, 24))
    queries()
    one = queries()
    for name in ("Deux", "Trois"):
        award(worked, name, spend_by=date(2026, 12, 24), justify_by=date(2026, 12, 24))
    assert queries() == one
