"""SMS to the people helped: their agreement on the file, and STOP from the gateway."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from inclusion.core.enums import Verb
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from inclusion.people.models import Beneficiary
from tests.builders import make_partner, make_person
from tests.inclusion.pages import page, url
from tests.setup_data import setup_data

STOP = "/sms/stop/a-long-secret/"


@setup_data
def people(network, other_network, cast):
    """Two files of one telephone in two networks, and one of another."""
    by, made = cast["prescriber"].user, []
    agreed = {"sms_consent_on": date(2026, 11, 2)}
    for where, phone in ((network, "06 12 34 56 78"), (other_network, "+33612345678"), (network, "07 00 00 00 00")):
        with scoped_to(where):
            partner = cast["prescriber"].partner if where == network else make_partner("CCAS")
            made.append((where, make_person(partner, by=by, phone=phone, **agreed)))
    return made


def consents(people):
    found = []
    for where, person in people:
        with scoped_to(where):
            found.append(Beneficiary.objects.get(pk=person.pk).sms_consent_on is not None)
    return found


@pytest.fixture
def secret(settings):
    settings.SMS_STOP_SECRET = "a-long-secret"


@pytest.mark.parametrize("name", ["from", "phone"])
def test_stop_ends_the_agreement_of_a_telephone_wherever_it_stands_and_once(people, network, secret, name):
    gateway = Client(enforce_csrf_checks=True)
    for _ in range(2):
        assert gateway.post(STOP, {name: "+33612345678"}).status_code == 204
        assert consents(people) == [False, False, True]
    with scoped_to(network):
        assert JournalEntry.objects.filter(verb=Verb.PERSON_CHANGED).count() == 1


def test_without_its_secret_the_address_does_not_exist(people, client, settings):
    assert client.post(STOP, {"from": "+33612345678"}).status_code == 404
    settings.SMS_STOP_SECRET = "another"
    assert client.post(STOP, {"from": "+33612345678"}).status_code == 404
    assert consents(people) == [True, True, True]


def test_what_is_no_mobile_stops_nobody(people, client, secret):
    for phone in ("", "STOP", "05 53 00 00 00", "\x00"):
        assert client.post(STOP, {"from": phone}).status_code == 204
    assert client.get(STOP).status_code == 405
    assert consents(people) == [True, True, True]


def test_the_agreement_is_on_the_file_with_its_day(client_of, network, people):
    client = client_of("prescriber")
    person = people[0][1]
    assert "Accepte les SMS, depuis le 2 novembre 2026." in page(client.get(url("person_detail", network, person.pk)))
    edit = url("person_edit", network, person.pk)
    form = {"first_name": "Zoé", "last_name": "Fictif", "channel": "hand", "phone": "06 12 34 56 78", "sms": "on"}
    client.post(edit, form)
    assert consents(people)[0]
    with scoped_to(network):
        assert Beneficiary.objects.get(pk=person.pk).sms_consent_on == date(2026, 11, 2)
    refused = page(client.post(edit, {**form, "phone": "05 53 00 00 00"}))
    assert "Pour des SMS, donnez un portable français" in refused
    client.post(edit, {**form, "sms": ""})
    assert not consents(people)[0]
    client.post(edit, form)
    with scoped_to(network):
        assert Beneficiary.objects.get(pk=person.pk).sms_consent_on == timezone.localdate()
