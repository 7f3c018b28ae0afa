"""Contributions: pledged for a year, earmarked for an action or not, changed, withdrawn."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from funding.contributions.enums import ContributionState
from funding.contributions.models import Contribution, ContributionEarmark
from funding.enums import Verb
from funding.ledger.actions import locked, refuse_future
from funding.ledger.models.funds import Fund, FundedAction
from funding.ledger.rules import quantize_non_negative
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.money import euros
from inclusion.core.french.names import of
from inclusion.core.french.periods import civil_year, shown_end
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner


class AboveTheEnvelope(DomainError):
    """One promise alone is more than all that the fund aims at: it asks before it is written."""

    def __init__(self, *, amount: Decimal, fund: Fund) -> None:
        super().__init__(
            f"À elle seule, cette promesse de {euros(amount)} dépasse l’enveloppe visée par le fonds, "
            f"{euros(fund.envelope)}. Rien n’est enregistré\u00a0: corrigez le montant, ou confirmez à l’écran "
            "qu’il est exact."
        )
        self.at("amount")


def refuse_year(fund: Fund, year: int) -> None:
    """Raise DomainError for a year of which no day is the fund's, or of which all the fund's days are closed."""
    if not fund.start.year <= year <= shown_end(fund.end).year:
        raise DomainError(f"L’année {year} est hors de la période du fonds «\u00a0{fund}\u00a0».").at("year")
    if fund.closed_until is not None and fund.closed_until >= min(fund.end, civil_year(year).end):
        raise DomainError(
            f"Les comptes de {year} sont clos\u00a0: aucune promesse ne s’y ajoute plus. Choisissez une autre année, "
            "ou rouvrez d’abord les comptes du fonds."
        ).at("year")


def _ask_above(fund: Fund, amount: Decimal) -> None:
    """Ask where one promise alone is above the envelope, which is mostly a zero too many; 0 € aims at nothing."""
    if 0 < fund.envelope < amount:
        raise AboveTheEnvelope(amount=amount, fund=fund)


@transaction.atomic
def pledge(
    fund: Fund,
    *,
    partner: Partner,
    year: int,
    amount: Decimal,
    on: date,
    earmarked_for: Iterable[FundedAction] = (),
    above_envelope: bool = False,
    by: User,
    at: datetime,
) -> Contribution:
    """Write down what a contributor promises for a year; 0 € makes it a full member of the fund.

    A promise that was withdrawn is made again, with the new amount and day. `earmarked_for` are actions that its
    euros are to pay before any other; `above_envelope` says that more than the fund aims at is known to be right.
    Raises AboveTheEnvelope without it, and DomainError for a second promise of the same year, a year outside the fund
    or whose accounts are closed, a day that is yet to come or a negative amount.
    """
    fund = locked(fund)
    refuse_year(fund, year)
    known = Contribution.objects.filter(fund=fund, partner=partner, year=year).first()
    if known is not None and known.state != ContributionState.WITHDRAWN:
        raise DomainError(f"{partner} a déjà une contribution pour {year}.").at("partner")
    # Before the fund opens, partners may well promise.
    refuse_future(on, at=at, because="une promesse se note une fois faite")
    amount = quantize_non_negative(amount)
    if not above_envelope:
        _ask_above(fund, amount)
    if known is not None:
        contribution = _taken_up(known, amount=amount, on=on, by=by, at=at)
    else:
        contribution = Contribution.objects.create(
            network_id=fund.network_id, fund=fund, partner=partner, year=year, pledged=amount, pledged_on=on
        )
        journal.record(Verb.CONTRIBUTION_PLEDGED, on=contribution, by=by, at=at, amount=str(amount), year=year)
    _earmark(contribution, earmarked_for)
    return contribution


def _taken_up(known: Contribution, *, amount: Decimal, on: date, by: User, at: datetime) -> Contribution:
    """A withdrawn promise that is valid again, as it is made now: what it was meant for before is to be repeated."""
    before = known.pledged_on
    contribution = states.move(known, ContributionState.PLEDGED, by=by, at=at, pledged=amount, pledged_on=on)
    contribution.earmarks.all().delete()
    # The day of the first promise is kept here alone.
    journal.record(
        Verb.CONTRIBUTION_TAKEN_UP,
        on=contribution,
        by=by,
        at=at,
        amount=str(amount),
        promised_on=on.isoformat(),
        promised_before_on=before.isoformat(),
    )
    return contribution


def _current(contribution: Contribution) -> Contribution:
    """The contribution as it is now that its fund is locked."""
    locked(contribution.fund)
    return Contribution.objects.with_received().with_called().select_related("fund", "partner").get(pk=contribution.pk)


@transaction.atomic
def change_pledge(
    contribution: Contribution, *, amount: Decimal, above_envelope: bool = False, by: User, at: datetime
) -> Contribution:
    """Change what was promised, in euros.

    `above_envelope` says that more than the fund aims at is known to be right. Raises AboveTheEnvelope without it, and
    DomainError below what was already called or came in, or for more than before once the year's accounts are closed.
    """
    contribution = _current(contribution)
    amount = quantize_non_negative(amount)
    if contribution.state == ContributionState.WITHDRAWN:
        raise DomainError(
            "Cette promesse a été retirée\u00a0: pour la reprendre, notez une promesse du même contributeur pour "
            f"{contribution.year}."
        )
    if contribution.state == ContributionState.REFUNDED:
        raise DomainError("Cette contribution a pris fin\u00a0: son montant ne change plus.")
    if amount > contribution.pledged:  # what will not come any more may be given up, even in closed accounts
        refuse_year(contribution.fund, contribution.year)
        if not above_envelope:
            _ask_above(contribution.fund, amount)
    if amount < contribution.asked:
        how = "appelés" if contribution.asked == contribution.called else "versés ou appelés"
        raise DomainError(f"{euros(contribution.asked)} sont déjà {how} : annulez d’abord l’appel de fonds.").at(
            "amount"
        )
    if amount < contribution.received:
        raise DomainError(f"{euros(contribution.received)} sont déjà arrivés {of(contribution.partner)}.").at("amount")
    before, contribution.pledged = contribution.pledged, amount
    contribution.save(update_fields=["pledged"])
    journal.record(Verb.CONTRIBUTION_CHANGED, on=contribution, by=by, at=at, before=str(before), after=str(amount))
    return contribution


@transaction.atomic
def withdraw_contribution(contribution: Contribution, *, by: User, at: datetime) -> Contribution:
    """Take a promise back of which nothing came; raises DomainError while a call for funds is not cancelled."""
    contribution = states.move(_current(contribution), ContributionState.WITHDRAWN, by=by, at=at)
    journal.record(Verb.CONTRIBUTION_WITHDRAWN, on=contribution, by=by, at=at)
    return contribution


@transaction.atomic
def earmark_contribution(
    contribution: Contribution, *, actions: Iterable[FundedAction], by: User, at: datetime
) -> Contribution:
    """Say which actions the contributor's euros of the year pay before any other; none takes the wish back.

    It speaks for what is committed from now on: what was promised before keeps its calculation.
    """
    contribution = _current(contribution)
    chosen = list(actions)
    contribution.earmarks.all().delete()
    _earmark(contribution, chosen)
    journal.record(Verb.CONTRIBUTION_EARMARKED, on=contribution, by=by, at=at, actions=[one.pk for one in chosen])
    return contribution


def _earmark(contribution: Contribution, actions: Iterable[FundedAction]) -> None:
    for action in dict.fromkeys(actions):
        if action.fund_id != contribution.fund_id:
            raise DomainError(f"«\u00a0{action}\u00a0» relève d’un autre fonds.").at("actions")
        ContributionEarmark.objects.create(
            network_id=contribution.network_id, contribution=contribution, funded_action=action
        )
