"""What a school can borrow for given dates: models and kits, how many are free, else why not and when."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Count

from equipment.bank.rules.lending import Availability, Busy, Free, Terms, busy_for, nearest, problems_with, reasons
from equipment.enums import ItemState, RequestState
from equipment.inventory.models import EquipmentModel, Item, Kit, KitPart
from equipment.loans.models.loans import Loan
from equipment.loans.models.requests import LoanRequest
from equipment.loans.queries import availability_of, busy_of, free_counts, free_kits, out_of_service
from inclusion.core.french.periods import Period
from inclusion.core.models.history import JournalEntry

#: What the bank or the school can still do something about.
UNANSWERED = (RequestState.SENT, RequestState.WAITING)


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
        offered: Any = rows.offered().matching(text)
        found += offered.helping(needs) if needs else offered
    return found


def offers_for(
    wanted: Iterable[EquipmentModel | Kit], days: Period | None, *, terms: Terms, today: date
) -> list[Offer]:
    """How many of each can be had for these days, what can be had first; fixed in queries."""
    stock = dict(
        Item.objects.in_service().order_by().values("model").annotate(count=Count("pk")).values_list("model", "count")
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
    """The offers of one request: an item that leaves in one of its kits is not free a second time."""
    kits = {offer.wanted.pk: offer for offer in offers if offer.is_kit and offer.free}
    parts: dict[int, list[Item]] = defaultdict(list)
    rows = KitPart.objects.filter(kit__in=kits).select_related("item__model") if kits else []
    for row in rows:
        parts[row.kit_id].append(row.item)
    leaving: dict[int, EquipmentModel | Kit] = {}
    models: Counter[int] = Counter()
    for pk, offer in kits.items():
        if shared := [item for item in parts[pk] if item.pk in leaving]:
            offer.free, offer.why = 0, leaves_with(shared[0], leaving[shared[0].pk])
            continue
        leaving |= {item.pk: offer.wanted for item in parts[pk]}
        models.update(item.model_id for item in parts[pk])
    for offer in offers:
        if offer.is_kit or not offer.free:
            continue
        offer.free = max(offer.free - models[offer.wanted.pk], 0)
        if not offer.free:
            items = (item for kit in parts.values() for item in kit if item.pk in leaving)
            item = next(one for one in items if one.model_id == offer.wanted.pk)
            offer.why = leaves_with(item, leaving[item.pk])
    return offers


def leaves_with(item: Item, kit: EquipmentModel | Kit) -> str:
    """Why something is not free beside a kit that is asked for with it."""
    return f"{item.model} ({item}) part déjà avec «\u00a0{kit}\u00a0», dans la même demande."


def _stock(one: EquipmentModel | Kit, stock: dict[int, int]) -> int:
    return 1 if isinstance(one, Kit) else stock.get(one.pk, 0)


def explain(offers: Iterable[Offer], days: Period, *, terms: Terms, today: date) -> None:
    """Say of those that are not free why, and the nearest dates; two or three queries for all of them."""
    lacking = [offer for offer in offers if not offer.free]
    availabilities = availabilities_of([offer.wanted for offer in lacking], terms=terms, today=today)
    for offer, availability in zip(lacking, availabilities, strict=True):
        offer.why = " ".join(reasons(availability, days.start, days.end, terms=terms, today=today)[:2])
        offer.nearest = (
            nearest(availability, days.start, days.end, terms=terms, today=today) if availability.items else []
        )


def availabilities_of(wanted: Sequence[EquipmentModel | Kit], *, terms: Terms, today: date) -> list[Availability]:
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
    every = {item.pk: item for group in items.values() for item in group}
    busy = busy_of(every.values(), terms=terms, today=today) if every else {}
    return [_availability(one, items[isinstance(one, Kit), one.pk], busy) for one in wanted]


def _availability(one: EquipmentModel | Kit, items: Sequence[Item], busy: dict[int, list[Busy]]) -> Availability:
    together = isinstance(one, Kit)
    busy_by_item = [
        [*busy[item.pk], *([] if item.state == ItemState.IN_SERVICE else [out_of_service(item)])] for item in items
    ]
    names = [f"{item.model} ({item})" if together else str(item) for item in items]
    return Availability(tuple(tuple(one) for one in busy_by_item), together, tuple(names))


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


def standings_of(lines: Sequence[LoanRequest], *, terms: Terms, today: date) -> list[Standing | None]:
    """What each thing of one request can have now, None while it says no dates; an item leaves once, kits first."""
    found = [
        standing_of(one.wanted, one.days, terms=terms, today=today) if one.wanted and one.period else None
        for one in lines
    ]
    leaving: dict[int, EquipmentModel | Kit] = {}
    for place in sorted(range(len(lines)), key=lambda place: lines[place].kit_id is None):
        wanted, standing = lines[place].wanted, found[place]
        if wanted is None or standing is None:
            continue
        taken = [item for item in standing.items if item.pk in leaving]
        left = tuple(item for item in standing.items if item.pk not in leaving)
        if taken and (standing.together or not left):
            why = leaves_with(taken[0], leaving[taken[0].pk])
            found[place] = replace(standing, items=(), why=(why,))
        elif taken:
            found[place] = replace(standing, items=left)
        elif standing.together:
            leaving |= {item.pk: wanted for item in left}
    return found


def rivals(asked: LoanRequest) -> list[LoanRequest]:
    """Others who ask or wait for the same thing on some of the same days, whoever came first."""
    found = LoanRequest.objects.filter(
        state__in=UNANSWERED, start__lt=asked.end, end__gt=asked.start, model=asked.model, kit=asked.kit
    )
    return list(
        found.exclude(pk=asked.pk).select_related("school", "model", "kit", "network").order_by("sent_at", "pk")[:10]
    )


def history(asked: LoanRequest, loan: Loan | None) -> list[dict[str, Any]]:
    """What happened to a request and to its loan, the newest first."""
    rows = JournalEntry.objects.filter(target_model=asked._meta.label, target_id=asked.pk)
    if loan is not None:
        rows = rows | JournalEntry.objects.filter(target_model=loan._meta.label, target_id=loan.pk)
    shown = rows.exclude(verb__in=["loan_request.told", "loan_request.changed"])
    return [
        {"at": one.at, "label": one.label, "by": one.by or "", "detail": "", "url": ""}
        for one in shown.select_related("by").order_by("-at", "-pk")
    ]


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
