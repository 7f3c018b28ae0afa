"""Models: added with a picture, changed, withdrawn, offered again; kits put together and changed."""

import io
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from equipment.catalogue.actions import (
    add_kit,
    add_model,
    change_kit,
    change_model,
    picture_model,
    restore_kit,
    restore_model,
    withdraw_kit,
    withdraw_model,
)
from equipment.enums import ItemState, Need, Verb
from equipment.models import EquipmentModel, Kit
from inclusion.core.errors import DomainError
from inclusion.core.models.documents import DocumentErasure
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, make_user, own_details
from tests.equipment.builders import make_bank, make_item, make_kit, make_loan, make_model
from tests.pages import plain
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db


@setup_data(autouse=True)
def bank(scope):
    return make_bank()


@pytest.fixture
def how():
    return {"by": make_user(), "at": AT}


def picture(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 10), colour).save(out, "PNG")
    return out.getvalue()


PEN = {"name": "Stylo  lecteur", "needs": [Need.WRITING, Need.READING], "description": "Il lit.\n"}


def test_a_model_is_added_as_it_will_be_read(how):
    model = add_model(**PEN, check_list=["Chargeur", " Housse ", "", "Chargeur"], value=Decimal("250.00"), **how)
    model.refresh_from_db()
    assert (model.name, model.needs) == ("Stylo lecteur", [Need.READING, Need.WRITING])
    assert model.check_list == ["Chargeur", "Housse"] and model.description == "Il lit."
    assert own_details(JournalEntry.objects.get(verb=Verb.MODEL_ADDED.value)) == {"needs": ["reading", "writing"]}


def test_a_name_of_the_brand_is_taken_once(how):
    add_model(**PEN, brand="Marque", **how)
    add_model(**PEN, brand="Autre", **how)
    with pytest.raises(ValidationError, match="porte déjà ce nom"):
        add_model(**PEN, brand="Marque", **how)


def test_a_model_helps_somebody(how):
    with pytest.raises(ValidationError):
        add_model(name="Stylo", needs=[], description="Il lit.", **how)


def test_too_many_points_to_check(how):
    with pytest.raises(DomainError, match="20 points au plus"):
        add_model(**PEN, check_list=[str(n) for n in range(21)], **how)


def test_a_picture_that_is_none_adds_nothing(how):
    with pytest.raises(DomainError, match="n’est pas une photo lisible"):
        add_model(**PEN, data=b"MZ", filename="stylo.jpg", **how)
    assert not EquipmentModel.objects.exists()


def test_a_new_picture_lets_the_one_before_go(how):
    model = add_model(**PEN, data=picture(), filename="stylo.png", **how)
    old = model.picture
    assert old.media_type == "image/jpeg"
    model = change_model(model, **PEN, data=picture("blue"), filename="stylo.png", **how)
    assert model.picture != old and DocumentErasure.objects.get().document == old
    model = picture_model(model, data=picture(), filename="x.png", **how)
    assert DocumentErasure.objects.count() == 2
    assert not JournalEntry.objects.filter(verb=Verb.MODEL_CHANGED.value).exists()


def test_changes_are_named_in_the_journal(how):
    model = add_model(**PEN, **how)
    change_model(model, **{**PEN, "name": "Stylo parleur"}, **how)
    assert own_details(JournalEntry.objects.get(verb=Verb.MODEL_CHANGED.value)) == {"fields": ["name"]}


def test_a_model_is_withdrawn_and_offered_again(how):
    model = make_model()
    loan = make_loan(make_item(model).model)
    withdraw_model(withdraw_model(model, **how), **how)
    assert model not in EquipmentModel.objects.offered()
    loan.refresh_from_db()
    assert loan.state == "booked"
    restore_model(model, **how)
    assert model in EquipmentModel.objects.offered()
    assert JournalEntry.objects.filter(verb=Verb.MODEL_CHANGED.value).count() == 2


# -- Kits --------------------------------------------------------------------------------------------------------------

KIT = {"name": "Mallette lire", "needs": [Need.READING], "description": "Tout pour lire."}


def test_a_kit_is_put_together_by_numbers_or_codes(how):
    pen, cover = make_item(inventory_number="STY-1"), make_item(inventory_number="HOU-1")
    kit = add_kit(**KIT, numbers=["sty-1", cover.code, "STY-1"], **how)
    assert set(kit.items.all()) == {pen, cover}
    assert set(JournalEntry.objects.get(verb=Verb.KIT_ADDED.value).details["items"]) == {pen.pk, cover.pk}


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([], "Une mallette contient au moins un matériel."),
        ([" "], "Une mallette contient au moins un matériel."),
        (["RIEN-1"], "Aucun matériel ne porte le numéro « RIEN-1 »."),
        (["RIEN-1", "RIEN-2"], "Aucun matériel ne porte ces numéros : RIEN-1, RIEN-2."),
        (["PERDU"], "Le matériel PERDU n’est pas en service : perdu."),
        ([f"N{n}" for n in range(41)], "Une mallette contient 40 matériels au plus."),
    ],
)
def test_a_kit_of_what_is_not_there(how, numbers, said):
    make_item(inventory_number="PERDU", state=ItemState.LOST)
    with pytest.raises(DomainError) as refused:
        add_kit(**KIT, numbers=numbers, **how)
    assert said in plain(refused.value) and refused.value.field == "numbers"
    assert not Kit.objects.exists()


def test_a_kit_is_changed_its_lost_part_may_stay(how):
    lost, kept, new = make_item(state=ItemState.LOST), make_item(), make_item()
    kit = make_kit(lost, kept)
    change_kit(kit, **KIT, numbers=[str(lost), str(new)], **how)
    assert set(kit.items.all()) == {lost, new}
    details = JournalEntry.objects.get(verb=Verb.KIT_CHANGED.value).details
    assert details == {"taken_out": [kept.pk], "put_in": [new.pk]}


def test_a_booked_loan_keeps_the_items_that_it_took(how):
    kit = make_kit()
    loan = make_loan(kit)
    change_kit(kit, **KIT, numbers=[str(make_item())], **how)
    assert loan.loan_items.count() == 2


def test_a_kit_is_withdrawn_and_offered_again(how):
    kit = make_kit()
    withdraw_kit(withdraw_kit(kit, **how), **how)
    assert kit not in Kit.objects.offered()
    restore_kit(kit, **how)
    assert kit in Kit.objects.offered()
