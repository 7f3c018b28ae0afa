"""Pages of funds: each works, hides from strangers, refuses the wrong role, says what is wrong, asks no
more of more rows.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.contributions.actions import calls
from funding.funds.queries import expected
from funding.models import ContributionRequest, Grant
from funding.spending.actions.payments import pay
from inclusion.core.scope import scoped_to
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
from tests.pages import words
from tests.setup_data import setup_data

SLUG = "lot-et-garonne"


@setup_data
def worked(network):
    with scoped_to(network):
        return worked_example()


def pages(worked):
    """Every page that shows a fund, with what belongs on it."""
    return {
        reverse("fund_list", args=[SLUG]): "27 000,00 €",
        reverse("fund_detail", args=[SLUG, worked.fund.pk]): "15 750,00 €",
    }


@pytest.mark.parametrize("role", ["coordinator", "operator", "reader", "epci_referent"])
def test_who_may_see_funds_sees_them(worked, client_of, role):
    client = client_of(role)
    for url, shown in pages(worked).items():
        response = client.get(url)
        assert response.status_code == 200
        assert shown in words(response)


def test_the_fund_page_shows_what_each_euro_became(worked, client_of):
    page = words(client_of("coordinator").get(worked.fund.get_absolute_url()))
    assert "Vous donnez 1 €, le Département en ajoute 2 : cela fait 3 €." in page
    for amount in ("10 000,00 €", "20 000,00 €", "14 250,00 €", "15 750,00 €", "3 750,00 €", "11 250,00 €"):
        assert amount in page
    for total in ("15 000,00 €", "30 000,00 €", "18 000,00 €", "27 000,00 €"):
        assert total in page
    assert "Vous pouvez encore engager 27 000 €" in page
    assert "45 000 réunis − 18 000 engagés = 27 000,00 €" in page
    assert "45 000,00 € ÷ 15 000,00 € = 3,00 €" in page


def test_a_new_fund_does_not_say_that_promises_are_over(network, client_of):
    with scoped_to(network):
        fund = make_fund()
    page = words(client_of("coordinator").get(reverse("fund_detail", args=[SLUG, fund.pk])))
    assert "Le fonds n’a encore rien réuni" in page
    assert "Plus rien n’est promis" not in page


def test_the_contributors_leave_as_a_file(worked, client_of):
    response = client_of("operator").get(worked.fund.get_absolute_url(), {"export": "csv"})
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Contributeur;Versé;Effet levier;Engagé;Dont payé;Reste"
    assert lines[1] == "CAF;10000,00;20000,00;14250,00;0,00;15750,00"
    assert len(lines) == 4


def test_empty_pages_say_how_it_begins(network, client_of):
    client = client_of("coordinator")
    assert "n’a pas encore de fonds" in words(client.get(reverse("fund_list", args=[SLUG])))
    with scoped_to(network):
        fund = make_fund()
    assert "Rien n’est encore arrivé" in words(client.get(fund.get_absolute_url()))


# -- The same number of queries, whatever the rows -----------------------------------------------


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def grow(worked, *names):
    """One more of everything that the pages show in rows for each of these names."""
    for index in names:
        make_fund(f"Fonds {index}")
        partner = make_partner(f"Opérateur {index}")
        receive(make_contribution(worked.fund, partner, "300.00", by=worked.by), "300.00", by=worked.by)
        action = make_action(worked.fund, f"Action {index}", by=worked.by, targets=(partner,))
        make_grant(worked.fund, action, "50.00", by=worked.by)
        engage(action, "100.00", by=worked.by, on=date(2026, 9, 1))
        commitment = engage(worked.forum, "100.00", by=worked.by, on=date(2026, 9, 2))
        pay(commitment, amount=Decimal("40.00"), reference=f"P{index}", on=date(2026, 9, 3), by=worked.by, at=AT)


def test_more_rows_ask_no_more_queries(worked, client_of):
    client = client_of("coordinator")
    with scoped_to(worked.fund.network):
        grow(worked, "A")
    for url in pages(worked):
        client.get(url)
    before = {url: queries(client, url) for url in pages(worked)}
    with scoped_to(worked.fund.network):
        grow(worked, "B", "C")
    assert {url: queries(client, url) for url in pages(worked)} == before


def test_the_fund_page_shows_what_is_expected_and_since_when(worked, network, client_of, monkeypatch):
    """The MSA promised 4 000.00, was called for 2 500.00 and gave 500.00: 2 000.00 are late, 1 500.00 not called.

    The CAF promises 3 000.00 for 2027. The grant of 50 000.00 brought 10 000.00: 40 000.00 are to come.
    """
    monkeypatch.setattr(calls, "call_pdf", lambda *_, **__: b"%PDF")
    with scoped_to(network):
        fund, by, due = worked.fund, worked.by, AT.date()
        msa = make_contribution(fund, make_partner("MSA"), "4000.00", by=by)
        calls.call_for_funds(msa, amount=Decimal("2500.00"), due_on=due, on=due, by=by, at=AT)
        receive(msa, "500.00", by=by, on=due)
        make_contribution(fund, worked.caf, "3000.00", by=by, year=2027)
        asked = {"asked_on": due, "answer_by": due}
        ContributionRequest.objects.create(fund=fund, partner=worked.orange, year=2027, **asked)
        grant = make_grant(fund, worked.forum, "10000.00", by=by, name="FSE+")
        Grant.objects.filter(pk=grant.pk).update(amount=Decimal("50000.00"))
        rows = expected(fund, list(Grant.objects.with_sums()), today=due + timedelta(days=29))
    assert [(one.name, one.amount, one.chip) for one in rows] == [
        ("Versement de MSA", Decimal("2000.00"), "En retard depuis 29 jours"),
        ("FSE+, solde", Decimal("40000.00"), ""),
        ("Promesses pour 2026", Decimal("1500.00"), ""),
        ("Promesses pour 2027", Decimal("3000.00"), ""),
    ]
    assert rows[-1].detail == "CAF\u00a0; 1\u00a0opérateur n’a pas répondu"
    way = reverse("fund_receipt", args=[SLUG, msa.pk])
    assert way in words(client_of("coordinator").get(fund.get_absolute_url()))
    seen = words(client_of("reader").get(fund.get_absolute_url()))
    assert "Le fonds peut encore engager" in seen and way not in seen


def test_a_fund_that_has_ended_offers_no_commitment_and_calls_its_rest_uncommitted(worked, client_of):
    with scoped_to(worked.fund.network):
        worked.fund.end = date(2026, 7, 1)
        worked.fund.save(update_fields=["end"])
    client = client_of("coordinator")
    fund, actions, action, commit = (
        words(client.get(reverse(name, args=[SLUG, key])))
        for name, key in [
            ("fund_detail", worked.fund.pk),
            ("fund_actions", worked.fund.pk),
            ("fund_action", worked.forum.pk),
            ("fund_commit", worked.forum.pk),
        ]
    )
    assert "Le fonds s’est terminé le 30 juin 2026 : il reste 27 000 €" in fund
    assert "non engagé 27 000 €" in fund
    assert "Clore les comptes" in fund
    assert "<dt>Non engagé</dt>" in words(client.get(reverse("fund_list", args=[SLUG])))
    for page in (fund, actions, action, words(client.get(reverse("fund_list", args=[SLUG])))):
        assert "ncore à engager" not in page
        assert "Engager une dépense" not in page
    assert "Noter une dépense décidée avant la fin" in action
    assert "Le fonds s’est terminé le 30 juin 2026 : notez ici ce qui a été décidé avant" in commit
    assert "2026-06-30" in client.get(reverse("fund_commit", args=[SLUG, worked.forum.pk])).content.decode()


def test_a_fund_whose_accounts_are_closed_offers_nothing_to_write(worked, client_of):
    with scoped_to(worked.fund.network):
        worked.fund.end = worked.fund.closed_until = date(2026, 7, 1)
        worked.fund.save(update_fields=["end", "closed_until"])
    client = client_of("coordinator")
    shown = words(client.get(reverse("fund_detail", args=[SLUG, worked.fund.pk])))
    assert "Les comptes du fonds sont clos : il reste 27 000 €" in shown
    assert "Enregistrer un versement" not in shown
    assert "Clore les comptes" not in shown
    assert "décidée avant la fin" not in words(client.get(reverse("fund_action", args=[SLUG, worked.forum.pk])))
