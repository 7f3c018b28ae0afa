"""Reads of the stock: where each item is, its history, the results of an audit."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from equipment.enums import Condition, ItemState, LoanState, Verb
from equipment.inventory.models import Item, ItemQuerySet
from equipment.loans.models.loans import LoanItem, LoanPhoto, Maintenance, Occupation
from equipment.loans.queries import lacks_a_part
from equipment.stock.models import AuditScan, StockAudit
from equipment.stock.rules import WORDS, BusyPeriod, Counts, ScanOutcome, Standing, found_of
from inclusion.core.french.money import euros
from inclusion.core.french.periods import month_of
from inclusion.core.models.history import JournalEntry


def step_blockers(item: Item, to: ItemState) -> list[str]:
    """What keeps an item from this state, as French sentences; an empty list allows it."""
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
    """The loan items of what a borrower has now, for a subquery over items."""
    return LoanItem.objects.filter(item=OuterRef("pk"), handed_over_at__isnull=False, returned_at=None)


def repaired_on(day: date) -> QuerySet[Maintenance]:
    """The maintenances that keep an item on a day, for a subquery over items."""
    return Maintenance.objects.filter(item=OuterRef("pk"), ended_at=None, start__lte=day)


def with_standing(rows: QuerySet[Item], *, on: date) -> QuerySet[Item]:
    """Items with who has them and until when (excluded), what they lack, whether they are lent, repaired, promised."""
    out = out_now()
    looks = LoanItem.objects.filter(item=OuterRef("pk")).last_looks()
    promised = Occupation.objects.filter(item=OuterRef("pk"), busy__contains=on, loan_item__isnull=False)
    return rows.annotate(
        out_loan=Subquery(out.values("loan")[:1]),
        out_end=Subquery(out.values("loan__end")[:1]),
        out_school=Subquery(out.values("loan__school__name")[:1]),
        is_repaired=Exists(repaired_on(on)),
        is_promised=Exists(promised),
        is_incomplete=lacks_a_part(),
        lacked=Subquery(looks.values("lacked")[:1]),
    )


def shown_items(*, on: date) -> QuerySet[Item]:
    """Every item as its page shows it, with where it is on a day."""
    return with_standing(Item.objects.select_related("model", "purchase", "network"), on=on)


def where_now(rows: ItemQuerySet, which: str, *, on: date) -> ItemQuerySet:
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
            away = Exists(busy) | Exists(out_now()) | Exists(repaired_on(on)) | lacks_a_part()
            return rows.in_service().filter(~away)
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
    in_service = Item.objects.in_service()
    return {
        "all": in_service.count(),
        **{name: where_now(in_service, name, on=on).count() for name in ("out", "overdue", "maintenance")},
    }


def taken_of(item: Item, *, since: date) -> list[BusyPeriod]:
    """What keeps an item busy from the month of a day on, as its small calendar shows it."""
    rows = Occupation.objects.filter(item=item)
    rows = rows.filter(Q(busy__endswith__gt=month_of(since)) | Q(busy__endswith=None))
    found = []
    for row in rows.select_related("loan_item__loan__school", "maintenance").order_by("busy", "pk"):
        if row.loan_item is None:
            found.append(BusyPeriod(row.busy.lower, row.busy.upper, "repair", f"en maintenance, {row.maintenance}"))
        else:
            loan = row.loan_item.loan
            found.append(BusyPeriod(row.busy.lower, row.busy.upper, "loan", f"prêt {loan}, {loan.school}"))
    return found


# -- History of an item

#: Lines of each kind that are read; what is older is in the exports of loans.
MAX_LINES = 60
_OWN = (Verb.ITEM_ADDED, Verb.ITEM_CHANGED, Verb.ITEM_MOVED, Verb.ITEM_STEP)
_FIELDS = {
    "model": "modèle",
    "inventory_number": "numéro d’inventaire",
    "serial": "numéro de série",
    "condition": "usure",
    "acquired_on": "date d’achat",
    "purchase": "achat",
    "note": "remarques",
}


@dataclass
class Event:
    """One line: when, what, by whom, more words, where to read on, the pictures that were taken then."""

    at: datetime
    label: str
    by: str = ""
    detail: str = ""
    url: str = ""
    photos: list[LoanPhoto] = field(default_factory=list)


def history_of(item: Item, *, slug: str) -> list[Event]:
    """The events of an item, the newest first; a fixed number of queries."""
    pictures = _pictures(item)
    found = [*_loans(item, pictures), *_maintenances(item, pictures, slug=slug), *_lines(item), *_scans(item)]
    found += [
        Event(one.added_at, "Photo", detail=one.caption, photos=[one]) for one in pictures.get(("item", None), [])
    ]
    return sorted(found, key=lambda event: event.at, reverse=True)


def _pictures(item: Item) -> dict[tuple[str, Any], list[LoanPhoto]]:
    found: dict[tuple[str, Any], list[LoanPhoto]] = {}
    rows: QuerySet[LoanPhoto] = item.photos.order_by("added_at", "pk")
    for one in rows:
        if one.loan_item_id is not None:
            key: tuple[str, Any] = (one.moment, one.loan_item_id)
        else:
            key = ("maintenance", one.maintenance_id) if one.maintenance_id else ("item", None)
        found.setdefault(key, []).append(one)
    return found


def _loans(item: Item, pictures: dict[tuple[str, Any], list[LoanPhoto]]) -> list[Event]:
    rows = item.loan_items.filter(handed_over_at__isnull=False)
    rows = rows.select_related("loan__school", "loan__network", "loan__handed_over_by").order_by(
        "-handed_over_at", "-pk"
    )
    found = []
    for row in rows[:MAX_LINES]:
        assert row.handed_over_at is not None
        loan = row.loan
        who = str(loan.handed_over_by or "")
        found.append(
            Event(
                row.handed_over_at,
                f"Remis à «\u00a0{loan.school}\u00a0» (prêt {loan})",
                by=who,
                detail=_looked(row.condition_out, row.remark_out),
                url=loan.get_absolute_url(),
                photos=pictures.get(("hand_over", row.pk), []),
            )
        )
        if row.returned_at is not None:
            what = "Non rendu" if row.is_lost else "Rendu"
            found.append(
                Event(
                    row.returned_at,
                    f"{what} par «\u00a0{loan.school}\u00a0» (prêt {loan})",
                    detail=_looked(row.condition_in, row.remark_in),
                    url=loan.get_absolute_url(),
                    photos=pictures.get(("return", row.pk), []),
                )
            )
    return found


def _looked(condition: str, remark: str) -> str:
    words = [Condition(condition).label] if condition else []
    return ". ".join([*words, remark] if remark else words)


def _maintenances(item: Item, pictures: dict[tuple[str, Any], list[LoanPhoto]], *, slug: str) -> list[Event]:
    keys = list(item.maintenances.order_by("-start", "-pk")[:MAX_LINES])
    begun = {
        line.target_id: line
        for line in JournalEntry.objects.filter(
            target_model="equipment.Maintenance",
            target_id__in=[one.pk for one in keys],
            verb__in=[Verb.MAINTENANCE_BEGUN],
        ).select_related("by")
    }
    found = []
    for one in keys:
        url = reverse("maintenance_detail", args=[slug, one.pk])
        if line := begun.get(one.pk):
            found.append(Event(line.at, "Mis en maintenance", by=str(line.by or ""), detail=one.reason, url=url))
        if one.ended_at is not None:
            cost = f"Coût\u00a0: {euros(one.cost)}" if one.cost is not None else ""
            found.append(
                Event(
                    one.ended_at,
                    "Maintenance terminée",
                    detail=". ".join(filter(None, (one.report.rstrip("."), cost))),
                    url=url,
                )
            )
        if taken := pictures.get(("maintenance", one.pk)):
            found.append(Event(taken[0].added_at, "Photos de la maintenance", detail=one.reason, url=url, photos=taken))
    return found


def _lines(item: Item) -> list[Event]:
    rows = JournalEntry.objects.filter(
        target_model="equipment.Item", target_id=item.pk, verb__in=[verb.value for verb in _OWN]
    )
    return [
        Event(line.at, line.label, by=str(line.by or ""), detail=_in_words(line))
        for line in rows.select_related("by").order_by("-at", "-pk")[:MAX_LINES]
    ]


def _in_words(line: JournalEntry) -> str:
    details = line.details
    match line.verb:
        case Verb.ITEM_MOVED.value:
            before, after = details.get("before") or "nulle part", details.get("after") or "nulle part"
            return f"De «\u00a0{before}\u00a0» à «\u00a0{after}\u00a0»"
        case Verb.ITEM_STEP.value:
            words = ItemState(details["after"]).label
            return f"{words} ({details['reason']})" if details.get("reason") else words
        case Verb.ITEM_CHANGED.value:
            return ", ".join(_FIELDS.get(name, name) for name in details.get("fields", []))
        case Verb.ITEM_ADDED.value:
            return f"Rangé à «\u00a0{details['place']}\u00a0»" if details.get("place") else ""
    return ""


def _scans(item: Item) -> list[Event]:
    rows = AuditScan.objects.filter(item=item).select_related("audit__network", "by").order_by("-at", "-pk")
    return [
        Event(
            one.at, "Vu à l’inventaire", by=str(one.by or ""), detail=str(one.audit), url=one.audit.get_absolute_url()
        )
        for one in rows[:MAX_LINES]
    ]


# -- Reads of an audit: expected, seen, missing; counted by the database


def expected_in(audit: StockAudit) -> QuerySet[Item]:
    """Items that should be seen: in service, on their shelf all the time since the audit began.

    What left, came back, was repaired or was inventoried meanwhile is not looked for.
    """
    since = audit.begun_at
    away = LoanItem.objects.filter(item=OuterRef("pk"), handed_over_at__isnull=False)
    away = away.filter(Q(returned_at=None) | Q(returned_at__gte=since))
    repaired = Maintenance.objects.filter(item=OuterRef("pk")).filter(Q(ended_at=None) | Q(ended_at__gte=since))
    begun = Q(start__lte=timezone.localdate(since))
    found = Item.objects.filter(state=ItemState.IN_SERVICE, added_at__lte=since)
    found = found.filter(~Exists(away), ~Exists(repaired.filter(begun)))
    return found.filter(place__iexact=audit.place) if audit.place else found


def missing_in(audit: StockAudit) -> QuerySet[Item]:
    """What is expected and was not seen."""
    scans = AuditScan.objects.filter(audit=audit, item=OuterRef("pk"))
    return expected_in(audit).filter(~Exists(scans))


def unexpected_in(audit: StockAudit) -> QuerySet[AuditScan]:
    """Readings of items that should not be here: out, lost, retired, put away elsewhere, in maintenance."""
    out = LoanItem.objects.filter(item=OuterRef("item"), returned_at=None, handed_over_at__lte=OuterRef("at"))
    day = timezone.localdate(audit.begun_at)
    repaired = Maintenance.objects.filter(item=OuterRef("item"), ended_at=None, start__lte=day)
    wrong = ~Q(item__state=ItemState.IN_SERVICE) | Exists(out) | Exists(repaired)
    if audit.place:
        wrong |= ~Q(item__place__iexact=audit.place)
    rows = AuditScan.objects.filter(wrong, audit=audit, item__isnull=False)
    return rows.select_related("item__model").order_by("item__inventory_number", "pk")


def unknown_in(audit: StockAudit) -> QuerySet[AuditScan]:
    """Readings that name no item."""
    return AuditScan.objects.filter(audit=audit, item=None).order_by("typed", "pk")


def counts_of(audit: StockAudit) -> Counts:
    """Its progress; as it was closed with where it is over."""
    if audit.closed_at is not None:
        counts = audit.result["counts"]
        return Counts(counts["expected"], counts["seen"], counts["unexpected"], counts["unknown"])
    scans = AuditScan.objects.filter(audit=audit, item=OuterRef("pk"))
    expected = expected_in(audit)
    return Counts(
        expected=expected.count(),
        seen=expected.filter(Exists(scans)).count(),
        unexpected=unexpected_in(audit).count(),
        unknown=unknown_in(audit).count(),
    )


def standing_of(item: Item, *, on: date) -> Standing:
    """What the portal says of an item on a day."""
    out = holder_of(item)
    return Standing(
        number=item.inventory_number,
        model=str(item.model),
        state=item.state,
        place=item.place,
        loan=str(out.loan) if out else "",
        school=str(out.loan.school) if out else "",
        repaired=item.maintenances.filter(ended_at=None, start__lte=on).exists(),
    )


def unexpected_outcomes(audit: StockAudit, *, on: date) -> dict[int, ScanOutcome]:
    """What each unexpected reading is on a day, by the key of its item."""
    items = [one.item for one in unexpected_in(audit) if one.item is not None]
    return {one.pk: found_of(standing_of(one, on=on), place=audit.place) for one in items}


def result_rows(audit: StockAudit) -> Iterator[tuple[str, ...]]:
    """The lines of a file about an audit, its headers first: what is missing, unexpected, unknown, then what was seen.

    Of an audit that goes on, as it is now.
    """
    yield ("Constat", "Numéro", "Modèle", "Rangé à", "Numéro de série", "État aujourd’hui")
    closed = audit.closed_at is not None
    missing = Item.objects.filter(pk__in=audit.result["missing"]) if closed else missing_in(audit)
    yield from (_line("Manquant", item) for item in _read(missing))
    if closed:
        why = {one["item"]: ScanOutcome(one["why"]) for one in audit.result["unexpected"]}
    else:
        why = unexpected_outcomes(audit, on=timezone.localdate(audit.begun_at))
    yield from (_line(WORDS[why[item.pk]][0], item) for item in _read(Item.objects.filter(pk__in=why)))
    yield from ((WORDS[ScanOutcome.UNKNOWN][0], one.typed, "", "", "", "") for one in unknown_in(audit))
    scans = AuditScan.objects.filter(audit=audit, item=OuterRef("pk"))
    yield from (_line("Vu", item) for item in _read(Item.objects.filter(Exists(scans)).exclude(pk__in=why)))


def _read(rows: QuerySet[Item]) -> Iterator[Item]:
    return rows.select_related("model").order_by("inventory_number", "pk").iterator(chunk_size=2000)


def _line(said: str, item: Item) -> tuple[str, ...]:
    return (said, item.inventory_number, str(item.model), item.place, item.serial, item.get_state_display())
