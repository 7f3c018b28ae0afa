"""Reads of the catalogue: the stock of a model, the parts of a kit, when one can be lent next."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from equipment.bank.models import Bank
from equipment.bank.queries import terms_of
from equipment.bank.rules.lending import Free, busy_for, first_free, problems_with
from equipment.enums import ItemState
from equipment.inventory.models import EquipmentModel, Item, Kit, KitPart
from equipment.loans.models.loans import LoanItem, Maintenance, Occupation
from equipment.loans.queries import availability_of, lacks_a_part
from equipment.stock.queries import out_now, repaired_on
from inclusion.core.french.periods import Period, stored_end


def kept_away(today: date, *, item: str = "pk") -> Q:
    """A condition on items: one is busy today, in repair, not complete, or has not come back yet."""
    busy = Occupation.objects.filter(item=OuterRef(item), busy__overlap=(today, stored_end(today)))
    out = LoanItem.objects.filter(item=OuterRef(item), handed_over_at__isnull=False, returned_at=None)
    repaired = Maintenance.objects.filter(item=OuterRef(item), ended_at=None, start__lte=today)
    return Q(Exists(busy)) | Q(Exists(out)) | Q(Exists(repaired)) | Q(lacks_a_part(item))


def with_stock(models: QuerySet[EquipmentModel], today: date) -> QuerySet[EquipmentModel]:
    """The models with how many items the bank lends (`in_service`) and how many are on the shelf (`on_shelf`)."""
    lent = Q(items__state=ItemState.IN_SERVICE)
    return models.annotate(
        in_service=Count("items", filter=lent), on_shelf=Count("items", filter=lent & ~kept_away(today, item="items"))
    )


def stock_of(model: EquipmentModel, today: date) -> tuple[int, int]:
    """How many items of a model the bank lends, and how many of them are on the shelf today."""
    items = Item.objects.in_service().filter(model=model)
    row = items.aggregate(in_service=Count("pk"), on_shelf=Count("pk", filter=~kept_away(today)))
    return row["in_service"], row["on_shelf"]


def next_free(
    wanted: EquipmentModel | Kit, *, bank: Bank | None, today: date, asked: Period | None = None
) -> Free | None:
    """The days asked for where this can be had then, else the first days of the usual length on which it can.

    None without such days within a year, or without a bank.
    """
    if bank is None:
        return None
    terms = terms_of(bank)
    shelf, _ = availability_of(wanted, terms=terms, today=today)
    if not shelf.items:
        return None
    if asked and not problems_with(*asked, terms=terms, today=today) and shelf.suffices(busy_for(*asked, terms)):
        return Free(*asked)
    return first_free(shelf, bank.usual_days, since=today, terms=terms, today=today)


@dataclass(frozen=True)
class Part:
    """One item of a kit, and what is to be said of it today."""

    item: Item
    #: « en prêt », « en maintenance », « perdu »; empty on the shelf.
    why: str
    #: Whether the kit cannot leave before somebody does something about it.
    missing: bool
    #: Names of the other kits that contain it.
    others: tuple[str, ...]


def parts_of(kit: Kit, today: date) -> list[Part]:
    """The parts of a kit in the order of their numbers, each with its state today."""
    items = list(
        Item.objects.filter(kit_parts__kit=kit)
        .select_related("model", "network")
        .annotate(is_out=Exists(out_now()), is_repaired=Exists(repaired_on(today)), is_incomplete=lacks_a_part())
        .order_by("inventory_number", "pk")
    )
    others: dict[int, list[str]] = {}
    rows = KitPart.objects.filter(item__in=items, kit__withdrawn_at=None).exclude(kit=kit)
    for row in rows.select_related("kit").order_by("kit__sort_name", "pk"):
        others.setdefault(row.item_id, []).append(row.kit.name)
    return [_part(item, tuple(others.get(item.pk, ()))) for item in items]


def _part(item: Any, others: tuple[str, ...]) -> Part:
    if item.state != ItemState.IN_SERVICE:
        return Part(item, item.get_state_display(), True, others)
    if item.is_repaired:
        return Part(item, "En maintenance", True, others)
    if item.is_incomplete:
        return Part(item, "Pas complet", True, others)
    return Part(item, "En prêt" if item.is_out else "", False, others)


def with_parts(kits: QuerySet[Kit], today: date) -> QuerySet[Kit]:
    """The kits with how many items they hold (`parts_count`), and how many are lost, retired, in repair (`missing`)."""
    repaired = Maintenance.objects.filter(item=OuterRef("parts__item"), ended_at=None, start__lte=today)
    gone = ~Q(parts__item__state=ItemState.IN_SERVICE) | Q(Exists(repaired)) | Q(lacks_a_part("parts__item"))
    return kits.annotate(parts_count=Count("parts"), missing=Count("parts", filter=Q(parts__isnull=False) & gone))
