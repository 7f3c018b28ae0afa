"""Items: inventoried one by one or many at once, corrected, moved to another shelf, lost, found, taken out."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from equipment.actions.waiting_list_runs import schedule_waiting_list
from equipment.enums import Condition, ItemState, LoanState, Verb
from equipment.models import EquipmentModel, Item, Purchase
from equipment.models.items import step_blockers
from equipment.rules.codes import clean_code
from equipment.rules.inventory import MAX_AT_ONCE, repeated, too_long
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.models.networks import Network

#: What the bank may correct of an item.
CORRECTED = (
    "model",
    "inventory_number",
    "serial",
    "condition",
    "place",
    "acquired_on",
    "purchase",
    "note",
)


@transaction.atomic
def add_items(
    model: EquipmentModel,
    *,
    numbers: Sequence[str],
    place: str = "",
    acquired_on: date | None = None,
    purchase: Purchase | None = None,
    condition: str = Condition.NEW,
    serials: Sequence[str] = (),
    by: Any,
    at: datetime,
) -> list[Item]:
    """Inventory items of one model, in service, one for each number; `serials` are in the order of the numbers.

    Raises DomainError (at "numbers") for none, too many, one twice, one that an item of the bank has already.
    """
    cleaned = checked_numbers(model.network_id, numbers)
    rows = [
        Item(
            network_id=model.network_id,
            model=model,
            inventory_number=number,
            serial=one_line(serial),
            condition=Condition(condition),
            place=one_line(place),
            acquired_on=acquired_on,
            purchase=purchase,
            added_at=at,
        )
        for number, serial in zip(cleaned, [*serials, *[""] * len(cleaned)], strict=False)
    ]
    return write_items(rows, by=by, at=at)


@transaction.atomic
def write_items(rows: Sequence[Item], *, by: Any, at: datetime) -> list[Item]:
    """Write new items whose numbers were checked, each with its line in the journal."""
    for row in rows:
        row.clean_fields()
    added = Item.objects.bulk_create(rows)
    for row in added:
        journal.record(Verb.ITEM_ADDED, on=row, by=by, at=at, place=row.place)
    if added:
        schedule_waiting_list(added[0].network_id)
    return added


def lock_inventory(network_id: int) -> None:
    """Keep others from giving numbers until the transaction ends: who writes the same one waits, and is told."""
    Network.objects.select_for_update(no_key=True, of=("self",)).get(pk=network_id)


def checked_numbers(network_id: int, numbers: Sequence[str]) -> list[str]:
    """The numbers as they are kept, when each is new; the network's inventory is held until the transaction ends.

    Raises DomainError (at "numbers").
    """
    lock_inventory(network_id)
    cleaned = [one for one in map(clean_code, numbers) if one]
    if not cleaned:
        raise DomainError("Donnez au moins un numéro d’inventaire.").at("numbers")
    if len(cleaned) > MAX_AT_ONCE:
        raise DomainError(
            f"{MAX_AT_ONCE} matériels au plus s’ajoutent à la fois\u00a0: faites-le en plusieurs fois."
        ).at("numbers")
    if long := too_long(cleaned):
        raise DomainError(f"Un numéro d’inventaire a 40 signes au plus\u00a0: {long[0][:60]}…").at("numbers")
    if twice := repeated(cleaned):
        raise DomainError(f"Ce numéro est donné deux fois\u00a0: {_named(twice)}.").at("numbers")
    known = Item.objects.filter(inventory_number__in=cleaned).order_by("inventory_number")
    if taken := list(known.values_list("inventory_number", flat=True)):
        said = "Ce numéro est déjà pris" if len(taken) == 1 else "Ces numéros sont déjà pris"
        raise DomainError(f"{said}\u00a0: {_named(taken)}. Rien n’a été ajouté.").at("numbers")
    return cleaned


def _named(numbers: Sequence[str]) -> str:
    more = f" et {len(numbers) - 8} autres" if len(numbers) > 8 else ""
    return ", ".join(numbers[:8]) + more


@transaction.atomic
def change_item(item: Item, *, by: Any, at: datetime, **fields: Any) -> Item:
    """Correct what is known of an item; `fields` are those of CORRECTED.

    Raises DomainError for another model while a loan holds the item, ValidationError for a number that is taken.
    """
    item = lock_item(item)
    before = item.place
    model = fields.get("model", item.model)
    held = item.loan_items.filter(returned_at=None).exclude(loan__state=LoanState.CANCELLED)
    if model != item.model and held.exists():
        raise DomainError(
            "Un prêt retient ce matériel\u00a0: son modèle ne change pas avant le retour ou le remplacement."
        ).at("model")
    changed = []
    for name in CORRECTED:
        if name in fields and getattr(item, name) != (value := _kept(name, fields[name])):
            setattr(item, name, value)
            changed.append(name)
    item.full_clean()
    item.save(update_fields=changed or None)
    if [name for name in changed if name != "place"]:
        names = [name for name in changed if name != "place"]
        journal.record(Verb.ITEM_CHANGED, on=item, by=by, at=at, fields=names)
    if item.place != before:
        journal.record(Verb.ITEM_MOVED, on=item, by=by, at=at, before=before, after=item.place)
    return item


def _kept(name: str, value: Any) -> Any:
    if name == "inventory_number":
        return clean_code(value)
    if name == "note":
        return value.strip()
    return one_line(value) if isinstance(value, str) else value


@transaction.atomic
def move_items(items: Iterable[int], *, place: str, by: Any, at: datetime) -> int:
    """Put items, by their keys, on another shelf; returns how many really moved.

    Raises DomainError (at "place") without a place.
    """
    place = one_line(place)
    if not place:
        raise DomainError("Dites où ces matériels sont rangés.").at("place")
    rows = Item.objects.filter(pk__in=list(items)).exclude(place=place).order_by("pk")
    moving = list(rows.select_for_update(no_key=True, of=("self",)))
    for item in moving:
        before, item.place = item.place, place
        item.clean_fields()
        journal.record(Verb.ITEM_MOVED, on=item, by=by, at=at, before=before, after=place)
    Item.objects.filter(pk__in=[item.pk for item in moving]).update(place=place)
    return len(moving)


@transaction.atomic
def step_item(item: Item, to: str, *, reason: str = "", by: Any, at: datetime) -> Item:
    """Lost, found again, taken out, put back in service.

    Raises DomainError with what stands in the way: a loan that has it, a maintenance that goes on.
    """
    item = lock_item(item)
    if found := step_blockers(item, ItemState(to)):
        raise DomainError(" ".join(found))
    before = item.state
    item = states.move(item, ItemState(to), by=by, at=at)
    journal.record(Verb.ITEM_STEP, on=item, by=by, at=at, before=before, after=to, reason=one_line(reason))
    if to == ItemState.IN_SERVICE:
        schedule_waiting_list(item.network_id)
    return item


def lock_item(item: Item) -> Item:
    """The item, read again under its lock."""
    rows = Item.objects.select_for_update(no_key=True, of=("self",)).select_related("model")
    return rows.get(pk=item.pk)
