"""What contributors promise, pay in and take back, and the match that follows the money."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Sum

from funding.actions.ledger import (
    AccountKey,
    balances_from,
    locked,
    post,
    refuse_outside,
    share_of,
    source_of,
)
from funding.enums import AccountKind, ContributionState, TransactionKind, Verb
from funding.models import Contribution, Fund, LeverageRule, Posting, Receipt
from funding.rules.leverage import ContributorYear, Lot, Terms, matches_due
from inclusion import journal, states
from inclusion.errors import DomainError
from inclusion.models import Partner, User
from inclusion.rules.money import ZERO, cents, cents_at_least_zero, euros
from inclusion.rules.periods import shown_end


@transaction.atomic
def pledge(
    fund: Fund, *, partner: Partner, year: int, amount: Decimal, on: date, by: User, at: datetime
) -> Contribution:
    """Write down what a contributor promises for a year; 0 € makes it a full member of the fund.

    Raises DomainError for a second promise of the same year, a year outside the fund or a negative amount.
    """
    if not fund.start.year <= year <= shown_end(fund.end).year:
        raise DomainError(f"L’année {year} est hors de la période du fonds « {fund} ».").at("year")
    if Contribution.objects.filter(fund=fund, partner=partner, year=year).exists():
        raise DomainError(f"{partner} a déjà une contribution pour {year}.").at("partner")
    contribution = Contribution.objects.create(
        network_id=fund.network_id,
        fund=fund,
        partner=partner,
        year=year,
        pledged=cents_at_least_zero(amount),
        pledged_on=on,
    )
    journal.record(
        Verb.CONTRIBUTION_PLEDGED, on=contribution, by=by, at=at, amount=str(contribution.pledged), year=year
    )
    return contribution


@transaction.atomic
def record_receipt(
    contribution: Contribution, *, amount: Decimal, bank_reference: str, on: date, by: User, at: datetime
) -> Receipt:
    """Record money that came in: the contributor's share grows by it and by the match it draws.

    Raises DomainError for an amount that is not above zero, a day outside the fund, a reference that was
    used, a withdrawn promise.
    """
    fund = locked(contribution.fund)
    contribution = Contribution.objects.get(pk=contribution.pk)  # as it is now that the fund is locked
    amount = cents(amount)
    if amount <= 0:
        raise DomainError(
            "Un versement est supérieur à zéro ; ce qui est rendu s’enregistre comme remboursement."
        ).at("amount")
    refuse_outside(fund, on)
    if contribution.state == ContributionState.WITHDRAWN:
        raise DomainError("Cette contribution a été retirée.")
    receipt = _receipt(fund, contribution, amount=amount, bank_reference=bank_reference, on=on, by=by, at=at)
    if contribution.state != ContributionState.RECEIVED:
        states.move(contribution, ContributionState.RECEIVED, by=by, at=at)
    _post_matches(fund, receipt, by=by, at=at)
    journal.record(
        Verb.RECEIPT_RECORDED, on=contribution, by=by, at=at, amount=str(amount), receipt=receipt.pk
    )
    return receipt


@transaction.atomic
def record_refund(
    contribution: Contribution, *, amount: Decimal, bank_reference: str, on: date, by: User, at: datetime
) -> Receipt:
    """Record money given back to a contributor; `amount` is above zero. Its match goes back as well.

    Raises DomainError when more is given back than came in, or when the share no longer holds it.
    """
    fund = locked(contribution.fund)
    contribution = Contribution.objects.get(pk=contribution.pk)  # as it is now that the fund is locked
    amount = cents(amount)
    if amount <= 0:
        raise DomainError("Un remboursement est supérieur à zéro.").at("amount")
    refuse_outside(fund, on)
    received = contribution.receipts.filter(received_on__lte=on).aggregate(total=Sum("amount", default=ZERO))
    if amount > received["total"]:
        raise DomainError(
            f"{contribution.partner} n’a versé que {euros(received['total'])} à cette date : "
            f"{euros(amount)} ne peuvent lui être rendus."
        ).at("amount")
    receipt = _receipt(fund, contribution, amount=-amount, bank_reference=bank_reference, on=on, by=by, at=at)
    _post_matches(fund, receipt, by=by, at=at)
    journal.record(
        Verb.REFUND_RECORDED, on=contribution, by=by, at=at, amount=str(amount), receipt=receipt.pk
    )
    return receipt


def _receipt(
    fund: Fund,
    contribution: Contribution,
    *,
    amount: Decimal,
    bank_reference: str,
    on: date,
    by: User,
    at: datetime,
) -> Receipt:
    """Write the receipt and its movement; below zero it is a refund."""
    reference = " ".join(bank_reference.split())
    if not reference:
        raise DomainError("Donnez la référence bancaire du versement.").at("bank_reference")
    partner = contribution.partner
    _refuse_below_zero(fund, partner, amount, on=on)
    try:
        with transaction.atomic():
            receipt = Receipt.objects.create(
                network_id=fund.network_id,
                contribution=contribution,
                amount=amount,
                received_on=on,
                bank_reference=reference,
            )
    except IntegrityError:
        raise DomainError(f"La référence bancaire « {reference} » est déjà enregistrée.").at(
            "bank_reference"
        ) from None
    post(
        fund,
        kind=TransactionKind.RECEIPT,
        label=f"{'Versement' if amount > 0 else 'Remboursement'} : {partner}, {contribution.year}",
        booked_on=on,
        postings=[(source_of(partner), -amount), (share_of(partner), amount)],
        by=by,
        at=at,
        receipt=receipt,
    )
    return receipt


def _post_matches(fund: Fund, receipt: Receipt, *, by: User, at: datetime) -> None:
    """Bring every contributor's match to what the rule gives, now that this receipt is known.

    Nearly always one contributor's. Under a yearly cap a receipt that is dated before others, or a refund,
    also moves theirs.
    """
    for contribution, matcher, difference in match_differences(fund):
        own = contribution.pk == receipt.contribution_id
        known = receipt if own else contribution.receipts.latest("received_on", "pk")
        on = max(receipt.received_on, known.received_on)
        _refuse_below_zero(fund, contribution.partner, difference, on=on)
        post(
            fund,
            kind=TransactionKind.MATCH,
            label=f"Effet levier : {matcher} pour {contribution.partner}, {contribution.year}",
            booked_on=on,
            postings=[(source_of(matcher), -difference), (share_of(contribution.partner), difference)],
            by=by,
            at=at,
            receipt=known,
        )


def _refuse_below_zero(fund: Fund, partner: Partner, change: Decimal, *, on: date) -> None:
    """Raise DomainError when the contributor's share cannot bear the change."""
    if change >= 0:
        return
    held = balances_from(fund, on=on, kinds=[AccountKind.SHARE])
    left = held.get(AccountKey(AccountKind.SHARE, partner_id=partner.pk), ZERO)
    if left + change < 0:
        raise DomainError(
            f"Il faudrait reprendre {euros(-change)} à la part de {partner}, qui n’en a plus que {euros(left)} : "
            "le reste a déjà été engagé pour des actions."
        )


def match_differences(fund: Fund) -> list[tuple[Contribution, Partner, Decimal]]:
    """Return what has to be added to (or taken back from) the match in the ledger for it to be what the rules give.

    By contribution and matcher. Empty when all is right, which is what the invariants prove.
    """
    due, posted = _due(fund), _posted(fund)
    wrong = {key: due.get(key, ZERO) - posted.get(key, ZERO) for key in due.keys() | posted.keys()}
    wrong = {key: difference for key, difference in wrong.items() if difference}
    if not wrong:
        return []
    contributions = {
        (str(one.partner_id), one.year): one
        for one in Contribution.objects.filter(fund=fund).select_related("partner")
    }
    matchers = Partner.objects.in_bulk([matcher for _, matcher in wrong])
    # Taken back before it is added: what a cap frees is there for the others.
    in_order = sorted(wrong.items(), key=lambda one: (one[1] > 0, one[0]))
    return [(contributions[own], matchers[matcher], amount) for (own, matcher), amount in in_order]


def _due(fund: Fund) -> dict[tuple[ContributorYear, int], Decimal]:
    """The match that the rules give for all receipts, by contributor, year and matcher."""
    rules = list(LeverageRule.objects.filter(fund=fund))
    rows = Receipt.objects.filter(contribution__fund=fund).order_by("received_on", "pk")
    values = rows.values_list("contribution__partner_id", "contribution__year", "received_on", "amount")
    lots = [Lot(str(partner), year, on, amount) for partner, year, on, amount in values]
    terms = [Terms(rule.ratio, rule.start, rule.end, rule.contributor_cap, rule.year_cap) for rule in rules]
    due: dict[tuple[ContributorYear, int], Decimal] = defaultdict(lambda: ZERO)
    for rule, given in zip(rules, matches_due(lots, terms), strict=True):
        for own, amount in given.items():
            due[own, rule.matcher_id] += amount
    return due


def _posted(fund: Fund) -> dict[tuple[ContributorYear, int], Decimal]:
    """The match in the ledger, by contributor, year and matcher."""
    sources = Posting.objects.of_fund(fund).of_kind(AccountKind.SOURCE)
    rows = sources.filter(transaction__kind=TransactionKind.MATCH).order_by()
    sums = rows.values_list(
        "transaction__receipt__contribution__partner_id",
        "transaction__receipt__contribution__year",
        "account__partner_id",
    ).annotate(total=Sum("amount"))
    return {((str(partner), year), matcher): -total for partner, year, matcher, total in sums}
