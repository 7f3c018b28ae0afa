"""A loan is accepted, moved to other days, extended, given another item, cancelled."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Q
from django.utils import timezone

from equipment.bank.queries import terms_of, the_bank
from equipment.bank.rules.lending import Availability, Terms, busy_for, latest_end, nearest, problems_with, reasons
from equipment.enums import ItemState, LoanState, RequestState, Verb
from equipment.inventory.models import Item
from equipment.loans.actions.booking import NotFree, lock_items, schedule_waiting_list, unless_taken
from equipment.loans.actions.mails import queue_mails
from equipment.loans.enums import RequestMailKind
from equipment.loans.models.loans import Loan, LoanItem, Occupation
from equipment.loans.models.requests import LoanRequest
from equipment.loans.queries import busy_of
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import Period, long_date, plain_date, shown_end, stored_end


def lock_loan(loan: Loan) -> Loan:
    """Lock a loan for this transaction: whoever changes it meanwhile waits."""
    found = Loan.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("school", "model", "kit").get(pk=loan.pk)


def _refuse_unless(loan: Loan, *states_: str) -> None:
    if loan.state not in states_:
        raise DomainError(f"Le prêt {loan} est «\u00a0{loan.get_state_display().lower()}\u00a0»\u00a0: il reste ainsi.")


@transaction.atomic
def cancel(loan: Loan, *, reason: str, by: Any, at: datetime) -> Loan:
    """Give up a loan that has not begun; its items are free again at once. The school reads `reason`."""
    if not reason.strip():
        raise DomainError("Indiquez pourquoi le prêt est annulé.").at("reason")
    loan = lock_loan(loan)
    _refuse_unless(loan, LoanState.OFFERED, LoanState.BOOKED)
    was_booked = loan.state == LoanState.BOOKED
    loan = states.move(
        loan, LoanState.CANCELLED, by=by, at=at, cancelled_at=at, cancel_reason=reason.strip(), offer_until=None
    )
    # Which items it was stays written.
    Occupation.objects.filter(loan_item__loan=loan).delete()
    journal.record(Verb.LOAN_CANCELLED, on=loan, by=by, at=at)
    if was_booked:
        _notify_requester(loan, RequestMailKind.CANCELLED, by=by, at=at)
    schedule_waiting_list(loan.network_id)
    return loan


def _notify_requester(loan: Loan, kind: RequestMailKind, *, by: Any, at: datetime) -> None:
    """Write to whoever asked for the loan; a loan that nobody asked for here was agreed upon at the counter."""
    if loan.request is not None and loan.request.asked_by != by:
        queue_mails(loan.request, kind, loan=loan, again=True, by=by, at=at)


@transaction.atomic
def reschedule(loan: Loan, *, start: date, end: date, by: Any, at: datetime) -> Loan:
    """Move a booked loan to other half-open days, with the same items. Raises NotFree as a booking does."""
    loan = lock_loan(loan)
    _refuse_unless(loan, LoanState.BOOKED)
    today, terms = timezone.localdate(at), terms_of(the_bank())
    if problems := problems_with(start, end, terms=terms, today=today):
        availability = _own_availability(loan, terms=terms, today=today)
        raise NotFree(problems, nearest(availability, start, end, terms=terms, today=today)).at("start")
    before = (loan.start, loan.end)
    loan.start, loan.end = start, end
    days = busy_for(start, end, terms, since=today)
    # What is late keeps its item longer than the database knows.
    free = _own_availability(loan, terms=terms, today=today).suffices(days)
    if not free or not unless_taken(lambda: _keep_busy(loan, days)):
        raise _not_free(loan, terms=terms, today=today)
    loan.save(update_fields=["start", "end"])
    journal.record(
        Verb.LOAN_SHORTENED if end < before[1] else Verb.LOAN_EXTENDED,
        on=loan,
        by=by,
        at=at,
        days=[str(day) for day in (*before, start, end)],
    )
    _notify_requester(loan, RequestMailKind.MOVED, by=by, at=at)
    schedule_waiting_list(loan.network_id)
    return loan


@transaction.atomic
def extend(loan: Loan, *, end: date, by: Any, at: datetime) -> Loan:
    """Let a loan last until other days (half-open), while nobody waits for its items and they are free.

    Raises NotFree with the reason and, where there is one, the last day until which it can be extended.
    """
    loan = lock_loan(loan)
    _refuse_unless(loan, LoanState.BOOKED, LoanState.OUT)
    today, bank = timezone.localdate(at), the_bank()
    terms = terms_of(bank)
    if why := _why_not_longer(loan, end, terms=terms, today=today, most=bank.longest_days + bank.longest_extension):
        raise NotFree([why]).at("end")
    before, loan.end = loan.end, end
    days = busy_for(loan.start, end, terms)
    if not unless_taken(lambda: _keep_busy(loan, days, from_before=True)):
        raise _last_day(loan, before, terms=terms, today=today)
    loan.extensions = F("extensions") + 1
    loan.save(update_fields=["end", "extensions"])
    loan.refresh_from_db(fields=["extensions"])
    journal.record(Verb.LOAN_EXTENDED, on=loan, by=by, at=at, days=[str(before), str(end)])
    return loan


def _why_not_longer(loan: Loan, end: date, *, terms: Terms, today: date, most: int) -> str:
    due = shown_end(end)
    if end <= loan.end:
        return f"Le retour est déjà prévu le {plain_date(loan.due)}\u00a0: choisissez un jour plus tard."
    if due < today:
        return f"Le {plain_date(due)} est déjà passé."
    if closed := terms.calendar.why_closed(due):
        after = terms.calendar.next_open(due)
        return closed + (f" Le premier jour ouvert ensuite est le {long_date(after)}." if after else "")
    if (due - loan.start).days > most:
        return f"Prolongations comprises, un prêt dure {most} jours au plus."
    if waiting := who_waits_for(loan, until=end).first():
        return (
            "Un autre établissement attend ce matériel depuis le "
            f"{plain_date(timezone.localdate(waiting.waiting_since))}\u00a0: ce prêt ne peut pas être prolongé."
        )
    return ""


def who_waits_for(loan: Loan, *, until: date) -> Any:
    """Requests on the waiting list that an item of this loan would serve before these days are over."""
    models = loan.loan_items.values("item__model")
    kits = loan.loan_items.values("item__kits")
    soon = Q(start__lt=until) & (Q(end__gt=loan.end) | Q(later_is_fine=True))
    return LoanRequest.objects.in_line().filter(Q(model__in=models) | Q(kit__in=kits)).filter(soon)


def _keep_busy(loan: Loan, days: Period, *, from_before: bool = False) -> None:
    """Keep what is not back yet busy on these days; `from_before` leaves the first of them as it is."""
    found = Occupation.objects.filter(loan_item__loan=loan, loan_item__returned_at=None).order_by("item_id")
    lock_items(found.values_list("item_id", flat=True))
    for row in found:
        row.busy = DateRange(row.busy.lower if from_before else days.start, days.end)
        row.save(update_fields=["busy"])


def _own_availability(loan: Loan, *, terms: Terms, today: date) -> Availability:
    """The items of this loan with what else keeps them busy."""
    rows = list(loan.loan_items.filter(returned_at=None).select_related("item__model"))
    items = [row.item for row in rows]
    busy = busy_of(items, terms=terms, today=today, besides=[row.pk for row in rows])
    names = tuple(f"{item.model} ({item})" for item in items)
    return Availability(tuple(tuple(busy[item.pk]) for item in items), True, names)


def _not_free(loan: Loan, *, terms: Terms, today: date) -> NotFree:
    availability = _own_availability(loan, terms=terms, today=today)
    why = reasons(availability, loan.start, loan.end, terms=terms, today=today)
    near = nearest(availability, loan.start, loan.end, terms=terms, today=today)
    return NotFree(why or ["Ce matériel vient d’être réservé à ces dates."], near).at("start")


def _last_day(loan: Loan, before: date, *, terms: Terms, today: date) -> NotFree:
    availability = _own_availability(loan, terms=terms, today=today)
    why = reasons(availability, loan.start, loan.end, terms=terms)
    last = latest_end(availability, loan.start, after=max(before, today), before=loan.end, terms=terms)
    hint = [f"Il peut être prolongé jusqu’au {long_date(shown_end(last))}."] if last else []
    return NotFree([*(why or ["Ce matériel vient d’être réservé."]), *hint]).at("end")


@transaction.atomic
def swap(loan_item: LoanItem, *, item: Item, by: Any, at: datetime) -> LoanItem:
    """Take another item for a loan that has not begun: of the same model, and free on the same days."""
    loan = lock_loan(loan_item.loan)
    _refuse_unless(loan, LoanState.OFFERED, LoanState.BOOKED)
    loan_item = LoanItem.objects.select_related("item").get(pk=loan_item.pk)
    item = Item.objects.select_for_update(no_key=True, of=("self",)).get(pk=item.pk)
    if item.model_id != loan_item.item.model_id:
        raise DomainError("Choisissez un exemplaire du même modèle.").at("item")
    today, terms = timezone.localdate(at), terms_of(the_bank())
    days = busy_for(loan.start, loan.end, terms, since=today)

    def take() -> None:
        before = loan_item.item
        loan_item.item = item
        loan_item.save(update_fields=["item"])
        Occupation.objects.filter(loan_item=loan_item).update(item=item, busy=DateRange(days.start, days.end))
        journal.record(Verb.LOAN_SWAPPED, on=loan, by=by, at=at, items=[str(before), str(item)])

    if item.pk == loan_item.item_id or loan.loan_items.filter(item=item).exists():
        raise DomainError("Cet exemplaire est déjà dans ce prêt.").at("item")
    busy = busy_of([item], terms=terms, today=today)[item.pk]
    is_free = not any(one.touches(days.start, days.end) for one in busy)
    if item.state != ItemState.IN_SERVICE or not is_free or not unless_taken(take):
        raise NotFree([f"L’exemplaire {item} n’est pas libre à ces dates."]).at("item")
    schedule_waiting_list(loan.network_id)
    return loan_item


@transaction.atomic
def accept(loan: Loan, *, by: Any, at: datetime) -> Loan:
    """Take what the waiting list offers: the loan is booked. Raises DomainError when the offer is over."""
    if loan.request_id is not None:
        # The request first, as whoever withdraws or lapses it does: none waits for the other for ever.
        LoanRequest.objects.select_for_update(of=("self",), no_key=True).get(pk=loan.request_id)
    loan = lock_loan(loan)
    if loan.state != LoanState.OFFERED or timezone.localdate(at) > (loan.offer_until or date.min):
        raise DomainError("Cette proposition n’est plus ouverte.")
    loan = states.move(loan, LoanState.BOOKED, by=by, at=at, offer_until=None)
    if loan.request is not None:
        request = states.move(loan.request, RequestState.CONFIRMED, by=by, at=at, answered_at=at, answered_by=by)
        queue_mails(request, RequestMailKind.ACCEPTED, loan=loan, by=by, at=at)
    journal.record(Verb.LOAN_BOOKED, on=loan, by=by, at=at)
    return loan


# -- Last day until which a loan can be extended


def last_possible(loan: Loan, *, today: date) -> date | None:
    """The latest day of return, later than the one that is agreed, which an extension can have; None without one."""
    if loan.state not in (LoanState.BOOKED, LoanState.OUT):
        return None
    bank = the_bank()
    terms = terms_of(bank)
    longest = stored_end(loan.start + timedelta(days=bank.longest_days + bank.longest_extension))
    waiting = who_waits_for(loan, until=longest).order_by("start").values_list("start", flat=True).first()
    limit = min(longest, waiting) if waiting else longest
    rows = list(loan.loan_items.filter(returned_at=None).select_related("item"))
    busy = busy_of([row.item for row in rows], terms=terms, today=today, besides=[row.pk for row in rows])
    availability = Availability(tuple(tuple(busy[row.item_id]) for row in rows), together=True)
    end = latest_end(availability, loan.start, after=max(loan.end, today), before=stored_end(limit), terms=terms)
    return shown_end(end) if end else None
