"""Going through the shelves: begun, each thing seen once, closed with what is missing and what was not expected."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from equipment.actions.items import lock_item, move_items, step_item
from equipment.enums import ItemState, Verb
from equipment.models import AuditScan, Item, StockAudit
from equipment.models.audit_queries import (
    counts_of,
    missing_in,
    scan_outcome,
    standing_of,
    unexpected_in,
    unknown_in,
)
from equipment.models.terms import the_bank
from equipment.rules.audits import SETTLED, Answer, answer, code_in
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line

#: Longest reading that is kept.
LONGEST = 80
#: The reason that is noted where an audit declares an item lost or found.
REASON = "Inventaire"


@transaction.atomic
def begin_audit(*, place: str = "", by: Any, at: datetime) -> StockAudit:
    """Begin to go through a place, or the whole bank where none is said.

    Raises DomainError (at "place") where one of the same place is going on, and for a place that holds nothing.
    """
    bank = the_bank()
    type(bank).objects.select_for_update(no_key=True, of=("self",)).get(pk=bank.pk)
    place = one_line(place)
    if place and not (known := _spelt(place)):
        raise DomainError(f"Aucun matériel n’est rangé à «\u00a0{place}\u00a0».").at("place")
    place = known if place else ""
    going_on = StockAudit.objects.filter(closed_at=None, place=place).first()
    if going_on:
        raise DomainError(
            f"L’i{str(going_on)[1:]} est déjà en cours\u00a0: continuez-le, à plusieurs si vous voulez, ou terminez-le."
        ).at("place")
    audit = StockAudit.objects.create(network_id=bank.network_id, place=place, begun_at=at, begun_by=by)
    journal.record(Verb.AUDIT_BEGUN, on=audit, by=by, at=at)
    return audit


def _spelt(place: str) -> str:
    """The place as the items have it, whatever its capitals."""
    found = Item.objects.filter(place__iexact=place).order_by("place")
    return found.values_list("place", flat=True).first() or ""


@transaction.atomic
def scan(audit: StockAudit, *, typed: str, by: Any, at: datetime) -> Answer:
    """Note what was seen and say what it is; a second reading of the same thing is said and not counted.

    Raises DomainError (at "code") for nothing and for an audit that is over.
    """
    audit = _lock(audit)
    code = one_line(code_in(typed))[:LONGEST]
    if not code:
        raise DomainError("Scannez une étiquette, ou tapez un numéro d’inventaire.").at("code")
    item = Item.objects.found_by(code).select_related("model").first()
    seen = audit.scans.filter(item=item) if item else audit.scans.filter(item=None, typed__iexact=code)
    again = seen.exists()
    if not again:
        AuditScan.objects.create(
            network_id=audit.network_id, audit=audit, item=item, typed=code, at=at, by=by
        )
        journal.record(
            Verb.AUDIT_SCANNED, on=audit, by=by, at=at, item=item.pk if item else None, known=bool(item)
        )
    standing = standing_of(item, on=timezone.localdate(at)) if item else None
    return answer(standing, typed=code, place=audit.place, again=again and item is not None)


@transaction.atomic
def forget_scan(reading: AuditScan, *, by: Any, at: datetime) -> None:
    """Take back a reading that was a mistake, while the audit goes on."""
    audit = _lock(reading.audit)
    journal.record(Verb.AUDIT_SCANNED, on=audit, by=by, at=at, item=reading.item_id, taken_back=True)
    reading.delete()


@transaction.atomic
def close_audit(audit: StockAudit, *, by: Any, at: datetime) -> StockAudit:
    """End it and keep what was found: the counts, and the keys of what is missing, unexpected, unknown."""
    audit = _lock(audit)
    counts, day = counts_of(audit), timezone.localdate(at)
    audit.result = {
        "counts": {
            "expected": counts.expected,
            "seen": counts.seen,
            "unexpected": counts.unexpected,
            "unknown": counts.unknown,
        },
        "missing": list(missing_in(audit).values_list("pk", flat=True)),
        "unexpected": [
            {"item": one.item_id, "why": scan_outcome(one, place=audit.place, on=day).value}
            for one in unexpected_in(audit)
        ],
        "unknown": [one.typed for one in unknown_in(audit)],
    }
    audit.closed_at = at
    audit.save(update_fields=["result", "closed_at"])
    journal.record(
        Verb.AUDIT_CLOSED, on=audit, by=by, at=at, missing=counts.missing, **audit.result["counts"]
    )
    return audit


@transaction.atomic
def declare_missing_lost(audit: StockAudit, *, items: Iterable[int], by: Any, at: datetime) -> int:
    """Declare lost those of the missing items that are named; returns how many.

    Raises DomainError for an item that the audit does not miss, and with what stands in the way of one: all or none.
    """
    named = set(items)
    _closed_with(audit, named, {*audit.result.get("missing", [])})
    lost = 0
    for item in Item.objects.filter(pk__in=named).order_by("pk"):
        if item.state == ItemState.IN_SERVICE:
            _step(item, ItemState.LOST, by=by, at=at)
            lost += 1
    return lost


@transaction.atomic
def shelve_here(audit: StockAudit, *, items: Iterable[int], by: Any, at: datetime) -> int:
    """Put away here those of the unexpected items that are named: their place is this one, and what was noted lost is
    in service again. Returns how many changed. Raises DomainError as `declare_missing_lost` does.
    """
    named = set(items)
    found = {one["item"] for one in audit.result.get("unexpected", []) if one["why"] in SETTLED}
    _closed_with(audit, named, found)
    changed = set()
    for item in Item.objects.filter(pk__in=named).order_by("pk"):
        if item.state == ItemState.LOST:
            _step(item, ItemState.IN_SERVICE, by=by, at=at)
            changed.add(item.pk)
    if audit.place:
        elsewhere = Item.objects.filter(pk__in=named).exclude(place=audit.place)
        changed |= set(elsewhere.values_list("pk", flat=True))
        move_items(named, place=audit.place, by=by, at=at)
    return len(changed)


def _closed_with(audit: StockAudit, named: set[int], known: set[int]) -> None:
    if audit.closed_at is None:
        raise DomainError("Terminez d’abord cet inventaire.")
    if not named:
        raise DomainError("Cochez au moins un matériel.")
    if named - known:
        raise DomainError("Un des matériels cochés n’est pas de cette liste\u00a0: rien n’a changé.")


def _step(item: Item, to: ItemState, *, by: Any, at: datetime) -> None:
    try:
        step_item(lock_item(item), to, reason=REASON, by=by, at=at)
    except DomainError as refused:
        raise DomainError(f"Matériel {item}\u00a0: {refused} Rien n’a changé.") from None


def _lock(audit: StockAudit) -> StockAudit:
    """The audit, read again under its lock: two people who see the same thing at once count it once."""
    audit = StockAudit.objects.select_for_update(no_key=True, of=("self",)).get(pk=audit.pk)
    if audit.closed_at is not None:
        raise DomainError("Cet inventaire est terminé\u00a0: commencez-en un autre.").at("code")
    return audit
