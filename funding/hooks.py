"""What funding offers to the pages of the network: navigation entries, things to do, figures."""

from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from funding.agreements import home as agreement_home  # noqa: F401
from funding.agreements import mails as agreement_mails  # noqa: F401
from funding.bank_details import home as bank_details_home  # noqa: F401
from funding.bank_details import mails as bank_details_mails  # noqa: F401
from funding.contributions import home as contribution_home  # noqa: F401
from funding.contributions import mails as contribution_mails  # noqa: F401
from funding.contributions.models import CallForFunds, Contribution, LeverageRule
from funding.contributions.queries import received_by
from funding.funds import home as fund_home  # noqa: F401
from funding.grants import home as grant_home  # noqa: F401
from funding.ledger.figures import AVAILABLE, LEVERAGE, RAISED
from funding.ledger.models.entries import Account, InvariantCheck
from funding.ledger.models.funds import ActionReach, Fund, FundedAction
from funding.ledger.queries import available
from funding.ledger.rules import Available, leverage_of
from funding.passes import home as pass_home  # noqa: F401
from funding.passes import invariants as pass_invariants  # noqa: F401
from funding.passes.booklets.models import Booklet
from funding.passes.follow_up import home as follow_up_home  # noqa: F401
from funding.passes.follow_up import mails as follow_up_mails  # noqa: F401
from funding.passes.mailings.models import Mailing
from funding.passes.people import home as people_home  # noqa: F401
from funding.passes.place_requests import home as place_request_home  # noqa: F401
from funding.passes.place_requests import mails as place_request_mails  # noqa: F401
from funding.passes.programmes.models import TrainingPlace
from funding.passes.reimbursements import home as reimbursement_home  # noqa: F401
from funding.passes.reimbursements import mails as reimbursement_mails  # noqa: F401
from funding.passes.returns import home as return_home  # noqa: F401
from funding.payees.models import Payee
from funding.posts import home as post_home  # noqa: F401
from funding.posts.queries import networks_with_posts
from funding.spending import home as spending_home  # noqa: F401
from funding.staff import home as staff_home  # noqa: F401
from funding.statements import home as statement_home  # noqa: F401
from funding.statements import mails as statement_mails  # noqa: F401
from funding.statements.models import FundingStatement
from funding.subsidies import home as subsidy_home  # noqa: F401
from inclusion.core.access import Member, Permission
from inclusion.core.enums import Group
from inclusion.core.figures import Figure, marked, written
from inclusion.core.french.money import brief_euros, euros
from inclusion.core.french.names import of, so_many
from inclusion.core.french.periods import distance, plain_date
from inclusion.core.navigation import Entry, Todo, register_entry, register_figures, register_todos
from inclusion.core.registry.invariants import invariants
from inclusion.core.registry.public import register_public_page
from inclusion.partners.actions import follow_merges, refuse_merges
from inclusion.partners.models import Partner

AWAITED_SHOWN = 4

register_entry(
    Entry(30, "Fonds", "fund_list", Permission.FUNDS_VIEW, ("fund_", "leverage_"), group=Group.FINANCE)
)
register_public_page(
    "Simuler un poste cofinancé", "post_simulator", networks_with_posts, short="Simuler un poste", order=55
)


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
follow_merges(TrainingPlace, "partner")
follow_merges(Booklet, "prescriber")
follow_merges(Booklet, "operator")
follow_merges(Mailing, "prescriber")


def _awaited(today: date) -> QuerySet[Contribution]:
    """What was promised for this year or before and did not come yet, the first called first."""
    calls = CallForFunds.objects.to_pay().filter(contribution=OuterRef("pk"))
    found = Contribution.objects.awaited().filter(year__lte=today.year)
    return found.annotate(called_for=Subquery(calls.values("due_on")[:1]))


@register_todos(
    Permission.FUNDS_MANAGE,
    lambda member, today: [(_awaited(today), "called_for")],
    order=40,
)
def money_awaited(member: Member, today: date) -> list[Todo]:
    """Contributions of this year or before of which something promised did not come yet."""
    awaited = list(_awaited(today).select_related("partner", "fund__network", "network"))
    awaited.sort(key=_last_day)
    todos = [
        Todo(
            title=f"{euros(one.outstanding, decimals=False)} à recevoir {of(one.partner)}",
            detail=_still_to_come(one, today),
            action="Voir la contribution",
            url=one.get_absolute_url(),
            due=_last_day(one),
        )
        for one in awaited[:AWAITED_SHOWN]
    ]
    if rest := awaited[AWAITED_SHOWN:]:
        fund = rest[0].fund
        todos.append(
            Todo(
                title=so_many(len(rest), "autre contribution attendue", "autres contributions attendues"),
                detail=f"{euros(sum(one.outstanding for one in rest))} ne sont pas encore arrivés",
                action="Voir les contributions",
                url=reverse("fund_contributions", args=[fund.network.slug, fund.pk]),
                due=_last_day(rest[0]),
            )
        )
    return todos


def _last_day(contribution: Contribution) -> date:
    """The day that its call names; the last of its year where it was not called."""
    return contribution.called_for or date(contribution.year, 12, 31)


def _still_to_come(contribution: Contribution, today: date) -> str:
    """What was promised, where some of it came, and since or until when it is expected."""
    promised = f"{euros(contribution.pledged)} promis pour {contribution.year}"
    where = f"{'sur ' if contribution.received else ''}{promised} au fonds «\u00a0{contribution.fund}\u00a0»"
    called = contribution.called_for
    return f"{where}, échéance {distance(called, today)}" if called else f"{where}, pas encore appelés"


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


#: How many funds in force the home page shows.
FUNDS_SHOWN = 2


@register_figures(
    Permission.FUNDS_MANAGE, lambda member, today: [Fund.objects.counted().open_on(today)], order=10
)
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


def _figures_of(
    fund: Fund, left: Available, received: Decimal, *, alone: bool, is_first: bool
) -> list[Figure]:
    """What a fund can still commit, and what was raised for a euro of the first; beside another it bears its name."""
    url = fund.get_absolute_url()
    word = "Il manque" if left.missing else "Encore à engager"
    figures = [
        Figure(
            word if alone else f"{word}, {fund}",
            brief_euros(left.missing)
            if left.missing
            else written(AVAILABLE.amount(left.amount, fund), left.words),
            "",
            "pour tenir ce qui est promis"
            if left.missing
            else marked(
                f"sur {euros(fund.brought, decimals=False)} réunis", RAISED.amount(fund.brought, fund)
            ),
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
