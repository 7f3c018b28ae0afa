"""Maintenance: an item cannot be lent for some days, never while it is on loan."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from equipment.enums import ItemState, Verb
from equipment.inventory.models import Item
from equipment.loans.actions.booking import lock_items, schedule_waiting_list, unless_taken
from equipment.loans.models.loans import Maintenance, Occupation
from equipment.loans.queries import conflicts_of
from equipment.stock.queries import holder_of
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line


@transaction.atomic
def begin_maintenance(
    item: Item, *, reason: str, start: date, expected_end: date | None = None, by: Any, at: datetime
) -> Maintenance:
    """Take an item out from a day on, until a day (excluded) or until it is said to be over.

    Raises DomainError for an item that a loan has or will have on these days (the loans are named), that is not in
    service, and for days that cannot be.
    """
    item = Item.objects.select_for_update(no_key=True, of=("self",)).get(pk=item.pk)
    if item.state != ItemState.IN_SERVICE:
        raise DomainError("Ce matériel n’est pas en service.")
    maintenance = Maintenance(
        network_id=item.network_id, item=item, reason=one_line(reason), start=start, expected_end=expected_end
    )
    maintenance.full_clean()

    def take() -> None:
        maintenance.save()
        Occupation.objects.create(
            network_id=item.network_id, item=item, maintenance=maintenance, busy=DateRange(start, expected_end)
        )

    if not unless_taken(take):
        raise in_the_way(item, start, expected_end)
    # Late: its days are over, and it is not on the shelf.
    if start <= timezone.localdate(at) and (out := holder_of(item)):
        raise DomainError(
            f"Ce matériel est encore chez «\u00a0{out.loan.school}\u00a0» (prêt {out.loan})\u00a0: "
            "notez d’abord son retour."
        ).at("start")
    journal.record(Verb.MAINTENANCE_BEGUN, on=maintenance, by=by, at=at, item=item.pk)
    return maintenance


def in_the_way(item: Item, start: date, end: date | None) -> DomainError:
    """Say which loans and maintenances keep an item from being repaired on these days."""
    said = []
    for one in conflicts_of(item, start, end)[:3]:
        if one.loan_item is None:
            said.append(f"une maintenance est déjà notée ({one.maintenance})")
        else:
            loan = one.loan_item.loan
            said.append(f"le prêt {loan} ({loan.school}, {loan.period})")
    why = ", ".join(said) or "un prêt vient d’être réservé"
    return DomainError(
        f"Ce matériel est pris ces jours-là\u00a0: {why}. Remplacez-le dans ce prêt, ou choisissez d’autres dates."
    ).at("start")


@transaction.atomic
def change_maintenance(
    maintenance: Maintenance, *, reason: str, expected_end: date | None, by: Any, at: datetime
) -> Maintenance:
    """Correct why and until when (excluded) an item is out. Raises DomainError as its beginning does."""
    maintenance = _lock(maintenance)
    maintenance.reason, maintenance.expected_end = one_line(reason), expected_end
    maintenance.full_clean()

    def take() -> None:
        lock_items([maintenance.item_id])
        maintenance.save(update_fields=["reason", "expected_end"])
        Occupation.objects.filter(maintenance=maintenance).update(busy=DateRange(maintenance.start, expected_end))

    if not unless_taken(take):
        raise in_the_way(maintenance.item, maintenance.start, expected_end)
    journal.record(Verb.MAINTENANCE_CHANGED, on=maintenance, by=by, at=at)
    schedule_waiting_list(maintenance.network_id)
    return maintenance


@transaction.atomic
def end_maintenance(
    maintenance: Maintenance, *, report: str = "", cost: Decimal | None = None, by: Any, at: datetime
) -> Maintenance:
    """Put an item back: free from today on. `cost` is in euros."""
    maintenance = _lock(maintenance)
    maintenance.ended_at, maintenance.report, maintenance.cost = at, report.strip(), cost
    maintenance.full_clean()
    maintenance.save(update_fields=["ended_at", "report", "cost"])
    occupation = Occupation.objects.filter(maintenance=maintenance).first()
    today = timezone.localdate(at)
    if occupation is not None:
        if today <= occupation.busy.lower:
            occupation.delete()
        elif occupation.busy.upper is None or today < occupation.busy.upper:
            occupation.busy = DateRange(occupation.busy.lower, today)
            occupation.save(update_fields=["busy"])
    journal.record(Verb.MAINTENANCE_ENDED, on=maintenance, by=by, at=at, cost=str(cost) if cost else "")
    schedule_waiting_list(maintenance.network_id)
    return maintenance


def _lock(maintenance: Maintenance) -> Maintenance:
    found = Maintenance.objects.select_for_update(of=("self",), no_key=True).select_related("item")
    maintenance = found.get(pk=maintenance.pk)
    if maintenance.is_over:
        raise DomainError("Cette maintenance est terminée.")
    return maintenance
