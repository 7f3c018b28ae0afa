"""Pages of the simulator: what they say, to whom, and that they write nothing."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from funding.contributions.queries import fund_forecast
from funding.models import Receipt, SimulatorLink
from funding.simulator.actions import share_simulator, withdraw_simulator_link
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_partner, make_user
from tests.funding.builders import make_contribution, make_fund, make_rule, receive
from tests.pages import words
from tests.setup_data import setup_data

SLUG = "lot-et-garonne"
pytestmark = pytest.mark.usefixtures("clock")  # the pages know the day that the tests name, also at midnight
TODAY = timezone.localdate(AT)
START, END = date(TODAY.year, 1, 1), date(TODAY.year + 2, 1, 1)
YEAR = str(TODAY.year)
LAST_DAY = TODAY + timedelta(days=1)


@dataclass
class Given:
    """A fund of this year and the next, two for one: CAF gave 10 000, Orange 5 000 and promises 7 777.77 more."""

    fund: Any
    caf: Any
    orange: Any
    by: Any


def given_fund(**rule):
    by = make_user()
    fund = make_fund("Fonds commun", start=START, end=END)
    make_rule(fund, by=by, **rule)
    caf, orange = make_partner("CAF"), make_partner("Orange")
    for partner, promised, amount in ((caf, "10000.00", "10000.00"), (orange, "12777.77", "5000.00")):
        contribution = make_contribution(fund, partner, promised, by=by, year=START.year)
        receive(contribution, amount, by=by, on=START)
    return Given(fund, caf, orange, by)


@setup_data
def given(network):
    with scoped_to(network):
        return given_fund()


def page(given, name="fund_simulator"):
    return reverse(name, args=[SLUG, given.fund.pk])


def ask(client, given, **asked):
    return client.get(page(given), {"contributeur": "", "montant": "5 000", "annee": YEAR} | asked)


# -- For members -------------------------------------------------------------------------------------------------------


def test_the_page_asks_before_anything_is_asked(given, client_of):
    shown = words(client_of("coordinator").get(page(given)))
    assert "Et si un opérateur donnait davantage ?" in shown
    assert "Vous donnez 1 €, le Département en ajoute 2" in shown
    assert "obligatoire." not in shown
    assert "<option value" in shown and "Orange" in shown


def test_if_the_caf_gave_5_000_more(given, client_of):
    shown = words(ask(client_of("coordinator"), given, contributeur=given.caf.pk))
    assert "Avec 5 000 € de plus, CAF ferait entrer 15 000 € dans le pot" in shown
    assert "Pour 1 € donné, 3,00 € dans le pot" in shown
    assert "Aujourd’hui : 45 000 €" in shown
    assert "Avec 5 000 € de plus : 60 000 €" in shown
    assert "15 000 × 2 = 30 000,00 €" in shown
    assert "45 000 + 5 000 + 10 000 = 60 000,00 €" in shown
    for amount in ("20 000,00 €", "10 000,00 €", "30 000,00 €", "45 000,00 €"):
        assert amount in shown
    with scoped_to(given.fund.network):
        assert Receipt.objects.count() == 2


def test_cents_stand_in_the_headline_where_there_are_some(given, client_of):
    shown = words(ask(client_of("reader"), given, montant="0,50"))
    assert "Avec 0,50 € de plus, un nouvel opérateur ferait entrer 1,50 € dans le pot" in shown


def test_nothing_more_changes_nothing(given, client_of):
    shown = words(ask(client_of("reader"), given, montant="0"))
    assert "Sans un euro de plus, rien n’entre dans le pot" in shown


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"montant": "-1"}, "Un montant ne peut pas être négatif."),
        ({"montant": "1,001"}, "Un montant s’écrit avec deux décimales au plus"),
        ({"montant": "beaucoup"}, "Écrivez un montant en chiffres"),
        ({"montant": ""}, "obligatoire"),
        ({"montant": "9" * 20}, "trop grand"),
        ({"annee": "1789"}, "Choisissez une année du fonds"),
        ({"annee": "<b>"}, "Choisissez une année du fonds"),
        ({"contributeur": "abc"}, "Choisissez un organisme de la liste"),
        ({"contributeur": "999999"}, "Choisissez un organisme de la liste"),
    ],
)
def test_nonsense_is_said_at_its_field(given, client_of, asked, sentence):
    response = ask(client_of("coordinator"), given, **asked)
    assert response.status_code == 200
    shown = words(response)
    assert sentence in shown
    assert "Et si un opérateur donnait davantage ?" in shown


def test_a_fund_that_has_ended_says_so(network, client_of):
    with scoped_to(network):
        fund = make_fund("Fonds passé", start=date(2020, 1, 1), end=date(2021, 1, 1))
    shown = words(
        client_of("reader").get(reverse("fund_simulator", args=[SLUG, fund.pk]), {"montant": "5", "annee": "2020"})
    )
    assert "Ce fonds s’est terminé le 31 décembre 2020" in shown


def test_a_fund_without_a_rule_speaks_of_no_leverage(network, client_of):
    with scoped_to(network):
        fund = make_fund("Sans règle", start=START, end=END)
    shown = words(client_of("coordinator").get(page(Given(fund, None, None, None)), {"montant": "5", "annee": YEAR}))
    assert "ferait entrer 5 €" in shown
    assert "Effet levier" not in shown and "Pour 1 €" not in shown.split("Comment")[0]


def test_a_cap_that_takes_from_promises_is_shown_to_those_who_see_funds(network, client_of):
    with scoped_to(network):
        given = given_fund(year_cap=Decimal("40000.00"))
    shown = words(ask(client_of("reader"), given, contributeur=given.caf.pk, montant="3000"))
    assert "attirerait ensuite 6 000,00 € d’effet levier de moins" in shown
    assert "Orange : −6 000,00 €" in shown
    hidden = words(ask(client_of("prescriber"), given, montant="3000"))
    assert "Avec 3 000 € de plus, un nouvel opérateur ferait entrer 9 000 € dans le pot" in hidden
    assert "ensuite 6 000,00" not in hidden and "Orange" not in hidden


def test_who_may_not_see_funds_sees_no_other_contributor(given, client_of):
    client = client_of("school")
    shown = words(ask(client, given))
    assert "un nouvel opérateur ferait entrer 15 000 €" in shown and "Effet levier" in shown
    assert "Orange" not in shown and "CAF" not in shown
    refused = words(ask(client, given, contributeur=given.caf.pk))
    assert "Choisissez un organisme de la liste" in refused and "CAF" not in refused


def test_another_network_s_fund_and_partner_are_not_found(given, other_network, client_of):
    with scoped_to(other_network):
        foreign = given_fund()
        link = share_simulator(foreign.fund, note="X", expires_on=LAST_DAY, by=foreign.by, at=timezone.now())
    client = client_of("coordinator")
    for name in ("fund_simulator", "fund_simulator_links"):
        assert client.get(page(foreign, name)).status_code == 404
    assert client.post(page(foreign, "fund_simulator_share"), GOOD).status_code == 404
    assert client.post(reverse("fund_simulator_withdraw", args=[SLUG, link.pk])).status_code == 404
    assert client.get(reverse("simulator_shared", args=[SLUG, link.token])).status_code == 404
    assert "organisme de la liste" in words(ask(client, given, contributeur=foreign.caf.pk))
    with scoped_to(other_network):
        assert SimulatorLink.objects.get().withdrawn_at is None


# -- Links -------------------------------------------------------------------------------------------------------------

GOOD = {"note": "Mutualité de Gascogne", "expires_on": LAST_DAY.isoformat()}


@setup_data
def link(given):
    with scoped_to(given.fund.network):
        return share_simulator(
            given.fund, note="Mutualité de Gascogne", expires_on=LAST_DAY, by=given.by, at=timezone.now()
        )


def shared(link):
    return reverse("simulator_shared", args=[SLUG, link.token])


def test_a_coordinator_makes_a_link_and_withdraws_it(given, client_of):
    client = client_of("coordinator")
    assert "Aucun lien n’ouvre le simulateur" in words(client.get(page(given, "fund_simulator_links")))
    made = words(client.post(page(given, "fund_simulator_share"), GOOD, follow=True))
    assert "Le lien pour Mutualité de Gascogne est prêt" in made
    with scoped_to(given.fund.network):
        link = SimulatorLink.objects.get()
    assert f"http://testserver{shared(link)}" in made
    assert "1 lien ouvre le simulateur sans compte" in made
    url = reverse("fund_simulator_withdraw", args=[SLUG, link.pk])
    assert client.get(url).status_code == 405
    gone = words(client.post(url, follow=True))
    assert "n’ouvre plus rien" in gone and "Retiré" in gone and link.token not in gone
    assert "déjà été retiré" in words(client.post(url, follow=True))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"note": " "}, "obligatoire"),
        ({"expires_on": ""}, "obligatoire"),
        ({"expires_on": "demain"}, "date"),
        ({"expires_on": (TODAY - timedelta(days=1)).isoformat()}, "est passé"),
        ({"expires_on": END.isoformat()}, "Le fonds se termine le"),
    ],
)
def test_what_is_wrong_with_a_link_is_said_and_nothing_is_written(given, client_of, wrong, sentence):
    response = client_of("coordinator").post(page(given, "fund_simulator_share"), {**GOOD, **wrong})
    assert response.status_code == 200
    assert sentence in words(response)
    with scoped_to(given.fund.network):
        assert not SimulatorLink.objects.exists()


def test_whoever_was_invited_opens_it_without_an_account(given, link, client_of):
    client = client_of("visitor")
    opened = client.get(shared(link))
    shown = words(opened)
    assert opened.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in shown
    assert "Ce que votre contribution ferait entrer dans le pot" in shown
    assert "Vous donnez 1 €, le Département en ajoute 2" in shown
    assert "45 000,00 €" in shown
    result = words(client.get(shared(link), {"montant": "2 500", "annee": YEAR}))
    assert "Avec 2 500 €, vous feriez entrer 7 500 € dans le pot" in result
    assert "Votre organisme n’a encore rien versé" in result
    assert "2 500 × 2 = 5 000,00 €" in result
    for other in ("CAF", "Orange", "10 000,00 €", "20 000,00 €", "7 777,77", "Mutualité"):
        assert other not in shown + result


def test_a_visitor_chooses_no_contributor(given, link, client_of):
    asked = {"montant": "2500", "annee": YEAR, "contributeur": given.caf.pk}
    assert "10 000" not in words(client_of("visitor").get(shared(link), asked))
    assert "négatif" in words(client_of("visitor").get(shared(link), asked | {"montant": "-3"}))


def test_a_link_that_is_over_says_so(given, link, client_of):
    client = client_of("visitor")
    with scoped_to(given.fund.network):
        SimulatorLink.objects.update(expires_on=TODAY - timedelta(days=1))
    over = client.get(shared(link), {"montant": "2500", "annee": YEAR})
    assert over.status_code == 410
    assert "Ce lien n’est plus valable depuis le" in words(over) and "45 000" not in words(over)
    with scoped_to(given.fund.network):
        SimulatorLink.objects.update(expires_on=timezone.localdate())
        withdraw_simulator_link(link, by=given.by, at=timezone.now())
    withdrawn = client.get(shared(link))
    assert withdrawn.status_code == 410
    assert "Ce lien a été retiré" in words(withdrawn) and given.fund.name not in words(withdrawn)
    cut = client.get(reverse("simulator_shared", args=[SLUG, link.token[:-1]]))
    assert cut.status_code == 404
    assert "Nous ne trouvons pas ce lien" in words(cut)


# -- The forecast ------------------------------------------------------------------------------------------------------


def test_the_forecast_as_the_fund_s_page_shows_it(given, network):
    with scoped_to(network):
        context = {
            "forecast": fund_forecast(given.fund, today=timezone.localdate()),
            "fund": given.fund,
            "network": network,
            "rules": given.fund.leverage_rules.all(),
            "may_simulate": True,
        }
        html = render_to_string("funding/funds/fund_forecast.html", context)
    shown = " ".join(html.replace("\u00a0", " ").replace("\u202f", " ").split())
    assert "⟦" not in shown
    assert "Si chaque promesse est tenue, le fonds aura réuni 68 333 €, sur 300 000 € visés" in shown
    for amount in ("15 000,00 €", "30 000,00 €", "7 777,77 €", "15 555,54 €", "68 333,31 €"):
        assert amount in shown
    assert page(given) in shown


# -- The same number of queries, whatever the rows ---------------------------------------------------------------------


def queries(client, url, asked):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url, asked).status_code == 200
    return len(captured)


def test_more_rows_ask_no_more_queries(given, link, client_of):
    asked = {"contributeur": "", "montant": "5 000", "annee": YEAR}
    pages = [("coordinator", page(given)), ("visitor", shared(link))]
    pages.append(("coordinator", page(given, "fund_simulator_links")))
    clients = [(client_of(role), url) for role, url in pages]
    for client, url in clients:
        client.get(url, asked)
    before = [queries(client, url, asked) for client, url in clients]
    with scoped_to(given.fund.network):
        for index in range(2):
            contribution = make_contribution(
                given.fund, make_partner(f"Opérateur {index}"), "300.00", by=given.by, year=START.year
            )
            receive(contribution, "100.00", by=given.by, on=START)
            share_simulator(given.fund, note="X", expires_on=LAST_DAY, by=given.by, at=timezone.now())
        written = JournalEntry.objects.count()
    assert [queries(client, url, asked) for client, url in clients] == before
    with scoped_to(given.fund.network):
        assert JournalEntry.objects.count() == written
