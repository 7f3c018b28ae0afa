"""What agreements plan becomes money: promises, calls for funds, commitments, and what is paid beside the fund.

Lock order: the row of the fund, then the agreement, then the instalment. An instalment goes one way, once.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from funding.agreements.actions.drafting import lock_agreement_and_fund
from funding.agreements.enums import AgreementKind, InstalmentFlow, PartyRole, SubsidyState
from funding.agreements.models import Agreement, Instalment
from funding.agreements.queries.instalments import (
    OWED,
    InstalmentLine,
    changed_by,
    grant_blocker,
    instalment_lines,
    lines_of,
    request_key,
    requests_of,
    undone_commitments,
)
from funding.contributions.actions.calls import call_for_funds
from funding.contributions.actions.pledges import change_pledge, pledge
from funding.contributions.enums import CallState, ContributionState
from funding.contributions.models import CallForFunds, Contribution
from funding.enums import AgreementState, Verb
from funding.ledger.actions import locked, refuse_future
from funding.ledger.models.funds import Fund
from funding.posts.models import Post
from funding.spending.actions.commitments import commit
from funding.spending.models import Commitment
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner

__all__ = [
    "InstalmentLine",
    "call_instalment",
    "due_day",
    "engage_instalment",
    "follow_promise",
    "instalment_lines",
    "pledge_instalments",
    "promised_by_instalments",
    "settle_instalment",
    "unsettle_instalment",
]

#: How long payers are given where the day of an instalment is over when it is called.
TIME_TO_PAY = timedelta(days=30)


@transaction.atomic
def pledge_instalments(agreement: Agreement, *, by: User, at: datetime) -> None:
    """Let what each payer promises the fund for each year hold its instalments of all signed agreements.

    For the moment at which an agreement or an amendment is signed, or terminated. A promise that was exactly what
    instalments ask for follows them, down as well; one of more than that stays. Raises DomainError where a promise
    cannot be made: a year outside the fund, or whose accounts are closed.
    """
    if agreement.fund is None:
        return
    fund = locked(agreement.fund)
    touched = Instalment.objects.filter(
        Q(agreement=agreement) | Q(superseded_by=agreement), flow=InstalmentFlow.CALLED
    ).select_related("party__partner")
    pairs = {(one.party.partner_id, one.year): one.party.partner for one in touched}
    on = agreement.signed_on or timezone.localdate(at)
    for (_, year), partner in sorted(pairs.items(), key=lambda pair: pair[0]):
        before = promised_by_instalments(fund, partner, year, replaced_by=agreement)
        follow_promise(fund, partner, year, before=before, signing=agreement, on=on, by=by, at=at)


def promised_by_instalments(
    fund: Fund, partner: Partner, year: int, *, replaced_by: Agreement | None = None
) -> Decimal:
    """Return the instalments that made the promise of a payer and year what it is so far.

    With those that an amendment takes the place of in this very step, or that end with it; what ended before with its
    agreement was taken off the promise then.
    """
    stands = ~Q(agreement__state=AgreementState.TERMINATED) | Q(call__state=CallState.ISSUED)
    if replaced_by is not None:
        main = replaced_by.parent_id or replaced_by.pk
        stands |= Q(agreement=main) | Q(agreement__parent=main)
    known = Instalment.objects.filter(
        stands,
        Q(superseded_by=None) | Q(superseded_by=replaced_by),
        contribution__fund=fund,
        contribution__partner=partner,
        contribution__year=year,
    )
    return _sum(known)


def _sum(instalments: QuerySet[Instalment]) -> Decimal:
    return instalments.aggregate(total=Sum("amount", default=ZERO))["total"]


def follow_promise(
    fund: Fund,
    partner: Partner,
    year: int,
    *,
    before: Decimal,
    signing: Agreement | None = None,
    on: date,
    by: User,
    at: datetime,
) -> None:
    """Bring the promise of a payer and year to its instalments, which were `before` so far; the fund is locked."""
    owed = Q(agreement__state__in=OWED) | Q(agreement__state=AgreementState.TERMINATED, call__state=CallState.ISSUED)
    if signing is not None and signing.state != AgreementState.TERMINATED:
        owed |= Q(agreement=signing)
    standing = Instalment.objects.standing().filter(
        owed, flow=InstalmentFlow.CALLED, agreement__fund=fund, party__partner=partner, year=year
    )
    total = _sum(standing)
    rows = Contribution.objects.with_received().with_called()
    known = rows.filter(fund=fund, partner=partner, year=year).first()
    if known is None or known.state == ContributionState.WITHDRAWN:
        if not total:
            return
        known = pledge(fund, partner=partner, year=year, amount=total, on=on, above_envelope=True, by=by, at=at)
    else:
        least = max(total, known.asked, known.received)
        amount = least if known.pledged == before else max(known.pledged, total)
        # One that was given back and has come to its end keeps what it says; nothing more is called of it.
        given_up = known.state == ContributionState.REFUNDED and amount < known.pledged
        if amount != known.pledged and not given_up:
            change_pledge(known, amount=amount, above_envelope=True, by=by, at=at)
    _link(standing, known)


def _link(instalments: QuerySet[Instalment], contribution: Contribution) -> None:
    instalments.exclude(contribution=contribution).update(contribution=contribution)


@transaction.atomic
def call_instalment(
    instalment: Instalment, *, due_on: date | None = None, send: bool = False, by: User, at: datetime
) -> CallForFunds:
    """Call for an instalment that is paid to the fund, by a letter that is kept; `send` sends it by e-mail as well.

    `due_on` is its own day where none is said, or in a month where that is over. Raises DomainError for one that is
    called already or has come, whose agreement does not bind, whose subsidy request was not granted, and as
    `call_for_funds` does: what was promised is never exceeded.
    """
    instalment = _taken(instalment, InstalmentFlow.CALLED)
    if instalment.call is not None and instalment.call.state == CallState.ISSUED:
        raise DomainError(f"Cette échéance est déjà appelée\u00a0: {instalment.call}.")
    _refuse_changed(instalment)
    _refuse_ungranted(instalment)
    contribution = instalment.contribution
    if contribution is None:
        raise DomainError(f"{instalment.party} n’a rien promis au fonds pour {instalment.year}.")
    today = timezone.localdate(at)
    call = call_for_funds(
        contribution,
        amount=_still_to_come(instalment, today=today),
        due_on=due_on or due_day(instalment, today=today),
        on=today,
        send=send,
        by=by,
        at=at,
    )
    instalment.call = call
    instalment.save(update_fields=["call"])
    journal.record(Verb.INSTALMENT_CALLED, on=instalment, by=by, at=at, amount=str(call.amount), call=call.pk)
    return call


def _still_to_come(instalment: Instalment, *, today: date) -> Decimal:
    """What of an instalment is to be called: money that came before anybody asked is not asked for again."""
    (line,) = lines_of([instalment], today=today)
    if not line.left:
        raise DomainError(
            f"{instalment.party} a déjà versé les {euros(instalment.amount)} de cette échéance : rien n’est à appeler."
        )
    return line.left


def _refuse_changed(instalment: Instalment) -> None:
    """Raise DomainError for an instalment that an amendment in preparation plans otherwise."""
    if (amendment := changed_by(instalment)) is not None:
        raise DomainError(
            f"L’avenant {amendment.reference}, en préparation, change ou retire cette échéance\u00a0: "
            "signez-le d’abord, ou remettez-y l’échéance telle qu’elle est."
        )


def _refuse_ungranted(instalment: Instalment) -> None:
    """Raise DomainError for an instalment of a cooperation agreement whose request of the year was not granted."""
    if instalment.agreement.kind != AgreementKind.COOPERATION:
        return
    request = requests_of([instalment]).get(request_key(instalment))
    if request is None or request.state != SubsidyState.GRANTED:
        raise DomainError(grant_blocker(request, instalment=instalment))
    called = _called_of_year(instalment)
    if request.granted is not None and called + instalment.amount > request.granted:
        raise DomainError(
            f"{instalment.party} a accordé {euros(request.granted)} pour {instalment.year}\u00a0: avec cette échéance, "
            f"{euros(called + instalment.amount)} seraient appelés. Ce qu’un avenant ajoute à une année accordée se "
            "demande l’année suivante, ou se retire par un autre avenant."
        )


def _called_of_year(instalment: Instalment) -> Decimal:
    """What the other instalments of its year and payer call for, under the agreement and its amendments."""
    main = instalment.agreement.parent_id or instalment.agreement_id
    family = Q(agreement=main) | Q(agreement__parent=main)
    called = Instalment.objects.standing().filter(
        family, party__partner=instalment.party.partner_id, year=instalment.year, call__state=CallState.ISSUED
    )
    return _sum(called.exclude(pk=instalment.pk))


def due_day(instalment: Instalment, *, today: date) -> date:
    """The last day to pay that a call asks for: the instalment's own, or in a month where it is over."""
    if instalment.due_on >= today:
        return instalment.due_on
    fund = instalment.agreement.fund
    later = today + TIME_TO_PAY
    return later if fund is None else max(min(later, shown_end(fund.end)), today)


@transaction.atomic
def engage_instalment(instalment: Instalment, *, on: date, by: User, at: datetime) -> Commitment:
    """Commit an instalment that the fund pays, on the action of its agreement; its payments are the fund's own.

    Raises DomainError for one that is committed already, whose agreement does not bind or names no action of the
    fund, and as `commit` does where the pot cannot cover it.
    """
    instalment = _taken(instalment, InstalmentFlow.PAID_BY_FUND)
    known = instalment.commitment
    if known is not None and not undone_commitments([known.pk]):
        raise DomainError(f"Cette échéance est déjà engagée, le {plain_date(known.committed_on)}.")
    _refuse_changed(instalment)
    action = instalment.agreement.funded_action
    if action is None or action.fund_id != instalment.agreement.fund_id:
        raise DomainError("La convention ne dit pas quelle action du fonds la paie\u00a0: sans elle, rien ne s’engage.")
    commitment = commit(
        action, amount=instalment.amount, payee=_receiver(instalment), label=_label(instalment), on=on, by=by, at=at
    )
    instalment.commitment = commitment
    instalment.save(update_fields=["commitment"])
    journal.record(
        Verb.INSTALMENT_ENGAGED, on=instalment, by=by, at=at, amount=str(instalment.amount), commitment=commitment.pk
    )
    return commitment


def _receiver(instalment: Instalment) -> Post | Partner:
    """Whom the fund pays by an agreement: the employer of its post, else a party that is no funder, else another one
    than pays, where there is one.
    """
    agreement = instalment.agreement
    post = Post.objects.filter(agreement=agreement.parent_id or agreement.pk).first()
    if post is not None:
        return post
    payer = instalment.party.partner
    others = [one for one in agreement.parties.select_related("partner").order_by("pk") if one.partner != payer]
    others.sort(key=lambda one: one.role == PartyRole.FUNDER)
    return others[0].partner if others else payer


def _label(instalment: Instalment) -> str:
    """« CONV-2026-0004, année 1 du poste », as the ledger shows it."""
    said = instalment.label or f"échéance de {instalment.year}"
    return f"{instalment.agreement.reference}, {said}"[:160]


@transaction.atomic
def settle_instalment(instalment: Instalment, *, on: date, by: User, at: datetime) -> Instalment:
    """Note that an instalment was paid from one party to another, beside the fund.

    Raises DomainError for one that is noted already, whose agreement does not bind, or for a day that is yet to come or
    on which the agreement was neither signed nor in force.
    """
    instalment = _taken(instalment, InstalmentFlow.DIRECT)
    if instalment.settled_on is not None:
        raise DomainError(f"Cette échéance est déjà versée, le {plain_date(instalment.settled_on)}.")
    _refuse_changed(instalment)
    refuse_future(on, at=at, because="un versement se note une fois fait")
    _refuse_before(instalment.agreement, on)
    instalment.settled_on = on
    instalment.save(update_fields=["settled_on"])
    journal.record(
        Verb.INSTALMENT_SETTLED, on=instalment, by=by, at=at, amount=str(instalment.amount), settled_on=on.isoformat()
    )
    return instalment


def _refuse_before(agreement: Agreement, on: date) -> None:
    """Raise DomainError for a day before there was anything to pay: the first, or that of the signature before it."""
    main = agreement.parent or agreement
    first = min(main.start, main.signed_on or main.start)
    if on < first:
        raise DomainError(
            f"Le {plain_date(on)} précède la convention {main.reference}, du {plain_date(first)}\u00a0: "
            "rien n’était dû."
        ).at("on")


@transaction.atomic
def unsettle_instalment(instalment: Instalment, *, by: User, at: datetime) -> Instalment:
    """Take back that an instalment was paid beside the fund, noted by mistake; it may be noted again."""
    instalment = _taken(instalment, InstalmentFlow.DIRECT)
    if instalment.settled_on is None:
        raise DomainError("Cette échéance n’est pas notée comme versée.")
    before, instalment.settled_on = instalment.settled_on, None
    instalment.save(update_fields=["settled_on"])
    journal.record(Verb.INSTALMENT_UNSETTLED, on=instalment, by=by, at=at, settled_before_on=before.isoformat())
    return instalment


_WRONG_WAY = {
    InstalmentFlow.CALLED: "Cette échéance n’est pas versée au fonds\u00a0: elle ne s’appelle pas.",
    InstalmentFlow.PAID_BY_FUND: "Cette échéance n’est pas payée par le fonds\u00a0: elle ne s’engage pas.",
    InstalmentFlow.DIRECT: "Cette échéance passe par le fonds\u00a0: elle ne se note pas comme versée directement.",
}


def _taken(instalment: Instalment, flow: InstalmentFlow) -> Instalment:
    """The instalment as it is now that its fund, its agreement and itself are locked.

    Raises DomainError where it goes another way, where its agreement does not bind or where an amendment replaced it.
    """
    agreement = lock_agreement_and_fund(instalment.agreement)
    locked_row = Instalment.objects.select_for_update(of=("self",)).filter(pk=instalment.pk)
    found = locked_row.select_related("party__partner", "call", "commitment", "contribution").first()
    if found is None:
        raise DomainError("Cette échéance n’existe plus.")
    found.agreement = agreement
    if found.flow != flow:
        raise DomainError(_WRONG_WAY[flow])
    if found.superseded_by_id is not None:
        raise DomainError(f"Un avenant a remplacé cette échéance\u00a0: {found.superseded_by}.")
    if agreement.state not in OWED:
        state = agreement.get_state_display().lower()
        raise DomainError(
            f"La convention {agreement.reference} est à l’état «\u00a0{state}\u00a0»\u00a0: ses échéances "
            "s’appellent, s’engagent et se notent une fois qu’elle est signée."
        )
    if agreement.fund is None and flow != InstalmentFlow.DIRECT:
        raise DomainError(f"La convention {agreement.reference} ne dit pas par quel fonds passe cette échéance.")
    return found
