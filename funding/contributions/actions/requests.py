"""Ask partners whether they contribute, take their answer, and list who has not answered or paid yet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from funding.contributions.actions.outbox import Subject, addresses_of, mail_requests
from funding.contributions.actions.pledges import pledge, refuse_year
from funding.contributions.enums import ContributionState
from funding.contributions.models import CallForFunds, Contribution, ContributionMail, ContributionRequest, LeverageRule
from funding.enums import Verb
from funding.ledger.actions import locked
from funding.ledger.models.funds import Fund
from funding.ledger.rules import quantize_non_negative
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.models.networks import Membership, User
from inclusion.core.roles import Operator
from inclusion.partners.models import Partner, PartnerQuerySet

# -- Requests and answers


def askable(fund: Fund, *, year: int) -> PartnerQuerySet:
    """Return the partners who can be asked for a year: neither asked yet nor promised anything.

    Who carries the fund and who adds to it by a rule are not asked.
    """
    asked = ContributionRequest.objects.filter(fund=fund, year=year).values("partner_id")
    promised = Contribution.objects.filter(fund=fund, year=year).values("partner_id")
    matchers = LeverageRule.objects.filter(fund=fund).values("matcher_id")
    others = Partner.objects.active().exclude(pk=fund.host_id).exclude(pk__in=matchers)
    return others.exclude(pk__in=asked).exclude(pk__in=promised)


@transaction.atomic
def ask_contributors(
    fund: Fund, *, year: int, partners: Iterable[Partner], answer_by: date, on: date, by: User, at: datetime
) -> list[ContributionRequest]:
    """Ask these partners what they give for a year, by e-mail where they have an address.

    Raises DomainError for nobody, a year outside the fund, a last day that is over, a partner who was asked already or
    has promised something.
    """
    fund = locked(fund)
    refuse_year(fund, year)
    chosen = list(dict.fromkeys(partners))
    if not chosen:
        raise DomainError("Choisissez au moins un partenaire à solliciter.").at("partners")
    if answer_by < timezone.localdate(at):
        raise DomainError(f"Le {plain_date(answer_by)} est passé\u00a0: choisissez un jour à venir.").at("answer_by")
    if answer_by >= fund.end:
        raise DomainError(
            f"Le fonds se termine le {plain_date(shown_end(fund.end))}\u00a0: choisissez un jour jusque-là."
        ).at("answer_by")
    can_be = set(askable(fund, year=year).values_list("pk", flat=True))
    if refused := [str(one) for one in chosen if one.pk not in can_be]:
        raise DomainError(
            f"{', '.join(refused)}\u00a0: déjà sollicité ou déjà contributeur pour {year}. Personne n’est sollicité."
        ).at("partners")
    requests = [
        ContributionRequest.objects.create(
            network_id=fund.network_id, fund=fund, partner=one, year=year, asked_on=on, answer_by=answer_by
        )
        for one in chosen
    ]
    for request in requests:
        journal.record(Verb.CONTRIBUTION_ASKED, on=request, by=by, at=at, year=year)
    mail_requests(requests, by=by, at=at)
    return requests


@transaction.atomic
def answer_request(
    request: ContributionRequest, *, amount: Decimal, above_envelope: bool = False, by: User, at: datetime
) -> Contribution:
    """Write down the answer of who was asked: what it promises for the year, 0 € as well.

    Where its promise was withdrawn it may answer again. Raises as `pledge` does, and DomainError for somebody who is no
    operator of the partner that was asked, a second answer, a fund that has ended.
    """
    fund = locked(request.fund)
    members = Membership.objects.in_force().with_role(Operator.name)
    if not members.filter(user=by, partner=request.partner_id).exists():
        raise DomainError(f"Cette question est posée à {request.partner}, qui seul y répond.")
    today = timezone.localdate(at)
    if today >= fund.end:
        raise DomainError(f"Ce fonds s’est terminé le {plain_date(shown_end(fund.end))}.")
    given = Contribution.objects.filter(fund=fund, partner=request.partner_id, year=request.year).first()
    if given is not None and given.state != ContributionState.WITHDRAWN:
        raise DomainError(
            f"Votre organisme a déjà répondu pour {request.year}\u00a0: {euros(given.pledged)}. "
            "Pour changer ce montant, écrivez à la coordination du réseau."
        )
    try:
        amount = quantize_non_negative(amount)
    except DomainError as refused:
        raise refused.at("amount") from None
    return pledge(
        fund,
        partner=request.partner,
        year=request.year,
        amount=amount,
        on=today,
        above_envelope=above_envelope,
        by=by,
        at=at,
    )


# -- Missing answers and payments; only read


@dataclass(frozen=True)
class LastMail:
    """The last time somebody was written to about one thing: when, to which addresses, what became of it."""

    on: date
    left: tuple[str, ...]
    leaving: tuple[str, ...]
    #: (address, why it did not leave, or why nobody knows).
    troubled: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AwaitedContributor:
    """One who is waited for: for an answer (`subject` is a request), or for money (a contribution)."""

    subject: Subject
    addresses: list[str]
    written: LastMail | None
    #: The day by which it should have come; None for a promise that was not called.
    due_on: date | None
    is_late: bool
    call: CallForFunds | None = None

    @property
    def partner(self) -> Partner:
        """Who is waited for."""
        return self.subject.partner

    @property
    def amount(self) -> Decimal:
        """What is still to come, in euros: of the call that is due first, else of the promise."""
        if isinstance(self.subject, ContributionRequest):
            return ZERO
        return self.subject.outstanding


def unanswered(fund: Fund, *, today: date) -> list[AwaitedContributor]:
    """Return those who were asked and have said nothing, the answer that is longest due first."""
    rows = list(ContributionRequest.objects.filter(fund=fund).unanswered().select_related("partner"))
    addresses, written = addresses_of(one.partner for one in rows), _written(rows)
    return [
        AwaitedContributor(one, addresses[one.partner_id], written.get(one.pk), one.answer_by, one.is_late_on(today))
        for one in rows
    ]


def unpaid(fund: Fund, *, today: date) -> list[AwaitedContributor]:
    """Return those who promised for this year or before, or were called, and of whom something is still to come.

    Late calls first, then the other calls, then what was not called.
    """
    standing = CallForFunds.objects.filter(contribution__fund=fund).to_pay()
    first: dict[int, CallForFunds] = {}
    for call in standing:
        first.setdefault(call.contribution_id, call)
    awaited = Contribution.objects.filter(fund=fund).awaited().select_related("partner")
    rows = list(awaited.filter(Q(year__lte=today.year) | Q(pk__in=list(first))))
    addresses, written = addresses_of(one.partner for one in rows), _written(rows)
    waiting = [
        AwaitedContributor(
            one,
            addresses[one.partner_id],
            written.get(one.pk),
            call.due_on if call else None,
            bool(call and call.is_late_on(today)),
            call,
        )
        for one in rows
        for call in [first.get(one.pk)]
    ]
    return sorted(waiting, key=lambda one: one.due_on or date.max)


def _written(subjects: Iterable[Subject]) -> dict[int, LastMail]:
    """The last e-mails about each of these, all requests or all contributions, by its key."""
    subjects = list(subjects)
    rows = ContributionMail.objects.filter(
        Q(request__in=[one for one in subjects if isinstance(one, ContributionRequest)])
        | Q(contribution__in=[one for one in subjects if isinstance(one, Contribution)])
    )
    of: dict[int, list[ContributionMail]] = defaultdict(list)
    for row in rows.order_by("written_at", "pk"):
        of[row.request_id or row.contribution_id or 0].append(row)
    return {pk: _last([one for one in mails if one.written_at == mails[-1].written_at]) for pk, mails in of.items()}


def _last(mails: list[ContributionMail]) -> LastMail:
    return LastMail(
        on=timezone.localdate(mails[0].written_at),
        left=tuple(one.to for one in mails if one.mailed_at and not one.problem),
        leaving=tuple(one.to for one in mails if not one.mailed_at and not one.problem),
        troubled=tuple((one.to, one.problem) for one in mails if one.problem),
    )
