"""Accounts change by two persons: one asks, another one confirms, and whoever was known before is notified."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from funding.bank_details.actions import ask_bank_details, confirm_bank_details, withdraw_bank_details
from funding.bank_details.mails import compose_mail, skip_reason
from funding.bank_details.queries import confirmers
from funding.funds.actions import change_fund
from funding.funds.invariants import prove
from funding.models import BankDetailsChange
from funding.passes.programmes.actions import change_training_place
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from inclusion.members.actions import add_member, invite_member
from tests.builders import AT, make_user
from tests.funding.builders import make_fund
from tests.funding.pass_builders import make_place
from tests.pages import words
from tests.setup_data import setup_data

FIRST, OTHER = "FR7630006000011234567890189", "FR1420041010050500013M02606"


@setup_data
def accounts(network):
    """A place whose account is known, a fund without any, and two persons."""
    with scoped_to(network):
        by = make_user()
        place = make_place(by=by, email="lieu@exemple.example", iban=FIRST, account_holder="Cyber-base")
        return place, make_fund(), by, make_user()


@pytest.fixture
def scope(network):
    with scoped_to(network):
        yield network


def test_an_account_counts_once_another_person_has_confirmed_it(accounts, scope):
    place, fund, by, other = accounts
    does = {"by": by, "at": AT}
    place = change_training_place(place, phone="05", iban=OTHER, account_holder="Cyber-base", **does)
    terms = {"host": fund.host, "envelope": fund.envelope, "end": fund.end}
    fund = change_fund(fund, iban=OTHER, **terms, **does)
    assert (place.phone, place.iban, fund.iban) == ("05", FIRST, "")
    for change in BankDetailsChange.objects.waiting():
        with pytest.raises(DomainError, match="demandé vous-même"):
            confirm_bank_details(change, **does)
        confirm_bank_details(change, by=other, at=AT)
        with pytest.raises(DomainError, match="déjà confirmée"):
            withdraw_bank_details(change, by=other, at=AT)
    place.refresh_from_db()
    fund.refresh_from_db()
    assert (place.iban, fund.iban) == (OTHER, OTHER)
    assert ask_bank_details(fund, iban=OTHER, **does) is None
    assert not [one.name for one in prove(scope) if one.violations]


def test_the_address_that_was_known_is_notified_without_the_number(accounts, scope):
    place, _, by, other = accounts
    place = change_training_place(place, email="autre@exemple.example", by=by, at=AT)
    change = ask_bank_details(place, iban=OTHER, account_holder="Autre", by=by, at=AT)
    assert {row.to for row in change.mails.all()} == {"lieu@exemple.example", "autre@exemple.example"}
    row = change.mails.get(to="lieu@exemple.example")
    sent = compose_mail(row)
    assert sent.to == ["lieu@exemple.example"]
    assert "FR76 •••• 189" in sent.body and "FR14 •••• 606" in sent.body and OTHER not in sent.body
    assert not skip_reason(row)
    withdraw_bank_details(change, by=other, at=AT)
    row.change.refresh_from_db()
    assert "retiré" in skip_reason(row)


def test_one_change_waits_at_once_and_may_be_withdrawn(accounts, scope):
    place, _, by, other = accounts
    change = ask_bank_details(place, iban=OTHER, account_holder="Cyber-base", by=by, at=AT)
    assert ask_bank_details(place, iban=OTHER, account_holder="Cyber-base", by=other, at=AT) == change
    with pytest.raises(DomainError, match="attend déjà d’être confirmé"):
        ask_bank_details(place, iban=OTHER, account_holder="Autre", by=by, at=AT)
    for iban, holder, field in (("FR76 3000", "Cyber-base", "iban"), (OTHER, "", "account_holder")):
        with pytest.raises(DomainError) as refused:
            ask_bank_details(place, iban=iban, account_holder=holder, by=by, at=AT)
        assert refused.value.field == field
    with pytest.raises(IntegrityError, match="confirmed_by_another"), transaction.atomic():
        BankDetailsChange.objects.filter(pk=change.pk).update(state="confirmed", decided_by=by, decided_at=AT)
    withdraw_bank_details(change, by=by, at=AT)
    with pytest.raises(DomainError, match="retirée"):
        confirm_bank_details(change, by=other, at=AT)
    place.refresh_from_db()
    assert place.iban == FIRST


def test_who_confirms_is_on_the_side_that_did_not_ask(accounts, scope):
    """A coordinator asks: the place's own people confirm as well. They ask: the coordination alone does."""
    place, fund, coordinator, theirs = accounts
    colleague = make_user()
    add_member(coordinator, fund.host, ["coordinator"], by=None, at=AT)
    assert confirmers(place, without=coordinator) == []
    for one in (theirs, colleague):
        add_member(one, place.partner, ["training_place"], by=None, at=AT)
    assert confirmers(fund, without=coordinator) == []
    assert confirmers(place, without=coordinator) == [theirs, colleague]
    assert confirmers(place, without=theirs) == [coordinator]
    change = ask_bank_details(place, iban=OTHER, account_holder="Cyber-base", by=theirs, at=AT)
    with pytest.raises(DomainError, match="la coordination le confirme"):
        confirm_bank_details(change, by=colleague, at=AT)
    withdraw_bank_details(change, by=coordinator, at=AT)
    change = ask_bank_details(place, iban=OTHER, account_holder="Cyber-base", by=coordinator, at=AT)
    assert confirm_bank_details(change, by=colleague, at=AT).decided_by == colleague


def test_the_form_says_beforehand_who_confirms_and_the_place_finds_its_card(accounts, network, cast, client_of):
    _, fund, by, _ = accounts
    coordinator, url = client_of("coordinator"), reverse("fund_change", args=[network.slug, fund.pk])
    page = words(coordinator.get(url))
    assert "Invitez d’abord une seconde personne" in page and "/membres/inviter/" in page
    with scoped_to(network):
        add_member(make_user(last_name="Seconde"), fund.host, ["coordinator"], by=None, at=AT)
        own = make_place(by=by, partner=cast["training_place"].partner, name="Lieu")
        change = ask_bank_details(own, iban=OTHER, account_holder="Lieu", by=by, at=AT)
    page = words(coordinator.get(url))
    assert "Invitez d’abord" not in page and "Camille Seconde" in page
    client = client_of("training_place")
    url = reverse("bank_details_confirm", args=[network.slug, change.pk])
    assert url in words(client.get(f"/{network.slug}/")) and url in words(client.get(own.get_absolute_url()))
    assert "Le nouveau compte est confirmé" in words(client.post(url, follow=True))


def test_a_coordinator_alone_finds_whom_to_invite_on_their_home_and_beside_the_account(
    accounts, network, cast, client_of
):
    place, _, by, _ = accounts
    client, home = client_of("coordinator"), f"/{network.slug}/"
    own = cast["coordinator"].user
    with scoped_to(network):
        ask_bank_details(place, iban=OTHER, account_holder="Cyber-base", is_from_place=True, by=own, at=timezone.now())
    page, invite = words(client.get(home)), reverse("member_invite", args=[network.slug])
    assert "1 compte bancaire attend une seconde personne" in page and invite in page
    assert "Invitez d’abord une seconde personne" in words(client.get(place.get_absolute_url()))
    with scoped_to(network):
        invited = {"email": "seconde@exemple.example", "partner": cast["coordinator"].partner}
        invite_member(**invited, roles=["coordinator"], by=own, at=timezone.now())
    for address in (home, place.get_absolute_url()):
        page = words(client.get(address))
        assert "seconde@exemple.example est invité à la coordination" in page
    with scoped_to(network):
        add_member(by, cast["coordinator"].partner, ["coordinator"], by=None, at=AT)
    assert "attend une seconde personne" not in words(client.get(home))


def test_a_coordinator_compares_then_confirms(accounts, network, client_of):
    place, _, by, _ = accounts
    with scoped_to(network):
        change = ask_bank_details(place, iban=OTHER, account_holder="Cyber-base", by=by, at=AT)
    client = client_of("coordinator")
    assert "Le nouveau compte de Cyber-base est à confirmer" in words(client.get(f"/{network.slug}/"))
    url = reverse("bank_details_confirm", args=[network.slug, change.pk])
    assert url in words(client.get(place.get_absolute_url()))
    page = words(client.get(url))
    assert "FR14 2004 1010 0505 0001 3M02 606" in page and "FR76 •••• 189" in page
    assert "Le nouveau compte est confirmé" in words(client.post(url, follow=True))
