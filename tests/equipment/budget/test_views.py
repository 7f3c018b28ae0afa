"""Pages of the budget: votes, purchases and their items."""

import io
from datetime import date
from decimal import Decimal

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from equipment.budget.actions import record_purchase
from equipment.models import BudgetVote, Item, Purchase
from inclusion.core.models.documents import Document
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_user
from tests.equipment.builders import make_bank, make_model
from tests.pages import address, words
from tests.setup_data import setup_data

D = Decimal


@setup_data
def bank(network):
    with scoped_to(network):
        return make_bank()


BOUGHT = {
    "bought_on": "2026-01-15",
    "supplier": "Fournisseur",
    "label": "Stylos lecteurs",
    "reference": "F-12",
    "amount": "1 200,50",
    "model": "",
    "quantity": "1",
}


def invoice() -> SimpleUploadedFile:
    out = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.save(out, static_id=True)
    return SimpleUploadedFile("Facture 12.pdf", out.getvalue(), "application/pdf")


def test_nothing_voted_yet(bank, manager):
    page = words(manager.get(address("bank_budget")))
    assert "Aucun budget n’est encore noté" in page and "Aucun achat n’est encore enregistré" in page


def test_votes_and_purchases_make_what_is_left(network, bank, manager, client_of):
    sent = {"voted_on": "2025-06-27", "amount": "65 000", "label": "Session de juin"}
    assert "Le vote de 65 000,00 € est ajouté au budget." in words(
        manager.post(address("bank_vote_add"), sent, follow=True)
    )
    page = manager.post(address("bank_purchase_add"), {**BOUGHT, "file": invoice()}, follow=True)
    assert "L’achat « Stylos lecteurs » est enregistré." in words(page) and "Facture 12.pdf" in words(page)
    page = words(manager.get(address("bank_budget")))
    # What is left is what was voted less what was bought, to the cent.
    assert "Il reste 63 799,50 € pour acheter du matériel" in page
    assert "65 000 € votés, 1 200,50 € d’achats" in page
    assert "Voir le calcul" in page and "Session de juin" in page
    home = words(client_of("coordinator").get(address("network_home")))
    assert "Budget disponible, Expérithèque" in home and "sur 65 000 € votés" in home
    with scoped_to(network):
        purchase = Purchase.objects.get()
        vote = BudgetVote.objects.get()
    answer = manager.get(address("bank_purchase_invoice", purchase.pk))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    exported = manager.get(address("bank_budget") + "?export=csv").content.decode("utf-8-sig")
    assert "Stylos lecteurs;15/01/2026;1200,50;Fournisseur;F-12;;1;0" in exported
    page = manager.post(address("bank_vote_withdraw", vote.pk), follow=True)
    assert "Les achats dépassent le budget voté de 1 200,50 €" in words(page)


def test_a_purchase_above_what_is_left_is_reported_and_kept(network, bank, manager):
    page = words(manager.post(address("bank_purchase_add"), BOUGHT, follow=True))
    assert "Il ne reste rien du budget voté : cet achat le dépasse de 1 200,50 €." in page
    with scoped_to(network):
        assert Purchase.objects.get().amount == D("1200.50")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": "0"}, "Écrivez un montant supérieur à zéro."),
        ({"amount": "mille"}, "Écrivez un montant en chiffres"),
        ({"quantity": "0"}, "Écrivez un nombre entier, entre 1 et 500."),
        ({"bought_on": "31/02/2026"}, "Écrivez une date, par exemple 24/11/2026."),
        ({"supplier": ""}, "Ce champ est obligatoire."),
        ({"file": SimpleUploadedFile("f.jpg", b"MZ" * 40)}, "n’est pas une photo lisible"),
        ({"file": SimpleUploadedFile("f.pdf", b"hello")}, "n’est pas un PDF"),
        ({"file": SimpleUploadedFile("f.pdf", b"")}, "Ce fichier est vide."),
    ],
)
def test_a_purchase_that_cannot_be_keeps_what_was_typed(network, bank, manager, changes, said):
    page = manager.post(address("bank_purchase_add"), {**BOUGHT, "label": "Gardé tel quel", **changes})
    assert said in words(page) and "Gardé tel quel" in words(page)
    with scoped_to(network):
        assert not Purchase.objects.exists() and not Document.objects.exists()


def test_a_purchase_is_inventoried_then_stays(network, bank, manager):
    with scoped_to(network):
        model = make_model("Stylo lecteur")
    manager.post(address("bank_purchase_add"), {**BOUGHT, "model": model.pk, "quantity": "3"})
    with scoped_to(network):
        purchase = Purchase.objects.get()
    detail = address("bank_purchase_detail", purchase.pk)
    assert "Inventorier ces 3 exemplaires" in words(manager.get(detail))
    url = address("bank_purchase_inventory", purchase.pk)
    assert "MAT-0001" in words(manager.get(url)) and "MAT-0003" in words(manager.get(url))
    wrong = manager.post(url, {"numbers": "A\nB\nC\nD", "place": "Armoire 2"})
    assert "Il reste 3 exemplaires à inventorier sur cet achat, et vous avez écrit 4 numéros." in words(wrong)
    page = words(manager.post(url, {"numbers": "STY-1, STY-2\nSTY-3", "place": "Armoire 2"}, follow=True))
    assert "3 exemplaires sont inventoriés" in page and "Tous sont au stock." in page
    with scoped_to(network):
        assert Item.objects.filter(purchase=purchase, place="Armoire 2").count() == 3
    assert "Il n’y a rien à inventorier" in words(manager.get(url, follow=True))
    refused = words(manager.post(address("bank_purchase_withdraw", purchase.pk), follow=True))
    assert "3 exemplaires sont inventoriés depuis cet achat" in refused


def test_a_purchase_is_corrected(network, bank, manager):
    manager.post(address("bank_purchase_add"), {**BOUGHT, "file": invoice()})
    with scoped_to(network):
        purchase = Purchase.objects.get()
    page = manager.get(address("bank_purchase_edit", purchase.pk))
    assert "Celle qui est gardée reste" in words(page) and "1 200,50" in words(page)
    manager.post(address("bank_purchase_edit", purchase.pk), {**BOUGHT, "amount": "900"})
    with scoped_to(network):
        purchase.refresh_from_db()
    assert purchase.amount == D("900.00") and purchase.invoice_id


def test_purchases_are_filtered(network, bank, manager):
    with scoped_to(network):
        by = make_user()
        for label, year in (("Stylos", 2025), ("Casques", 2026)):
            record_purchase(bank, bought_on=date(year, 3, 1), supplier="F", label=label, amount=D("10"), by=by, at=AT)
    page = words(manager.get(address("bank_budget") + "?year=2025"))
    assert ">Stylos</a>" in page and ">Casques</a>" not in page
    page = words(manager.get(address("bank_budget") + "?q=casq"))
    assert ">Casques</a>" in page and ">Stylos</a>" not in page
