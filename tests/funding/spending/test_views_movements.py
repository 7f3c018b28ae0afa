"""Pages of movements: filtered, exported, one as double entry, reversed; what is wrong at its field."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from funding.contributions.actions.receipts import record_refund
from funding.ledger.enums import TransactionKind
from funding.models import Contribution, LedgerTransaction
from funding.spending.actions.reversals import reverse as take_back
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.funding.builders import make_fund, make_grant, worked_example
from tests.funding.spending.spending_pages import at, give_back, movement_of, queries, settle
from tests.pages import words
from tests.setup_data import setup_data


@setup_data
def worked(network):
    with scoped_to(network):
        return worked_example()


def of_kind(worked, kind):
    """The first movement of a kind."""
    with scoped_to(worked.fund.network):
        return LedgerTransaction.objects.filter(kind=kind).order_by("pk").first()


# -- All of them ----------------------------------------------------------------------------------------------


def test_movements_are_filtered_and_exported(worked, client_of):
    client, url = client_of("coordinator"), at("fund_movements", worked.fund)
    assert "6 mouvements" in words(client.get(url))
    assert "2 mouvements" in words(client.get(url, {"kind": "match"}))
    assert "1 mouvement" in words(client.get(url, {"action": worked.forum.pk}))
    assert "3 mouvements" in words(client.get(url, {"partner": worked.orange.pk}))
    assert "1 mouvement" in words(client.get(url, {"since": "2026-05-05"}))
    assert "4 mouvements" in words(client.get(url, {"until": "2026-05-03"}))
    assert "1 mouvement" in words(client.get(url, {"q": "depense forum"}))
    none = words(client.get(url, {"q": "forum introuvable"}))
    assert "Aucun résultat" in none and "Aucun mouvement ne correspond à votre recherche." in none
    lines = client.get(url, {"kind": "receipt", "export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Date;Nature;Libellé;Référence;Sens;Montant;Enregistré le;Par"
    assert {tuple(line.split(";")[4:6]) for line in lines[1:]} == {("Entrée", "10000,00"), ("Entrée", "5000,00")}
    reference = lines[1].split(";")[3]
    assert "1 mouvement" in words(client.get(url, {"q": reference.lower(), "kind": "receipt"}))
    assert len(lines) == 3


def test_movements_leave_as_a_workbook_in_the_order_of_the_page(worked, client_of):
    url = at("fund_movements", worked.fund)
    response = client_of("coordinator").get(url, {"export": "xlsx", "sort": "booked_on"})
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert [row[1] for row in rows[1:]] == [
        "Versement",
        "Effet levier",
        "Versement",
        "Effet levier",
        "Engagement",
        "Engagement",
    ]
    assert [row[5] for row in rows[1:]] == [10000, 20000, 5000, 10000, 9000, 9000]
    assert [row[4] for row in rows[1:]] == [*["Entrée"] * 4, "Interne", "Interne"]
    assert rows[1][7] == str(worked.by)


def test_each_movement_leads_to_its_page_and_shows_its_amount(worked, client_of):
    page = words(client_of("reader").get(at("fund_movements", worked.fund)))
    movement = of_kind(worked, TransactionKind.MATCH)
    label = movement.label.replace("\u00a0", " ")
    assert f'<a href="{at("fund_movement", movement)}">{label}</a>' in page
    assert page.count('<td class="num" data-title="Montant">9 000,00 €</td>') == 2
    assert '<td class="num" data-title="Montant">+ 10 000,00 €</td>' in page
    assert page.index("01/06/2026") < page.index("04/05/2026")  # the last day first


def test_a_list_of_movements_is_never_sorted_by_their_amounts(worked, client_of):
    """Only by what an index contains: a fund may have hundreds of thousands."""
    client, url = client_of("reader"), at("fund_movements", worked.fund)
    page = words(client.get(url, {"sort": "volume"}))
    assert '<th scope="col" class="num">Montant</th>' in page
    assert page.index("01/06/2026") < page.index("04/05/2026")


def test_the_amounts_are_asked_for_the_rows_of_the_page_alone(worked, client_of):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client_of("reader").get(at("fund_movements", worked.fund))
    summing = [one["sql"] for one in captured if "funding_posting" in one["sql"]]
    assert len(summing) == 1 and '"funding_ledgertransaction"."id" IN (' in summing[0]
    listed = [one["sql"] for one in captured if "LIMIT 25" in one["sql"] or "COUNT(*)" in one["sql"]]
    assert not [sql for sql in listed if "SUM(" in sql]


def test_a_fund_without_movements_has_an_empty_list(network, client_of):
    with scoped_to(network):
        fund = make_fund()
    assert "Aucun mouvement ici." in words(client_of("reader").get(at("fund_movements", fund)))


# -- One ------------------------------------------------------------------------------------------------------


def test_a_movement_is_shown_as_double_entry(worked, client_of):
    commitment = worked.commitments[1]
    with scoped_to(worked.fund.network):
        movement = movement_of(commitment, TransactionKind.COMMITMENT)
    page = words(client_of("operator").get(at("fund_movement", movement)))
    assert "Engagement de 9 000,00 €" in page
    out = '<td class="num">{}</td><td class="num"></td>'
    into = '<td class="num"></td><td class="num">{}</td>'
    assert f'<th scope="row">Part de CAF dans le pot commun</th>{out.format("5 250,00 €")}' in page
    assert f'<th scope="row">Euros d’Orange : engagé</th>{into.format("3 750,00 €")}' in page
    assert '<td class="num">9 000,00 €</td><td class="num">9 000,00 €</td>' in page
    assert "9 000,00 € − 9 000,00 € = 0,00 €" in page
    assert f"par {worked.by}" in page
    assert at("fund_commitment", commitment) in page
    assert "Annuler ce mouvement" not in page
    assert "Annuler ce mouvement" in words(client_of("coordinator").get(at("fund_movement", movement)))


def test_a_movement_leads_to_what_it_came_of(worked, client_of):
    client = client_of("reader")
    with scoped_to(worked.fund.network):
        grant = make_grant(worked.fund, worked.forum, "50.00", by=worked.by, name="Appel État")
        settle(worked.commitments[1], "10.00", worked)
        contribution = Contribution.objects.get(partner=worked.caf)
    page = words(client.get(at("fund_movement", of_kind(worked, TransactionKind.RECEIPT))))
    assert contribution.get_absolute_url() in page and "Apporté par CAF" in page
    page = words(client.get(at("fund_movement", of_kind(worked, TransactionKind.MATCH))))
    assert contribution.get_absolute_url() in page and "Apporté par Conseil départemental" in page
    page = words(client.get(at("fund_movement", of_kind(worked, TransactionKind.GRANT))))
    assert grant.get_absolute_url() in page
    assert "Apporté par ANCT" in page and "Subvention « Appel État »</th>" in page
    page = words(client.get(at("fund_movement", of_kind(worked, TransactionKind.PAYMENT))))
    assert "Référence MANDAT-1" in page and "Euros de CAF : payé" in page


def test_a_refund_is_called_one(worked, client_of):
    with scoped_to(worked.fund.network):
        record_refund(
            Contribution.objects.get(partner=worked.orange),
            amount=100,
            bank_reference="RETOUR",
            on=date(2026, 9, 1),
            by=worked.by,
            at=AT,
        )
        receipt, match = (LedgerTransaction.objects.order_by("pk").reverse()[1], LedgerTransaction.objects.last())
        movements = sorted((receipt, match), key=lambda one: one.kind != TransactionKind.RECEIPT)
    client = client_of("reader")
    assert "Remboursement de 100,00 €" in words(client.get(at("fund_movement", movements[0])))
    assert "Effet levier repris de 200,00 €" in words(client.get(at("fund_movement", movements[1])))


# -- Reversed -------------------------------------------------------------------------------------------------

GOOD = {"reason": "saisi deux fois", "on": "2026-09-02"}


def payment(worked):
    with scoped_to(worked.fund.network):
        settle(worked.commitments[1], "3000.00", worked)
        return movement_of(worked.commitments[1], TransactionKind.PAYMENT)


def test_a_coordinator_reverses_a_movement_and_both_stay(worked, client_of):
    client, movement = client_of("coordinator"), payment(worked)
    response = client.post(at("fund_movement_reverse", movement), GOOD, follow=True)
    page = words(response)
    assert "Le mouvement est annulé par son contraire." in page
    assert "Annulation de 3 000,00 €" in page and "saisi deux fois" in page
    assert at("fund_movement", movement) in page
    page = words(client.get(at("fund_movement", movement)))
    assert "Annulé par" in page and "Annuler ce mouvement" not in page
    assert "Annulé" in words(client.get(at("fund_commitment", worked.commitments[1])))
    assert "Ce mouvement est déjà annulé." in words(client.get(at("fund_movement_reverse", movement)))
    again = client.post(at("fund_movement_reverse", movement), GOOD)
    assert again.status_code == 200
    with scoped_to(worked.fund.network):
        assert LedgerTransaction.objects.filter(kind=TransactionKind.REVERSAL).count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"reason": " "}, "obligatoire"),
        ({"on": "2026-08-31"}, "Une annulation ne précède pas son mouvement"),
        ({"on": "2029-01-01"}, "est hors de la période du fonds"),
        ({"on": "demain"}, "Écrivez une date, par exemple 24/11/2026."),
    ],
)
def test_what_is_wrong_with_a_reversal_is_said_at_its_field(worked, client_of, wrong, sentence):
    movement = payment(worked)
    response = client_of("coordinator").post(at("fund_movement_reverse", movement), {**GOOD, **wrong})
    page, field = words(response), next(iter(wrong))
    assert response.status_code == 200
    wrong_field = page[page.index(f'for="id_{field}"') :]
    assert sentence in wrong_field[: wrong_field.index(f'name="{field}"')]
    assert of_kind(worked, TransactionKind.REVERSAL) is None


def test_a_receipt_typed_by_mistake_is_reversed(network, client_of):
    with scoped_to(network):
        worked = worked_example(actions=False)
        contribution = Contribution.objects.get(partner=worked.caf)
    client, receipt = client_of("coordinator"), of_kind(worked, TransactionKind.RECEIPT)
    page = words(client.get(contribution.get_absolute_url()))
    assert at("fund_movement", receipt) in page and "annulation" not in page
    asked = words(client.get(at("fund_movement_reverse", receipt)))
    assert "L’effet levier suit" in asked and "enregistrez plutôt un remboursement" in asked
    answer = client.post(at("fund_movement_reverse", receipt), GOOD, follow=True)
    assert "Annulation de 10 000,00 €" in words(answer).replace("\u202f", " ").replace("\u00a0", " ")
    page = words(client.get(contribution.get_absolute_url()))
    assert '<span class="muted">annulé</span>' in page and '<span class="muted">annulation</span>' in page
    assert "Annulation : versement de 10" in page.replace("\u00a0", " ")
    assert "Annulé par" in words(client.get(at("fund_movement", receipt)))


@pytest.mark.parametrize("role", ["operator", "reader", "prescriber"])
def test_nobody_else_reverses(worked, client_of, role):
    movement = payment(worked)
    assert client_of(role).post(at("fund_movement_reverse", movement), GOOD).status_code == 403
    assert of_kind(worked, TransactionKind.REVERSAL) is None


def test_more_rows_ask_no_more_queries(worked, client_of):
    client, movement = client_of("coordinator"), payment(worked)
    pages = [at("fund_movements", worked.fund), at("fund_movement", movement)]
    before = {url: queries(client, url) for url in pages}
    before = {url: queries(client, url) for url in pages}
    with scoped_to(worked.fund.network):
        for index in range(3):
            settle(worked.commitments[0], "10.00", worked, reference=f"B{index}")
            one = give_back(worked.commitments[1], "5.00", worked)
            take_back(one, reason="erreur", on=date(2026, 10, 2), by=worked.by, at=AT)
    assert {url: queries(client, url) for url in pages} == before
