"""A refurbished device becomes an item of the loan bank: refurbishing joined to lending."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from equipment.actions.devices import refuse_days, step
from equipment.actions.waiting_list_runs import schedule_waiting_list
from equipment.enums import Condition, DeviceState, Grade, ItemState, Verb
from equipment.models import Device, EquipmentModel, Item
from equipment.models.terms import the_bank
from equipment.rules.codes import clean_code
from inclusion.core import journal, states
from inclusion.core.errors import DomainError

#: What a class says of wear.
_WEAR = {Grade.A: Condition.GOOD, Grade.B: Condition.GOOD, Grade.C: Condition.WORN}


@transaction.atomic
def lend(
    device: Device,
    *,
    model: EquipmentModel | None,
    inventory_number: str = "",
    left_on: date,
    by: Any,
    at: datetime,
) -> Device:
    """Hand a ready device to the loan bank as an item of this model.

    `inventory_number` empty: the device's own number. A device that was an item before is that item again, whatever
    else is said. Raises NoBank, DomainError (at "model", at "inventory_number").
    """
    the_bank()
    refuse_days(device, left_on, at=at, field="left_on")
    held = Device.objects.select_for_update(of=("self",)).get(pk=device.pk)
    if missing := states.blockers(held, DeviceState.LENT):
        # A device without an item is told what is missing before anything is inventoried.
        raise states.TransitionRefused(" ".join(missing))
    item = (
        _item_in_service(held, by=by, at=at)
        if held.item_id
        else _inventoried(held, model, inventory_number, by=by, at=at)
    )
    device = step(held, DeviceState.LENT, by=by, at=at, item=item, left_on=left_on, left_to="")
    schedule_waiting_list(device.network_id)
    return device


def _item_in_service(device: Device, *, by: Any, at: datetime) -> Item:
    item = Item.objects.select_for_update(of=("self",)).get(device=device)
    if item.state != ItemState.IN_SERVICE:
        item = states.move(item, ItemState.IN_SERVICE, by=by, at=at, condition=_wear(device))
        journal.record(Verb.ITEM_STEP, on=item, by=by, at=at, to=str(ItemState.IN_SERVICE))
    return item


def _inventoried(
    device: Device, model: EquipmentModel | None, inventory_number: str, *, by: Any, at: datetime
) -> Item:
    if model is None:
        raise DomainError("Choisissez le modèle du catalogue sous lequel il sera prêté.").at("model")
    number = clean_code(inventory_number) or device.number
    if Item.objects.filter(inventory_number=number).exists():
        raise DomainError(f"Un matériel de la banque porte déjà le numéro {number}.").at("inventory_number")
    item = Item(
        network_id=device.network_id,
        model=model,
        inventory_number=number,
        serial=device.serial,
        condition=_wear(device),
        place=device.place,
        note=f"Reconditionné, {device.number} ({device.donation}).",
        added_at=at,
    )
    item.full_clean()
    item.save()
    journal.record(Verb.ITEM_ADDED, on=item, by=by, at=at, device=device.pk)
    return item


def _wear(device: Device) -> Condition:
    return _WEAR.get(Grade(device.grade), Condition.WORN)
