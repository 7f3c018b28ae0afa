"""The calendar of loans, page by page: when the items, models or loans of one page are busy."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from equipment.bank.models import runs_the_bank
from equipment.bank.rules.lending import Terms
from equipment.calendar.rules import BusyPeriod, Span, Stretch, count_stretches, stretches
from equipment.enums import LoanState
from equipment.inventory.models import EquipmentModel, Item
from equipment.loans.models.loans import Loan, LoanItem, Occupation
from equipment.loans.queries import lacks_a_part, overdue_until
from equipment.schools.models import School
from inclusion.core.french.periods import stored_end

if TYPE_CHECKING:
    from inclusion.core.access import Member

_STILL_OUT = Q(handed_over_at__isnull=False, returned_at=None)


@dataclass(frozen=True)
class Line:
    """One row of the calendar."""

    name: str
    detail: str
    url: str
    stretches: list[Stretch]


def items_shown(words: str) -> QuerySet[Item]:
    """Items in service by model and number, those of the words alone where there are some."""
    found = Item.objects.in_service().select_related("model")
    for word in words.split():
        models = EquipmentModel.objects.matching(word)
        found = found.filter(Q(inventory_number__icontains=word) | Q(model__in=models))
    return found.order_by("model__sort_name", "inventory_number", "pk")


def models_shown(words: str) -> QuerySet[EquipmentModel]:
    """Models of the catalogue, those of the words alone where there are some."""
    return EquipmentModel.objects.offered().matching(words).order_by("sort_name", "pk")


def loans_shown(member: "Member", span: Span, words: str) -> QuerySet[Loan]:
    """Loans that this member may see and that share a day with the span, school by school."""
    found = Loan.objects.visible_to(member).with_until().exclude(state=LoanState.CANCELLED)
    still_there = Q(until__gt=span.days.start) | Q(state=LoanState.OUT)
    found = found.filter(still_there, start__lt=span.days.end)
    if words.strip():
        found = found.filter(school__in=School.objects.matching(words))
    return found.select_related("school", "model", "kit").order_by("school__sort_name", "start", "pk")


def item_lines(items: Sequence[Item], span: Span, *, member: "Member", terms: Terms, today: date) -> list[Line]:
    """The rows of these items; who has one is shown only for the loans that the member may see."""
    late = Q(loan_item__handed_over_at__isnull=False, loan_item__returned_at=None, loan_item__loan__end__lte=today)
    rows = list(
        Occupation.objects.filter(item__in=[item.pk for item in items])
        .filter(Q(busy__overlap=tuple(span.days)) | late)
        .select_related("loan_item__loan__school", "maintenance")
        .order_by("busy", "pk")
    )
    loans = [row.loan_item.loan_id for row in rows if row.loan_item_id]
    seen = set(Loan.objects.visible_to(member).filter(pk__in=loans).values_list("pk", flat=True))
    taken: dict[int, list[BusyPeriod]] = defaultdict(list)
    for row in rows:
        taken[row.item_id].append(_taken(row, seen, span=span, terms=terms, today=today))
    for key in Item.objects.filter(lacks_a_part(), pk__in=[item.pk for item in items]).values_list("pk", flat=True):
        since = max([today, *(one.end for one in taken[key])])
        taken[key].append(BusyPeriod(since, span.days.end, "repair", "pas complet"))
    return [Line(str(item), str(item.model), _page_of(item, member), stretches(taken[item.pk], span)) for item in items]


def _page_of(item: Item, member: "Member") -> str:
    """The item's own page for the bank, the model's for everybody else."""
    return item.get_absolute_url() if runs_the_bank(member) else item.model.get_absolute_url()


def _taken(row: Occupation, seen: set[int], *, span: Span, terms: Terms, today: date) -> BusyPeriod:
    start, end = row.busy.lower, row.busy.upper or span.days.end
    if row.maintenance_id is not None:
        return BusyPeriod(start, end, "repair", "en maintenance")
    loan = row.loan_item.loan
    kind, words = _LOOKS[loan.state]
    if row.loan_item.is_out and (until := overdue_until(loan.end, terms=terms, today=today)):
        kind, words, end = "late", "en retard", max(end, until)
    if loan.pk not in seen:
        return BusyPeriod(start, end, kind, words)
    return BusyPeriod(start, end, kind, f"{loan} {words}, {loan.school}", loan.get_absolute_url())


#: How the days of a loan look and are named, by its state.
_LOOKS: dict[str, tuple[str, str]] = {
    LoanState.OFFERED: ("offered", "proposé"),
    LoanState.BOOKED: ("booked", "réservé"),
    LoanState.OUT: ("out", "en prêt"),
    LoanState.RETURNED: ("back", "rendu"),
    LoanState.CANCELLED: ("back", "annulé"),
}


def loan_lines(loans: Sequence[Loan], span: Span, *, today: date) -> list[Line]:
    """The rows of these loans, each named by its school; what should be back is there until today."""
    found = []
    for loan in loans:
        (kind, words), end = _LOOKS[loan.state], stored_end(loan.last_day)
        if loan.late_days(today):
            kind, words, end = "late", "en retard", stored_end(today)
        taken = BusyPeriod(loan.start, end, kind, f"{loan} {words}", loan.get_absolute_url())
        found.append(Line(str(loan.school), str(loan.lent), loan.get_absolute_url(), stretches([taken], span, free="")))
    return found


def model_lines(models: Sequence[EquipmentModel], span: Span, *, terms: Terms, today: date) -> list[Line]:
    """How many items of each model can be had on each day; the database counts."""
    keys = [model.pk for model in models]
    stock = _per_model(Item.objects.in_service().filter(model__in=keys), "model", {"items": Count("pk")})
    days = {f"d{number}": Q(busy__contains=day) for number, day in enumerate(span.each)}
    within = Occupation.objects.filter(item__model__in=keys, busy__overlap=tuple(span.days))
    busy = _per_model(
        within.filter(item__in=Item.objects.in_service().filter(model__in=keys).values("pk")),
        "item__model",
        {name: Count("pk", filter=on_day) for name, on_day in days.items()},
    )
    late = _late(keys, span, terms=terms, today=today)
    lacking = _lacking(keys, span, today=today)
    found = []
    for model in models:
        items = stock.get(model.pk, {}).get("items", 0)
        free = [
            items - sum(away.get(model.pk, {}).get(f"d{n}", 0) for away in (busy, late, lacking))
            for n in range(len(span.each))
        ]
        detail = "aucun exemplaire" if not items else f"{items} exemplaire{'s' if items > 1 else ''}"
        found.append(Line(str(model), detail, model.get_absolute_url(), count_stretches(free, span, stock=items)))
    return found


def _late(keys: Sequence[int], span: Span, *, terms: Terms, today: date) -> dict[int, dict[str, int]]:
    """Items that should be back, on the days from then until they can be checked were they brought back today."""
    until = overdue_until(today, terms=terms, today=today)
    days = {
        f"d{number}": Q(occupation__busy__endswith__lte=day)
        for number, day in enumerate(span.each)
        if until is not None and day < until
    }
    if not days:
        return {}
    rows = LoanItem.objects.filter(_STILL_OUT, item__model__in=keys, loan__end__lte=today)
    return _per_model(rows, "item__model", {name: Count("pk", filter=on) for name, on in days.items()})


def _lacking(keys: Sequence[int], span: Span, *, today: date) -> dict[int, dict[str, int]]:
    """Items that lack a part, on the days from today on for which they are not promised or repaired anyway."""
    on_day = {
        f"d{number}": ~Exists(Occupation.objects.filter(item=OuterRef("pk"), busy__contains=day))
        for number, day in enumerate(span.each)
        if day >= today
    }
    if not on_day:
        return {}
    rows = Item.objects.filter(lacks_a_part(), model__in=keys)
    return _per_model(rows, "model", {name: Count("pk", filter=free) for name, free in on_day.items()})


def _per_model(rows: QuerySet[Any], field: str, counts: dict[str, Any]) -> dict[int, dict[str, int]]:
    found = rows.order_by().values(key=F(field)).annotate(**counts)
    return {row["key"]: row for row in found}
