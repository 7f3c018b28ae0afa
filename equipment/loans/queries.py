"""Reads of loans: which items are free when, what leaves and comes back on a day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from equipment.bank.rules.lending import Availability, Busy, Terms, busy_for
from equipment.enums import ItemState, LoanState
from equipment.inventory.models import EquipmentModel, Item, Kit, KitPart
from equipment.loans.models.loans import Loan, LoanItem, LoanQuerySet, Maintenance, Occupation
from equipment.loans.models.requests import LoanRequest
from equipment.loans.rules import SOON
from inclusion.core.access import Member
from inclusion.core.french.periods import stored_end


def wanted_items(wanted: EquipmentModel | Kit) -> QuerySet[Item]:
    """The items in service of a model, or the parts of a kit whatever their state, in the order of their numbers."""
    if isinstance(wanted, Kit):
        return Item.objects.filter(kit_parts__kit=wanted).order_by("inventory_number", "pk")
    return Item.objects.in_service().filter(model=wanted).order_by("inventory_number", "pk")


def availability_of(
    wanted: EquipmentModel | Kit, *, terms: Terms, today: date, besides: Iterable[int] = ()
) -> tuple[Availability, list[Item]]:
    """The availability of a model or a kit, and its items in the same order.

    What is overdue counts as coming back today: it is not free before it was checked; a maintenance that should be
    over counts as ending today. Occupations of the loan items
    `besides` are left out: those of the loan that is being moved.
    """
    items = list(wanted_items(wanted).select_related("model"))
    busy = busy_of(items, terms=terms, today=today, besides=besides)
    for item in items:
        if item.state != ItemState.IN_SERVICE:
            busy[item.pk].append(out_of_service(item))
    together = isinstance(wanted, Kit)
    names = [f"{item.model} ({item})" if together else str(item) for item in items]
    return Availability(tuple(tuple(busy[item.pk]) for item in items), together, tuple(names)), items


def out_of_service(item: Item) -> Busy:
    """What keeps an item away that was lost or retired: always, without an end."""
    return Busy(date.min, None, "il est perdu" if item.state == ItemState.LOST else "il est sorti du parc")


def busy_of(items: Iterable[Item], *, terms: Terms, today: date, besides: Iterable[int] = ()) -> dict[int, list[Busy]]:
    """What keeps each of these items busy from today on, by the item's key."""
    found: dict[int, list[Busy]] = {item.pk: [] for item in items}
    rows = (
        Occupation.objects.filter(item__in=list(found))
        .filter(
            Q(busy__endswith__gt=today)
            | Q(busy__endswith=None)
            | _still_out("loan_item__")
            | Q(maintenance__isnull=False, maintenance__ended_at=None)
        )
        .exclude(loan_item__in=list(besides))
        .select_related("loan_item__loan", "maintenance")
        .order_by("busy", "pk")
    )
    for row in rows:
        found[row.item_id].append(_busy(row, terms=terms, today=today))
    for key in LoanItem.objects.not_made_good().filter(item__in=list(found)).values_list("item", flat=True):
        found[key].append(Busy(date.min, None, "il n’est pas complet"))
    return found


def _still_out(prefix: str = "") -> Q:
    return Q(**{f"{prefix}handed_over_at__isnull": False, f"{prefix}returned_at": None})


def _busy(row: Occupation, *, terms: Terms, today: date) -> Busy:
    start, end = row.busy.lower, row.busy.upper
    if row.maintenance_id is not None:
        # One that should be over and is not ends today at the earliest.
        if row.maintenance.ended_at is None and end is not None:
            end = max(end, stored_end(today))
        return Busy(start, end, "il est en maintenance")
    if row.loan_item.is_out and (late := overdue_until(row.loan_item.loan.end, terms=terms, today=today)):
        return Busy(start, max(end, late), "il n’a pas été rendu à temps")
    offered = row.loan_item.loan.state == LoanState.OFFERED
    return Busy(start, end, "il est proposé à un autre établissement" if offered else "il est réservé")


def overdue_until(end: date, *, terms: Terms, today: date) -> date | None:
    """Until when (excluded) an item that should be back stays busy, were it brought back today; None while in time."""
    return busy_for(today, stored_end(today), terms).end if end <= today else None


def free_items(start: date, end: date, *, terms: Terms, today: date) -> QuerySet[Item]:
    """Items in service that can be had for a loan of these half-open days; for the lists of a whole catalogue.

    The days must be ones that the bank accepts.
    """
    days = busy_for(start, end, terms, since=today)
    taken = Occupation.objects.filter(item=OuterRef("pk"), busy__overlap=(days.start, days.end))
    found = Item.objects.in_service().filter(~Exists(taken), ~lacks_a_part())
    late_until = busy_for(today, stored_end(today), terms).end
    if days.start < late_until:
        # Coming back today at the earliest, and still to be checked then.
        late = LoanItem.objects.filter(_still_out(), item=OuterRef("pk"), loan__end__lte=today)
        found = found.filter(~Exists(late))
    if days.start <= today:
        repaired = Maintenance.objects.filter(item=OuterRef("pk"), ended_at=None, expected_end__lte=today)
        found = found.filter(~Exists(repaired))
    return found


def free_counts(start: date, end: date, *, terms: Terms, today: date) -> dict[int, int]:
    """How many items of each model can be had for these days, by the model's key; models without one are not there."""
    rows = free_items(start, end, terms=terms, today=today).order_by().values("model")
    return {row["model"]: row["free"] for row in rows.annotate(free=Count("pk"))}


def free_kits(start: date, end: date, *, terms: Terms, today: date) -> set[int]:
    """The keys of the kits of which every part can be had for these days."""
    free = free_items(start, end, terms=terms, today=today).values("pk")
    rows = (
        KitPart.objects.order_by().values("kit").annotate(parts=Count("pk"), free=Count("pk", filter=Q(item__in=free)))
    )
    return set(rows.filter(parts=F("free")).values_list("kit", flat=True))


def conflicts_of(item: Item, start: date, end: date | None) -> QuerySet[Occupation]:
    """What keeps an item busy on some of these half-open days, with its loan or its maintenance."""
    rows = Occupation.objects.filter(item=item, busy__overlap=(start, end))
    return rows.select_related("loan_item__loan__school", "maintenance").order_by("busy", "pk")


def at_risk(*, on: date, within: int = 7) -> QuerySet[LoanItem]:
    """Items promised to somebody from a day within so many days that will not be there.

    They are still with the borrower before, late, lost meanwhile, or lack a part.
    """
    late = LoanItem.objects.filter(_still_out(), item=OuterRef("item"), loan__end__lte=on)
    promised = LoanItem.objects.filter(
        loan__state__in=[LoanState.BOOKED, LoanState.OFFERED], loan__start__lte=on + timedelta(days=within)
    )
    return (
        promised.filter(Exists(late) | lacks_a_part("item") | ~Q(item__state=ItemState.IN_SERVICE))
        .annotate(is_late=Exists(late))
        .select_related("loan__school", "item__model")
        .order_by("loan__start", "pk")
    )


# -- Work at the counter of the bank on one day

#: Lines of each part of the page; the rest is one click away.
MAX_LINES = 30


@dataclass
class DeskSection:
    """Some loans of a part of the page, and how many there are in all."""

    rows: list[Loan] = field(default_factory=list)
    total: int = 0

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.rows)


@dataclass
class Desk:
    """The parts of the page, in the order in which they are worked through."""

    late_to_hand_over: DeskSection
    to_hand_over: DeskSection
    due_today: DeskSection
    overdue: DeskSection
    offers: DeskSection
    risks: list[LoanItem]
    incomplete: list[LoanItem]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing waits at all."""
        parts = (self.late_to_hand_over, self.to_hand_over, self.due_today, self.overdue, self.offers)
        return not self.risks and not self.incomplete and not any(one.total for one in parts)


def today_at(today: date) -> Desk:
    """What is to be handed over, what should come back, what is promised and still away, what is offered."""
    booked, out = Loan.objects.filter(state=LoanState.BOOKED), Loan.objects.filter(state=LoanState.OUT)
    return Desk(
        late_to_hand_over=_shown(booked.filter(start__lt=today).order_by("start", "pk")),
        to_hand_over=_shown(booked.filter(start=today).order_by("school__sort_name", "pk")),
        due_today=_shown(out.filter(end=stored_end(today)).order_by("school__sort_name", "pk")),
        overdue=_shown(Loan.objects.overdue(on=today)),
        offers=_shown(Loan.objects.filter(state=LoanState.OFFERED).order_by("offer_until", "pk")),
        risks=list(at_risk(on=today).select_related("loan__network")[:MAX_LINES]),
        incomplete=incomplete_returns()[:MAX_LINES],
    )


def _shown(rows: LoanQuerySet) -> DeskSection:
    first = list(rows.select_related("network", "school__partner", "model", "kit")[: MAX_LINES + 1])
    total = len(first) if len(first) <= MAX_LINES else rows.count()
    return DeskSection(first[:MAX_LINES], total)


def loan_to_handle(item: Item, *, on: date) -> Loan | None:
    """The loan that a scanned item is for: the one that it is out with, else the first that it leaves with soon."""
    rows = LoanItem.objects.filter(item=item).select_related("loan__network")
    out = rows.filter(handed_over_at__isnull=False, returned_at=None, loan__state=LoanState.OUT).first()
    if out is not None:
        return out.loan
    soon = rows.filter(loan__state=LoanState.BOOKED, loan__start__lte=on + SOON, loan__end__gt=on)
    first = soon.order_by("loan__start", "pk").first()
    return first.loan if first else None


def phone_of(loan: Loan) -> str:
    """The telephone of the borrower's organisation; empty without one."""
    return loan.school.partner.phone if loan.school.partner else ""


def visible_loan(member: Member, pk: int) -> Loan:
    """The loan with this key, if the member may see it; nothing is found otherwise."""
    found = Loan.objects.visible_to(member).select_related("school", "pupil", "model", "kit", "request")
    return get_object_or_404(found, pk=pk)


def visible_request(member: Member, pk: int) -> LoanRequest:
    """The request with this key, if the member may see it; nothing is found otherwise."""
    found = LoanRequest.objects.visible_to(member).select_related("school", "pupil", "model", "kit")
    return get_object_or_404(found, pk=pk)


# -- What was missing when an item was last looked at


def lacks_a_part(item: str = "pk") -> Exists:
    """A condition: the item lost a part at its last return, and is not lent until somebody has made it good."""
    return Exists(LoanItem.objects.not_made_good().filter(item=OuterRef(item)))


@dataclass(frozen=True)
class MissingParts:
    """Parts of an item that were not there when it last left (`loan_item`), or came back."""

    loan_item: LoanItem
    labels: tuple[str, ...]

    def __str__(self) -> str:
        return ", ".join(self.labels)


def incomplete_returns() -> list[LoanItem]:
    """The returns by which an item in service lost a part that nobody has made good since, the latest first."""
    rows = LoanItem.objects.not_made_good().select_related("item__model", "loan__school", "loan__network")
    return list(rows.order_by("-returned_at", "-pk"))


def missing_when_returned(item: Item) -> list[str]:
    """The parts that an item lost at its last return and that nobody has made good since."""
    row = LoanItem.objects.not_made_good().filter(item=item).first()
    return row.missing if row else []


def missing_parts(items: Iterable[Item]) -> dict[int, MissingParts]:
    """What was missing of each of these items, by its key; one question for all. Those that are whole are left out.

    Whole is also what was in maintenance since, until it was put back.
    """
    last = LoanItem.objects.filter(item__in=list(items)).last_looks().distinct("item").select_related("loan")
    return {row.item_id: MissingParts(row, tuple(one["label"] for one in row.lacked)) for row in last if row.lacked}
