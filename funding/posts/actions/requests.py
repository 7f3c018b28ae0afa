"""Requests for co-financed posts: written, planned year by year, submitted, decided.

Lock order: the fund where its envelope counts, then the post, then its line of the register.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from funding.enums import AgreementState, PostKind, Verb
from funding.ledger.actions import locked, refuse_future
from funding.ledger.enums import AccountKind, PostEmployers
from funding.ledger.models.entries import Posting
from funding.ledger.models.funds import Fund
from funding.ledger.queries import available_of
from funding.posts.enums import PostState
from funding.posts.models import Post, PostYear, StateAidSchedule, territory_of
from funding.posts.queries import planned
from funding.posts.rules.plans import YEAR, PostPlan, prorated
from funding.posts.rules.years import (
    FundTerms,
    Shares,
    amount_at,
    cost_fault,
    faults_of_terms,
    other_kind,
    refuse,
    shares_of,
)
from funding.posts.rules.years import YearTerms as YearTerms
from funding.staff.actions import add_co_financed, remove_co_financed
from inclusion.core import journal, states
from inclusion.core.enums import PartnerKind
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.periods import months_between, plain_date
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from inclusion.territories.models import Epci

#: Kinds of partners that are private employers unless somebody says otherwise.
PRIVATE_KINDS = (PartnerKind.ASSOCIATION, PartnerKind.COMPANY, PartnerKind.TRAINING_PLACE, PartnerKind.HUB)


class PostTerms(TypedDict):
    """What a request says. `end` is the day after the last; `offers` what the collectivité says for each year."""

    kind: str
    title: str
    fund: Fund
    employer: Partner
    private_employer: bool
    collectivite: Partner
    territory: Epci | None
    creation: bool
    fte: Decimal
    start: date
    end: date
    yearly_cost: Decimal
    contract_on: NotRequired[date | None]
    uplifted: NotRequired[bool]
    other_aid_yearly: NotRequired[Decimal]
    other_aid_source: NotRequired[str]
    need: NotRequired[str]
    offers: NotRequired[Sequence[Decimal | None]]


_DEFAULTS: dict[str, Any] = {
    "contract_on": None,
    "uplifted": False,
    "other_aid_yearly": ZERO,
    "other_aid_source": "",
    "need": "",
}


def is_private(partner: Partner) -> bool:
    """Whether an organisation of this kind is a private employer, as far as its kind shows."""
    return partner.kind in PRIVATE_KINDS


def terms_of(post: Post) -> PostTerms:
    """What a request says now, to change some of it."""
    names = [name for name in PostTerms.__annotations__ if name != "offers"]
    values: dict[str, Any] = {name: getattr(post, name) for name in names}
    values["offers"] = list(post.years.values_list("offered", flat=True))
    return PostTerms(**values)  # type: ignore[typeddict-item]


def faults_of_request(
    *,
    fund: Fund,
    employer: Partner,
    private_employer: bool,
    collectivite: Partner | None,
    start: date,
    end: date,
    yearly_cost: Decimal,
    fte: Decimal,
    other_aid_yearly: Decimal = ZERO,
    other_aid_source: str = "",
    kind: str = "",
) -> dict[str, str]:
    """What is wrong with a request, in French sentences by parameter; empty when all is well."""
    faults = faults_of_terms(start=start, end=end, fte=fte, yearly_cost=yearly_cost)
    if problem := cost_fault(yearly_cost):
        faults["yearly_cost"] = problem
    if problem := _collectivite_problem(employer, private_employer, collectivite):
        faults["collectivite"] = problem
    if not fund.finances_posts:
        faults["fund"] = f"Le fonds «\u00a0{fund}\u00a0» ne cofinance pas de poste\u00a0: choisissez-en un autre."
    if not faults.keys() & {"start", "end"}:
        terms = FundTerms(
            fund.name, fund.start, fund.end, only_private=only_private(fund), other_kind=kind_refusal(fund, kind)
        )
        faults |= terms.faults(start, end, private=private_employer)
    if other_aid_yearly and not other_aid_source.strip():
        faults["other_aid_source"] = "Indiquez qui verse ces autres aides."
    if other_aid_yearly > (cost := prorated(yearly_cost, months=YEAR, fte=fte)):
        faults["other_aid_yearly"] = (
            f"Les autres aides, {euros(other_aid_yearly)} sur douze mois, dépassent le coût du poste, {euros(cost)}"
            "\u00a0: notez ce qui en est vraiment versé, ou corrigez le coût."
        )
    return faults


def _collectivite_problem(employer: Partner, private: bool, collectivite: Partner | None) -> str:
    if collectivite is None:
        return "Indiquez quelle collectivité cofinance ce poste avec le fonds."
    if private and collectivite != employer and is_private(collectivite):
        return f"{collectivite} n’est pas une collectivité\u00a0: choisissez celle qui cofinance avec le fonds."
    if private and collectivite == employer:
        return (
            f"{employer} est l’employeur, et il est privé\u00a0: choisissez la collectivité qui cofinance avec le "
            "fonds, ou indiquez que l’employeur est public."
        )
    if not private and collectivite != employer:
        return (
            f"{employer} est un employeur public\u00a0: c’est lui qui cofinance. Choisissez-le ici aussi, "
            "ou indiquez que l’employeur est privé."
        )
    return ""


@transaction.atomic
def draft_post(*, by: User, at: datetime, **terms: Unpack[PostTerms]) -> Post:
    """Begin a request for a post and plan its years from the network's schedules of State aid.

    A territory that is not said is the employer's. Raises DomainError at the parameter that is at fault.
    """
    post = Post(network_id=terms["fund"].network_id, asked_by=by)
    _fill(post, terms)
    post.save(force_insert=True)
    _write_years(post, plan_of(post, offers=terms.get("offers", ())))
    journal.record(Verb.POST_DRAFTED, on=post, by=by, at=at)
    return post


@transaction.atomic
def change_post(post: Post, *, by: User, at: datetime, **terms: Unpack[PostTerms]) -> Post:
    """Say again what a request that is still a draft says; its years are planned anew, what was offered is kept.

    Raises as `draft_post` does, and for a request that was submitted.
    """
    post = _locked(post)
    _refuse_unless_draft(post, "se modifie")
    offers = terms.get("offers", list(post.years.values_list("offered", flat=True)))
    _fill(post, terms)
    post.save()
    _write_years(post, plan_of(post, offers=offers))
    journal.record(Verb.POST_CHANGED, on=post, by=by, at=at)
    return post


def _locked(post: Post) -> Post:
    return Post.objects.select_for_update(of=("self",)).get(pk=post.pk)


def _refuse_unless_draft(post: Post, done: str) -> None:
    if post.state != PostState.DRAFT:
        raise DomainError(
            f"Cette demande est maintenant «\u00a0{post.get_state_display()}\u00a0»\u00a0: elle ne {done} plus. "
            "La coordination peut la rouvrir."
        )


def _fill(post: Post, terms: PostTerms) -> None:
    values = {**_DEFAULTS, **terms}
    values.pop("offers", None)
    title = " ".join(values["title"].split())
    if not title:
        raise DomainError("Donnez un intitulé à ce poste.").at("title")
    checked = "fund employer private_employer collectivite start end yearly_cost fte other_aid_yearly other_aid_source"
    refuse(faults_of_request(**{name: values[name] for name in ("kind", *checked.split())}))
    for name, value in {**values, "title": title}.items():
        setattr(post, name, value)
    post.yearly_cost = amount_at("yearly_cost", post.yearly_cost)
    post.other_aid_yearly = amount_at("other_aid_yearly", post.other_aid_yearly)
    post.territory = territory_of(post)


def plan_of(post: Post, *, offers: Sequence[Decimal | None] = ()) -> PostPlan:
    """The financing that the rules give for a post: State aid of the network's schedules, and what was offered."""
    years = -(-months_between(post.start, post.end) // YEAR)
    return planned(post, offers=list(offers)[:years]).plan(StateAidSchedule.objects.as_rules())


def _write_years(post: Post, plan: PostPlan) -> None:
    post.years.filter(number__gt=len(plan.years)).delete()
    for year in plan.years:
        shares = year.plan.shares
        PostYear.objects.update_or_create(
            network_id=post.network_id,
            post=post,
            number=year.number,
            defaults={
                "start": year.start,
                "end": year.end,
                "cost": shares.cost,
                "offered": year.plan.offered,
                **_columns(shares),
            },
        )


def _columns(shares: Shares) -> dict[str, Decimal]:
    return {
        "state_aid": shares.state_aid,
        "other_aid": shares.other_aid,
        "fund_share": shares.fund,
        "collectivite_share": shares.collectivite,
        "to_find": shares.to_find,
    }


@transaction.atomic
def plan_years(post: Post, *, years: Sequence[YearTerms], by: User, at: datetime) -> Post:
    """Set down who pays how much of some years of a post; None for a share: what the rule gives.

    Raises DomainError at « fund_share_1 » and the like for shares that the rule refuses, for a post that is not
    accepted or has an agreement, and for an accepted post that would take more than the fund can still pay.
    """
    fund = locked(post.fund)
    post = _locked(post)
    if post.state == PostState.REFUSED or post.agreement_id is not None:
        raise DomainError(
            "Ce poste a une convention\u00a0: son plan de financement se change par un avenant."
            if post.agreement_id is not None
            else "Ce poste n’est pas retenu\u00a0: rouvrez d’abord la demande."
        )
    known = {year.number: year for year in post.years.all()}
    before = sum((year.fund_share for year in known.values()), ZERO)
    for terms in years:
        year = known[terms.number]
        shares, faults = shares_of(terms, cost=year.cost)
        refuse(faults)
        PostYear.objects.filter(pk=year.pk).update(offered=terms.offered, **_columns(shares))
    if post.state == PostState.ACCEPTED and _share_of(post) > before:
        _refuse_beyond(fund, post)
    journal.record(
        Verb.POST_PLANNED,
        on=post,
        by=by,
        at=at,
        fund=[str(share) for share in post.years.values_list("fund_share", flat=True)],
    )
    return post


@transaction.atomic
def discard_post(post: Post, *, by: User, at: datetime) -> None:
    """Delete a request that is still a draft; raises DomainError for any other."""
    post = _locked(post)
    _refuse_unless_draft(post, "se supprime")
    journal.record(Verb.POST_DISCARDED, on=post, by=by, at=at)
    post.delete()


@transaction.atomic
def submit_post(post: Post, *, on: date | None = None, by: User, at: datetime) -> Post:
    """Submit a request. `on` is the day on which it was received, today unless it came by letter before.

    A request that was sent back to be completed keeps the day on which it was first handed in, and its place. Raises
    DomainError for what is missing and for a day that is yet to come.
    """
    received = on or timezone.localdate(at)
    refuse_future(received, at=at, because="une demande se note une fois reçue")
    post = _locked(post)
    first = post.submitted_on or received
    post = states.move(post, PostState.SUBMITTED, by=by, at=at, submitted_on=first, decision_reason="")
    journal.record(Verb.POST_SUBMITTED, on=post, by=by, at=at, received_on=first.isoformat())
    return post


@transaction.atomic
def reopen_post(post: Post, *, reason: str, by: User, at: datetime) -> Post:
    """Send a request back to be completed, or reopen one that was not accepted; the reason is shown with it."""
    if not reason.strip():
        raise DomainError("Indiquez ce qui est à compléter\u00a0: la personne qui demande le lira.").at("reason")
    post = _locked(post)
    changes: dict[str, Any] = {"decided_on": None, "decision_reason": reason.strip()}
    if post.state == PostState.REFUSED:
        changes["submitted_on"] = None
    post = states.move(post, PostState.DRAFT, by=by, at=at, **changes)
    journal.record(Verb.POST_REOPENED, on=post, by=by, at=at, reason=reason.strip())
    return post


@transaction.atomic
def accept_post(post: Post, *, reason: str = "", on: date, by: User, at: datetime) -> Post:
    """Accept a request: the fund will pay its share.

    Raises DomainError where the shares of all accepted posts would go above the fund's envelope, where its part is
    more than the fund can still commit (nobody promises what has not been received), for a day before the request came
    or that is yet to come.
    """
    fund = locked(post.fund)
    post = _locked(post)
    _refuse_days(post, on, at=at)
    staff = add_co_financed(
        kind=post.kind,
        title=post.title,
        employer=post.employer,
        territory=post.territory,
        fte=post.fte,
        start=post.start,
        end=post.end,
        by=by,
        at=at,
    )
    decision = {"decided_on": on, "decision_reason": reason.strip(), "staff": staff}
    post = states.move(post, PostState.ACCEPTED, by=by, at=at, **decision)
    _refuse_beyond(fund, post)
    journal.record(Verb.POST_ACCEPTED, on=post, by=by, at=at, fund=str(_share_of(post)), reason=reason.strip())
    return post


@transaction.atomic
def refuse_post(post: Post, *, reason: str, on: date | None = None, by: User, at: datetime) -> Post:
    """Do not accept a request, or take its acceptance back while it has no agreement; the reason is shown with it."""
    if not reason.strip():
        raise DomainError("Indiquez pourquoi ce poste n’est pas retenu\u00a0: la collectivité lira ce motif.").at(
            "reason"
        )
    day = on or timezone.localdate(at)
    locked(post.fund)
    post = _locked(post)
    _refuse_days(post, day, at=at)
    staff = post.staff
    decision = {"decided_on": day, "decision_reason": reason.strip(), "staff": None}
    post = states.move(post, PostState.REFUSED, by=by, at=at, **decision)
    if staff is not None:
        remove_co_financed(staff, by=by, at=at)
    journal.record(Verb.POST_REFUSED, on=post, by=by, at=at, reason=reason.strip())
    return post


def _refuse_days(post: Post, on: date, *, at: datetime) -> None:
    refuse_future(on, at=at, because="une décision se note une fois prise")
    if post.submitted_on is not None and on < post.submitted_on:
        raise DomainError(
            f"La demande est du {plain_date(post.submitted_on)}\u00a0: une décision ne la précède pas."
        ).at("on")


def _share_of(post: Post) -> Decimal:
    return post.years.aggregate(total=Sum("fund_share", default=ZERO))["total"]


def envelope_left(fund: Fund, *, without: Post | None = None) -> Decimal:
    """What the fund's envelope leaves beside the shares of all accepted posts, in euros; `without`: this one aside.

    A post whose agreement was terminated takes what was committed for it, and nothing more.
    """
    posts = Post.objects.accepted().filter(fund=fund)
    if without is not None:
        posts = posts.exclude(pk=without.pk)
    over = posts.filter(agreement__state=AgreementState.TERMINATED)
    years = PostYear.objects.filter(post__in=posts).exclude(post__in=over)
    running = years.aggregate(total=Sum("fund_share", default=ZERO))["total"]
    # What the fund committed for posts and did not release: all that one takes whose agreement was terminated.
    commitments = PostYear.objects.filter(post__in=over).values("instalments__commitment")
    kept = Posting.objects.filter(transaction__commitment__in=commitments)
    kept = kept.of_kind(AccountKind.PAID, AccountKind.COMMITTED)
    return fund.envelope - running - kept.aggregate(total=Sum("amount", default=ZERO))["total"]


def kind_refusal(fund: Fund, kind: str) -> str:
    """Why a fund does not pay for posts of this nature; empty where it does, or nobody has said which."""
    return other_kind(fund.name, [PostKind(one) for one in fund.post_kinds], kind)


def fund_terms(fund: Fund, *, without: Post | None = None, kind: str = "") -> FundTerms:
    """What a fund can still grant to a new post; `without`: to this one, whose own part counts as free."""
    available = available_of(fund).amount
    # What an agreement puts into instalments is promised by them.
    if without is not None and without.state == PostState.ACCEPTED and without.agreement_id is None:
        available += _share_of(without)
    return FundTerms(
        fund.name,
        fund.start,
        fund.end,
        envelope_left(fund, without=without),
        available,
        only_private=only_private(fund),
        other_kind=kind_refusal(fund, without.kind if without else kind),
    )


def only_private(fund: Fund) -> bool | None:
    """Whose posts a fund pays, as the rules take it: of private employers alone, of public ones alone, of both."""
    return {PostEmployers.PRIVATE: True, PostEmployers.PUBLIC: False}.get(PostEmployers(fund.post_employers))


def _refuse_beyond(fund: Fund, post: Post) -> None:
    """Raise DomainError when the fund does not help the employer of this accepted post, or has less left than it takes.

    The caller has locked the fund.
    """
    asked, terms = _share_of(post), fund_terms(fund, without=post)
    if not terms.helps(private=post.private_employer):
        raise DomainError(f"{terms.employers_sentence} Refusez cette demande, ou changez les réglages du fonds.")
    left = terms.left or ZERO
    if asked <= left:
        return
    pays = f"Le fonds «\u00a0{fund}\u00a0» paierait {euros(asked)} pour ce poste, mais"
    if terms.is_short_of_money:
        raise DomainError(
            f"{pays} il ne peut plus engager que {euros(left)}, une fois compté tout ce qu’il a promis. Rien n’est "
            "enregistré\u00a0: réduisez la part du fonds dans le plan de financement, ou notez d’abord les versements "
            "reçus."
        )
    raise DomainError(
        f"{pays} il ne reste que {euros(left)} sur l’enveloppe de {euros(fund.envelope)}, une fois payés les postes "
        "déjà retenus. Rien n’est enregistré\u00a0: réduisez la part du fonds dans le plan de financement, ou "
        "augmentez l’enveloppe."
    )
