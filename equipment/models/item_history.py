"""What happened to an item, in one line of time: inventoried, lent, repaired, moved, seen on its shelf, pictured."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from equipment.enums import Condition, ItemState, Verb
from equipment.models.audits import AuditScan
from equipment.models.catalogue import Item
from equipment.models.loans import LoanPhoto
from inclusion.core.french.money import euros
from inclusion.core.models.history import JournalEntry

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
        Event(one.added_at, "Photo", detail=one.caption, photos=[one])
        for one in pictures.get(("item", None), [])
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
            found.append(
                Event(line.at, "Mis en maintenance", by=str(line.by or ""), detail=one.reason, url=url)
            )
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
            found.append(
                Event(taken[0].added_at, "Photos de la maintenance", detail=one.reason, url=url, photos=taken)
            )
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
            one.at,
            "Vu à l’inventaire",
            by=str(one.by or ""),
            detail=str(one.audit),
            url=one.audit.get_absolute_url(),
        )
        for one in rows[:MAX_LINES]
    ]
