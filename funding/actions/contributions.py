"""What contributors promise: for a year, with or without an action in mind; changed, withdrawn."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from funding.actions.ledger import locked
from funding.enums import ContributionState, Verb
from funding.models import Contribution, ContributionEarmark, Fund, FundedAction
from funding.rules.amounts import booked_at_least_zero
from inclusion import journal, states
from inclusion.errors import DomainError
from inclusion.models import Partner, User
from inclusion.rules.money import euros
from inclusion.rules.periods import shown_end


def refuse_year(fund: Fund, year: int) -> None:
    """Raise DomainError for a year of which no day is the fund's."""
    if not fund.start.year <= year <= shown_end(fund.end).year:
        raise DomainError(f"L’année {year} est hors de la période du fonds «\u00a0{fund}\u00a0».").at("year")


@transaction.atomic
def pledge(
    fund: Fund,
    *,
    partner: Partner,
    year: int,
    amount: Decimal,
    on: date,
    earmarked_for: Iterable[FundedAction] = (),
    by: User,
    at: datetime,
) -> Contribution:
    """Write down what a contributor promises for a year; 0 € makes it a full member of the fund.

    `earmarked_for` are actions that its euros are to pay before any other. Raises DomainError for a second promise of
    the same year, a year outside the fund or a negative amount.
    """
    fund = locked(fund)
    refuse_year(fund, year)
    if Contribution.objects.filter(fund=fund, partner=partner, year=year).exists():
        raise DomainError(f"{partner} a déjà une contribution pour {year}.").at("partner")
    contribution = Contribution.objects.create(
        network_id=fund.network_id,
        fund=fund,
        partner=partner,
        year=year,
        pledged=booked_at_least_zero(amount),
        pledged_on=on,
    )
    _earmark(contribution, earmarked_for)
    journal.record(
        Verb.CONTRIBUTION_PLEDGED, on=contribution, by=by, at=at, amount=str(contribution.pledged), year=year
    )
    return contribution


def _current(contribution: Contribution) -> Contribution:
    """The contribution as it is now that its fund is locked."""
    locked(contribution.fund)
    return (
        Contribution.objects.with_received().with_called().select_related("partner").get(pk=contribution.pk)
    )


@transaction.atomic
def change_pledge(contribution: Contribution, *, amount: Decimal, by: User, at: datetime) -> Contribution:
    """Change what was promised, in euros; raises DomainError below what was already called or came in."""
    contribution = _current(contribution)
    amount = booked_at_least_zero(amount)
    if contribution.state in (ContributionState.WITHDRAWN, ContributionState.REFUNDED):
        raise DomainError("Cette contribution a pris fin\u00a0: son montant ne change plus.")
    if amount < contribution.asked:
        how = "appelés" if contribution.asked == contribution.called else "versés ou appelés"
        raise DomainError(
            f"{euros(contribution.asked)} sont déjà {how} : annulez d’abord l’appel de fonds."
        ).at("amount")
    if amount < contribution.received:
        raise DomainError(f"{euros(contribution.received)} sont déjà arrivés de {contribution.partner}.").at(
            "amount"
        )
    before, contribution.pledged = contribution.pledged, amount
    contribution.save(update_fields=["pledged"])
    journal.record(
        Verb.CONTRIBUTION_CHANGED, on=contribution, by=by, at=at, before=str(before), after=str(amount)
    )
    return contribution


@transaction.atomic
def withdraw_contribution(contribution: Contribution, *, by: User, at: datetime) -> Contribution:
    """Take a promise back of which nothing came; raises DomainError while a call for funds stands."""
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
    journal.record(
        Verb.CONTRIBUTION_EARMARKED, on=contribution, by=by, at=at, actions=[one.pk for one in chosen]
    )
    return contribution


def _earmark(contribution: Contribution, actions: Iterable[FundedAction]) -> None:
    for action in dict.fromkeys(actions):
        if action.fund_id != contribution.fund_id:
            raise DomainError(f"«\u00a0{action}\u00a0» relève d’un autre fonds.").at("actions")
        ContributionEarmark.objects.create(
            network_id=contribution.network_id, contribution=contribution, funded_action=action
        )
