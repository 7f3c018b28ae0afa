"""Pages of supplies: those to buy again first, each move with its reason, its history."""

import pytest

from equipment.inventory.enums import SupplyKind
from equipment.models import Supply
from equipment.stock.actions import add_supply, give_with_loan
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_user
from tests.equipment.builders import make_bank, make_loan
from tests.pages import address, words
from tests.setup_data import setup_data


@setup_data
def stocked(made):
    """Make a supply with a stock."""
    by = made(make_user)

    def make(name: str, stock: int, low_at: int = 5) -> Supply:
        return made(add_supply, name=name, kind=SupplyKind.CONSUMABLE, stock=stock, low_at=low_at, by=by, at=AT)

    return make


def test_what_is_low_comes_first_and_is_exported(manager, stocked):
    stocked("Aimants", 50)
    stocked("Piles", 2)
    stocked("Feutres", 0)
    page = words(manager.get(address("supply_list")))
    assert "2 fournitures sont à racheter" in page and "le stock d’Aimants" in page
    assert page.index("Feutres") < page.index("Piles") < page.index("Aimants")
    assert "Épuisé" in page
    low = words(manager.get(f"{address('supply_list')}?low=on"))
    assert "Aimants" not in low
    data = manager.get(f"{address('supply_list')}?export=csv").content.decode("utf-8-sig")
    assert "Piles;2;Consommable;;5;" in data


def test_a_supply_is_followed_from_its_first_count(manager, network):
    typed = {"name": "Piles", "kind": "consumable", "stock": "12", "low_at": "4", "place": "Tiroir 2"}
    answer = manager.post(address("supply_add"), typed)
    page = words(manager.get(answer.url))
    assert "Piles : 12 en stock" in page
    assert "Premier comptage" in page
    assert "Une fourniture porte déjà ce nom." in words(manager.post(address("supply_add"), typed))


@pytest.mark.parametrize(
    ("typed", "stock"),
    [
        ({"way": "in", "count": "20", "reason": "Facture 118"}, 32),
        ({"way": "out", "count": "2", "reason": "Usées"}, 10),
        ({"way": "count", "count": "9"}, 9),
        ({"way": "count", "count": "12"}, 12),
    ],
)
def test_what_comes_and_goes_is_noted(manager, stocked, network, typed, stock):
    supply = stocked("Piles", 12)
    answer = manager.post(address("supply_move", supply.pk), typed)
    assert f"Piles : {stock} en stock" in words(manager.get(answer.url))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"way": "out", "count": "13", "reason": "Usées"}, "Il n’y en a pas autant : 12 exemplaires"),
        ({"way": "out", "count": "1"}, "Indiquez pourquoi le stock change."),
        ({"way": "in", "count": "0", "reason": "x"}, "au moins 1"),
        ({"way": "in", "count": "-3", "reason": "x"}, "Donnez au moins 0"),
        ({"way": "in", "count": "", "reason": "x"}, "Ce champ est obligatoire."),
        ({"way": "autre", "count": "1", "reason": "x"}, "autre"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(manager, stocked, network, typed, sentence):
    supply = stocked("Piles", 12)
    answer = manager.post(address("supply_move", supply.pk), typed)
    assert answer.status_code == 200
    assert sentence in words(answer)
    with scoped_to(network):
        assert Supply.objects.get().stock == 12


def test_the_history_names_the_loan(manager, made, stocked):
    made(make_bank)
    supply, loan = stocked("Piles", 12), made(make_loan)
    made(give_with_loan, supply, count=4, loan=loan, by=made(make_user), at=AT)
    page = words(manager.get(address("supply_detail", supply.pk)))
    assert f'Remis avec un prêt (<a href="{address("loan_detail", loan.pk)}">{loan}</a>)' in page


def test_it_is_corrected_without_its_stock(manager, stocked):
    supply = stocked("Piles", 12)
    typed = {"name": "Piles AAA", "kind": "accessory", "low_at": "20", "place": "", "stock": "99"}
    answer = manager.post(address("supply_edit", supply.pk), typed)
    page = words(manager.get(answer.url))
    assert "Piles AAA : 12 en stock" in page
    assert "Stock bas" in page
