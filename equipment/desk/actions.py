"""What the desk does in one step: items leave with their supplies, come back with them, and go to repair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from equipment.inventory.models import Supply
from equipment.loans.actions.handover import ItemCheck, give_back, hand_over
from equipment.loans.models.loans import Loan, LoanItem, Maintenance, Occupation
from equipment.maintenance.actions import begin_maintenance
from equipment.stock.actions import give_with_loan, take_back_from_loan
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date

_ONE_DAY = timedelta(days=1)


@dataclass
class TakenBack:
    """What came of a return: the loan, and what is still to be done about items that go to repair."""

    loan: Loan
    to_settle: list[str] = field(default_factory=list)
    #: The inventory numbers of what went to repair.
    repaired: list[str] = field(default_factory=list)
    #: The parts that did not come back, each with the number of its item.
    missing: list[str] = field(default_factory=list)


@transaction.atomic
def hand_over_at_desk(
    loan: Loan,
    *,
    seen: Sequence[ItemCheck],
    received_by: str,
    supplies: Mapping[int, int] | None = None,
    by: Any,
    at: datetime,
) -> Loan:
    """Hand over what was seen with so many of each supply, by its key: all of it or nothing.

    Raises DomainError as `hand_over` does, and where a supply runs short (at "supply_<key>").
    """
    loan = hand_over(loan, seen=seen, received_by=received_by, by=by, at=at)
    for supply, count in _supplies(supplies):
        _at(supply, lambda one=supply, n=count: give_with_loan(one, count=n, loan=loan, by=by, at=at))
    return loan


@transaction.atomic
def take_back_at_desk(
    loan: Loan,
    *,
    seen: Sequence[ItemCheck],
    lost: Sequence[int] = (),
    repairs: Mapping[int, str] | None = None,
    supplies: Mapping[int, int] | None = None,
    by: Any,
    at: datetime,
) -> TakenBack:
    """Take back what was seen, with the supplies that came along.

    `repairs` says why an item goes to repair, by its key; one that came back without a part that had left with it goes
    there as well, until the part is there. Raises DomainError as `give_back` does, and for more
    supplies than left (at "supply_<key>").
    """
    loan = give_back(loan, seen=seen, lost=lost, by=by, at=at)
    for supply, count in _supplies(supplies):
        _at(supply, lambda one=supply, n=count: take_back_from_loan(one, count=n, loan=loan, by=by, at=at))
    back = loan.loan_items.filter(item__in=[one.item_id for one in seen]).select_related("item")
    reasons = {row: _why_kept(row, (repairs or {}).get(row.item_id, "")) for row in back}
    rows = [row for row, reason in reasons.items() if reason]
    sentences = [_repair(row, reason=reasons[row], by=by, at=at) for row in rows]
    gone = Maintenance.objects.filter(item__in=[row.item_id for row in rows], ended_at=None)
    return TakenBack(
        loan,
        [sentence for sentence in sentences if sentence],
        sorted(gone.values_list("item__inventory_number", flat=True)),
        [f"{part} ({row.item})" for row in back for part in row.missing],
    )


def _why_kept(row: LoanItem, repair: str) -> str:
    """Why an item that came back is not lent for now; empty where it may be."""
    if not row.missing:
        return repair
    parts = f"{'Il manque' if repair else 'Pièce manquante'}\u00a0: {', '.join(row.missing)}"
    said = f"{repair.rstrip('.')}. {parts}" if repair else parts
    return said[: Maintenance._meta.get_field("reason").max_length]


def _supplies(counts: Mapping[int, int] | None) -> list[tuple[Supply, int]]:
    wanted = {key: count for key, count in (counts or {}).items() if count}
    # In one order for everybody: two desks that give the same supplies never deadlock.
    return [(one, wanted[one.pk]) for one in Supply.objects.filter(pk__in=wanted).order_by("pk")]


def _at(supply: Supply, move: Any) -> None:
    try:
        move()
    except DomainError as refused:
        raise DomainError(str(refused)).at(f"supply_{supply.pk}") from None


def _repair(row: LoanItem, *, reason: str, by: Any, at: datetime) -> str:
    """Send an item that came back to repair, until it is promised to somebody; returns what is then to be settled.

    The days that would have checked it become days of repair. An item that leaves again before there is a day for it
    is not taken from who was promised it: that is said instead.
    """
    today = timezone.localdate(at)
    own = Occupation.objects.get(loan_item=row)
    since = max(today, own.busy.lower + _ONE_DAY)
    following = (
        Occupation.objects.filter(item=row.item_id, busy__startswith__gte=since)
        .exclude(pk=own.pk)
        .select_related("loan_item__loan", "maintenance")
        .order_by("busy")
        .first()
    )
    until = following.busy.lower if following else None
    if until is None or until > since:
        own.busy = DateRange(own.busy.lower, since)
        own.save(update_fields=["busy"])
        begin_maintenance(row.item, reason=reason, start=since, expected_end=until, by=by, at=at)
    if following is None or following.loan_item is None:
        return ""
    return (
        f"Le matériel {row.item} est promis au prêt {following.loan_item.loan} dès le "
        f"{plain_date(following.busy.lower)}\u00a0: remplacez-le s’il n’est pas prêt d’ici là."
    )
