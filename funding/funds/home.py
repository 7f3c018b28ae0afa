"""What funds show on home pages, and offer to other apps: figures to count, and actions that can pay."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.urls import reverse

from funding.funds import queries as fund_queries
from funding.funds.rules import fund_bars, fund_sentence
from funding.grants.models import Grant
from funding.grants.rules import PRESSING_DAYS
from funding.ledger.figures import PAID, PASSES_ISSUED
from funding.ledger.models.entries import LedgerTransaction, LedgerTransactionQuerySet
from funding.ledger.models.funds import Fund, FundedAction
from funding.ledger.queries import available_of
from funding.spending.queries.funds import fund_position
from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.figures import register_figure
from inclusion.core.french.money import euros
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import Network
from inclusion.core.navigation import Coming, Picture, Subject, register_coming, register_pictures
from inclusion.core.registry.links import LinkTarget, key_of, register_payers
from inclusion.core.registry.measures import Count, register_measure
from inclusion.core.scope import scoped_to
from inclusion.core.searching import register_search


def running_funds(day: date) -> list[Running]:
    """Funds that are open, or still hold money."""
    funds = Fund.objects.with_pot().filter(Q(start__lte=day, end__gt=day) | ~Q(pot=0))
    return [
        Running(
            funds, "fonds est ouvert ou a de l’argent", "fonds sont ouverts ou ont de l’argent", "fund_list"
        )
    ]


register_activity(
    Activity(
        "fund",
        "Fonds commun",
        "Les contributions de chacun, ce qu’elles réunissent, les actions qu’elles financent, les relevés.",
        Group.FINANCE,
        (
            "evaluation.chain",
            "funding.approvals",
            "funding.bank_details",
            "funding.contributions",
            "funding.funds",
            "funding.grants",
            "funding.hooks",
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


register_measure(
    PASSES_ISSUED,
    _of(fund_queries.passes_issued),
)
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
register_measure(
    PAID,
    _of(fund_queries.fund_paid),
)


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
