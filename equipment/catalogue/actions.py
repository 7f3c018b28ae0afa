"""Equipment models and kits: added, changed, withdrawn, restored."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from equipment.catalogue.rules import MAX_CHECKED, MAX_PARTS
from equipment.enums import ItemState, Need, Verb
from equipment.inventory.models import EquipmentModel, Item, Kit, KitPart
from equipment.inventory.rules import clean_code
from inclusion.core import journal
from inclusion.core.documents import erase_content, store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.imports.uploads import MEDIA_TYPE, read_photo
from inclusion.core.models.documents import Document
from inclusion.core.scope import active_network

_REPLACED = "Une autre image a remplacé celle-ci."
_TAKEN_AWAY = "Cette image a été enlevée, le dessin est montré."


@transaction.atomic
def add_model(
    *,
    name: str,
    needs: Iterable[str],
    description: str,
    brand: str = "",
    reference: str = "",
    advice: str = "",
    check_list: Iterable[str] = (),
    value: Decimal | None = None,
    drawing: str = "",
    data: bytes | None = None,
    filename: str = "",
    by: Any,
    at: datetime,
) -> EquipmentModel:
    """Add a model to the catalogue, its value new in euros; `data` is its picture, `drawing` what stands for it.

    Raises DomainError (at "file") for a picture that cannot be read, ValidationError for a name that is taken.
    """
    model = EquipmentModel(network_id=active_network().pk, added_at=at)
    texts = {"name": name, "brand": brand, "reference": reference, "description": description, "advice": advice}
    _write_model(model, **texts, needs=needs, check_list=check_list, value=value, drawing=drawing)
    if data:
        model.picture = _kept(data, filename=filename, by=by, at=at)
    model.save()
    journal.record(Verb.MODEL_ADDED, on=model, by=by, at=at, needs=model.needs)
    return model


@transaction.atomic
def change_model(
    model: EquipmentModel,
    *,
    data: bytes | None = None,
    filename: str = "",
    no_picture: bool = False,
    by: Any,
    at: datetime,
    **fields: Any,
) -> EquipmentModel:
    """Change what is said of a model; `data` is a new picture, `no_picture` lets it go. Raises as add_model does."""
    model = _lock_model(model)
    before = {name: getattr(model, name) for name in fields}
    _write_model(model, **fields)
    changed = sorted(name for name, value in before.items() if getattr(model, name) != value)
    model.save()
    if changed:
        journal.record(Verb.MODEL_CHANGED, on=model, by=by, at=at, fields=changed)
    if data:
        model = picture_model(model, data=data, filename=filename, by=by, at=at)
    elif no_picture:
        model = unpicture_model(model, by=by, at=at)
    return model


@transaction.atomic
def picture_model(model: EquipmentModel, *, data: bytes, filename: str, by: Any, at: datetime) -> EquipmentModel:
    """Give a model a picture, in the place of the one before, whose bytes are let go."""
    model = _lock_model(model)
    old = model.picture
    model.picture = _kept(data, filename=filename, by=by, at=at)
    model.save(update_fields=["picture"])
    if old is not None:
        erase_content(old, reason=_REPLACED, by=by, at=at)
    journal.record(Verb.MODEL_PICTURED, on=model, by=by, at=at)
    return model


@transaction.atomic
def unpicture_model(model: EquipmentModel, *, by: Any, at: datetime) -> EquipmentModel:
    """Show the drawing of a model again; the bytes of its picture are let go."""
    model = _lock_model(model)
    if (old := model.picture) is not None:
        model.picture = None
        model.save(update_fields=["picture"])
        erase_content(old, reason=_TAKEN_AWAY, by=by, at=at)
        journal.record(Verb.MODEL_PICTURED, on=model, by=by, at=at)
    return model


@transaction.atomic
def withdraw_model(model: EquipmentModel, *, by: Any, at: datetime) -> EquipmentModel:
    """Ask for it no more: loans that were booked go on, its items stay in the stock."""
    model = _lock_model(model)
    if model.withdrawn_at is None:
        model.withdrawn_at = at
        model.save(update_fields=["withdrawn_at"])
        journal.record(Verb.MODEL_CHANGED, on=model, by=by, at=at, withdrawn=True)
    return model


@transaction.atomic
def restore_model(model: EquipmentModel, *, by: Any, at: datetime) -> EquipmentModel:
    """Offer it again."""
    model = _lock_model(model)
    if model.withdrawn_at is not None:
        model.withdrawn_at = None
        model.save(update_fields=["withdrawn_at"])
        journal.record(Verb.MODEL_CHANGED, on=model, by=by, at=at, withdrawn=False)
    return model


def _lock_model(model: EquipmentModel) -> EquipmentModel:
    rows = EquipmentModel.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("picture").get(pk=model.pk)


def _write_model(model: EquipmentModel, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(model, name, _as_kept(name, value))
    if len(model.check_list) > MAX_CHECKED:
        raise DomainError(f"{MAX_CHECKED} points au plus se vérifient à la remise.").at("check_list")
    model.full_clean(exclude=["picture"])


def _as_kept(name: str, value: Any) -> Any:
    match name:
        case "needs":
            return in_order(value)
        case "check_list":
            return list(dict.fromkeys(filter(None, map(one_line, value))))
        case "description" | "advice":
            return value.strip()
    return one_line(value) if isinstance(value, str) else value


def in_order(needs: Iterable[str]) -> list[str]:
    """Needs in the order of their list, each once."""
    chosen = set(needs)
    return [one for one in Need.values if one in chosen]


def _kept(data: bytes, *, filename: str, by: Any, at: datetime) -> Document:
    photo = read_photo(data, filename=filename)
    return store(
        photo.data, kind=DocumentKind.EQUIPMENT_PICTURE, filename="image.jpg", media_type=MEDIA_TYPE, by=by, at=at
    )


# -- Kits: assembly, changes, withdrawal


@transaction.atomic
def add_kit(*, name: str, needs: Iterable[str], description: str, numbers: Sequence[str], by: Any, at: datetime) -> Kit:
    """Put a kit together from the items of these inventory numbers or label codes.

    Raises DomainError (at "numbers") for numbers that no item has, an item that is lost or retired, and for no item.
    """
    kit = Kit(network_id=active_network().pk, added_at=at)
    _write_kit(kit, name=name, needs=needs, description=description)
    items = items_of(numbers)
    kit.save()
    _put(kit, items)
    journal.record(Verb.KIT_ADDED, on=kit, by=by, at=at, items=[item.pk for item in items])
    return kit


@transaction.atomic
def change_kit(
    kit: Kit, *, name: str, needs: Iterable[str], description: str, numbers: Sequence[str], by: Any, at: datetime
) -> Kit:
    """Change a kit and what it is made of; loans that were booked keep the items that they took.

    Raises as add_kit does; a part that is lost or retired may stay, as it is one to replace.
    """
    kit = _lock_kit(kit)
    before = list(kit.parts.order_by("pk").values_list("item", flat=True))
    _write_kit(kit, name=name, needs=needs, description=description)
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
    kit = _lock_kit(kit)
    if kit.withdrawn_at is None:
        kit.withdrawn_at = at
        kit.save(update_fields=["withdrawn_at"])
        journal.record(Verb.KIT_CHANGED, on=kit, by=by, at=at, withdrawn=True)
    return kit


@transaction.atomic
def restore_kit(kit: Kit, *, by: Any, at: datetime) -> Kit:
    """Offer it again."""
    kit = _lock_kit(kit)
    if kit.withdrawn_at is not None:
        kit.withdrawn_at = None
        kit.save(update_fields=["withdrawn_at"])
        journal.record(Verb.KIT_CHANGED, on=kit, by=by, at=at, withdrawn=False)
    return kit


def _lock_kit(kit: Kit) -> Kit:
    return Kit.objects.select_for_update(of=("self",), no_key=True).get(pk=kit.pk)


def _write_kit(kit: Kit, *, name: str, needs: Iterable[str], description: str) -> None:
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
        said = "Aucun matériel ne porte" if len(unknown) == 1 else "Aucun matériel ne porte ces numéros\u00a0:"
        named = f" le numéro «\u00a0{unknown[0]}\u00a0»" if len(unknown) == 1 else f" {', '.join(unknown)}"
        raise DomainError(f"{said}{named}. Relisez l’étiquette, ou inventoriez-le d’abord.").at("numbers")
    items = list({found[one].pk: found[one] for one in typed}.values())
    kept = set(standing)
    for item in items:
        if item.state != ItemState.IN_SERVICE and item.pk not in kept:
            state = item.get_state_display().lower()
            raise DomainError(f"Le matériel {item} n’est pas en service\u00a0: {state}.").at("numbers")
    return items
