"""Pages of funds: each works, hides from strangers, refuses the wrong role, says what is wrong, asks no
more of more rows.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.actions.commitments import pay
from funding.models import Contribution, Receipt
from inclusion.scope import scoped_to
from tests.builders import AT, make_partner
from tests.funding.builders import (
    engage,
    make_action,
    make_contribution,
    make_fund,
    make_grant,
    receive,
    worked_example,
)

NBSP, THIN = "\u00a0", "\u202f"
SLUG = "lot-et-garonne"


@pytest.fixture
def worked(network):
    with scoped_to(network):
        return worked_example()


@pytest.fixture
def foreign(other_network):
    """The same example in the other network: what could leak."""
    with scoped_to(other_network):
        example = worked_example()
        receive(Contribution.objects.get(partner=example.orange), "77.77", by=example.by)
        return example


def words(response):
    """The text of the page, spaces made plain."""
    return " ".join(response.content.decode().replace(NBSP, " ").replace(THIN, " ").split())


def pages(worked):
    """Every page that shows a fund, with what belongs on it."""
    return {
        reverse("fund_list", args=[SLUG]): "27 000,00 €",
        reverse("fund_detail", args=[SLUG, worked.fund.pk]): "15 750,00 €",
        reverse("fund_movements", args=[SLUG, worked.fund.pk]): "Effet levier",
        reverse("fund_action", args=[SLUG, worked.forum.pk]): "5 250,00 €",
    }


@pytest.mark.parametrize("role", ["coordinator", "operator", "reader", "epci_referent"])
def test_who_may_see_funds_sees_them(worked, client_of, role):
    client = client_of(role)
    for url, shown in pages(worked).items():
        response = client.get(url)
        assert response.status_code == 200
        assert shown in words(response)


@pytest.mark.parametrize("role", ["prescriber", "training_place", "school", "evaluator"])
def test_other_roles_do_not(worked, client_of, role):
    client = client_of(role)
    assert {client.get(url).status_code for url in pages(worked)} == {403}


def test_a_stranger_finds_nothing(worked, client_of):
    client = client_of("stranger")
    assert {client.get(url).status_code for url in pages(worked)} == {404}


def test_another_network_s_rows_are_not_found_under_one_s_own_address(worked, foreign, client_of):
    client = client_of("coordinator")
    contribution = foreign.fund.contributions.model.objects
    with scoped_to(foreign.fund.network):
        key = contribution.first().pk
    for name, pk in (
        ("fund_detail", foreign.fund.pk),
        ("fund_movements", foreign.fund.pk),
        ("fund_action", foreign.forum.pk),
        ("fund_receipt", key),
    ):
        assert client.get(reverse(name, args=[SLUG, pk])).status_code == 404
    for url in pages(worked):
        assert "77,77" not in words(client.get(url))


def test_the_fund_page_tells_what_each_euro_became(worked, client_of):
    page = words(client_of("coordinator").get(worked.fund.get_absolute_url()))
    assert "Vous donnez 1 €, le Département en ajoute 2 : cela fait 3 €." in page
    for amount in ("10 000,00 €", "20 000,00 €", "14 250,00 €", "15 750,00 €", "3 750,00 €", "11 250,00 €"):
        assert amount in page
    for total in ("15 000,00 €", "30 000,00 €", "18 000,00 €", "27 000,00 €"):
        assert total in page
    assert "Reste disponible 27 000 €" in page
    assert "45 000,00 € ÷ 15 000,00 € = 3,00 €" in page
    assert "Membre à 0 €" in page


def test_the_contributors_leave_as_a_file(worked, client_of):
    response = client_of("operator").get(worked.fund.get_absolute_url(), {"export": "csv"})
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Contributeur;A versé;Effet levier;A payé;Part restante"
    assert lines[1] == "CAF;10000,00;20000,00;14250,00;15750,00"
    assert len(lines) == 4


def test_an_action_shows_its_calculation_as_it_was(worked, client_of):
    """Later movements change the shares, not why the Forum was paid as it was."""
    with scoped_to(worked.fund.network):
        receive(Contribution.objects.get(partner=worked.orange), "9000.00", by=worked.by, on=date(2026, 7, 1))
        engage(worked.rights, "10.00", by=worked.by, on=date(2026, 8, 1))
    page = words(client_of("reader").get(reverse("fund_action", args=[SLUG, worked.forum.pk])))
    assert "9 000 × 21 000 ÷ 36 000 = 5 250,00 €" in page
    assert "9 000 × 15 000 ÷ 36 000 = 3 750,00 €" in page


def test_an_action_shows_the_calculation_that_was_asked_for(worked, client_of):
    with scoped_to(worked.fund.network):
        second = engage(worked.forum, "270.00", by=worked.by, on=date(2026, 8, 1))
    url = reverse("fund_action", args=[SLUG, worked.forum.pk])
    assert "270 × 15 750 ÷ 27 000 = 157,50 €" in words(
        client_of("reader").get(url, {"engagement": second.pk})
    )
    for odd in ("", "abc", "0", "9" * 30):
        assert client_of("reader").get(url, {"engagement": odd}).status_code == 200


def test_movements_are_filtered_and_exported(worked, client_of):
    client = client_of("coordinator")
    url = reverse("fund_movements", args=[SLUG, worked.fund.pk])
    assert "6 mouvements" in words(client.get(url))
    assert "2 mouvements" in words(client.get(url, {"kind": "match"}))
    assert "1 mouvement" in words(client.get(url, {"action": worked.forum.pk}))
    assert "3 mouvements" in words(client.get(url, {"partner": worked.orange.pk}))
    assert "1 mouvement" in words(client.get(url, {"since": "2026-05-05"}))
    lines = client.get(url, {"kind": "receipt", "export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert {line.split(";")[3] for line in lines[1:]} == {"10000,00", "5000,00"}


def test_empty_pages_say_how_it_begins(network, client_of):
    client = client_of("coordinator")
    assert "n’a pas encore de fonds" in words(client.get(reverse("fund_list", args=[SLUG])))
    with scoped_to(network):
        fund = make_fund()
    assert "Rien n’est encore arrivé" in words(client.get(fund.get_absolute_url()))


# -- A receipt
# ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def awaited(worked):
    """A promise of the MSA of which nothing came yet."""
    with scoped_to(worked.fund.network):
        return make_contribution(worked.fund, make_partner("MSA"), "4000.00", by=worked.by)


def receipt_url(contribution):
    return reverse("fund_receipt", args=[SLUG, contribution.pk])


GOOD = {"amount": "4 000,00", "on": "2026-10-01", "bank_reference": "VIR 2026-10-001"}


def test_a_coordinator_records_a_receipt(worked, awaited, client_of):
    client = client_of("coordinator")
    assert client.get(receipt_url(awaited)).status_code == 200
    response = client.post(receipt_url(awaited), GOOD, follow=True)
    assert "Le versement de MSA est enregistré." in words(response)
    assert "12 000,00 €" in words(response)
    with scoped_to(worked.fund.network):
        assert Receipt.objects.get(contribution=awaited).amount == Decimal("4000.00")


@pytest.mark.parametrize("role", ["operator", "reader", "prescriber"])
def test_nobody_else_does(worked, awaited, client_of, role):
    assert client_of(role).post(receipt_url(awaited), GOOD).status_code == 403
    with scoped_to(worked.fund.network):
        assert not Receipt.objects.filter(contribution=awaited).exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount": "-10"}, "Un versement est supérieur à zéro"),
        ({"amount": "0"}, "Un versement est supérieur à zéro"),
        ({"amount": "10,001"}, "deux décimales au plus"),
        ({"amount": "beaucoup"}, "Écrivez un montant en chiffres"),
        ({"amount": "99999999999"}, "10 chiffres"),
        ({"on": "2025-12-31"}, "hors de la période du fonds"),
        ({"on": "2029-01-01"}, "hors de la période du fonds"),
        ({"bank_reference": "VIR-DEJA"}, "est déjà enregistrée"),
        ({"bank_reference": "  "}, "obligatoire"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(worked, awaited, client_of, wrong, sentence):
    with scoped_to(worked.fund.network):
        caf = Contribution.objects.get(partner=worked.caf)
        receive(caf, "1.00", by=worked.by, bank_reference="VIR-DEJA")
        before = Receipt.objects.count()
    response = client_of("coordinator").post(receipt_url(awaited), {**GOOD, **wrong})
    assert response.status_code == 200
    assert sentence in words(response)
    with scoped_to(worked.fund.network):
        assert Receipt.objects.count() == before


# -- The same number of queries, whatever the rows
# -----------------------------------------------------------------------------


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def grow(worked):
    """Two more of everything that the pages show in rows."""
    for index in range(2):
        make_fund(f"Fonds {index}")
        partner = make_partner(f"Opérateur {index}")
        receive(make_contribution(worked.fund, partner, "300.00", by=worked.by), "300.00", by=worked.by)
        action = make_action(worked.fund, f"Action {index}", by=worked.by, targets=(partner,))
        make_grant(worked.fund, action, "50.00", by=worked.by)
        engage(action, "100.00", by=worked.by, on=date(2026, 9, 1))
        commitment = engage(worked.forum, "100.00", by=worked.by, on=date(2026, 9, 2))
        pay(
            commitment,
            amount=Decimal("40.00"),
            reference=f"P{index}",
            on=date(2026, 9, 3),
            by=worked.by,
            at=AT,
        )


def test_more_rows_ask_no_more_queries(worked, client_of):
    client = client_of("coordinator")
    for url in pages(worked):
        client.get(url)
    before = {url: queries(client, url) for url in pages(worked)}
    with scoped_to(worked.fund.network):
        grow(worked)
    assert {url: queries(client, url) for url in pages(worked)} == before
