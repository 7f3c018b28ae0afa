"""What funds show on home pages, and offer to other apps: figures to count, and actions that can pay."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from funding.contributions.models import Contribution, LeverageRule
from funding.contributions.queries import received_by
from funding.funds import queries as fund_queries
from funding.funds.rules import fund_bars, fund_sentence
from funding.grants.models import Grant
from funding.grants.rules import PRESSING_DAYS
from funding.ledger.figures import AVAILABLE, LEVERAGE, PAID, PASSES_ISSUED, RAISED
from funding.ledger.models.entries import Account, InvariantCheck, LedgerTransaction, LedgerTransactionQuerySet
from funding.ledger.models.funds import ActionReach, Fund, FundedAction
from funding.ledger.queries import available, available_of
from funding.ledger.rules import Available, leverage_of
from funding.payees.models import Payee
from funding.spending.queries.funds import fund_position
from funding.statements.models import FundingStatement
from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.figures import Figure, marked, register_figure, written
from inclusion.core.french.money import brief_euros, euros
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import Network
from inclusion.core.navigation import (
    Coming,
    Entry,
    Picture,
    Subject,
    Todo,
    register_coming,
    register_entry,
    register_figures,
    register_pictures,
    register_todos,
)
from inclusion.core.registry.invariants import invariants
from inclusion.core.registry.links import LinkTarget, key_of, register_payers
from inclusion.core.registry.measures import Count, register_measure
from inclusion.core.scope import scoped_to
from inclusion.core.searching import register_search
from inclusion.partners.actions import refuse_merges
from inclusion.partners.models import Partner


def running_funds(day: date) -> list[Running]:
    """Funds that are open, or still hold money."""
    funds = Fund.objects.with_pot().filter(Q(start__lte=day, end__gt=day) | ~Q(pot=0))
    return [Running(funds, "fonds est ouvert ou a de l’argent", "fonds sont ouverts ou ont de l’argent", "fund_list")]


register_activity(
    Activity(
        "fund",
        "Fonds commun",
        "Les contributions de chacun, ce qu’elles réunissent, les actions qu’elles financent, les relevés.",
        Group.FINANCE,
        (
            "funding.approvals",
            "funding.bank_details",
            "funding.contributions",
            "funding.funds",
            "funding.grants",
            "funding.imports",
            "funding.ledger",
            "funding.payees",
            "funding.simulator",
            "funding.spending",
            "funding.statements",
        ),
        running_funds,
    )
)

# -- Figures of funding for indicators


def _of(read: Callable[[date, date], Decimal | int]) -> Count:
    """The read, in the scope of the network that is asked for."""

    def count(network: Network, start: date, end: date) -> Decimal | int:
        with scoped_to(network):
            return read(start, end)

    return count


register_measure(PASSES_ISSUED, _of(fund_queries.passes_issued))
register_measure(
    register_figure(
        "passes_used",
        "Pass utilisés",
        "pass",
        "Les pass acceptés par un lieu dans la période, utilisations reprises déduites.",
    ),
    _of(fund_queries.passes_used),
)
register_measure(
    register_figure(
        "people_helped",
        "Personnes pour qui un pass a été émis",
        "personnes",
        "Les personnes pour qui un carnet de pass a été émis dans la période, chacune une fois.",
    ),
    _of(fund_queries.people_sent_passes),
)
register_measure(
    register_figure(
        "posts_fte",
        "Postes cofinancés, en moyenne",
        "ETP",
        "Les équivalents temps plein des postes cofinancés, en moyenne sur la période\u00a0; vacants compris.",
    ),
    _of(fund_queries.posts_fte),
)
register_measure(PAID, _of(fund_queries.fund_paid))


# -- The money of a fund, in one picture

#: Widths of the drawing, of a half page and of a phone.
WIDTHS = (440, 320)


@register_pictures(
    Permission.FUNDS_VIEW,
    lambda member, today: [Fund.objects.counted().open_on(today)] if member.only_reads else [],
    order=10,
    subject=Subject.MONEY,
)
def money_of_the_fund(member: Member, today: date) -> Picture | None:
    """Where the money of the first fund in force came from and what it is now, as far as this member may see it."""
    fund = Fund.objects.counted().open_on(today).order_by("start", "name", "pk").select_related("network")[0]
    position = fund_position(fund).seen_by(member)
    standing = fund_queries.standing_of(position, available_of(fund))
    if not position.totals or standing.raised <= 0:
        return None
    wide, narrow = (fund_bars(standing, width=width) for width in WIDTHS)
    sentence = fund_sentence(standing, actions=sum(one.cost > 0 for one in position.actions))
    return Picture(
        heading=str(fund),
        sentence=sentence,
        template="funding/funds/fund_bars.html",
        context={"wide": wide, "narrow": narrow, "spoken": str(sentence)},
        foot=f"Depuis l’ouverture du fonds, le {plain_date(fund.start)}\u00a0; au {plain_date(today)}",
        action="Voir le fonds",
        url=fund.get_absolute_url(),
    )


def _grants(today: date) -> QuerySet[Grant]:
    soon = today + timedelta(days=PRESSING_DAYS)
    return Grant.objects.filter(spend_by__gte=today, spend_by__lte=soon)


@register_coming(Permission.FUNDS_VIEW, lambda member, today: [_grants(today)] if member.only_reads else [])
def ends_of_grants(member: Member, today: date) -> list[Coming]:
    """The last days of grants of which something is left."""
    return [
        Coming(
            one.spend_by,
            f"{euros(one.left, decimals=False)} de subvention à employer",
            reverse("fund_detail", args=[member.network.slug, one.fund_id]),
        )
        for one in _grants(today).with_sums()
        if one.left
    ]


# -- Actions of funds, for other apps


@register_payers
def funded_actions(day: date) -> list[LinkTarget]:
    """The actions of the funds that are open on a day."""
    found = FundedAction.objects.filter(fund__in=Fund.objects.open_on(day)).select_related("fund", "network")
    return [
        LinkTarget(key_of(action), f"{action.name}, {action.fund}", action.get_absolute_url())
        for action in found.order_by("fund__pk", "sort_name", "pk")
    ]


# -- Searching


@register_search("Fonds", Permission.FUNDS_VIEW, order=70, detail=lambda fund: fund.period)
def funds_by_name(member: Member, words: str) -> QuerySet[Fund]:
    """Funds, the last first."""
    return Fund.objects.filter(name__unaccent__icontains=words).order_by("-start", "name", "pk")


@register_search(
    "Mouvements des fonds",
    Permission.FUNDS_VIEW,
    order=72,
    detail=lambda movement: f"{movement.fund}, {plain_date(movement.booked_on)}",
)
def movements_by_reference(member: Member, words: str) -> LedgerTransactionQuerySet:
    """Movements that this member may see, by their label or the reference of the bank, the last first."""
    found = LedgerTransaction.objects.visible_to(member).matching(words)
    return found.recent_first().select_related("fund")


register_entry(Entry(30, "Fonds", "fund_list", Permission.FUNDS_VIEW, ("fund_", "leverage_"), group=Group.FINANCE))

# -- Partners that stay


def keep_contributors(gone: Partner) -> str | None:
    """A ledger is never rewritten: a partner whose euros it holds keeps its own line."""
    if Account.objects.filter(partner=gone).exists() or Contribution.objects.filter(partner=gone).exists():
        return f"{gone} contribue à un fonds et reste dans ses comptes\u00a0: gardez-le et fusionnez l’autre."
    named = (
        Fund.objects.filter(host=gone),
        LeverageRule.objects.filter(matcher=gone),
        FundedAction.objects.filter(targets=gone),
        ActionReach.objects.filter(partner=gone),
        FundingStatement.objects.filter(partner=gone),
        Payee.objects.filter(partner=gone),
    )
    if any(rows.exists() for rows in named):
        where = "dans les règles, les dépenses ou les relevés d’un fonds"
        return f"{gone} est nommé {where}\u00a0: gardez-le et fusionnez l’autre."
    return None


refuse_merges(keep_contributors)


# -- What the last proof of the accounts found


def _last_check() -> QuerySet[InvariantCheck]:
    return InvariantCheck.objects.filter(pk__in=InvariantCheck.objects.values("pk")[:1])


@register_todos(
    Permission.FUNDS_MANAGE, lambda member, today: [(_last_check().filter(violations__gt=0), today)], order=1
)
def accounts_broken(member: Member, today: date) -> list[Todo]:
    """The last proof of the accounts found something."""
    last = _last_check().get()
    return [
        Todo(
            title=f"Les comptes des fonds ont {so_many(last.violations, 'anomalie', 'anomalies')}",
            detail=f"vérifiés le {plain_date(timezone.localdate(last.checked_at))}",
            action="Voir les fonds",
            url=reverse("fund_list", args=[member.network.slug]),
            due=today,
        )
    ]


@register_todos(Permission.FUNDS_MANAGE, lambda member, today: [_last_check()], order=40)
def accounts_to_look_at(member: Member, today: date) -> list[Todo]:
    """What the last proof of the accounts found that is no fault."""
    counts, url = _last_check().get().counts, reverse("fund_list", args=[member.network.slug])
    return [
        Todo("Ce que prévoient les fonds est à regarder", one.warning, "Voir les fonds", url)
        for name, one in invariants().items()
        if one.warning and counts.get(name)
    ]


# -- Funds in force

#: How many funds in force the home page shows.
FUNDS_SHOWN = 2


@register_figures(Permission.FUNDS_MANAGE, lambda member, today: [Fund.objects.counted().open_on(today)], order=11)
def pot(member: Member, today: date) -> list[Figure]:
    """What the coordinator sees of the funds in force."""
    rules = LeverageRule.objects.filter(fund=OuterRef("pk"))
    funds = list(
        Fund.objects.counted()
        .open_on(today)
        .with_pot()
        .annotate(matched=Exists(rules))
        .select_related("network")[:FUNDS_SHOWN]
    )
    left, received = available(funds, pots={fund.pk: fund.pot for fund in funds}), received_by(funds)
    return [
        figure
        for fund in funds
        for figure in _figures_of(
            fund, left[fund.pk], received[fund.pk], alone=len(funds) == 1, is_first=fund == funds[0]
        )
    ]


def _figures_of(fund: Fund, left: Available, received: Decimal, *, alone: bool, is_first: bool) -> list[Figure]:
    """What a fund can still commit, and what was raised for a euro of the first; beside another it bears its name."""
    url = fund.get_absolute_url()
    word = "Il manque" if left.missing else "Encore à engager"
    figures = [
        Figure(
            word if alone else f"{word}, {fund}",
            brief_euros(left.missing) if left.missing else written(AVAILABLE.amount(left.amount, fund), left.words),
            "",
            "pour tenir ce qui est promis"
            if left.missing
            else marked(f"sur {euros(fund.brought, decimals=False)} réunis", RAISED.amount(fund.brought, fund)),
            url,
        )
    ]
    leverage = leverage_of(fund.raised, received) if fund.matched and is_first else None
    if leverage is not None:
        figures.append(
            Figure(
                "Pour 1\u00a0€ versé" if alone else f"Pour 1\u00a0€ versé, {fund}",
                written(LEVERAGE.amount(leverage, fund), brief_euros(leverage)),
                "réunis",
                "voir le calcul",
                f"{url}#calcul",
            )
        )
    return figures
