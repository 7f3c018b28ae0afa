"""What is read of items: where each is now, who has it, what stands in the way of its next state."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from equipment.enums import ItemState, LoanState
from equipment.models.catalogue import Item
from equipment.models.loans import LoanItem, Maintenance, Occupation
from equipment.rules.item_calendar import BusyPeriod
from inclusion.core.french.periods import month_of


def step_blockers(item: Item, to: ItemState) -> list[str]:
    """What stands between an item and this state, as French sentences; an empty list opens the door."""
    found = list(item.blockers(to))
    if to == ItemState.IN_SERVICE:
        return found
    if to == ItemState.LOST and (out := holder_of(item)):
        found.append(
            f"Il est chez «\u00a0{out.loan.school}\u00a0» (prêt {out.loan})\u00a0: "
            "s’il ne revient pas, dites-le en notant le retour de ce prêt."
        )
    if to == ItemState.RETIRED and open_maintenance(item):
        found.append("Une maintenance est en cours\u00a0: terminez-la d’abord.")
    return found


def holder_of(item: Item) -> LoanItem | None:
    """The loan item by which somebody has it now."""
    out = item.loan_items.filter(handed_over_at__isnull=False, returned_at=None)
    return out.select_related("loan__school", "loan__pupil").first()


def open_maintenance(item: Item) -> Maintenance | None:
    """The maintenance that was begun and not ended, whatever its days."""
    return item.maintenances.filter(ended_at=None).order_by("start", "pk").first()


def out_now() -> QuerySet[LoanItem]:
    """The loan items of what is in a borrower's hands, for a subquery over items."""
    return LoanItem.objects.filter(item=OuterRef("pk"), handed_over_at__isnull=False, returned_at=None)


def repaired_on(day: date) -> QuerySet[Maintenance]:
    """The maintenances that keep an item on a day, for a subquery over items."""
    return Maintenance.objects.filter(item=OuterRef("pk"), ended_at=None, start__lte=day)


def with_standing(rows: QuerySet[Item], *, on: date) -> QuerySet[Item]:
    """Items with who has them and until when (excluded), and whether they are in maintenance or promised today."""
    out = out_now()
    promised = Occupation.objects.filter(item=OuterRef("pk"), busy__contains=on, loan_item__isnull=False)
    return rows.annotate(
        out_loan=Subquery(out.values("loan")[:1]),
        out_end=Subquery(out.values("loan__end")[:1]),
        out_school=Subquery(out.values("loan__school__name")[:1]),
        is_repaired=Exists(repaired_on(on)),
        is_promised=Exists(promised),
    )


def where_now(rows: QuerySet[Item], which: str, *, on: date) -> QuerySet[Item]:
    """Items that are `free`, `out`, `overdue` or in `maintenance` on a day."""
    match which:
        case "out":
            return rows.filter(Exists(out_now()))
        case "overdue":
            return rows.filter(Exists(out_now().filter(loan__end__lte=on)))
        case "maintenance":
            return rows.filter(Exists(repaired_on(on)))
        case "free":
            busy = Occupation.objects.filter(item=OuterRef("pk"), busy__contains=on)
            return rows.in_service().filter(~Exists(busy), ~Exists(out_now()), ~Exists(repaired_on(on)))
    return rows


def bookings_of(item: Item, *, since: date) -> QuerySet[LoanItem]:
    """What it is promised to from a day on, the nearest first."""
    standing = Q(loan__state__in=[LoanState.OFFERED, LoanState.BOOKED])
    rows = item.loan_items.filter(standing, loan__end__gt=since)
    return rows.select_related("loan__school").order_by("loan__start", "pk")


def latest_number() -> str:
    """The inventory number that was given last, from which the next are proposed."""
    return Item.objects.order_by("-added_at", "-pk").values_list("inventory_number", flat=True).first() or ""


def item_counts(*, on: date) -> dict[str, int]:
    """How many items there are in service, how many of them are out, late, in maintenance; four counts by SQL."""
    held = Item.objects.in_service()
    return {
        "all": held.count(),
        **{name: where_now(held, name, on=on).count() for name in ("out", "overdue", "maintenance")},
    }


def taken_of(item: Item, *, since: date) -> list[BusyPeriod]:
    """What keeps an item busy from the month of a day on, as its small calendar shows it."""
    rows = Occupation.objects.filter(item=item)
    rows = rows.filter(Q(busy__endswith__gt=month_of(since)) | Q(busy__endswith=None))
    found = []
    for row in rows.select_related("loan_item__loan__school", "maintenance").order_by("busy", "pk"):
        if row.loan_item is None:
            found.append(
                BusyPeriod(row.busy.lower, row.busy.upper, "repair", f"en maintenance, {row.maintenance}")
            )
        else:
            loan = row.loan_item.loan
            found.append(BusyPeriod(row.busy.lower, row.busy.upper, "loan", f"prêt {loan}, {loan.school}"))
    return found
