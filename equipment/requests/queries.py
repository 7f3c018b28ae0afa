"""What a school can borrow for given dates: models and kits, how many are free, else why not and when."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count

from equipment.bank.rules.lending import (
    Availability,
    Busy,
    Free,
    Terms,
    busy_for,
    nearest,
    problems_with,
    reasons,
)
from equipment.enums import ItemState
from equipment.inventory.models import EquipmentModel, Item, Kit, KitPart
from equipment.loans.models.requests import LoanRequest
from equipment.loans.queries import availability_of, busy_of, free_counts, free_kits, out_of_service
from inclusion.core.french.periods import Period


@dataclass
class Offer:
    """A model or a kit on given dates. `free` None: the dates are none on which the bank lends."""

    wanted: EquipmentModel | Kit
    free: int | None = None
    stock: int = 0
    why: str = ""
    nearest: list[Free] = field(default_factory=list)

    @property
    def is_kit(self) -> bool:
        """Whether it is a kit."""
        return isinstance(self.wanted, Kit)

    @property
    def key(self) -> str:
        """How it is named in addresses: « model » or « kit »."""
        return "kit" if self.is_kit else "model"


def catalogue(*, needs: Sequence[str] = (), text: str = "") -> list[EquipmentModel | Kit]:
    """Models and kits that a school may ask for, those that help one of these needs, by these words."""
    found: list[EquipmentModel | Kit] = []
    for rows in (EquipmentModel.objects.select_related("picture"), Kit.objects.all()):
        offered: Any = rows.offered().matching(text)  # type: ignore[attr-defined]
        found += offered.helping(needs) if needs else offered
    return found


def offers_for(
    wanted: Iterable[EquipmentModel | Kit], days: Period | None, *, terms: Terms, today: date
) -> list[Offer]:
    """How many of each can be had for these days, what can be had first; fixed in queries."""
    stock = dict(
        Item.objects.in_service()
        .order_by()
        .values("model")
        .annotate(count=Count("pk"))
        .values_list("model", "count")
    )
    if days is None:
        return [Offer(one, stock=_stock(one, stock)) for one in wanted]
    free = free_counts(days.start, days.end, terms=terms, today=today)
    kits = free_kits(days.start, days.end, terms=terms, today=today)
    found = [
        Offer(one, int(one.pk in kits), 1)
        if isinstance(one, Kit)
        else Offer(one, free.get(one.pk, 0), _stock(one, stock))
        for one in wanted
    ]
    return sorted(found, key=lambda offer: not offer.free)


def beside_kits(offers: list[Offer]) -> list[Offer]:
    """The offers of one request, without the free items that leave in a kit of the same request."""
    kits = [offer.wanted.pk for offer in offers if offer.is_kit and offer.free]
    parts = KitPart.objects.filter(kit__in=kits) if kits else KitPart.objects.none()
    leaving = Counter(parts.values_list("item__model", flat=True))
    for offer in offers:
        if not offer.is_kit and offer.free:
            offer.free = max(offer.free - leaving[offer.wanted.pk], 0)
    return offers


def _stock(one: EquipmentModel | Kit, stock: dict[int, int]) -> int:
    return 1 if isinstance(one, Kit) else stock.get(one.pk, 0)


def explain(offers: Iterable[Offer], days: Period, *, terms: Terms, today: date) -> None:
    """Say of those that are not free why, and the nearest dates; two or three queries for all of them."""
    lacking = [offer for offer in offers if not offer.free]
    availabilities = shelves_of([offer.wanted for offer in lacking], terms=terms, today=today)
    for offer, availability in zip(lacking, availabilities, strict=True):
        offer.why = " ".join(reasons(availability, days.start, days.end, terms=terms, today=today)[:2])
        offer.nearest = (
            nearest(availability, days.start, days.end, terms=terms, today=today)
            if availability.items
            else []
        )


def shelves_of(wanted: Sequence[EquipmentModel | Kit], *, terms: Terms, today: date) -> list[Availability]:
    """The availability of many models and kits, in their order; see `availability_of`."""
    items: dict[tuple[bool, int], list[Item]] = defaultdict(list)
    models = [one.pk for one in wanted if isinstance(one, EquipmentModel)]
    kits = [one.pk for one in wanted if isinstance(one, Kit)]
    if models:
        rows = Item.objects.in_service().filter(model__in=models).select_related("model")
        for item in rows.order_by("inventory_number", "pk"):
            items[False, item.model_id].append(item)
    if kits:
        parts = KitPart.objects.filter(kit__in=kits).select_related("item__model")
        for part in parts.order_by("item__inventory_number", "pk"):
            items[True, part.kit_id].append(part.item)
    every = {item.pk: item for held in items.values() for item in held}
    busy = busy_of(every.values(), terms=terms, today=today) if every else {}
    return [_availability(one, items[isinstance(one, Kit), one.pk], busy) for one in wanted]


def _availability(
    one: EquipmentModel | Kit, items: Sequence[Item], busy: dict[int, list[Busy]]
) -> Availability:
    together = isinstance(one, Kit)
    held = [
        [*busy[item.pk], *([] if item.state == ItemState.IN_SERVICE else [out_of_service(item)])]
        for item in items
    ]
    names = [f"{item.model} ({item})" if together else str(item) for item in items]
    return Availability(tuple(tuple(one) for one in held), together, tuple(names))


@dataclass(frozen=True)
class Standing:
    """What a request can have now: the days' own problems, why it is not free, the nearest dates, the free items."""

    problems: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    nearest: tuple[Free, ...] = ()
    items: tuple[Item, ...] = ()
    together: bool = False

    @property
    def is_free(self) -> bool:
        """Whether the days can be had as they are."""
        return not self.problems and not self.why


def standing_of(wanted: EquipmentModel | Kit, days: Period, *, terms: Terms, today: date) -> Standing:
    """Whether a model or a kit can be had for these days, with the items that could leave."""
    availability, items = availability_of(wanted, terms=terms, today=today)
    near = tuple(nearest(availability, days.start, days.end, terms=terms, today=today))
    if problems := problems_with(days.start, days.end, terms=terms, today=today):
        return Standing(tuple(problems), (), near, together=availability.together)
    busy = busy_for(days.start, days.end, terms)
    if not availability.suffices(busy):
        return Standing(
            (),
            tuple(reasons(availability, days.start, days.end, terms=terms, today=today)),
            near,
            together=availability.together,
        )
    free = tuple(items[position] for position in availability.free(busy))
    return Standing(items=free, together=availability.together)


def checklist(asked: LoanRequest) -> list[tuple[str, bool]]:
    """What a draft says and what it lacks."""
    return [
        ("Les dates du prêt", bool(asked.start and asked.end)),
        ("Le matériel ou la mallette", asked.wanted is not None),
        ("L’élève, sous pseudonyme", asked.pupil_id is not None),
        ("Le besoin auquel le matériel répond", bool(asked.needs)),
    ]


def free_words(found: Sequence[Standing | None]) -> str:
    """« 2 sur 3 libres à ces dates » of what a draft asks for together; empty of one thing."""
    if len(found) < 2 or None in found:
        return ""
    return f"{sum(one.is_free for one in found if one)} sur {len(found)} libres à ces dates"
