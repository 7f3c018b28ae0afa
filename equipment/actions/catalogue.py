"""Models of the catalogue: added, changed, pictured, withdrawn from what is lent, offered again."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from equipment.enums import Need, Verb
from equipment.models import EquipmentModel
from inclusion.core import journal
from inclusion.core.documents import erase_content, store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.imports.uploads import MEDIA_TYPE, read_photo
from inclusion.core.models.documents import Document
from inclusion.core.scope import active_network

#: How many things are looked at on each hand-over, at most.
MAX_CHECKED = 20
_REPLACED = "Une autre image a remplacé celle-ci."


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
    data: bytes | None = None,
    filename: str = "",
    by: Any,
    at: datetime,
) -> EquipmentModel:
    """Add a model to the catalogue, its value new in euros; `data` is its picture.

    Raises DomainError (at "file") for a picture that cannot be read, ValidationError for a name that is taken.
    """
    model = EquipmentModel(network_id=active_network().pk, added_at=at)
    texts = {
        "name": name,
        "brand": brand,
        "reference": reference,
        "description": description,
        "advice": advice,
    }
    _write(model, **texts, needs=needs, check_list=check_list, value=value)
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
    by: Any,
    at: datetime,
    **fields: Any,
) -> EquipmentModel:
    """Change what is said of a model; `data` is a new picture. Raises as add_model does."""
    model = _lock(model)
    before = {name: getattr(model, name) for name in fields}
    _write(model, **fields)
    changed = sorted(name for name, value in before.items() if getattr(model, name) != value)
    model.save()
    if changed:
        journal.record(Verb.MODEL_CHANGED, on=model, by=by, at=at, fields=changed)
    if data:
        model = picture_model(model, data=data, filename=filename, by=by, at=at)
    return model


@transaction.atomic
def picture_model(
    model: EquipmentModel, *, data: bytes, filename: str, by: Any, at: datetime
) -> EquipmentModel:
    """Give a model a picture, in the place of the one before, whose bytes are let go."""
    model = _lock(model)
    old = model.picture
    model.picture = _kept(data, filename=filename, by=by, at=at)
    model.save(update_fields=["picture"])
    if old is not None:
        erase_content(old, reason=_REPLACED, by=by, at=at)
    journal.record(Verb.MODEL_PICTURED, on=model, by=by, at=at)
    return model


@transaction.atomic
def withdraw_model(model: EquipmentModel, *, by: Any, at: datetime) -> EquipmentModel:
    """Ask for it no more: loans that were booked go on, its items stay in the stock."""
    model = _lock(model)
    if model.withdrawn_at is None:
        model.withdrawn_at = at
        model.save(update_fields=["withdrawn_at"])
        journal.record(Verb.MODEL_CHANGED, on=model, by=by, at=at, withdrawn=True)
    return model


@transaction.atomic
def restore_model(model: EquipmentModel, *, by: Any, at: datetime) -> EquipmentModel:
    """Offer it again."""
    model = _lock(model)
    if model.withdrawn_at is not None:
        model.withdrawn_at = None
        model.save(update_fields=["withdrawn_at"])
        journal.record(Verb.MODEL_CHANGED, on=model, by=by, at=at, withdrawn=False)
    return model


def _lock(model: EquipmentModel) -> EquipmentModel:
    rows = EquipmentModel.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("picture").get(pk=model.pk)


def _write(model: EquipmentModel, **fields: Any) -> None:
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
        photo.data,
        kind=DocumentKind.EQUIPMENT_PICTURE,
        filename="image.jpg",
        media_type=MEDIA_TYPE,
        by=by,
        at=at,
    )
