"""Items: inventoried, corrected, moved, lost and found, taken out; what prevents a step is said."""

import pytest
from django.core.exceptions import ValidationError

from equipment.enums import Condition, ItemState
from equipment.loans.actions.lifecycle import cancel
from equipment.maintenance.actions import begin_maintenance
from equipment.models import Item
from equipment.stock import actions as stock_actions
from equipment.stock.actions import ITEMS, add_items, change_item, move_items, step_item
from inclusion.core.enums import ImportState
from inclusion.core.errors import DomainError
from inclusion.core.imports.trials import apply_trial, try_file
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, make_user
from tests.equipment.builders import make_bank, make_item, make_loan, make_model, make_out
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db


@setup_data
def does(scope):
    make_bank()
    return {"by": make_user(), "at": AT}


def test_several_are_added_at_once_each_with_its_own_code(does):
    added = add_items(make_model(), numbers=["exp-1", " EXP-2 ", ""], place="Armoire  A", serials=["S1"], **does)
    assert [(one.inventory_number, one.place, one.serial) for one in added] == [
        ("EXP-1", "Armoire A", "S1"),
        ("EXP-2", "Armoire A", ""),
    ]
    assert len({one.code for one in added}) == 2
    assert JournalEntry.objects.filter(verb="item.added").count() == 2


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ([], "Donnez au moins un numéro"),
        ([" "], "Donnez au moins un numéro"),
        (["A-1", "a-1"], "donné deux fois\u00a0: A-1"),
        (["PRIS-1", "B-2"], "Ce numéro est déjà pris\u00a0: PRIS-1. Rien n’a été ajouté."),
        (["X" * 41], "40 signes au plus"),
        ([f"N{n}" for n in range(501)], "500 matériels au plus"),
    ],
)
def test_numbers_that_cannot_be_are_named_and_nothing_is_added(does, numbers, sentence):
    make_item(inventory_number="PRIS-1")
    with pytest.raises(DomainError, match=sentence) as refused:
        add_items(make_model(), numbers=numbers, **does)
    assert refused.value.field == "numbers"
    assert Item.objects.count() == 1


def test_a_correction_is_recorded_apart_from_a_move(does):
    item = make_item(place="Armoire A")
    change_item(item, serial="SN-9", place="Armoire B", condition=Condition.WORN, **does)
    verbs = list(JournalEntry.objects.filter(target_id=item.pk).order_by("pk").values_list("verb", "details"))
    assert verbs[-2:] == [
        ("item.changed", {"fields": ["serial", "condition"]}),
        ("item.moved", {"before": "Armoire A", "after": "Armoire B"}),
    ]


def test_a_number_that_is_taken_is_refused(does):
    make_item(inventory_number="A-1")
    with pytest.raises(ValidationError, match="Un matériel porte déjà ce numéro"):
        change_item(make_item(), inventory_number="a-1", **does)


def test_the_model_stays_while_a_loan_holds_the_item(does):
    loan = make_loan()
    with pytest.raises(DomainError, match="Un prêt retient ce matériel"):
        change_item(loan.loan_items.get().item, model=make_model(), **does)


def test_many_are_moved_at_once_and_those_already_there_stay(does):
    there, here = make_item(place="B"), make_item(place="A")
    assert move_items([there.pk, here.pk], place=" B ", **does) == 1
    here.refresh_from_db()
    assert here.place == "B"
    with pytest.raises(DomainError, match="Indiquez où"):
        move_items([here.pk], place=" ", **does)


def test_lost_and_found_retired_and_back(does):
    item = make_item()
    for state in (ItemState.LOST, ItemState.IN_SERVICE, ItemState.RETIRED, ItemState.IN_SERVICE):
        item = step_item(item, state, reason="Inventaire", **does)
    assert item.state == ItemState.IN_SERVICE
    assert JournalEntry.objects.filter(verb="item.step", target_id=item.pk).count() == 4


def test_what_is_out_is_not_lost_on_the_shelf_nor_taken_out(does):
    loan = make_out()
    item = loan.loan_items.get().item
    with pytest.raises(DomainError, match=f"prêt {loan}.*en notant le retour"):
        step_item(item, ItemState.LOST, **does)
    with pytest.raises(DomainError, match=f"Il est attendu pour le prêt {loan}"):
        step_item(item, ItemState.RETIRED, **does)


def test_what_is_repaired_is_not_taken_out(does):
    item = make_item()
    begin_maintenance(item, reason="Écran fendu", start=AT.date(), **does)
    with pytest.raises(DomainError, match="Une maintenance est en cours"):
        step_item(item, ItemState.RETIRED, **does)


def test_a_loan_that_was_cancelled_holds_nothing(does):
    item = make_item()
    cancel(make_loan(item.model), reason="Doublon", **does)
    assert change_item(item, model=make_model("Autre"), **does).model.name == "Autre"
    assert step_item(item, ItemState.RETIRED, **does).state == ItemState.RETIRED


# -- Files


def test_a_file_that_stops_half_way_adds_nothing_and_can_be_applied_anew(scope, monkeypatch):
    make_bank()
    make_model("Stylo lecteur")
    data = "Modèle;Numéro d’inventaire\nStylo lecteur;N-1\nStylo lecteur;N-2\n".encode()
    trial = try_file(ITEMS, data=data, by=make_user(), at=AT)
    assert not Item.objects.exists()

    def dies(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(stock_actions, "schedule_waiting_list", dies)
        with pytest.raises(KeyboardInterrupt):
            apply_trial(ITEMS, trial, by=None, at=AT)
    assert not Item.objects.exists()
    assert apply_trial(ITEMS, trial, by=None, at=AT).state == ImportState.APPLIED
    assert Item.objects.count() == 2
