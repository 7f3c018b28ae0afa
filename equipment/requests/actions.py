"""A school's request, from its draft to the bank's answer, and the waiting list."""

import logging
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from equipment.bank.queries import terms_of, the_bank
from equipment.bank.rules.lending import Terms, can_have, first_free, problems_with
from equipment.enums import LoanState, MdphStep, RequestState, Verb
from equipment.inventory.models import EquipmentModel, Item, Kit
from equipment.loans.actions.booking import NotFree, book, schedule_waiting_list
from equipment.loans.actions.mails import queue_mails
from equipment.loans.actions.offers import lock_request, withdraw_request
from equipment.loans.enums import RequestMailKind
from equipment.loans.models.loans import Loan
from equipment.loans.models.requests import LoanRequest
from equipment.loans.queries import availability_of
from equipment.requests.rules import LATER_WITHIN
from equipment.schools.models import Pupil, School
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import Period, shown_end


@transaction.atomic
def begin_request(
    school: School, *, also: Sequence[EquipmentModel | Kit] = (), by: Any, at: datetime, **fields: Any
) -> LoanRequest:
    """Begin a draft in the name of a school; `fields` are those of `change_request`.

    Each of `also` gets a draft of its own, which follows this one until it is sent and is answered alone.
    """
    request = _begun(school, by=by, at=at, **fields)
    lines = [request]
    for wanted in dict.fromkeys(also):
        if wanted == request.wanted:
            continue
        kind = "kit" if isinstance(wanted, Kit) else "model"
        others = {name: value for name, value in fields.items() if name not in ("model", "kit")}
        lines.append(_begun(school, by=by, at=at, together=request, **{**others, kind: wanted}))
    _share_needs(lines, fields.get("needs") or ())
    return request


def _begun(school: School, *, together: LoanRequest | None = None, by: Any, at: datetime, **fields: Any) -> LoanRequest:
    request = LoanRequest(network_id=school.network_id, school=school, together=together, asked_by=by, drafted_at=at)
    _fill(request, **fields)
    request.save()
    journal.record(Verb.REQUEST_DRAFTED, on=request, by=by, at=at, school=school.pk)
    return request


def needs_of(lines: Iterable[LoanRequest]) -> list[str]:
    """The needs of what is asked for together, each once."""
    return list(dict.fromkeys(need for line in lines for need in line.needs))


def _share_needs(lines: Sequence[LoanRequest], chosen: Iterable[str]) -> None:
    """Give each of several things those of the chosen needs that it answers.

    One that answers none of them has them all: the school knows why it asks for it.
    """
    chosen = list(chosen)
    if len(lines) < 2 or not chosen:
        return
    for line in lines:
        own = line.wanted.needs if line.wanted else []
        line.needs = [need for need in chosen if need in own] or chosen
        line.save()


def _drafts_with(request: LoanRequest) -> list[LoanRequest]:
    """The drafts that follow this one, locked."""
    rows = LoanRequest.objects.select_for_update(no_key=True)
    return list(rows.filter(together=request, state=RequestState.DRAFT).order_by("pk"))


@transaction.atomic
def change_request(request: LoanRequest, *, by: Any, at: datetime, **fields: Any) -> LoanRequest:
    """Change a draft; what is not named stays.

    Names: `start`, `end` (excluded), `model` or `kit`, `pupil`, `needs`, `situation`, `mdph_step`, `later_is_fine`.
    """
    request = lock_request(request)
    if request.state != RequestState.DRAFT:
        raise DomainError("Cette demande est envoyée\u00a0: retirez-la pour en écrire une autre.")
    others = _drafts_with(request)
    chosen = fields.get("needs") or needs_of([request, *others])
    _fill(request, **fields)
    if fields.keys() & {"model", "kit"} and any(other.wanted == request.wanted for other in others):
        raise DomainError(f"«\u00a0{request.wanted}\u00a0» est déjà dans cette demande.").at("wanted")
    request.save()
    shared = {name: value for name, value in fields.items() if name not in ("model", "kit")}
    for other in others:
        _fill(other, **shared)
        other.save()
    _share_needs([request, *others], chosen)
    journal.record(Verb.REQUEST_CHANGED, on=request, by=by, at=at, fields=sorted(fields))
    return request


def _fill(
    request: LoanRequest,
    *,
    start: date | None = None,
    end: date | None = None,
    model: EquipmentModel | None = None,
    kit: Kit | None = None,
    pupil: Pupil | None = None,
    needs: Iterable[str] | None = None,
    situation: str | None = None,
    mdph_step: str | None = None,
    later_is_fine: bool | None = None,
) -> None:
    if start is not None and end is not None:
        request.start, request.end = start, end
    if model is not None:
        request.model, request.kit = model, None
    elif kit is not None:
        request.model, request.kit = None, kit
    if pupil is not None:
        if pupil.school_id != request.school_id:
            raise DomainError("Cet élève est d’un autre établissement.").at("pupil")
        request.pupil = pupil
    if needs is not None:
        request.needs = list(needs)
    if situation is not None:
        request.situation = situation.strip()
    if mdph_step is not None:
        request.mdph_step = MdphStep(mdph_step)
    if later_is_fine is not None:
        request.later_is_fine = later_is_fine
    request.full_clean()


@transaction.atomic
def send_request(request: LoanRequest, *, by: Any, at: datetime) -> LoanRequest:
    """Send a complete draft to the bank, with those that follow it; the bank answers each within its days.

    Raises DomainError with what is missing, and for days on which the bank lends nothing, whatever the item.
    """
    request = lock_request(request)
    if request.together_id is not None:
        raise DomainError("Ce matériel part avec la demande dont il fait partie\u00a0: envoyez celle-ci.")
    bank, today = the_bank(), timezone.localdate(at)
    terms = terms_of(bank)
    if (
        request.start
        and request.end
        and (problems := problems_with(request.start, request.end, terms=terms, today=today))
    ):
        raise DomainError(" ".join(problems)).at("start")
    answer_by = terms.calendar.after(today, bank.answer_days)
    sent = [
        states.move(one, RequestState.SENT, by=by, at=at, sent_at=at, answer_by=answer_by)
        for one in (request, *_drafts_with(request))
    ]
    for one in sent:
        journal.record(Verb.REQUEST_SENT, on=one, by=by, at=at, school=one.school_id)
    queue_mails(sent[0], RequestMailKind.SENT, by=by, at=at)
    return sent[0]


@transaction.atomic
def confirm_request(request: LoanRequest, *, item: Item | None = None, by: Any, at: datetime) -> Loan:
    """Answer yes: a loan is booked for the days that were asked. Raises NotFree with the reason, nothing written."""
    request = lock_request(request)
    refuse_unless_unanswered(request)
    loan = book(
        school=request.school,
        wanted=request.chosen(),
        start=request.days.start,
        end=request.days.end,
        pupil=request.pupil,
        needs=request.needs,
        mdph_step=request.mdph_step,
        request=request,
        item=item,
        by=by,
        at=at,
    )
    states.move(request, RequestState.CONFIRMED, by=by, at=at, answered_at=at, answered_by=by)
    journal.record(Verb.REQUEST_CONFIRMED, on=request, by=by, at=at, loan=loan.pk)
    queue_mails(request, RequestMailKind.CONFIRMED, loan=loan, by=by, at=at)
    return loan


@transaction.atomic
def let_wait(request: LoanRequest, *, by: Any, at: datetime) -> LoanRequest:
    """Put a request on the waiting list, behind those that are there."""
    request = lock_request(request)
    refuse_unless_unanswered(request)
    request = states.move(request, RequestState.WAITING, by=by, at=at, waiting_since=at)
    journal.record(Verb.REQUEST_WAITS, on=request, by=by, at=at)
    queue_mails(request, RequestMailKind.WAITS, by=by, at=at)
    schedule_waiting_list(request.network_id)
    return request


@transaction.atomic
def delete_draft(request: LoanRequest, *, by: Any, at: datetime) -> None:
    """Delete a draft that was never sent."""
    request = lock_request(request)
    if request.state != RequestState.DRAFT:
        raise DomainError("Une demande envoyée ne s’efface pas\u00a0: retirez-la.")
    for one in (*_drafts_with(request), request):
        journal.record(Verb.REQUEST_DELETED, on=one, by=by, at=at)
        one.delete()


@transaction.atomic
def take_out(request: LoanRequest, wanted: EquipmentModel | Kit, *, by: Any, at: datetime) -> LoanRequest:
    """Take one thing out of a draft of several; where it was the first, the next one stands in its place."""
    request = lock_request(request.together or request)
    if request.state != RequestState.DRAFT:
        raise DomainError("Cette demande est envoyée\u00a0: elle ne se modifie plus.")
    others = _drafts_with(request)
    if wanted not in [one.wanted for one in (request, *others)]:
        return request
    if not others:
        raise DomainError("C’est le seul matériel de cette demande\u00a0: supprimez le brouillon.")
    gone = next((one for one in others if one.wanted == wanted), others[0])
    if request.wanted == wanted:
        request.model, request.kit, request.needs = gone.model, gone.kit, gone.needs
        request.save()
    gone.delete()
    journal.record(Verb.REQUEST_CHANGED, on=request, by=by, at=at, fields=["kit", "model"])
    return request


def refuse_unless_unanswered(request: LoanRequest) -> None:
    """Raise DomainError for a request that was answered, or of which an offer waits for the school."""
    if request.state == RequestState.OFFERED:
        raise DomainError("Une proposition attend déjà la réponse de l’établissement.")
    if request.state not in (RequestState.SENT, RequestState.WAITING):
        raise DomainError(
            f"Cette demande est «\u00a0{request.get_state_display().lower()}\u00a0»\u00a0: elle reste ainsi."
        )


# -- Waiting list: what comes free is offered to whoever waits longest

logger = logging.getLogger(__name__)


def serve(*, at: datetime) -> list[Loan]:
    """Offer what can be had to those who wait, the first in line first; returns the offers.

    Each offer is a transaction of its own: what one cannot have, or the database refuses it, delays nobody behind
    it.
    """
    made = []
    for request in list(LoanRequest.objects.in_line().select_related("school", "model", "kit")):
        try:
            loan = offer_to(request, by=None, at=at)
        except IntegrityError:
            logger.exception("no offer could be made to the loan request %s", request.pk)
            continue
        if loan is not None:
            made.append(loan)
    return made


@transaction.atomic
def offer_to(request: LoanRequest, *, by: Any, at: datetime) -> Loan | None:
    """Book what a waiting request can have now as an offer; None where there is nothing, or it waits no more."""
    request = lock_request(request)
    if request.state != RequestState.WAITING:
        return None
    bank, today = the_bank(), timezone.localdate(at)
    terms = terms_of(bank)
    days = possible_days(request, terms=terms, today=today)
    if days is None:
        return None
    try:
        return _offered(request, days, terms=terms, days_to_answer=bank.offer_days, by=by, at=at)
    except NotFree:  # somebody was quicker
        return None


@transaction.atomic
def offer_dates(
    request: LoanRequest, *, start: date, end: date, item: Item | None = None, by: Any, at: datetime
) -> Loan:
    """Offer other half-open days than those asked for; the school takes them or not, within the bank's days.

    Raises NotFree with the reason, nothing written.
    """
    request = lock_request(request)
    refuse_unless_unanswered(request)
    bank = the_bank()
    if request.state == RequestState.SENT:
        request = states.move(request, RequestState.WAITING, by=by, at=at, waiting_since=at)
    return _offered(
        request, Period(start, end), terms=terms_of(bank), days_to_answer=bank.offer_days, item=item, by=by, at=at
    )


def _offered(
    request: LoanRequest,
    days: Period,
    *,
    terms: Terms,
    days_to_answer: int,
    item: Item | None = None,
    by: Any,
    at: datetime,
) -> Loan:
    loan = book(
        school=request.school,
        wanted=request.chosen(),
        start=days.start,
        end=days.end,
        pupil=request.pupil,
        needs=request.needs,
        mdph_step=request.mdph_step,
        request=request,
        item=item,
        # Nobody answers after the day on which it would have left.
        offer_until=min(terms.calendar.after(timezone.localdate(at), days_to_answer), days.start),
        by=by,
        at=at,
    )
    request = states.move(request, RequestState.OFFERED, by=by, at=at)
    queue_mails(request, RequestMailKind.OFFERED, loan=loan, by=by, at=at)
    return loan


def possible_days(request: LoanRequest, *, terms: Terms, today: date) -> Period | None:
    """The days that were asked for if they can be had; else, where later is fine, the first that follow closely."""
    availability, _ = availability_of(request.chosen(), terms=terms, today=today)
    asked = request.days
    if can_have(availability, asked.start, asked.end, terms=terms, today=today):
        return asked
    if not request.later_is_fine:
        return None
    since = max(asked.start, today)
    length = (shown_end(asked.end) - asked.start).days
    found = first_free(availability, length, since=since, terms=terms, today=today)
    if found is None or found.start > since + LATER_WITHIN:
        return None
    return Period(found.start, found.end)


def lapse(*, at: datetime) -> list[Loan]:
    """Give up offers that nobody took in their days, and the requests behind them; returns the offers."""
    today = timezone.localdate(at)
    over = Loan.objects.filter(state=LoanState.OFFERED, offer_until__lt=today).order_by("pk")
    return [loan for loan in list(over.select_related("request")) if _lapsed(loan, at=at)]


@transaction.atomic
def _lapsed(loan: Loan, *, at: datetime) -> bool:
    """Whether it was this one to give the offer up: the school may have answered meanwhile."""
    request = lock_request(loan.request) if loan.request is not None else None
    if request is None or request.state != RequestState.OFFERED:
        return False
    request = withdraw_request(request, by=None, at=at)
    queue_mails(request, RequestMailKind.LAPSED, loan=loan, by=None, at=at)
    return True


def outlived(*, at: datetime) -> list[LoanRequest]:
    """Take off the list those who wait for days that are over and want no others; returns them."""
    today = timezone.localdate(at)
    over = list(LoanRequest.objects.in_line().filter(later_is_fine=False, start__lt=today))
    return [done for request in over if (done := _outlived(request, at=at))]


@transaction.atomic
def _outlived(request: LoanRequest, *, at: datetime) -> LoanRequest | None:
    request = lock_request(request)
    if request.state != RequestState.WAITING:
        return None
    request = withdraw_request(request, by=None, at=at)
    queue_mails(request, RequestMailKind.LAPSED, by=None, at=at)
    return request
