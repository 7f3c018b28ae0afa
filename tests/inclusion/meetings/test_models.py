"""Which bodies deal with digital inclusion on a day, and what the database refuses."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from inclusion.core.access import Member
from inclusion.core.scope import CrossNetworkWrite, scoped_to
from inclusion.meetings.models import Body
from tests.builders import make_epci, make_partner
from tests.inclusion.builders import make_body

DAY = date(2026, 11, 24)


def names(rows) -> set[str]:
    return {one.name for one in rows}


def test_bodies_deal_from_their_day_until_they_are_closed(scope):
    make_body("jamais")
    make_body("dès ce jour", deals_since=DAY)
    make_body("depuis", deals_since=date(2020, 1, 1))
    make_body("demain", deals_since=date(2026, 11, 25))
    make_body("close ce jour", deals_since=date(2020, 1, 1), closed_on=DAY)
    make_body("close demain", deals_since=date(2020, 1, 1), closed_on=date(2026, 11, 25))
    make_body("close jadis", deals_since=date(2020, 1, 1), closed_on=date(2021, 1, 1))
    assert names(Body.objects.dealing(on=DAY)) == {"dès ce jour", "depuis", "close demain"}
    assert names(Body.objects.dealing(on=date(2020, 6, 1))) == {
        "depuis",
        "close ce jour",
        "close demain",
        "close jadis",
    }
    assert names(Body.objects.active()) == {"jamais", "dès ce jour", "depuis", "demain"}


def test_names_are_found_without_accents(scope):
    make_body("Comité de pilotage élargi")
    make_body("Assemblée")
    assert names(Body.objects.matching("ELARGI comite")) == {"Comité de pilotage élargi"}
    assert names(Body.objects.matching("autre")) == set()


def test_every_member_sees_them_and_no_other_network(scope, other_network, cast):
    make_body("Ici")
    with scoped_to(other_network):
        make_body("Ailleurs")
    assert names(Body.objects.visible_to(Member(cast["school"]))) == {"Ici"}
    cast["school"].roles = []
    assert names(Body.objects.visible_to(Member(cast["school"]))) == set()


def test_one_name_per_territory(scope, other_network):
    make_body("COPIL")
    make_body("COPIL", epci=make_epci())
    make_body("COPIL", epci=make_epci("200000002", "Albret"))
    for epci in (None, make_epci()):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_body("COPIL", epci=epci)
        with pytest.raises(ValidationError, match="Une instance de ce territoire porte déjà ce nom"):
            Body(network=scope, name="COPIL", kind="copil", epci=epci).full_clean()
    with scoped_to(other_network):
        make_body("COPIL")
        with pytest.raises(CrossNetworkWrite):
            Body(network=scope, name="X", kind="copil").save()


def test_a_body_does_not_end_before_it_began(scope):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_body(deals_since=DAY, closed_on=date(2026, 11, 23))
    assert make_body(deals_since=DAY, closed_on=DAY).is_closed


def test_its_partner_is_of_its_network(scope, other_network):
    with scoped_to(other_network):
        stranger = make_partner("Ailleurs")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_body(partner=stranger)
