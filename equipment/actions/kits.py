"""Kits: put together from items, changed, withdrawn, offered again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from equipment.actions.catalogue import in_order
from equipment.enums import ItemState, Verb
from equipment.models import Item, Kit, KitPart
from equipment.rules.codes import clean_code
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.scope import active_network

MAX_PARTS = 40


@transaction.atomic
def add_kit(
    *, name: str, needs: Iterable[str], description: str, numbers: Sequence[str], by: Any, at: datetime
) -> Kit:
    """Put a kit together from the items of these inventory numbers or label codes.

    Raises DomainError (at "numbers") for numbers that no item has, an item that is lost or retired, and for no item.
    """
    kit = Kit(network_id=active_network().pk, added_at=at)
    _write(kit, name=name, needs=needs, description=description)
    items = items_of(numbers)
    kit.save()
    _put(kit, items)
    journal.record(Verb.KIT_ADDED, on=kit, by=by, at=at, items=[item.pk for item in items])
    return kit


@transaction.atomic
def change_kit(
    kit: Kit,
    *,
    name: str,
    needs: Iterable[str],
    description: str,
    numbers: Sequence[str],
    by: Any,
    at: datetime,
) -> Kit:
    """Change a kit and what it is made of; loans that were booked keep the items that they took.

    Raises as add_kit does; a part that is lost or retired may stay, as it is one to replace.
    """
    kit = _lock(kit)
    before = list(kit.parts.order_by("pk").values_list("item", flat=True))
    _write(kit, name=name, needs=needs, description=description)
    items = items_of(numbers, standing=before)
    kit.save()
    wanted = {item.pk for item in items}
    kit.parts.exclude(item__in=wanted).delete()
    _put(kit, [item for item in items if item.pk not in before])
    taken, put = sorted(set(before) - wanted), sorted(wanted - set(before))
    journal.record(Verb.KIT_CHANGED, on=kit, by=by, at=at, taken_out=taken, put_in=put)
    return kit


@transaction.atomic
def withdraw_kit(kit: Kit, *, by: Any, at: datetime) -> Kit:
    """Ask for it no more: loans that were booked go on, its items can be lent one by one."""
    kit = _lock(kit)
    if kit.withdrawn_at is None:
        kit.withdrawn_at = at
        kit.save(update_fields=["withdrawn_at"])
        journal.record(Verb.KIT_CHANGED, on=kit, by=by, at=at, withdrawn=True)
    return kit


@transaction.atomic
def restore_kit(kit: Kit, *, by: Any, at: datetime) -> Kit:
    """Offer it again."""
    kit = _lock(kit)
    if kit.withdrawn_at is not None:
        kit.withdrawn_at = None
        kit.save(update_fields=["withdrawn_at"])
        journal.record(Verb.KIT_CHANGED, on=kit, by=by, at=at, withdrawn=False)
    return kit


def _lock(kit: Kit) -> Kit:
    return Kit.objects.select_for_update(of=("self",), no_key=True).get(pk=kit.pk)


def _write(kit: Kit, *, name: str, needs: Iterable[str], description: str) -> None:
    kit.name, kit.needs, kit.description = one_line(name), in_order(needs), description.strip()
    kit.full_clean()


def _put(kit: Kit, items: Iterable[Item]) -> None:
    KitPart.objects.bulk_create(KitPart(network_id=kit.network_id, kit=kit, item=item) for item in items)


def items_of(numbers: Sequence[str], standing: Iterable[int] = ()) -> list[Item]:
    """The items of these inventory numbers or label codes, in their order, each once.

    Raises DomainError (at "numbers"), naming what is wrong; items with the keys `standing` are taken as they are.
    """
    typed = list(dict.fromkeys(filter(None, map(clean_code, numbers))))
    if not typed:
        raise DomainError("Une mallette contient au moins un matériel.").at("numbers")
    if len(typed) > MAX_PARTS:
        raise DomainError(f"Une mallette contient {MAX_PARTS} matériels au plus.").at("numbers")
    found: dict[str, Item] = {}
    for item in Item.objects.filter(Q(inventory_number__in=typed) | Q(code__in=typed)).order_by("pk"):
        found.setdefault(item.code, item)
        found[item.inventory_number] = item
    if unknown := [one for one in typed if one not in found]:
        said = (
            "Aucun matériel ne porte" if len(unknown) == 1 else "Aucun matériel ne porte ces numéros\u00a0:"
        )
        named = f" le numéro «\u00a0{unknown[0]}\u00a0»" if len(unknown) == 1 else f" {', '.join(unknown)}"
        raise DomainError(f"{said}{named}. Relisez l’étiquette, ou inventoriez-le d’abord.").at("numbers")
    items = list({found[one].pk: found[one] for one in typed}.values())
    kept = set(standing)
    for item in items:
        if item.state != ItemState.IN_SERVICE and item.pk not in kept:
            state = item.get_state_display().lower()
            raise DomainError(f"Le matériel {item} n’est pas en service\u00a0: {state}.").at("numbers")
    return items
