"""What is read of an audit: what it expects, what was seen, what is missing; the database counts, never Python."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from equipment.enums import ItemState
from equipment.models.audits import AuditScan, StockAudit
from equipment.models.catalogue import Item
from equipment.models.items import holder_of
from equipment.models.loans import LoanItem, Maintenance
from equipment.rules.audits import WORDS, Counts, ScanOutcome, Standing, found_of


def expected_in(audit: StockAudit) -> QuerySet[Item]:
    """Items that should be seen: in service, on their shelf all the time since the audit began.

    What left, came back, was repaired or was inventoried meanwhile is not looked for.
    """
    since = audit.begun_at
    away = LoanItem.objects.filter(item=OuterRef("pk"), handed_over_at__isnull=False)
    away = away.filter(Q(returned_at=None) | Q(returned_at__gte=since))
    repaired = Maintenance.objects.filter(item=OuterRef("pk")).filter(
        Q(ended_at=None) | Q(ended_at__gte=since)
    )
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
    """Where it stands; as it was closed with where it is over."""
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


def scan_outcome(scan: AuditScan, *, place: str, on: date) -> ScanOutcome:
    """What an unexpected reading is."""
    return found_of(standing_of(scan.item, on=on), place=place)


def result_rows(audit: StockAudit) -> Iterator[tuple[str, ...]]:
    """The lines of a file about an audit, its headers first: what is missing, unexpected, unknown, then what was seen.

    Of an audit that goes on, as it stands.
    """
    yield ("Constat", "Numéro", "Modèle", "Rangé à", "Numéro de série", "État aujourd’hui")
    closed = audit.closed_at is not None
    missing = Item.objects.filter(pk__in=audit.result["missing"]) if closed else missing_in(audit)
    yield from (_line("Manquant", item) for item in _read(missing))
    if closed:
        why = {one["item"]: ScanOutcome(one["why"]) for one in audit.result["unexpected"]}
    else:
        day = timezone.localdate(audit.begun_at)
        why = {one.item_id: scan_outcome(one, place=audit.place, on=day) for one in unexpected_in(audit)}
    yield from (_line(WORDS[why[item.pk]][0], item) for item in _read(Item.objects.filter(pk__in=why)))
    yield from ((WORDS[ScanOutcome.UNKNOWN][0], one.typed, "", "", "", "") for one in unknown_in(audit))
    scans = AuditScan.objects.filter(audit=audit, item=OuterRef("pk"))
    yield from (_line("Vu", item) for item in _read(Item.objects.filter(Exists(scans)).exclude(pk__in=why)))


def _read(rows: QuerySet[Item]) -> Iterator[Item]:
    return rows.select_related("model").order_by("inventory_number", "pk").iterator(chunk_size=2000)


def _line(said: str, item: Item) -> tuple[str, ...]:
    return (said, item.inventory_number, str(item.model), item.place, item.serial, item.get_state_display())
