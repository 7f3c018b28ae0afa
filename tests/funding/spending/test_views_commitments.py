"""Pages of commitments: who would pay before anything is written, then paid, released; what is wrong at its field."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from funding.models import (
    Commitment,
    Contribution,
    Fund,
    LedgerTransaction,
    Payment,
    PaymentRequest,
    SupportingDocument,
)
from funding.spending.queries.commitments import commitment_position
from inclusion.core.scope import scoped_to
from tests.builders import make_membership, make_user
from tests.funding.builders import SMALL_PDF, engage, make_grant, receive, worked_example
from tests.funding.spending.spending_pages import SLUG, at, booklet_commitment, give_back, queries, settle
from tests.pages import words
from tests.setup_data import setup_data


@setup_data
def worked(network):
    with scoped_to(network):
        return worked_example()


def movements(worked):
    with scoped_to(worked.fund.network):
        return LedgerTransaction.objects.count()


def position(worked, commitment):
    with scoped_to(worked.fund.network):
        return commitment_position(commitment)


# -- Committed ------------------------------------------------------------------------------------------------

GOOD = {"amount": "2 700,00", "payee_name": "Comité des fêtes", "label": "Salle des fêtes", "on": "2026-07-01"}


def seen(response):
    return re.search(r'name="seen" value="(\w+)"', response.content.decode()).group(1)


def test_a_coordinator_sees_who_would_pay_then_commits(worked, client_of):
    client, url, before = client_of("coordinator"), at("fund_commit", worked.forum), movements(worked)
    shown = client.post(url, GOOD)
    page = words(shown)
    assert "Voici qui paierait 2 700,00 €" in page
    assert ">1 575,00 €</td>" in page  # 2 700 × 15 750 ÷ 27 000
    assert '<th scope="row">CAF</th><td class="num">1 575,00 €</td>' in page
    assert '<th scope="row">Orange</th><td class="num">1 125,00 €</td>' in page
    assert "Engager 2 700,00 €" in page
    assert movements(worked) == before  # nothing is written by looking
    done = client.post(url, {**GOOD, "seen": seen(shown), "write": "1"}, follow=True)
    assert "L’engagement de 2 700,00 € est enregistré." in words(done)
    with scoped_to(worked.fund.network):
        commitment = Commitment.objects.get(label="Salle des fêtes")
        assert (commitment.amount, commitment.committed_on) == (Decimal("2700.00"), date(2026, 7, 1))
    assert [(one.name, one.left) for one in position(worked, commitment).payers] == [
        ("CAF", Decimal("1575.00")),
        ("Orange", Decimal("1125.00")),
    ]


def test_grants_are_named_first_among_who_would_pay(worked, client_of):
    with scoped_to(worked.fund.network):
        make_grant(worked.fund, worked.forum, "700.00", by=worked.by, name="Appel État")
    page = words(client_of("coordinator").post(at("fund_commit", worked.forum), GOOD))
    payers = page[page.index("<caption>Qui paierait") :]
    assert payers.index('Appel État</th><td class="num">700,00 €') < payers.index("CAF</th>")


def test_a_second_click_commits_nothing_more(worked, client_of):
    client, url = client_of("coordinator"), at("fund_commit", worked.forum)
    clicked = {**GOOD, "seen": seen(client.post(url, GOOD)), "write": "1"}
    assert client.post(url, clicked).status_code == 302
    after = movements(worked)
    again = client.post(url, clicked)
    page = words(again)
    assert again.status_code == 200 and movements(worked) == after
    assert "peut-être par un second clic" in page
    assert "Dernier engagement de cette action" in page and "Salle des fêtes" in page
    assert "Voici qui paierait 2 700,00 €" in page  # and by whom, by now
    assert client.post(url, {**clicked, "seen": seen(again)}).status_code == 302


def test_a_commitment_can_be_corrected_before_it_is_made(worked, client_of):
    before = movements(worked)
    page = words(client_of("coordinator").post(at("fund_commit", worked.forum), {**GOOD, "edit": "1"}))
    assert 'value="Salle des fêtes"' in page and "Voir qui paierait" in page
    assert movements(worked) == before


@pytest.mark.parametrize("step", [{}, {"write": "1"}])
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount": "-5"}, "Le montant doit être supérieur à zéro."),
        ({"amount": "0"}, "Le montant doit être supérieur à zéro."),
        ({"amount": "10,001"}, "deux décimales au plus"),
        ({"amount": "beaucoup"}, "Écrivez un montant en chiffres"),
        ({"amount": "27 000,01"}, "Il manque 0,01 €"),
        ({"on": "2025-12-31"}, "est hors de la période du fonds"),
        ({"on": "2029-01-01"}, "est hors de la période du fonds"),
        ({"on": "2026-01-31"}, "sont clos jusqu’au"),
        ({"label": " "}, "obligatoire"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_committed(worked, client_of, step, wrong, sentence):
    with scoped_to(worked.fund.network):
        type(worked.fund).objects.filter(pk=worked.fund.pk).update(closed_until=date(2026, 2, 1))
    before = movements(worked)
    response = client_of("coordinator").post(at("fund_commit", worked.forum), {**GOOD, **wrong, **step})
    page = words(response)
    assert response.status_code == 200 and movements(worked) == before
    field = next(iter(wrong))
    wrong_field = page[page.index(f'for="id_{field}"') :]
    assert sentence in wrong_field[: wrong_field.index(f'name="{field}"')]


def test_nobody_else_commits(worked, client_of):
    for role in ("operator", "reader", "prescriber"):
        assert client_of(role).post(at("fund_commit", worked.forum), {**GOOD, "write": "1"}).status_code == 403
    assert movements(worked) == 6


# -- Seen -----------------------------------------------------------------------------------------------------


def test_a_commitment_shows_whose_euros_became_what(worked, client_of):
    forum = worked.commitments[1]
    with scoped_to(worked.fund.network):
        settle(forum, "3000.00", worked)
        give_back(forum, "1200.00", worked)
    page = words(client_of("operator").get(at("fund_commitment", forum)))
    assert "Dépense : il reste 4 800 € à payer" in page
    # 3 000 and then 1 200, at 5 250 : 3 750
    caf = ("5 250,00 €", "1 750,00 €", "700,00 €", "2 800,00 €")
    orange = ("3 750,00 €", "1 250,00 €", "500,00 €", "2 000,00 €")
    total = ("9 000,00 €", "3 000,00 €", "1 200,00 €", "4 800,00 €")
    for name, amounts in (("CAF", caf), ("Orange", orange), ("Ensemble", total)):
        titles = ("Engagé", "Payé", "Dégagé", "Reste à payer")
        cells = zip(titles, amounts, strict=True)
        row = "".join(f'<td class="num" data-title="{title}">{amount}</td>' for title, amount in cells)
        assert f'<th scope="row">{name}</th>{row}' in page
    assert "9 000 × ce qui lui restait ÷ 36 000, ce qui restait à tous" in page
    assert "MANDAT-1" in page
    assert "Enregistrer un paiement" not in page
    assert "Enregistrer un paiement" in words(client_of("coordinator").get(at("fund_commitment", forum)))


def test_a_commitment_of_which_nothing_is_left_says_what_became_of_it(worked, client_of):
    rights, forum = worked.commitments
    with scoped_to(worked.fund.network):
        settle(rights, "9000.00", worked)
        give_back(forum, "9000.00", worked)
        both = engage(worked.forum, "10.00", by=worked.by, on=date(2026, 7, 1))
        settle(both, "2.50", worked, reference="MANDAT-2")
        give_back(both, "7.50", worked)
    client = client_of("coordinator")
    both_page = words(client.get(at("fund_commitment", both)))
    assert "Dépense : 2,50 € payés, le reste est rendu au fonds" in both_page
    assert "Dépense : tout est payé" in words(client.get(at("fund_commitment", rights)))
    assert "Dépense : tout est rendu au fonds" in words(client.get(at("fund_commitment", forum)))
    for name in ("fund_pay", "fund_release"):
        assert "Tout ce qui était engagé est payé ou rendu au fonds" in words(client.get(at(name, rights)))


PAGES = ("fund_commitment", "fund_pay", "fund_release")


# -- Paid -----------------------------------------------------------------------------------------------------

PAID = {"amount": "4 000,00", "on": "2026-09-01", "reference": "MANDAT-7"}


def test_a_coordinator_records_a_payment(worked, client_of):
    client, forum = client_of("coordinator"), worked.commitments[1]
    assert 'value="9 000,00"' in words(client.get(at("fund_pay", forum)))  # what is left, to begin with
    response = client.post(at("fund_pay", forum), PAID, follow=True)
    assert "Le paiement de 4 000,00 € est enregistré." in words(response)
    assert "il reste 5 000 € à payer" in words(response)
    assert position(worked, forum).paid == Decimal("4000.00")


def test_a_payment_names_whom_it_went_to_and_keeps_its_invoice(worked, network, client_of):
    client, forum = client_of("coordinator"), worked.commitments[1]
    both = {"payee_name": "Parc des expositions", "payee": f"partner-{worked.caf.pk}"}
    refused = words(client.post(at("fund_pay", forum), {**PAID, **both}))
    assert "Choisissez dans la liste ou écrivez un nom, pas les deux." in refused
    invoice = SimpleUploadedFile("Facture 12.pdf", SMALL_PDF)
    named = {**PAID, "payee_name": "Parc des expositions", "file": invoice}
    page = words(client.post(at("fund_pay", forum), named, follow=True))
    assert "Parc des expositions" in page and "Facture : Facture 12.pdf" in page
    with scoped_to(network):
        kept = SupportingDocument.objects.get()
    assert client_of("reader").get(at("fund_document", kept)).content == SMALL_PDF
    page = words(client.get(at("fund_action", worked.forum)))
    cells = '<td class="num" data-title="{}">{}</td>'
    assert cells.format("Payé", "4 000,00 €") in page
    rows = client.get(at("fund_payees", worked.fund), {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert rows[0] == "Action;À qui;Qui c’est;Engagé;Payé;Rendu;Reste à payer"
    assert "Forum;Comité des fêtes;Hors du réseau;9000,00;0,00;0,00;5000,00" in rows
    assert "Forum;Parc des expositions;Hors du réseau;0,00;4000,00;0,00;0,00" in rows


def test_above_the_threshold_the_page_asks_and_another_person_confirms(worked, network, client_of):
    with scoped_to(network):
        Fund.objects.filter(pk=worked.fund.pk).update(second_person_above=3000)
    first, forum = client_of("coordinator"), worked.commitments[1]
    alone = "Personne d’autre que vous ne peut confirmer un paiement"
    assert alone in words(first.get(at("fund_pay", forum)))
    with scoped_to(network):
        make_membership(roles=("coordinator",))
    assert alone not in words(first.get(at("fund_pay", forum)))
    page = words(first.post(at("fund_pay", forum), PAID, follow=True))
    assert "rien n’est enregistré avant qu’une autre personne l’ait confirmé" in page
    assert "Vous l’avez demandé vous-même" in page and "Confirmer ce paiement" not in page
    with scoped_to(network):
        asked = PaymentRequest.objects.get()
        PaymentRequest.objects.update(asked_by=make_user())
    assert "4 000,00 € à payer à Comité des fêtes" in words(first.get(f"/{SLUG}/"))
    url = at("fund_payment_confirm", asked)
    assert "Confirmer le paiement de 4 000,00 € à Comité des fêtes ?" in words(first.get(url))
    assert "est confirmé et enregistré" in words(first.post(url, follow=True))
    assert position(worked, forum).paid == Decimal("4000.00")
    assert "déjà confirmée" in words(first.get(url, follow=True))


def test_a_quote_is_added_to_a_commitment(worked, client_of):
    client, url = client_of("coordinator"), at("fund_document_add", worked.commitments[1])
    wrong = {"kind": "spending_quote", "file": SimpleUploadedFile("Devis.pdf", b"PK rien")}
    assert "n’est pas un PDF" in words(client.post(url, wrong))
    good = {"kind": "spending_quote", "file": SimpleUploadedFile("Devis.pdf", SMALL_PDF)}
    assert "Devis : Devis.pdf" in words(client.post(url, good, follow=True))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount": "-5"}, "Le montant doit être supérieur à zéro."),
        ({"amount": "0"}, "Le montant doit être supérieur à zéro."),
        ({"amount": "1,005"}, "deux décimales au plus"),
        ({"amount": "6 000,01"}, "Il ne reste que 6 000,00 € à payer sur cet engagement"),
        ({"on": "2026-05-31"}, "précède l’engagement, du 1er juin 2026"),
        ({"on": "2029-01-01"}, "est hors de la période du fonds"),
        ({"on": "2026-08-31"}, "sont clos jusqu’au"),
        ({"reference": "MANDAT-1"}, "« MANDAT-1 » est déjà enregistrée"),
        ({"reference": ""}, "obligatoire"),
    ],
)
def test_what_is_wrong_with_a_payment_is_said_at_its_field_and_nothing_is_paid(worked, client_of, wrong, sentence):
    forum = worked.commitments[1]
    with scoped_to(worked.fund.network):
        settle(forum, "3000.00", worked)
        closed = date(2026, 9, 1) if wrong == {"on": "2026-08-31"} else None
        type(worked.fund).objects.filter(pk=worked.fund.pk).update(closed_until=closed)
    response = client_of("coordinator").post(at("fund_pay", forum), {**PAID, **wrong})
    page = words(response)
    assert response.status_code == 200
    field = next(iter(wrong))
    wrong_field = page[page.index(f'for="id_{field}"') :]
    assert sentence in wrong_field[: wrong_field.index(f'name="{field}"')]
    with scoped_to(worked.fund.network):
        assert Payment.objects.count() == 1


# -- Released -------------------------------------------------------------------------------------------------

RELEASED = {"amount": "4 800,00", "on": "2026-10-01"}


def test_a_coordinator_sees_to_whom_the_rest_goes_back_then_releases_it(worked, client_of):
    client, forum = client_of("coordinator"), worked.commitments[1]
    url = at("fund_release", forum)
    assert 'value="9 000,00"' in words(client.get(url))  # all the rest, to begin with
    before = movements(worked)
    shown = client.post(url, RELEASED)
    page = words(shown)
    assert "Voici qui retrouverait 4 800,00 €" in page
    assert '<th scope="row">CAF</th><td class="num">2 800,00 €</td>' in page
    assert '<th scope="row">Orange</th><td class="num">2 000,00 €</td>' in page
    assert movements(worked) == before
    left = re.search(r'name="seen" value="([^"]+)"', shown.content.decode()).group(1)
    done = client.post(url, {**RELEASED, "seen": left, "write": "1"}, follow=True)
    assert "4 800,00 € de « Dépense » sont revenus à ceux dont c’étaient les euros." in words(done)
    assert position(worked, forum).released == Decimal("4800.00")
    # The same click again: the rest is another one by now.
    again = client.post(url, {"amount": "1,00", "on": "2026-10-01", "seen": left, "write": "1"})
    assert "le reste est devenu 4 200,00 €" in words(again)
    assert position(worked, forum).released == Decimal("4800.00")


def test_a_release_can_be_corrected_before_it_is_made(worked, client_of):
    before = movements(worked)
    page = words(client_of("coordinator").post(at("fund_release", worked.commitments[1]), {**RELEASED, "edit": "1"}))
    assert 'value="4 800,00"' in page and "Voir à qui il revient" in page
    assert movements(worked) == before


@pytest.mark.parametrize("step", [{}, {"write": "1"}])
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount": "-5"}, "Le montant doit être supérieur à zéro."),
        ({"amount": "0"}, "Le montant doit être supérieur à zéro."),
        ({"amount": "9 000,01"}, "Il ne reste que 9 000,00 € à rendre"),
        ({"amount": "0,001"}, "deux décimales au plus"),
        ({"on": "2026-05-31"}, "précède l’engagement"),
        ({"on": "2030-01-01"}, "est hors de la période du fonds"),
    ],
)
def test_what_is_wrong_with_a_release_is_said_at_its_field(worked, client_of, step, wrong, sentence):
    before = movements(worked)
    response = client_of("coordinator").post(at("fund_release", worked.commitments[1]), {**RELEASED, **wrong, **step})
    page, field = words(response), next(iter(wrong))
    assert response.status_code == 200 and movements(worked) == before
    wrong_field = page[page.index(f'for="id_{field}"') :]
    assert sentence in wrong_field[: wrong_field.index(f'name="{field}"')]


# -- Booklets -------------------------------------------------------------------------------------------------


def test_a_booklet_s_commitment_is_moved_by_the_passes_alone(worked, client_of):
    commitment, client = booklet_commitment(worked), client_of("coordinator")
    before = movements(worked)
    for name in PAGES:
        page = words(client.get(at(name, commitment)))
        assert "Cet engagement est un carnet de pass" in page
        assert "/pass/" in page
    assert "Enregistrer un paiement" not in words(client.get(at("fund_commitment", commitment)))
    day = commitment.committed_on.isoformat()
    client.post(at("fund_pay", commitment), {**PAID, "amount": "1", "on": day})
    client.post(at("fund_release", commitment), {"amount": "1", "on": day, "write": "1"})
    assert movements(worked) == before


# -- The same number of queries, whatever the rows ------------------------------------------------------------


def test_more_rows_ask_no_more_queries(worked, client_of):
    client, forum = client_of("coordinator"), worked.commitments[1]
    with scoped_to(worked.fund.network):
        receive(Contribution.objects.get(partner=worked.cpam), "900.00", by=worked.by, on=date(2026, 6, 2))
        wide = engage(worked.forum, "9000.00", by=worked.by, on=date(2026, 7, 1))  # three payers instead of two
        settle(forum, "10.00", worked, reference="A")
    few = {name: queries(client, at(name, forum)) for name in PAGES}
    few = {name: queries(client, at(name, forum)) for name in PAGES}
    with scoped_to(worked.fund.network):
        for index in range(3):
            settle(wide, "10.00", worked, reference=f"B{index}")
            give_back(wide, "5.00", worked)
    assert {name: queries(client, at(name, wide)) for name in PAGES} == few
