"""The form of the simulator of posts: every fault at its field, at once, and nothing that breaks it."""

from datetime import date

import pytest

from funding.posts.forms.simulator import PostSimulatorForm, asked_by
from funding.posts.rules.years import FundTerms
from inclusion.territories.models import Epci

GOOD = {"cout": "40 000", "etp": "0,5", "debut": "2027-01-01", "mois": "36", "employeur": "public"}


TODAY = date(2026, 11, 24)


def form(**asked):
    return PostSimulatorForm({**GOOD, **asked}, today=TODAY, funds=[], territories=Epci.objects.none())


def test_what_is_good_is_read():
    one = form(contrat="2026-03-01", bonification="on", autres="1 000,50", apport2="0", employeur="prive")
    assert one.is_valid()
    asked = asked_by(one.cleaned_data)
    assert str(asked) == (
        "PlannedPost(yearly_cost=Decimal('40000'), fte=Decimal('0.5'), start=datetime.date(2027, 1, 1), months=36, "
        "private=True, contract=datetime.date(2026, 3, 1), uplifted=True, other_aid_yearly=Decimal('1000.50'), "
        "offers=(None, Decimal('0'), None))"
    )


@pytest.mark.parametrize(
    ("asked", "field", "sentence"),
    [
        ({"mois": "37"}, "months", "36 mois au plus, et non 37"),
        ({"mois": "0"}, "months", "au moins un mois"),
        ({"mois": "-5"}, "months", "au moins un mois"),
        ({"mois": "9" * 5000}, "months", "nombre de mois"),
        ({"mois": "999999999999"}, "months", "36 mois au plus"),
        ({"mois": "1.5"}, "months", "nombre de mois"),
        ({"mois": ""}, "months", "nombre de mois"),
        ({"debut": "2027-01-02"}, "start", "premier jour d’un mois"),
        ({"debut": "demain"}, "start", "Choisissez un jour"),
        ({"debut": ""}, "start", "Choisissez un jour"),
        ({"debut": "0001-01-01"}, "start", "entre 2000 et 2100"),
        ({"debut": "9999-12-01"}, "start", "entre 2000 et 2100"),
        ({"etp": "0"}, "fte", "plus de 0 équivalent"),
        ({"etp": "-1"}, "fte", "plus de 0 équivalent"),
        ({"etp": "3"}, "fte", "2 équivalents temps plein (ETP) au plus"),
        ({"etp": "0,333"}, "fte", "deux décimales"),
        ({"etp": "1e1"}, "fte", "Écrivez un nombre"),
        ({"etp": "nan"}, "fte", "Écrivez un nombre"),
        ({"cout": "-1"}, "yearly_cost", "négatif"),
        ({"cout": "0"}, "yearly_cost", "plus de 0 €"),
        ({"cout": "200000,01"}, "yearly_cost", "vérifiez ce montant"),
        ({"cout": "9" * 30}, "yearly_cost", "trop grand"),
        ({"cout": "beaucoup"}, "yearly_cost", "en chiffres"),
        ({"cout": ""}, "yearly_cost", "ce que coûte le poste"),
        ({"cout": "40000,001"}, "yearly_cost", "deux décimales"),
        ({"employeur": "martien"}, "employer", "public ou privé"),
        ({"contrat": "hier"}, "contract", "Choisissez un jour"),
        ({"autres": "-2"}, "other_aid_yearly", "négatif"),
        ({"apport1": "-0,01"}, "offer_1", "négatif"),
        ({"apport3": "x"}, "offer_3", "en chiffres"),
    ],
)
def test_a_fault_is_said_at_its_field_alone(asked, field, sentence):
    one = form(**asked)
    assert not one.is_valid()
    assert list(one.errors) == [field]
    assert sentence in one.errors[field][0].replace("\u00a0", " ")


def test_all_faults_are_said_at_once():
    one = form(mois="37", etp="3", debut="2027-01-02", cout="-4", employeur="")
    assert set(one.errors) == {"months", "fte", "start", "yearly_cost", "employer"}


def test_what_may_be_left_out_is_open_where_it_says_something():
    assert not form().more_is_said and not form().offers_are_said
    assert form(autres="5").more_is_said
    assert form(apport3="x").offers_are_said
    assert not PostSimulatorForm(today=TODAY, funds=[], territories=Epci.objects.none()).more_is_said


@pytest.mark.parametrize(
    ("end", "start", "months"),
    [
        (None, date(2027, 1, 1), 36),
        (date(2032, 1, 1), date(2027, 1, 1), 36),
        (date(2028, 1, 1), date(2027, 1, 1), 12),
        (date(2027, 1, 1), date(2026, 12, 1), 1),
        (date(2026, 11, 30), date(2026, 12, 1), 1),
    ],
)
def test_it_begins_with_the_next_year_and_lasts_as_long_as_the_fund(end, start, months):
    funds = [FundTerms("Fonds", date(2025, 1, 1), end)] if end else []
    one = PostSimulatorForm(today=TODAY, funds=funds, territories=Epci.objects.none())
    assert (one["start"].value(), one["months"].value()) == (start, months)
