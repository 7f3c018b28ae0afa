"""Votes and purchases: what is written, refused, let go; items inventoried from a purchase."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from equipment.budget.actions import (
    change_purchase,
    inventory_purchase,
    record_purchase,
    vote_budget,
    withdraw_purchase,
    withdraw_vote,
)
from equipment.budget.queries import budget_read
from equipment.enums import Verb
from equipment.models import BudgetVote, Item, Purchase
from inclusion.core.errors import DomainError
from inclusion.core.models.documents import Document, DocumentErasure
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, make_user
from tests.equipment.builders import make_bank, make_item, make_model
from tests.pages import plain
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db
D = Decimal


@setup_data(autouse=True)
def bank(scope):
    return make_bank()


@pytest.fixture
def how():
    return {"by": make_user(), "at": AT}


def pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.save(out, static_id=True)
    return out.getvalue()


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(out, "PNG")
    return out.getvalue()


def buy(bank, how, **more):
    values = {
        "bought_on": date(2026, 1, 15),
        "supplier": "Fournisseur",
        "label": "Stylos  lecteurs",
        "amount": D("1200.00"),
        **more,
    }
    return record_purchase(bank, **values, **how)


def test_what_is_left_is_what_was_voted_less_what_was_bought(bank, how):
    vote = vote_budget(bank, voted_on=date(2025, 6, 27), amount=D("65000.00"), label="Session", **how)
    one = buy(bank, how)
    buy(bank, how, amount=D("800.50"))
    budget = budget_read(bank)
    assert (budget.left, budget.bought) == (D("62999.50"), D("2000.50"))
    assert budget_read(bank, besides=one.pk).left == D("64199.50")
    withdraw_vote(vote, **how)
    assert budget_read(bank).left == D("-2000.50")
    assert JournalEntry.objects.filter(verb=Verb.BUDGET_WITHDRAWN.value).get().details["amount"] == "65000.00"
    with pytest.raises(DomainError, match="déjà retiré"):
        withdraw_vote(vote, **how)


def test_a_purchase_above_what_is_left_is_written(bank, how):
    assert buy(bank, how).amount == D("1200.00")  # nothing was voted


@pytest.mark.parametrize("amount", [D("0"), D("-1.00")])
def test_nothing_for_no_money(bank, how, amount):
    with pytest.raises(DomainError):
        buy(bank, how, amount=amount)
    with pytest.raises(DomainError):
        vote_budget(bank, voted_on=date(2025, 6, 27), amount=amount, label="Session", **how)
    assert not Purchase.objects.exists() and not BudgetVote.objects.exists()


def test_nothing_is_voted_or_bought_on_a_day_to_come(bank, how):
    to_come = AT.date() + timedelta(days=1)
    with pytest.raises(DomainError, match="25 novembre 2026 est à venir") as refused:
        vote_budget(bank, voted_on=to_come, amount=D("10.00"), label="Session", **how)
    assert refused.value.field == "voted_on"
    with pytest.raises(DomainError, match="25 novembre 2026 est à venir") as refused:
        buy(bank, how, bought_on=to_come)
    assert refused.value.field == "bought_on"
    assert budget_read(bank).left == 0
    assert buy(bank, how, bought_on=AT.date()).bought_on == AT.date()


def test_an_invoice_is_a_pdf_as_it_came_or_a_photo_re_encoded(bank, how):
    one, other = buy(bank, how, data=pdf(), filename="F-1.pdf"), buy(bank, how, data=png(), filename="f.png")
    assert one.invoice.media_type == "application/pdf" and one.invoice.data == pdf()
    assert other.invoice.media_type == "image/jpeg" and other.invoice.filename == "f.jpg"


@pytest.mark.parametrize(
    ("data", "filename", "said"),
    [
        (b"MZ not a picture", "facture.png", "n’est pas une photo lisible"),
        (b"hello", "facture.pdf", "n’est pas un PDF"),
        (b"%PDF-1.7 broken", "facture.pdf", "est abîmé"),
        (b"\xff\xd8" + bytes(16 * 1024 * 1024), "photo.jpg", "accepte 15 Mo au plus"),
    ],
)
def test_an_invoice_that_is_none_writes_nothing(bank, how, data, filename, said):
    with pytest.raises(DomainError) as refused:
        buy(bank, how, data=data, filename=filename)
    assert said in plain(refused.value) and refused.value.field == "file"
    assert not Purchase.objects.exists() and not Document.objects.exists()


def test_a_new_invoice_lets_the_one_before_go(bank, how):
    one = buy(bank, how, data=pdf(), filename="F-1.pdf")
    old = one.invoice
    values = {"bought_on": one.bought_on, "supplier": "Autre", "label": "Stylos", "amount": D("1.00")}
    changed = change_purchase(one, **values, model=None, quantity=2, data=png(), filename="f.png", **how)
    assert changed.invoice != old and DocumentErasure.objects.get().document == old
    kept = change_purchase(one, **values, model=None, quantity=2, **how)
    assert kept.invoice == changed.invoice


def test_a_purchase_that_brought_items_stays(bank, how):
    model = make_model()
    one = buy(bank, how, model=model, quantity=3)
    items = inventory_purchase(one, numbers=["STY-1", "sty-2"], place="Armoire", **how)
    assert [str(item) for item in items] == ["STY-1", "STY-2"]
    assert {(item.purchase_id, item.acquired_on, item.place) for item in items} == {
        (one.pk, date(2026, 1, 15), "Armoire")
    }
    with pytest.raises(DomainError, match="inventoriés"):
        withdraw_purchase(one, **how)
    with pytest.raises(DomainError, match="son modèle ne change plus"):
        change_purchase(one, bought_on=one.bought_on, supplier="F", label="S", amount=one.amount, model=None, **how)
    values = {"bought_on": one.bought_on, "supplier": "F", "label": "S", "amount": one.amount, "model": model}
    with pytest.raises(DomainError, match="2\u00a0exemplaires sont inventoriés") as refused:
        change_purchase(one, **values, quantity=1, **how)
    assert refused.value.field == "quantity"
    with pytest.raises(DomainError) as refused:
        inventory_purchase(one, numbers=["STY-3", "STY-4"], **how)
    assert "Il reste 1 exemplaire à inventorier" in plain(refused.value)
    assert Item.objects.count() == 2


def test_numbers_that_are_taken_add_nothing(bank, how):
    make_item(inventory_number="STY-9")
    one = buy(bank, how, model=make_model(), quantity=2)
    with pytest.raises(DomainError, match="STY-9"):
        inventory_purchase(one, numbers=["STY-8", "STY-9"], **how)
    assert not one.items.exists()


def test_a_purchase_without_a_model_brings_no_item(bank, how):
    with pytest.raises(DomainError, match="quel modèle"):
        inventory_purchase(buy(bank, how), numbers=["A"], **how)


def test_a_purchase_by_mistake_goes_with_its_invoice(bank, how):
    one = buy(bank, how, data=pdf(), filename="F-1.pdf")
    withdraw_purchase(one, **how)
    assert not Purchase.objects.exists() and DocumentErasure.objects.exists()
    with pytest.raises(DomainError, match="déjà retiré"):
        withdraw_purchase(one, **how)


def test_a_quantity_is_at_least_one(bank, how):
    with pytest.raises(ValidationError):
        buy(bank, how, quantity=0)
