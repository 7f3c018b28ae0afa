"""Pages of contributions: who sees them, the list, the life of one, no more queries for more rows."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.contributions.actions.calls import call_for_funds
from funding.contributions.actions.pledges import withdraw_contribution
from funding.models import Contribution
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner
from tests.funding.builders import make_contribution, receive, worked_example
from tests.funding.contribution_pages import (
    PAID,
    SLUG,
    D,
    address,
    counts,
    given_by_caf,
    promise_of_msa,
    promised_by_msa,
)
from tests.pages import words
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("clock")  # the pages speak of the year of the builders' writes


@setup_data
def worked(network):
    with scoped_to(network):
        return worked_example(actions=False)


@setup_data
def awaited(worked):
    return promised_by_msa(worked)


@setup_data
def given(worked):
    return given_by_caf(worked)


# -- Who sees and does what ----------------------------------------------------------------------


ON_A_CONTRIBUTION = (
    "fund_contribution",
    "fund_contribution_change",
    "fund_contribution_withdraw",
    "fund_contribution_earmark",
    "fund_receipt",
    "fund_refund",
)


@pytest.mark.parametrize("role", ["coordinator", "operator", "reader", "epci_referent"])
def test_who_sees_funds_sees_their_contributions(worked, given, client_of, role):
    client = client_of(role)
    assert "10 000,00 €" in words(client.get(address("fund_contributions", worked.fund)))
    page = words(client.get(given.get_absolute_url()))
    assert "CAF a versé 10 000 € pour 2026" in page
    assert ("Enregistrer un versement" in page) == (role == "coordinator")


@pytest.mark.parametrize("role", ["operator", "reader", "epci_referent", "prescriber"])
def test_only_a_coordinator_writes(worked, awaited, client_of, role):
    before = counts(worked)
    client = client_of(role)
    for name in ON_A_CONTRIBUTION[1:]:
        assert client.post(address(name, awaited), PAID).status_code == 403
    assert client.post(address("fund_pledge", worked.fund), promise_of_msa(worked)).status_code == 403
    assert counts(worked) == before


# -- The list ------------------------------------------------------------------------------------


def test_the_list_says_what_is_still_to_come(worked, awaited, client_of):
    page = words(client_of("coordinator").get(address("fund_contributions", worked.fund)))
    assert "Il reste 4 000 € à recevoir en 2026" in page
    assert "Membre à 0 €" in page
    assert page.count("Noter une promesse") == 1
    for total in ("19 000,00 €", "15 000,00 €", "4 000,00 €"):  # promised, received, outstanding
        assert total in page
    assert "Noter une promesse" not in words(client_of("operator").get(address("fund_contributions", worked.fund)))


def test_the_list_says_when_all_has_come_or_nothing_is_promised(worked, client_of):
    client, url = client_of("coordinator"), address("fund_contributions", worked.fund)
    assert "Tout ce qui est promis pour 2026 est arrivé" in words(client.get(url))
    assert "Rien n’est encore promis pour 2027" in words(client.get(url, {"year": "2027"}))
    for odd in ("²²²²", "abcd", "99999", "-1"):
        assert client.get(url, {"year": odd}).status_code == 200


def test_what_is_late_of_an_earlier_year_is_shown(worked, awaited, client_of):
    with scoped_to(worked.fund.network):
        make_contribution(worked.fund, worked.caf, "700.00", by=worked.by, year=2027)
    client, url = client_of("reader"), address("fund_contributions", worked.fund)
    assert "Pour celles d’après, 700,00 € sont promis." in words(client.get(url))
    page = words(client.get(url, {"year": "2027"}))
    assert "Il reste 700 € à recevoir en 2027" in page
    assert "Pour les années d’avant, 4 000,00 € manquent encore." in page


@pytest.mark.parametrize(
    ("chosen", "rows", "outstanding"),
    [
        ({}, 5, "4700.00"),
        ({"year": "2027"}, 1, "700.00"),
        ({"standing": "pledged"}, 2, "4700.00"),
        ({"standing": "member"}, 1, "0.00"),
        ({"standing": "received", "year": "2026"}, 2, "0.00"),
    ],
)
def test_filters_narrow_rows_totals_and_files(worked, awaited, client_of, chosen, rows, outstanding):
    with scoped_to(worked.fund.network):
        make_contribution(worked.fund, worked.caf, "700.00", by=worked.by, year=2027)
    client, url = client_of("reader"), address("fund_contributions", worked.fund)
    response = client.get(url, chosen)
    assert f"{rows} contribution" in words(response)
    foot = words(response).split("<tfoot>")[1]
    assert f"{int(D(outstanding)):,}".replace(",", " ") + ",00 €" in foot
    lines = client.get(url, {**chosen, "export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Contributeur;Année;Promis;Appelé;Reçu;Reste à recevoir;État"
    assert len(lines) == rows + 1
    assert sum(D(line.split(";")[5].replace(",", ".")) for line in lines[1:]) == D(outstanding)


def test_the_file_says_states_in_words(worked, awaited, client_of):
    with scoped_to(worked.fund.network):
        receive(awaited, "1500.00", by=worked.by)
    url = address("fund_contributions", worked.fund)
    csv = client_of("reader").get(url, {"partner": awaited.partner_id, "export": "csv"})
    line = csv.content.decode("utf-8-sig").splitlines()[1]
    assert line == "MSA;2026;4000,00;0,00;1500,00;2500,00;Reçu en partie"
    assert client_of("reader").get(url, {"export": "xlsx"}).content[:2] == b"PK"


def test_what_ended_is_shown_but_not_counted(worked, awaited, client_of):
    """The MSA's 4 000 are withdrawn: 15 000 promised are the 15 000 that came."""
    client, url = client_of("reader"), address("fund_contributions", worked.fund)
    foot = words(client.get(url)).split("<tfoot>")[1]
    assert "19 000,00 €" in foot and ">Ensemble<" in foot
    with scoped_to(worked.fund.network):
        withdraw_contribution(awaited, by=worked.by, at=AT)
    page = words(client.get(url))
    foot = page.split("<tfoot>")[1]
    assert "MSA" in page and "Retiré" in page
    assert "Ensemble, sans ce qui est retiré ou rendu" in foot
    assert "19 000,00 €" not in foot and foot.count("15 000,00 €") == 2


def test_totals_are_those_of_all_pages(worked, client_of):
    with scoped_to(worked.fund.network):
        for index in range(26):
            make_contribution(worked.fund, make_partner(f"Op {index:02}"), "10.00", by=worked.by)
    page = words(client_of("reader").get(address("fund_contributions", worked.fund)))
    assert "29 contributions" in page and "15 260,00 €" in page


# -- One contribution ----------------------------------------------------------------------------


def test_the_life_of_a_contribution_is_shown(worked, awaited, client_of):
    """4 000 promised, 1 500 and 500 came, 200 went back: 1 800 draw 3 600, and 2 200 are to come."""
    client = client_of("coordinator")
    with scoped_to(worked.fund.network):
        receive(awaited, "1500.00", by=worked.by, bank_reference="VIR-A", on=date(2026, 3, 2))
        receive(awaited, "500.00", by=worked.by, bank_reference="VIR-B", on=date(2026, 4, 1))
    client.post(address("fund_refund", awaited), {"amount": "200", "on": "2026-05-04", "bank_reference": "R-1"})
    page = words(client.get(awaited.get_absolute_url()))
    assert "Il reste 2 200 € à recevoir de MSA pour 2026" in page
    assert "Reçu en partie" in page
    history = page[page.index("Ce qui s’est passé") :]
    order = [
        history.index(label)
        for label in (
            "Remboursement de 200,00 €",
            "référence R-1, effet levier repris : 400,00 €",
            "Versement de 500,00 €",
            "Versement de 1 500,00 €",
            "référence VIR-A, effet levier ajouté : 3 000,00 €",
            "Promesse de 4 000,00 €",
        )
    ]
    assert order == sorted(order)
    for reference in ("VIR-A", "VIR-B", "R-1"):
        assert reference in page
    operator = client_of("operator")
    of_others = words(operator.get(awaited.get_absolute_url()))
    for movement in re.findall(r"/fonds/mouvements/\d+/", of_others):
        of_others += words(operator.get(f"/lot-et-garonne{movement}"))
    assert "1 500,00 €" in of_others and "Part de MSA dans le pot commun" in of_others
    assert not re.search("VIR-A|VIR-B|R-1", of_others)
    assert "Conseil départemental, du 1er janvier 2026 au 31 décembre 2028 : 2 € ajoutés pour 1 € reçu." in page
    assert "1 500 × 2 = 3 000,00 €" in page
    assert "2 000 × 2 = 4 000,00 €" in page
    assert "200,00 € rendus le 4 mai 2026, effet levier repris : 400,00 €. 1 800 × 2 = 3 600,00 €" in page.replace(
        '</span><span class="num arithmetic">', " "
    )
    assert "MSA, 2026 :" not in page


def test_a_member_at_nothing_is_a_full_member(worked, client_of):
    with scoped_to(worked.fund.network):
        row = Contribution.objects.get(partner=worked.cpam)
    page = words(client_of("coordinator").get(row.get_absolute_url()))
    assert "CPAM est membre à 0 € en 2026" in page
    assert "Ce membre ne verse rien cette année." in page
    assert "Appeler les fonds" not in page
    assert "Enregistrer un remboursement" not in page


def test_money_outside_every_rule_says_why_it_draws_nothing(worked, client_of):
    with scoped_to(worked.fund.network):
        rule = worked.fund.leverage_rules.get()
        rule.start = date(2026, 6, 1)
        rule.save()
        late = make_contribution(worked.fund, make_partner("MSA"), "100.00", by=worked.by)
        receive(late, "100.00", by=worked.by, on=date(2026, 5, 31))
    page = words(client_of("reader").get(late.get_absolute_url()))
    assert "100,00 € reçus le 31 mai 2026 : aucune règle d’effet levier ne vaut ce jour-là." in page


def test_a_call_shows_with_its_letter(worked, awaited, client_of):
    with scoped_to(worked.fund.network):
        call = call_for_funds(
            awaited, amount=D("1000.00"), due_on=date(2026, 12, 31), on=date(2026, 11, 24), by=worked.by, at=AT
        )
    page = words(client_of("coordinator").get(awaited.get_absolute_url()))
    assert call.reference in page
    assert f"Appel de fonds {call.reference} : 1 000,00 €" in page
    assert "à verser au plus tard le 31 décembre 2026" in page
    assert reverse("fund_call_document", args=[SLUG, call.pk]) in page
    assert reverse("fund_call_cancel", args=[SLUG, call.pk]) in page
    assert reverse("fund_call", args=[SLUG, awaited.pk]) in page
    assert "Retirer la promesse" not in page
    seen = words(client_of("reader").get(awaited.get_absolute_url()))
    assert call.reference in seen and "À verser" in seen
    assert reverse("fund_call_document", args=[SLUG, call.pk]) not in seen
    assert reverse("fund_call_cancel", args=[SLUG, call.pk]) not in seen


# -- The same number of queries, whatever the rows -----------------------------------------------


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
