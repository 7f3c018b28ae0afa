"""Parties and instalments of an agreement, on its pages."""

from datetime import date
from decimal import Decimal

import pytest

from funding.agreements.enums import InstalmentFlow, PartyRole
from funding.enums import AgreementState
from funding.models import AgreementParty, Instalment
from inclusion.core.scope import scoped_to
from tests.builders import make_partner
from tests.funding.agreement_pages import COOPERATION, address, between, wrong
from tests.pages import words
from tests.setup_data import setup_data

State = AgreementState


@setup_data
def draft(cast):
    return between(cast, State.DRAFT, "operator", kind=COOPERATION)


@pytest.fixture
def client(cast, client_of):
    return client_of("coordinator")


def payer(draft):
    with scoped_to(draft.network):
        return draft.parties.get(role=PartyRole.FUNDER)


def count(draft):
    with scoped_to(draft.network):
        return draft.parties.count(), draft.instalments.count()


# -- Parties ----------------------------------------------------------------------------------------------------------


def test_a_party_is_added_changed_and_removed(draft, network, client):
    with scoped_to(network):
        partner = make_partner("MSA")
    sent = {"partner": partner.pk, "role": "funder", "signatory_name": "", "signatory_function": ""}
    response = client.post(address("agreement_party_add", draft.pk), sent, follow=True)
    assert "MSA est partie à la convention : il reste à dire qui signe." in words(response)
    with scoped_to(network):
        party = AgreementParty.objects.get(partner=partner)
    page = words(client.get(address("agreement_party_edit", party.pk)))
    assert "Qui signe pour MSA ?" in page
    sent |= {"signatory_name": "Claude Exemple", "signatory_function": "Présidente"}
    response = client.post(address("agreement_party_edit", party.pk), sent, follow=True)
    assert "Claude Exemple" in words(response)
    response = client.post(address("agreement_party_remove", party.pk), follow=True)
    assert "MSA n’est plus partie à la convention." in words(response)
    assert count(draft) == (2, 3)


def test_what_is_wrong_with_a_party_is_reported_at_its_field(draft, client):
    partner = payer(draft).partner_id
    where = address("agreement_party_add", draft.pk)
    response = client.post(where, {"partner": partner, "role": "funder"})
    assert "déjà partie à cette convention" in wrong(response, "partner")
    response = client.post(where, {"partner": partner, "role": "funder", "signatory_name": "Claude Gardé"})
    assert "Indiquez aussi la fonction de Claude Gardé" in wrong(response, "signatory_function")
    assert 'value="Claude Gardé"' in words(response)
    response = client.post(where, {"partner": "abc", "role": "roi", "signatory_name": "x" * 121})
    assert set(response.context["form"].errors) == {"partner", "role", "signatory_name"}
    assert count(draft) == (2, 3)


def test_a_party_that_pays_stays(draft, client):
    response = client.post(address("agreement_party_remove", payer(draft).pk), follow=True)
    assert "retirez-les d’abord" in words(response)
    assert client.get(address("agreement_party_remove", payer(draft).pk)).status_code == 405
    assert count(draft) == (2, 3)


# -- Instalments ------------------------------------------------------------------------------------------------------


def due(draft, **fields):
    return {
        "party": payer(draft).pk,
        "flow": "called",
        "amount": "1 234,50",
        "year": "2027",
        "due_on": "2027-09-30",
        "label": "Solde",
        **fields,
    }


def test_an_instalment_is_planned_changed_and_removed(draft, network, client):
    response = client.post(address("agreement_instalment_add", draft.pk), due(draft), follow=True)
    page = words(response)
    assert "Échéance de 1 234,50 € au 30 septembre 2027 enregistrée." in page
    assert "31 234,50 €" in page  # the year
    assert "91 234,50 €" in page  # the whole
    with scoped_to(network):
        one = Instalment.objects.get(label="Solde")
    form = client.get(address("agreement_instalment_edit", one.pk)).context["form"]
    assert form["amount"].value() == "1\u202f234,50"
    client.post(address("agreement_instalment_edit", one.pk), due(draft, amount="1000", flow="direct"))
    with scoped_to(network):
        one.refresh_from_db()
    assert (one.amount, one.flow) == (Decimal("1000.00"), InstalmentFlow.DIRECT)
    assert "L’échéance est retirée." in words(client.post(address("agreement_instalment_remove", one.pk), follow=True))
    assert client.post(address("agreement_instalment_remove", one.pk)).status_code == 404
    assert count(draft) == (2, 3)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "0"),
        ("amount", "-5"),
        ("amount", "1e9"),
        ("amount", "beaucoup"),
        ("amount", "1,234"),
        ("amount", "99999999999"),
        ("year", "2031"),
        ("year", "deux mille"),
        ("due_on", "2025-12-31"),
        ("due_on", "0001-01-01"),
        ("due_on", "hier"),
        ("party", "0"),
        ("party", ""),
        ("flow", "troc"),
        ("label", "x" * 121),
    ],
)
def test_what_is_wrong_with_an_instalment_is_reported_at_its_field(draft, client, field, value):
    response = client.post(address("agreement_instalment_add", draft.pk), due(draft, **{field: value}))
    assert wrong(response, field)
    if field != "label":
        assert 'value="Solde"' in words(response)
    assert count(draft) == (2, 3)


def test_the_same_is_planned_for_every_year_in_one_go(draft, network, client):
    where = address("agreement_instalments_yearly", draft.pk)
    sent = {"party": payer(draft).pk, "flow": "called", "amount": "500", "day": "30", "month": "9", "label": ""}
    response = client.post(where, sent, follow=True)
    assert "3 échéances sont prévues : 1 500,00 € en tout." in words(response)
    assert "déjà prévue" in wrong(client.post(where, sent), "day")
    assert wrong(client.post(where, {**sent, "day": "31"}), "day") == "Le 31 septembre n’existe pas tous les ans."
    for day in ("0", "32", "-1", "1.5", "mardi"):
        assert wrong(client.post(where, {**sent, "day": day}), "day")
    assert wrong(client.post(where, {**sent, "month": "13"}), "month")
    with scoped_to(network):
        days = list(draft.instalments.filter(amount=500).values_list("due_on", flat=True))
    assert days == [date(2026, 9, 30), date(2027, 9, 30), date(2028, 9, 30)]


def test_without_parties_nothing_is_planned(cast, network, client):
    draft = between(cast, State.DRAFT, "operator")
    with scoped_to(network):
        draft.parties.all().delete()
    for name in ("agreement_instalment_add", "agreement_instalments_yearly"):
        assert "Ajoutez d’abord les parties" in words(client.get(address(name, draft.pk)))
        assert client.post(address(name, draft.pk), {}).status_code == 200


@pytest.mark.parametrize("role", ["operator", "epci_referent", "reader"])
def test_who_reads_writes_no_party_and_no_instalment(draft, client_of, network, role):
    with scoped_to(network):
        one = draft.instalments.first()
    reader = client_of(role)
    for name in ("agreement_party_edit", "agreement_party_remove"):
        assert reader.post(address(name, payer(draft).pk), {}).status_code == 403
    for name in ("agreement_instalment_edit", "agreement_instalment_remove"):
        assert reader.post(address(name, one.pk), {}).status_code == 403
    assert count(draft) == (2, 3)
