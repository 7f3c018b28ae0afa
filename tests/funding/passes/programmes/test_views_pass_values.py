"""A pass is worth what it is worth: its cents are on every page that names its value."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone

from funding.passes.programmes.actions import change_programme
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_person
from tests.funding.pass_builders import make_place, make_programme, send
from tests.funding.redemption_builders import passes_that_left, use
from tests.pages import address, plain, words
from tests.setup_data import setup_data


@setup_data
def programme(cast, network):
    with scoped_to(network):
        return make_programme(by=cast["coordinator"].user, face_value=Decimal("12.50"))


@setup_data
def letter(cast, network, programme):
    """A booklet of today, as pages go by today."""
    with scoped_to(network):
        by = cast["prescriber"].user
        person = make_person(cast["prescriber"].partner, by=by)
        return send(person, programme, by=by, at=timezone.now())


@setup_data
def passes(network, letter):
    with scoped_to(network):
        return passes_that_left(letter)


@setup_data
def place(cast, network):
    with scoped_to(network):
        return make_place(by=cast["coordinator"].user, partner=cast["training_place"].partner)


def test_who_holds_a_pass_reads_its_value(client_of, passes):
    page = words(client_of("visitor").get(address("pass_public", passes[0].code)))
    assert "Ce pass numérique vaut 12,50 €" in page


def test_a_place_reads_it_before_and_after_the_use(client_of, network, passes, place):
    client = client_of("training_place")
    looked = client.post(address("redeem"), {"place": place.pk, "codes": passes[0].code})
    assert words(looked).count("12,50 €") == 2  # beside the code, and on the button
    used = client.post(
        address("redeem"),
        {
            "place": place.pk,
            "scan": re.findall(r'name="scan" value="([^"]+)"', words(looked)),
            "session": "Atelier",
            "used_on": f"{timezone.localdate():%Y-%m-%d}",
            "step": "confirm",
        },
        follow=True,
    )
    assert "Un pass utilisé, 12,50 € vous sont dus" in words(used)
    assert words(used).count("12,50 €") == 2
    uses = words(client.get(address("redemption_list")))
    assert "1 utilisation" in uses and "12,50 €" in uses
    assert "13 €" not in uses


def test_the_programmes_their_letters_and_their_places_say_it(client_of, cast, network, programme, letter, place):
    client, booklets = client_of("coordinator"), "10 pass de 12,50 €"
    assert f"Carnets de {booklets}" in words(client.get(address("pass_programme", programme.pk)))
    assert booklets in words(client.get(address("letter_detail", letter.pk)))
    assert "pass de 12,50 €" in words(client.get(address("training_place", place.pk)))
    with scoped_to(network):
        make_programme(by=cast["coordinator"].user, name="Un autre")
    assert f"carnets de {booklets}" in words(client.get(address("pass_list")))


def test_who_sends_passes_reads_it_beside_the_person(client_of, cast, network, programme):
    with scoped_to(network):
        person = make_person(cast["prescriber"].partner, by=cast["prescriber"].user)
    page = words(client_of("prescriber").get(address("person_detail", person.pk)))
    assert "Un carnet de 10 pass de 12,50 €" in page


def test_a_refused_change_names_the_value_that_was_sent(network, programme, letter, cast):
    with scoped_to(network), pytest.raises(DomainError) as refused:
        change_programme(programme, face_value=Decimal("10.00"), by=cast["coordinator"].user, at=AT)
    assert "Des carnets de 10 pass de 12,50 € ont déjà été envoyés" in plain(refused.value)


def test_an_action_of_the_fund_shows_its_cents(client_of, cast, network, programme, passes, place):
    with scoped_to(network):
        use(passes[0], place, by=cast["training_place"].user, at=timezone.now())
    page = words(client_of("coordinator").get(address("fund_action", programme.funded_action_id)))
    assert page.count("12,50 €") >= 2  # in the figures, and in the table of who pays
    assert "13 €" not in page
