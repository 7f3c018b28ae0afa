"""Calls for funds: ask for what was pledged, in whole or in part, by a letter that is kept."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from funding.contributions.actions.outbox import mail_call
from funding.contributions.enums import CallState, ContributionState
from funding.contributions.models import CallForFunds, Contribution
from funding.contributions.papers import CallLetter, call_pdf
from funding.enums import Verb
from funding.ledger.actions import locked, next_number
from funding.ledger.models.funds import Fund
from funding.ledger.rules import booked
from inclusion.core import journal, states
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.names import of
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.models.networks import User


class CallSeenOtherwise(DomainError):
    """Something was called since the page was shown: the same click came twice, or others were faster."""

    def __init__(self) -> None:
        super().__init__(
            "Cet appel n’a pas été émis\u00a0: ce qui est appelé a changé depuis que cette page s’est affichée, "
            "peut-être par un second clic. Regardez le dernier appel avant de recommencer."
        )


def to_call(contribution: Contribution) -> Decimal:
    """Return what can still be called of a promise: what was neither called nor has come in.

    `contribution` comes from `with_received().with_called()`.
    """
    if contribution.state in (ContributionState.WITHDRAWN, ContributionState.REFUNDED):
        return ZERO
    return max(contribution.pledged - _before(contribution), ZERO)


def callable_in(fund: Fund, *, year: int) -> list[Contribution]:
    """Return the contributions of a year of which nothing was called and something is still to come."""
    rows = Contribution.objects.filter(fund=fund, year=year).with_received().with_called()
    promised = rows.filter(called=0, outstanding__gt=0).select_related("partner")
    return list(promised.order_by("partner__sort_name", "pk"))


@transaction.atomic
def call_for_funds(
    contribution: Contribution,
    *,
    amount: Decimal | None = None,
    due_on: date,
    on: date,
    send: bool = False,
    seen: Decimal | None = None,
    by: User,
    at: datetime,
) -> CallForFunds:
    """Call for an amount of a promise, or for all that was not called yet; the letter is made and kept at once.

    `send` also sends it by e-mail; `seen` is what the page showed as called so far, where one did. Raises
    CallSeenOtherwise where that is another amount by now, and DomainError for a promise of which nothing is left to
    call, an amount that is not above zero or above what was promised, a last day that is over or outside the fund.
    """
    fund = locked(contribution.fund)
    contribution = _current(contribution)
    if seen is not None and seen != contribution.called:
        raise CallSeenOtherwise
    _refuse_days(fund, on=on, due_on=due_on, today=timezone.localdate(at))
    amount = _amount(contribution, amount)
    reference = f"AF-{on.year}-{next_number(f'call-{on.year}'):04d}"
    letter = CallLetter(contribution, reference, amount, before=_before(contribution), on=on, due_on=due_on)
    document = store(
        call_pdf(letter, network=fund.network),
        kind=DocumentKind.CALL_FOR_FUNDS,
        filename=f"appel-de-fonds-{reference}.pdf",
        media_type="application/pdf",
        by=by,
        at=at,
    )
    call = CallForFunds.objects.create(
        network_id=fund.network_id,
        contribution=contribution,
        reference=reference,
        amount=amount,
        called_on=on,
        due_on=due_on,
        document=document,
    )
    if contribution.state == ContributionState.PLEDGED:
        states.move(contribution, ContributionState.CALLED, by=by, at=at)
    journal.record(Verb.CALL_ISSUED, on=call, by=by, at=at, amount=str(amount), contribution=contribution.pk)
    if send:
        mail_call(call, by=by, at=at)
    return call


@transaction.atomic
def call_promised(
    fund: Fund,
    *,
    contributions: Iterable[Contribution],
    due_on: date,
    on: date,
    send: bool = False,
    by: User,
    at: datetime,
) -> list[CallForFunds]:
    """Call for all that is left of each of these promises of a fund: all of them, or none.

    Raises DomainError as `call_for_funds` does, and where one of them was called meanwhile.
    """
    fund = locked(fund)
    chosen = list(dict.fromkeys(contributions))
    if not chosen:
        raise DomainError("Choisissez au moins une contribution à appeler.").at("contributions")
    if any(one.fund_id != fund.pk for one in chosen):
        raise DomainError("Une de ces contributions relève d’un autre fonds.").at("contributions")
    standing = CallForFunds.objects.filter(contribution__in=chosen, state=CallState.ISSUED)
    if (called := standing.select_related("contribution__partner").first()) is not None:
        raise DomainError(
            f"La contribution {of(called.contribution.partner)} vient d’être appelée ({called.reference})\u00a0: "
            "décochez-la. Rien n’est appelé."
        ).at("contributions")
    return [call_for_funds(one, due_on=due_on, on=on, send=send, by=by, at=at) for one in chosen]


@transaction.atomic
def cancel_call(call: CallForFunds, *, by: User, at: datetime) -> CallForFunds:
    """Take a call back; its number and its letter stay. The promise is one again where every other call is cancelled.

    Raises DomainError for a call that was cancelled already or whose money has come.
    """
    locked(call.contribution.fund)
    contribution = _current(call.contribution)
    call = CallForFunds.objects.with_outstanding().get(pk=call.pk)
    given_back = contribution.state == ContributionState.REFUNDED
    if call.state == CallState.ISSUED and not call.outstanding and not given_back:
        raise DomainError(
            f"{contribution.partner} a versé tout ce qui lui était demandé par cet appel\u00a0: il ne s’annule plus."
        )
    call = states.move(call, CallState.CANCELLED, by=by, at=at)
    others = contribution.calls.filter(state=CallState.ISSUED).exists()
    if contribution.state == ContributionState.CALLED and not others:
        states.move(contribution, ContributionState.PLEDGED, by=by, at=at)
    journal.record(Verb.CALL_CANCELLED, on=call, by=by, at=at, amount=str(call.amount), contribution=contribution.pk)
    return call


def _current(contribution: Contribution) -> Contribution:
    """The contribution as it is now that its fund is locked, with what was called and what came in."""
    rows = Contribution.objects.with_received().with_called()
    return rows.select_related("partner__commune", "fund__host__commune").get(pk=contribution.pk)


def _before(contribution: Contribution) -> Decimal:
    """What of the promise was called or came in, each euro once."""
    return max(contribution.asked, contribution.received)


def _amount(contribution: Contribution, amount: Decimal | None) -> Decimal:
    """The amount to call, checked against what is left of the promise."""
    if contribution.state == ContributionState.WITHDRAWN:
        raise DomainError("Cette contribution a été retirée\u00a0: rien ne s’appelle plus.")
    if contribution.state == ContributionState.REFUNDED:
        raise DomainError("Cette contribution a été remboursée\u00a0: rien ne s’appelle plus.")
    if contribution.pledged == 0:
        raise DomainError(
            f"{contribution.partner} est membre du fonds à 0\u00a0€ pour {contribution.year}\u00a0: "
            "rien n’est à appeler."
        )
    left = to_call(contribution)
    if left == 0:
        raise DomainError(
            f"Les {euros(contribution.pledged)} promis par {contribution.partner} sont déjà tous appelés ou versés."
        )
    if amount is None:
        return left
    amount = booked(amount)
    if amount <= 0:
        raise DomainError("Un appel de fonds porte sur un montant supérieur à zéro.").at("amount")
    if amount > left:
        raise DomainError(
            f"Sur les {euros(contribution.pledged)} promis par {contribution.partner}, il n’en reste que {euros(left)} "
            "à appeler."
        ).at("amount")
    return amount


def _refuse_days(fund: Fund, *, on: date, due_on: date, today: date) -> None:
    """Raise DomainError for days on which nobody could pay."""
    if due_on < today:
        raise DomainError(f"Le {plain_date(due_on)} est passé\u00a0: choisissez un jour à venir.").at("due_on")
    if due_on < on:
        raise DomainError("L’échéance ne précède pas la date de l’appel.").at("due_on")
    if not fund.start <= due_on < fund.end:
        raise DomainError(
            f"L’échéance est un jour du fonds «\u00a0{fund}\u00a0», du {plain_date(fund.start)} au "
            f"{plain_date(shown_end(fund.end))}\u00a0: avant ou après, aucun versement ne s’y enregistre."
        ).at("due_on")
