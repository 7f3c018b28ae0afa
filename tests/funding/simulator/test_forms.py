"""Who gives how much for which year: choices, names in the address, sentences."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from funding.simulator.forms import SimulatorForm
from inclusion.core.access import Member
from tests.builders import make_membership, make_partner, make_user
from tests.funding.builders import closed, make_contribution, make_fund
from tests.setup_data import setup_data

TODAY = date(2027, 5, 4)


@setup_data
def fund(scope):
    fund = make_fund()
    make_contribution(fund, make_partner("CAF"), "100.00", by=make_user())
    return fund


def member(role):
    return Member(make_membership(make_partner("Organisme à soi"), roles=(role,), user=make_user()))


def choices(form, name):
    return [str(label) for _, label in form.fields[name].choices]


def test_the_years_are_the_fund_s_and_this_one_is_chosen(fund):
    form = SimulatorForm(fund=fund, today=TODAY)
    assert choices(form, "year") == ["2026", "2027", "2028"]
    assert form["year"].value() == 2027
    for today, year in ((date(2025, 1, 1), 2026), (date(2031, 1, 1), 2028)):
        assert SimulatorForm(fund=fund, today=today)["year"].value() == year
    with closed(fund):
        assert choices(SimulatorForm(fund=fund, today=TODAY), "year") == ["2027", "2028"]


def test_who_may_be_chosen(fund):
    assert "partner" not in SimulatorForm(fund=fund, today=TODAY).fields
    everyone = SimulatorForm(fund=fund, today=TODAY, member=member("reader"))
    assert choices(everyone, "partner") == ["Un nouvel opérateur", "CAF", "Organisme à soi"]


def test_who_may_not_see_funds_chooses_its_own_organisation_alone(fund):
    own = SimulatorForm(fund=fund, today=TODAY, member=member("prescriber"))
    assert choices(own, "partner") == ["Un nouvel opérateur", "Organisme à soi"]


def test_the_address_speaks_french(fund):
    form = SimulatorForm(QueryDict("montant=5 000,50 €&annee=2028"), fund=fund, today=TODAY)
    assert form.is_valid()
    assert form.cleaned_data == {"amount": Decimal("5000.50"), "year": 2028}


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("montant=beaucoup&annee=2026", "amount", "Écrivez un montant en chiffres"),
        ("montant=1,001&annee=2026", "amount", "deux décimales au plus"),
        ("montant=&annee=2026", "amount", "obligatoire"),
        ("montant=1", "year", "Choisissez une année."),
        ("montant=1&annee=1789", "year", "Choisissez une année du fonds : de 2026 à 2028."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(fund, query, field, sentence):
    form = SimulatorForm(QueryDict(query), fund=fund, today=TODAY)
    assert sentence in " ".join(form.errors[field]).replace("\u00a0", " ")


def test_the_host_of_a_fund_gives_to_it_only_if_it_contributes(fund):
    host = Member(make_membership(fund.host, roles=("coordinator",), user=make_user()))
    assert choices(SimulatorForm(fund=fund, today=TODAY, member=host), "partner") == ["Un nouvel opérateur", "CAF"]
