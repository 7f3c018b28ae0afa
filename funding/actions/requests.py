"""Ask partners whether they contribute to a fund in a year, and take their answer."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from funding.actions.contribution_mails import mail_requests
from funding.actions.contributions import pledge, refuse_year
from funding.actions.ledger import locked
from funding.enums import ContributionState, Verb
from funding.models import Contribution, ContributionRequest, Fund, LeverageRule
from funding.rules.amounts import quantize_non_negative
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.money import euros
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.models.networks import Membership, User
from inclusion.core.roles import Operator
from inclusion.partners.models import Partner, PartnerQuerySet


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
        raise DomainError(f"Le {plain_date(answer_by)} est passé\u00a0: choisissez un jour à venir.").at(
            "answer_by"
        )
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
    request: ContributionRequest,
    *,
    amount: Decimal,
    above_envelope: bool = False,
    by: User,
    at: datetime,
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
