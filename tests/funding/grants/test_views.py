"""Pages of grants: each works, hides from strangers, refuses the wrong role, says what is wrong at its field."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from funding.grants.actions import award_grant, justify_grant, record_grant_receipt
from funding.grants.enums import GrantState
from funding.models import Grant, GrantReceipt, LedgerTransaction
from funding.spending.actions.payments import pay
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.funding.builders import engage, make_action, make_fund, worked_example
from tests.pages import words
from tests.setup_data import setup_data

SLUG = "lot-et-garonne"
D = Decimal


@setup_data
def worked(network):
    with scoped_to(network):
        return worked_example()


def award(worked, name="Appel à projets", *, received="6000.00", **fields):
    """A grant of 10 000 € for the Forum and the rights."""
    values = {"amount": D("10000.00"), "awarded_on": date(2026, 3, 1), **fields}
    grant = award_grant(
        worked.fund, funder="ANCT", name=name, actions=[worked.forum, worked.rights], **values, by=worked.by, at=AT
    )
    if Decimal(received):
        record_grant_receipt(
            grant, amount=D(received), bank_reference=f"G-{name}", on=date(2026, 7, 1), by=worked.by, at=AT
        )
    return grant


@setup_data
def grant(worked):
    """10 000 € awarded, 6 000 came, 4 000 serve the Forum (1 000 of them paid), 2 000 are left."""
    with scoped_to(worked.fund.network):
        found = award(worked)
        commitment = engage(worked.forum, "4000.00", by=worked.by, on=date(2026, 7, 2))
        pay(commitment, amount=D("1000.00"), reference="P1", on=date(2026, 7, 3), by=worked.by, at=AT)
        return found


def url(name, row):
    return reverse(name, args=[SLUG, row.pk])


def wrong(response, field):
    """What the page says is wrong at a field."""
    assert response.status_code == 200
    return " ".join(str(one) for one in response.context["form"].errors.get(field, ())).replace("\u00a0", " ")


ACTS = ("fund_grant_change", "fund_grant_receipt", "fund_grant_return", "fund_grant_justify", "fund_grant_reopen")


@pytest.mark.parametrize("role", ["operator", "reader", "epci_referent"])
def test_members_of_the_fund_see_grants_and_write_none(worked, grant, client_of, role):
    client = client_of(role)
    listed = words(client.get(url("fund_grants", worked.fund)))
    assert "2 000,00 €" in listed
    assert "Noter une subvention accordée" not in listed
    page = words(client.get(url("fund_grant", grant)))
    assert "Il reste 2 000 € de « Appel à projets » à employer" in page
    assert "Enregistrer un versement" not in page
    assert "Modifier" not in page
    assert client.post(url("fund_grant_award", worked.fund), {}).status_code == 403
    assert {client.post(url(name, grant), {}).status_code for name in ACTS} == {403}


# -- The list ----------------------------------------------------------------------------------------------------


def test_the_list_adds_up(worked, grant, client_of):
    with scoped_to(worked.fund.network):
        award(worked, "FEDER", received="0.00", amount=D("500.50"))
    client = client_of("coordinator")
    page = words(client.get(url("fund_grants", worked.fund)))
    assert "Il reste 2 000 € de subventions à employer" in page
    assert "Forum, Mes droits depuis chez moi" in page
    assert '<td class="num">10 500,50 €</td><td class="num">6 000,00 €</td>' in page
    assert '<td class="num">4 000,00 €</td><td class="num">2 000,00 €</td>' in page
    assert "Noter une subvention accordée" in page


def test_a_deadline_is_shown_by_words_and_chip(worked, client_of):
    today = timezone.localdate()
    with scoped_to(worked.fund.network):
        award(worked, "Presse", spend_by=today + timedelta(days=30))
        award(worked, "Tard", spend_by=today - timedelta(days=12), justify_by=today - timedelta(days=2))
    page = words(client_of("reader").get(url("fund_grants", worked.fund)))
    assert "dans 30 jours, le " in page
    assert "depuis 12 jours (" in page
    assert "Délai dépassé" in page
    assert "depuis 2 jours (" in page
    assert "En retard" in page


def test_the_list_leaves_as_a_file(worked, grant, client_of):
    with scoped_to(worked.fund.network):
        award(worked, "FEDER", received="0.00", amount=D("500.50"), spend_by=date(2028, 1, 31))
    response = client_of("operator").get(url("fund_grants", worked.fund), {"export": "csv", "sort": "name"})
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines == [
        "Subvention;Financeur;Réservée à;Accordé;Reçu;Engagé;Reste;À employer;À justifier;État",
        "Appel à projets;ANCT;Forum, Mes droits depuis chez moi;10000,00;6000,00;4000,00;2000,00;;;Accordée",
        "FEDER;ANCT;Forum, Mes droits depuis chez moi;500,50;0,00;0,00;0,00;31/01/2028;;Accordée",
    ]


def test_the_list_is_sorted_by_what_is_left(worked, grant, client_of):
    with scoped_to(worked.fund.network):
        award(worked, "FEDER", received="500.00")
    client = client_of("reader")
    for sort, names in (("left", ["FEDER", "Appel à projets"]), ("-left", ["Appel à projets", "FEDER"])):
        response = client.get(url("fund_grants", worked.fund), {"export": "csv", "sort": sort})
        lines = response.content.decode("utf-8-sig").splitlines()[1:]
        assert [line.split(";")[0] for line in lines] == names


def test_an_empty_list_says_how_to_begin(worked, client_of):
    page = words(client_of("coordinator").get(url("fund_grants", worked.fund)))
    assert "Ce fonds n’a pas encore attiré de subvention" in page
    assert "Noter une subvention accordée" in page
    assert "Noter une subvention accordée" not in words(client_of("reader").get(url("fund_grants", worked.fund)))


# -- One grant ---------------------------------------------------------------------------------------------------


def test_a_grant_shows_what_its_money_did(worked, grant, client_of):
    page = words(client_of("coordinator").get(url("fund_grant", grant)))
    assert "Il reste 2 000 € de « Appel à projets » à employer" in page
    assert "10 000,00 € accordés le 1er mars 2026. Financeur : ANCT." in page
    assert '<td class="num">4 000,00 €</td><td class="num">1 000,00 €</td>' in page
    assert "6 000 − 4 000 = 2 000,00 €" in page
    assert "G-Appel à projets" in page
    assert "4 000,00 € doivent encore arriver" in page


@pytest.mark.parametrize(
    ("fields", "action"),
    [
        ({}, "Enregistrer un versement"),
        ({"received": "10000.00", "justify_by": date(2026, 3, 1)}, "Noter la justification"),
        ({"received": "10000.00", "spend_by": date(2026, 3, 1)}, "Rendre ce qui reste"),
    ],
)
def test_the_main_action_is_what_comes_next(worked, client_of, fields, action):
    with scoped_to(worked.fund.network):
        found = award(worked, **fields)
    response = client_of("coordinator").get(url("fund_grant", found))
    main = response.content.decode().split('class="actions"')[1].split("</div>")[0]
    assert f'class="btn" href="{url(response.context["main"], found)}">{action}</a>' in main


def test_nothing_is_asked_of_who_has_time(worked, client_of):
    with scoped_to(worked.fund.network):
        found = award(worked, received="10000.00")
    assert client_of("coordinator").get(url("fund_grant", found)).context["main"] == ""


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# -- Awarded and changed -----------------------------------------------------------------------------------------


def values(worked, **fields):
    return {
        "funder": "État, ANCT",
        "name": "Appel 2026",
        "amount": "150 000,00",
        "awarded_on": "2026-04-01",
        "actions": [worked.forum.pk, worked.rights.pk],
        "spend_by": "2027-12-31",
        "justify_by": "2028-03-31",
        **fields,
    }


def test_a_grant_is_awarded(worked, client_of):
    client = client_of("coordinator")
    assert "Noter cette subvention" in words(client.get(url("fund_grant_award", worked.fund)))
    response = client.post(url("fund_grant_award", worked.fund), values(worked), follow=True)
    assert "« Appel 2026 » est notée." in words(response)
    assert "« Appel 2026 » est accordée, rien n’est encore arrivé" in words(response)
    with scoped_to(worked.fund.network):
        found = Grant.objects.get()
        assert (found.funder, found.amount, found.spend_by) == ("État, ANCT", D("150000.00"), date(2027, 12, 31))
        assert set(found.funded_actions.all()) == {worked.forum, worked.rights}


BAD = [
    ({"funder": " "}, "funder", "obligatoire"),
    ({"name": ""}, "name", "obligatoire"),
    ({"name": "Prise"}, "name", "s’appelle déjà « Prise »"),
    ({"amount": "0"}, "amount", "supérieure à zéro"),
    ({"amount": "-5"}, "amount", "supérieure à zéro"),
    ({"amount": "10,001"}, "amount", "deux décimales au plus"),
    ({"actions": []}, "actions", "Choisissez au moins une action"),
    ({"awarded_on": ""}, "awarded_on", "obligatoire"),
    ({"spend_by": "2026-03-31"}, "spend_by", "précède celle de l’accord"),
    ({"justify_by": "2026-03-31"}, "justify_by", "précède celle de l’accord"),
    ({"spend_by": "2028-04-01"}, "justify_by", "peut encore payer jusqu’au 1er avril 2028"),
    ({"awarded_on": "2099-01-01", "spend_by": "", "justify_by": ""}, "awarded_on", "n’est pas encore venu"),
    ({"spend_by": "0027-03-31"}, "spend_by", "entre 2000 et 2100"),
]


@pytest.mark.parametrize(("fields", "field", "sentence"), BAD)
def test_what_is_wrong_with_an_award_is_said(worked, client_of, fields, field, sentence):
    with scoped_to(worked.fund.network):
        award(worked, "Prise")
    response = client_of("coordinator").post(url("fund_grant_award", worked.fund), values(worked, **fields))
    assert sentence in wrong(response, field)
    with scoped_to(worked.fund.network):
        assert Grant.objects.count() == 1


def test_an_action_of_another_fund_is_not_offered(worked, client_of):
    with scoped_to(worked.fund.network):
        other = make_action(make_fund("Autre"), "Ailleurs", by=worked.by)
    client = client_of("coordinator")
    assert "Ailleurs" not in words(client.get(url("fund_grant_award", worked.fund)))
    response = client.post(url("fund_grant_award", worked.fund), values(worked, actions=[other.pk]))
    assert wrong(response, "actions")
    with scoped_to(worked.fund.network):
        assert not Grant.objects.exists()


def test_a_fund_without_actions_says_what_comes_first(network, client_of):
    with scoped_to(network):
        fund = make_fund()
    page = words(client_of("coordinator").get(url("fund_grant_award", fund)))
    assert "Ce fonds n’a pas encore d’action." in page
    assert reverse("fund_actions", args=[SLUG, fund.pk]) in page


def test_a_grant_is_changed(worked, grant, client_of):
    client = client_of("coordinator")
    page = words(client.get(url("fund_grant_change", grant)))
    assert 'value="10 000,00"' in page
    assert page.count("checked") == 2
    response = client.post(
        url("fund_grant_change", grant),
        values(worked, actions=[worked.rights.pk], amount="6 000", spend_by="", justify_by=""),
        follow=True,
    )
    assert "Les changements sont enregistrés." in words(response)
    with scoped_to(worked.fund.network):
        grant.refresh_from_db()
        assert (grant.name, grant.amount, grant.spend_by) == ("Appel 2026", D("6000.00"), None)
        assert list(grant.funded_actions.all()) == [worked.rights]
    assert "Forum" in words(response)  # what it paid stays


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        *(one for one in BAD if one[2] != "supérieure à zéro"),
        ({"amount": "0"}, "amount", "sont déjà arrivés"),
        ({"amount": "5 999,99"}, "amount", "sont déjà arrivés"),
    ],
)
def test_what_cannot_change_is_said(worked, grant, client_of, fields, field, sentence):
    with scoped_to(worked.fund.network):
        award(worked, "Prise")
    response = client_of("coordinator").post(url("fund_grant_change", grant), values(worked, **fields))
    assert sentence in wrong(response, field)
    with scoped_to(worked.fund.network):
        grant.refresh_from_db()
        assert (grant.name, grant.funder, grant.funded_actions.count()) == ("Appel à projets", "ANCT", 2)


# -- Received and given back -------------------------------------------------------------------------------------


def money(**fields):
    return {"amount": "1 000,00", "on": "2026-09-01", "bank_reference": "VIR 2026-09", **fields}


def test_money_that_came_is_recorded(worked, grant, client_of):
    client = client_of("coordinator")
    assert 'value="4 000,00"' in words(client.get(url("fund_grant_receipt", grant)))
    response = client.post(url("fund_grant_receipt", grant), money(), follow=True)
    assert "Le versement de 1 000,00 € est enregistré." in words(response)
    assert "Il reste 3 000 €" in words(response)


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"amount": "0"}, "amount", "supérieur à zéro"),
        ({"amount": "-1"}, "amount", "supérieur à zéro"),
        ({"amount": "1,001"}, "amount", "deux décimales au plus"),
        ({"amount": "4 000,01"}, "amount", "dépasse de 0,01 €"),
        ({"on": "2025-12-31"}, "on", "hors de la période"),
        ({"on": ""}, "on", "obligatoire"),
        ({"bank_reference": " "}, "bank_reference", "obligatoire"),
        ({"bank_reference": "G-Appel à projets"}, "bank_reference", "est déjà enregistrée"),
    ],
)
def test_what_is_wrong_with_a_receipt_is_said(worked, grant, client_of, fields, field, sentence):
    response = client_of("coordinator").post(url("fund_grant_receipt", grant), money(**fields))
    assert sentence in wrong(response, field).replace("\u202f", " ")
    with scoped_to(worked.fund.network):
        assert GrantReceipt.objects.count() == 1


def test_what_was_not_used_goes_back(worked, grant, client_of):
    client = client_of("coordinator")
    page = words(client.get(url("fund_grant_return", grant)))
    assert "6 000,00 € arrivés, 4 000,00 € employés, il reste 2 000,00 €." in page
    assert 'value="2 000,00"' in page
    response = client.post(url("fund_grant_return", grant), money(amount="2 000"), follow=True)
    assert "2 000,00 € sont rendus à ANCT." in words(response)
    assert "6 000 − 2 000 = 4 000,00 €" in words(response)
    assert "−2 000,00 €" in words(response)
    assert "Il ne reste rien à rendre." in words(client.get(url("fund_grant_return", grant)))


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"amount": "0"}, "amount", "supérieur à zéro"),
        ({"amount": "2 000,01"}, "amount", "il ne reste que"),
        ({"on": "2026-06-30"}, "amount", "il ne reste que"),
        ({"on": "2029-01-01"}, "on", "hors de la période"),
        ({"bank_reference": "G-Appel à projets"}, "bank_reference", "est déjà enregistrée"),
    ],
)
def test_what_cannot_go_back_is_said(worked, grant, client_of, fields, field, sentence):
    with scoped_to(worked.fund.network):
        before = LedgerTransaction.objects.count()
    response = client_of("coordinator").post(url("fund_grant_return", grant), money(**fields))
    assert sentence in wrong(response, field)
    with scoped_to(worked.fund.network):
        assert LedgerTransaction.objects.count() == before


# -- Justified ---------------------------------------------------------------------------------------------------


def test_a_grant_is_justified_and_taken_back(worked, grant, client_of):
    client = client_of("coordinator")
    given = {"on": "2026-08-03", "justification": "Bilan et compte rendu financier."}
    response = client.post(url("fund_grant_justify", grant), given, follow=True)
    assert "La justification de « Appel à projets » est notée." in words(response)
    assert "Bilan et compte rendu financier." in words(response)
    assert "Reprendre la justification" in words(response)
    response = client.post(url("fund_grant_reopen", grant), follow=True)
    assert "est de nouveau à justifier" in words(response)
    with scoped_to(worked.fund.network):
        grant.refresh_from_db()
        assert (grant.state, grant.justified_on) == (GrantState.AWARDED, None)
    assert "Cette étape n’est pas possible" in words(client.post(url("fund_grant_reopen", grant), follow=True))
    assert client.get(url("fund_grant_reopen", grant)).status_code == 405


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"justification": " "}, "justification", "obligatoire"),
        ({"on": "2026-02-28"}, "on", "précède celle de l’accord"),
        ({"on": "2099-01-01"}, "on", "pas encore venu"),
        ({"on": ""}, "on", "obligatoire"),
    ],
)
def test_what_is_wrong_with_a_justification_is_said(worked, grant, client_of, fields, field, sentence):
    given = {"on": "2026-08-03", "justification": "Bilan.", **fields}
    assert sentence in wrong(client_of("coordinator").post(url("fund_grant_justify", grant), given), field)
    with scoped_to(worked.fund.network):
        grant.refresh_from_db()
        assert grant.state == GrantState.AWARDED


def test_nothing_is_justified_before_any_came(worked, client_of):
    with scoped_to(worked.fund.network):
        nothing = award(worked, received="0.00")
    given = {"on": "2026-08-03", "justification": "Bilan."}
    response = client_of("coordinator").post(url("fund_grant_justify", nothing), given)
    assert "Rien n’est encore arrivé de cette subvention." in words(response)


def test_a_justified_grant_is_not_justified_twice(worked, grant, client_of):
    with scoped_to(worked.fund.network):
        justify_grant(grant, on=date(2026, 8, 3), justification="Bilan.", by=worked.by, at=AT)
    response = client_of("coordinator").post(
        url("fund_grant_justify", grant), {"on": "2026-08-04", "justification": "Encore."}
    )
    assert "Cette étape n’est pas possible" in words(response)
    with scoped_to(worked.fund.network):
        grant.refresh_from_db()
        assert grant.justification == "Bilan."
