"""Items leave with the borrower and come back, some or all of them, each with its condition."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from equipment.bank.queries import terms_of, the_bank
from equipment.bank.rules.lending import Terms, busy_for
from equipment.enums import Condition, ItemState, LoanState, Verb
from equipment.inventory.models import Item
from equipment.loans.actions.booking import lock_items, schedule_waiting_list, unless_taken
from equipment.loans.actions.lifecycle import lock_loan
from equipment.loans.models.loans import Loan, LoanItem, Occupation
from equipment.loans.queries import missing_when_returned
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.french.periods import plain_date, stored_end


@dataclass(frozen=True)
class ItemCheck:
    """One item as it was looked at: its key, how worn it is, its check list as `[{"label", "ok"}]`, a remark."""

    item_id: int
    condition: str
    checks: list[dict[str, Any]] = field(default_factory=list)
    remark: str = ""


@transaction.atomic
def hand_over(loan: Loan, *, seen: Sequence[ItemCheck], received_by: str = "", by: Any, at: datetime) -> Loan:
    """Give the items that were seen to the borrower; a part of the loan that was not seen stays out of it.

    A loan begins on the day on which it leaves: after its first day, or before it when its items are free until then.
    Raises DomainError for an item that is not of the loan, is still with somebody else, or is out of service, and where
    nothing was seen.
    """
    loan = lock_loan(loan)
    if loan.state != LoanState.BOOKED:
        raise DomainError(
            f"Le prêt {loan} est «\u00a0{loan.get_state_display().lower()}\u00a0»\u00a0: il ne peut pas être remis."
        )
    rows = {row.item_id: row for row in loan.loan_items.select_related("item")}
    if not seen:
        raise DomainError("Scannez au moins un matériel à remettre.").at("items")
    if {one.item_id for one in seen} - set(rows):
        raise DomainError("Un des matériels scannés n’est pas de ce prêt.").at("items")
    today = timezone.localdate(at)
    if loan.end <= today:
        raise DomainError(
            f"Ce prêt devait finir le {plain_date(loan.due)}\u00a0: déplacez-le avant de remettre le matériel."
        ).at("items")
    lock_items(rows)
    if today < loan.start:
        _leave_early(loan, today)
    for one in sorted(seen, key=lambda one: one.item_id):
        _give(rows[one.item_id], one, at=at)
    loan.loan_items.filter(handed_over_at=None).delete()
    loan = states.move(
        loan,
        LoanState.OUT,
        by=by,
        at=at,
        handed_over_at=at,
        handed_over_by=by,
        received_by=one_line(received_by),
        start=today,
    )
    journal.record(Verb.LOAN_HANDED_OVER, on=loan, by=by, at=at, items=sorted(one.item_id for one in seen))
    if len(seen) < len(rows):
        schedule_waiting_list(loan.network_id)
    return loan


def _leave_early(loan: Loan, today: date) -> None:
    days = busy_for(today, loan.end, terms_of(the_bank()), since=today)

    def take() -> None:
        for row in Occupation.objects.filter(loan_item__loan=loan).order_by("item_id"):
            row.busy = DateRange(min(days.start, row.busy.lower), row.busy.upper)
            row.save(update_fields=["busy"])

    if not unless_taken(take):
        raise DomainError(f"Ce prêt commence le {plain_date(loan.start)}, et un matériel est pris d’ici là.").at(
            "items"
        )


def _give(row: LoanItem, seen: ItemCheck, *, at: datetime) -> None:
    item = Item.objects.select_for_update(no_key=True).get(pk=row.item_id)
    if item.state != ItemState.IN_SERVICE:
        raise DomainError(f"Le matériel {item} n’est plus en service\u00a0: remplacez-le.").at("items")
    if item.maintenances.filter(ended_at=None, start__lte=timezone.localdate(at)).exists():
        raise DomainError(
            f"Le matériel {item} est en maintenance\u00a0: terminez-la, ou remplacez-le dans ce prêt."
        ).at("items")
    still_missing = set(missing_when_returned(item)) & {one["label"] for one in seen.checks if not one["ok"]}
    if still_missing:
        raise DomainError(
            f"Le matériel {item} n’est pas complet (manque\u00a0: {', '.join(sorted(still_missing))})\u00a0: "
            "cochez la pièce si elle est là, ou remplacez-le dans ce prêt."
        ).at("items")
    row.handed_over_at, row.condition_out = at, Condition(seen.condition)
    row.checks_out, row.remark_out = seen.checks, seen.remark.strip()
    try:
        with transaction.atomic():
            row.save(update_fields=["handed_over_at", "condition_out", "checks_out", "remark_out"])
    except IntegrityError:
        raise DomainError(
            f"Le matériel {item} est encore chez un autre emprunteur\u00a0: notez d’abord son retour."
        ).at("items") from None
    item.condition = row.condition_out
    item.save(update_fields=["condition"])


@transaction.atomic
def give_back(loan: Loan, *, seen: Sequence[ItemCheck], lost: Sequence[int] = (), by: Any, at: datetime) -> Loan:
    """Take back what was seen; the loan ends when nothing is out any more. `lost` are items that will not come back.

    Raises DomainError for an item that is not out with this loan, and where nothing was seen.
    """
    loan = lock_loan(loan)
    if loan.state != LoanState.OUT:
        raise DomainError(f"Le prêt {loan} n’est pas en cours\u00a0: rien n’est à rendre.")
    out = {row.item_id: row for row in loan.loan_items.filter(returned_at=None).select_related("item")}
    named = {one.item_id for one in seen} | set(lost)
    if not named:
        raise DomainError("Scannez au moins un matériel rendu.").at("items")
    if named - set(out):
        raise DomainError("Un des matériels scannés n’est pas attendu pour ce prêt.").at("items")
    lock_items(named)
    terms, today = terms_of(the_bank()), timezone.localdate(at)
    for one in sorted(seen, key=lambda one: one.item_id):
        _take_back(out[one.item_id], one, at=at, today=today, terms=terms)
    for key in sorted(set(lost) - {one.item_id for one in seen}):
        _give_up(out[key], by=by, at=at, today=today)
    if named == set(out):
        loan = states.move(loan, LoanState.RETURNED, by=by, at=at, returned_at=at)
    journal.record(Verb.LOAN_RETURNED, on=loan, by=by, at=at, items=sorted(named), lost=sorted(lost))
    schedule_waiting_list(loan.network_id)
    return loan


def _take_back(row: LoanItem, seen: ItemCheck, *, at: datetime, today: date, terms: Terms) -> None:
    row.returned_at, row.condition_in = at, Condition(seen.condition)
    row.checks_in, row.remark_in = seen.checks, seen.remark.strip()
    row.save(update_fields=["returned_at", "condition_in", "checks_in", "remark_in"])
    Item.objects.filter(pk=row.item_id).update(condition=row.condition_in)
    _free_from(row, busy_for(today, stored_end(today), terms).end)


def _give_up(row: LoanItem, *, by: Any, at: datetime, today: date) -> None:
    row.returned_at, row.is_lost = at, True
    row.save(update_fields=["returned_at", "is_lost"])
    _free_from(row, stored_end(today))
    states.move(row.item, ItemState.LOST, by=by, at=at)


def _free_from(row: LoanItem, day: date) -> None:
    """Let an item be free from a day on.

    Earlier than it was promised, or later where it came back late and nobody has it by then.
    """
    occupation = Occupation.objects.filter(loan_item=row).first()
    if occupation is None:
        return
    following = (
        Occupation.objects.filter(item=row.item_id, busy__startswith__gte=occupation.busy.upper)
        .order_by("busy")
        .first()
    )
    end = min(day, following.busy.lower) if following else day
    lower = occupation.busy.lower
    occupation.busy = DateRange(lower, max(end, stored_end(lower)))
    occupation.save(update_fields=["busy"])
