"""Items are booked for days, all or none; the waiting list is served when something becomes free."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from equipment.bank.queries import terms_of, the_bank
from equipment.bank.rules.lending import Availability, Free, Terms, busy_for, nearest, problems_with, reasons
from equipment.enums import LoanState, MdphStep, Verb
from equipment.inventory.models import EquipmentModel, Item, Kit
from equipment.loans.models.loans import Loan, LoanItem, Occupation
from equipment.loans.models.requests import LoanRequest
from equipment.loans.queries import availability_of
from equipment.schools.models import Pupil, School
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import Period, long_date
from inclusion.core.jobs import enqueue_best_effort


def schedule_waiting_list(network_id: int) -> None:
    """Have the waiting list served once this is committed; the sweep finds it where the broker is away."""
    enqueue_best_effort("equipment.tasks.serve_waiting_list", network_id=network_id)


# -- Booking of an item or of the parts of a kit, all or none

#: The exclusion constraint: one loan or maintenance of an item a day.
NEVER_TWICE = "item_never_busy_twice"


class NotFree(DomainError):
    """Dates that cannot be had: `reasons` says why, `nearest` holds the days that can."""

    def __init__(self, reasons: Sequence[str], nearest: Sequence[Free] = ()) -> None:
        self.reasons, self.nearest = list(reasons), list(nearest)
        super().__init__(" ".join([*self.reasons, *filter(None, [_offered(self.nearest)])]))


def _offered(nearest: Sequence[Free]) -> str:
    if not nearest:
        return ""
    days = " ou ".join(f"du {long_date(one.start)} au {long_date(one.due)}" for one in nearest)
    return f"Dates possibles\u00a0: {days}."


@transaction.atomic
def book(
    *,
    school: School,
    wanted: EquipmentModel | Kit,
    start: date,
    end: date,
    pupil: Pupil | None = None,
    needs: Iterable[str] = (),
    mdph_step: str = MdphStep.BEFORE,
    request: LoanRequest | None = None,
    item: Item | None = None,
    offer_until: date | None = None,
    by: Any,
    at: datetime,
) -> Loan:
    """Book a model or a kit for half-open days; `item` is the one that the bank chose, else a free one is taken.

    With `offer_until` the loan is an offer that the school may still refuse. Raises NotFree with the exact reasons and
    the nearest days that work; nothing is booked then, no part of a kit either.
    """
    today, terms = timezone.localdate(at), terms_of(the_bank())
    if problems := problems_with(start, end, terms=terms, today=today):
        availability, _ = availability_of(wanted, terms=terms, today=today)
        raise NotFree(problems, nearest(availability, start, end, terms=terms, today=today)).at("start")
    loan = _begun(school, wanted, start, end, offer_until=offer_until, by=by, at=at)
    loan.pupil, loan.needs, loan.mdph_step, loan.request = pupil, list(needs), mdph_step, request
    loan.save()
    _take(loan, terms=terms, today=today, item=item)
    verb = Verb.LOAN_OFFERED if offer_until else Verb.LOAN_BOOKED
    journal.record(verb, on=loan, by=by, at=at, start=str(start), end=str(end), school=school.pk)
    return loan


def _begun(
    school: School,
    wanted: EquipmentModel | Kit,
    start: date,
    end: date,
    *,
    offer_until: date | None,
    by: Any,
    at: datetime,
) -> Loan:
    return Loan(
        network_id=school.network_id,
        school=school,
        model=wanted if isinstance(wanted, EquipmentModel) else None,
        kit=wanted if isinstance(wanted, Kit) else None,
        start=start,
        end=end,
        state=LoanState.OFFERED if offer_until else LoanState.BOOKED,
        offer_until=offer_until,
        booked_at=at,
        booked_by=by,
    )


def _take(loan: Loan, *, terms: Terms, today: date, item: Item | None) -> None:
    availability, items = availability_of(loan.lent, terms=terms, today=today)
    days = busy_for(loan.start, loan.end, terms, since=today)
    if item is not None and not availability.together:
        if item.pk not in {one.pk for one in items}:
            raise NotFree(["Cet exemplaire n’est pas en service, ou n’est pas de ce modèle."]).at("item")
        availability, items = _only(availability, items, item)
    free = [items[position] for position in availability.free(days)]
    if availability.together:
        if len(free) == len(items) and items and _occupy(loan, items, days):
            return
    elif any(_occupy(loan, [one], days) for one in free):
        return
    raise refusal(loan.lent, loan.start, loan.end, terms=terms, today=today, seen=availability)


def _only(availability: Availability, items: Sequence[Item], item: Item) -> tuple[Availability, list[Item]]:
    position = [one.pk for one in items].index(item.pk)
    return Availability((availability.items[position],), names=(availability.names[position],)), [items[position]]


def refusal(
    wanted: EquipmentModel | Kit, start: date, end: date, *, terms: Terms, today: date, seen: Availability | None = None
) -> NotFree:
    """Why these days cannot be had, read anew: somebody may have been quicker; with the nearest days that can."""
    availability, _ = availability_of(wanted, terms=terms, today=today)
    why = reasons(seen, start, end, terms=terms, today=today) if seen else []
    why = (
        why
        or reasons(availability, start, end, terms=terms, today=today)
        or ["Quelqu’un vient de réserver le dernier exemplaire."]
    )
    return NotFree(why, nearest(availability, start, end, terms=terms, today=today)).at("start")


def _occupy(loan: Loan, items: Sequence[Item], days: Period) -> bool:
    """Take these items for a loan, all or none; False when one of them was taken meanwhile."""
    keys = sorted(item.pk for item in items)

    def take() -> None:
        # In one order for everybody: two kits that share items never deadlock. The lock alone
        # decides nothing: who comes second is refused by the constraint.
        locked = list(Item.objects.in_service().filter(pk__in=keys).order_by("pk").select_for_update(no_key=True))
        if [one.pk for one in locked] != keys:
            raise IntegrityError(NEVER_TWICE)
        for one in locked:
            loan_item = LoanItem.objects.create(network_id=loan.network_id, loan=loan, item=one)
            Occupation.objects.create(
                network_id=loan.network_id, item=one, loan_item=loan_item, busy=DateRange(days.start, days.end)
            )

    return unless_taken(take)


def lock_items(keys: Iterable[int]) -> None:
    """Lock items before their days change, in the order in which a booking locks them: no deadlock.

    The constraint alone would not do: of two that write at once, each may wait for what the other has written.
    """
    list(Item.objects.filter(pk__in=list(keys)).order_by("pk").select_for_update(no_key=True, of=("self",)))


def unless_taken(write: Callable[[], Any]) -> bool:
    """Run what makes items busy; False, and nothing written, when the database finds one of them busy already."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError as refused:
        if NEVER_TWICE not in str(refused):
            raise
        return False
    return True
