"""What funding offers to the pages of the network: navigation entries, things to do, figures."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from funding.agreements import home as agreement_home  # noqa: F401
from funding.agreements import mails as agreement_mails  # noqa: F401
from funding.bank_details import home as bank_details_home  # noqa: F401
from funding.bank_details import mails as bank_details_mails  # noqa: F401
from funding.contributions import home as contribution_home  # noqa: F401
from funding.contributions import mails as contribution_mails  # noqa: F401
from funding.contributions.models import Contribution, LeverageRule
from funding.funds import home as fund_home  # noqa: F401
from funding.grants import home as grant_home  # noqa: F401
from funding.ledger.models.entries import Account, InvariantCheck
from funding.ledger.models.funds import ActionReach, Fund, FundedAction
from funding.ledger.queries import available
from funding.ledger.rules import Available
from funding.passes import home as pass_home  # noqa: F401
from funding.passes.booklets.models import Booklet
from funding.passes.mailings.models import Mailing
from funding.passes.people import home as people_home  # noqa: F401
from funding.passes.programmes.models import TrainingPlace
from funding.passes.reimbursements import home as reimbursement_home  # noqa: F401
from funding.passes.reimbursements import mails as reimbursement_mails  # noqa: F401
from funding.payees.models import Payee
from funding.posts import home as post_home  # noqa: F401
from funding.posts.queries import networks_with_posts
from funding.spending import home as spending_home  # noqa: F401
from funding.spending.queries.funds import fund_position
from funding.statements import home as statement_home  # noqa: F401
from funding.statements import mails as statement_mails  # noqa: F401
from funding.statements.models import FundingStatement
from funding.subsidies import home as subsidy_home  # noqa: F401
from inclusion.core.access import Member, Permission
from inclusion.core.enums import Group
from inclusion.core.french.money import brief_euros, euros
from inclusion.core.french.names import of
from inclusion.core.french.periods import plain_date
from inclusion.core.navigation import Entry, Figure, Todo, register_entry, register_figures, register_todos
from inclusion.core.registry import invariants, register_public_page
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


@register_todos
def money_awaited(member: Member, today: date) -> list[Todo]:
    """Contributions of this year or before of which something promised did not come yet."""
    if not member.may(Permission.FUNDS_MANAGE):
        return []
    promised = Contribution.objects.awaited().filter(year__lte=today.year)
    awaited = list(promised.select_related("partner", "fund"))
    todos = [
        Todo(
            tone="warn",
            chip="Reçu en partie" if one.received else "Attendu",
            title=f"Contribution {of(str(one.partner))}",
            detail=_still_to_come(one),
            action="Voir la contribution",
            url=one.get_absolute_url(),
            order=40,
        )
        for one in awaited[:AWAITED_SHOWN]
    ]
    if rest := awaited[AWAITED_SHOWN:]:
        others = "autre contribution attendue" if len(rest) == 1 else "autres contributions attendues"
        fund = rest[0].fund
        todos.append(
            Todo(
                tone="warn",
                chip="Attendu",
                title=f"{len(rest)} {others}",
                detail=f"{euros(sum(one.outstanding for one in rest))} ne sont pas encore arrivés",
                action="Voir les contributions",
                url=reverse("fund_contributions", args=[fund.network.slug, fund.pk]),
                order=41,
            )
        )
    return todos


def _still_to_come(contribution: Contribution) -> str:
    """What is outstanding, beside what was promised where some of it came."""
    of, year = euros(contribution.pledged), contribution.year
    where = f"au fonds «\u00a0{contribution.fund}\u00a0»"
    if contribution.received:
        return f"{euros(contribution.outstanding)} à recevoir, sur {of} promis pour {year} {where}"
    return f"{of} promis pour {year} {where}"


@register_todos
def accounts_broken(member: Member, today: date) -> list[Todo]:
    """The last proof of the accounts found something."""
    last = InvariantCheck.objects.first() if member.may(Permission.FUNDS_MANAGE) else None
    if last is None or not last.violations:
        return []
    what = "anomalie" if last.violations == 1 else "anomalies"
    day = plain_date(timezone.localdate(last.checked_at))
    return [
        Todo(
            tone="bad",
            chip="À vérifier",
            title="Les comptes des fonds",
            detail=f"la vérification du {day} a trouvé {last.violations} {what}",
            action="Voir les fonds",
            url=reverse("fund_list", args=[last.network.slug]),
            order=1,
        )
    ]


@register_todos
def accounts_to_look_at(member: Member, today: date) -> list[Todo]:
    """What the last proof of the accounts found that is no fault."""
    last = InvariantCheck.objects.first() if member.may(Permission.FUNDS_MANAGE) else None
    if last is None:
        return []
    return [
        Todo(
            tone="info",
            chip="À regarder",
            title="Ce que prévoient les fonds",
            detail=one.warning,
            action="Voir les fonds",
            url=reverse("fund_list", args=[last.network.slug]),
            order=40,
        )
        for name, one in invariants().items()
        if one.warning and last.counts.get(name)
    ]


#: How many funds in force the home page shows.
FUNDS_SHOWN = 2


@register_figures
def pot(member: Member, today: date) -> list[Figure]:
    """What the coordinator sees of the funds in force."""
    if not member.may(Permission.FUNDS_MANAGE):
        return []
    funds = list(Fund.objects.open_on(today).with_pot().select_related("network")[:FUNDS_SHOWN])
    left = available(funds)
    figures = [figure for fund in funds for figure in _figures_of(fund, left[fund.pk], alone=len(funds) == 1)]
    last = InvariantCheck.objects.first()
    if funds and last is not None:
        figures.append(
            Figure(
                "Anomalies dans les comptes",
                str(last.violations),
                "",
                f"vérifiés le {plain_date(timezone.localdate(last.checked_at))}",
                reverse("fund_movements", args=[funds[0].network.slug, funds[0].pk]),
                order=60,
            )
        )
    return figures


def _figures_of(fund: Fund, left: Available, *, alone: bool) -> list[Figure]:
    """What a fund can still commit, and what was raised for a euro; beside another fund it is called by its name."""
    url = fund.get_absolute_url()
    word = "Il manque" if left.missing else "Encore à engager"
    figures = [
        Figure(
            word if alone else f"{word}, {fund}",
            brief_euros(left.missing) if left.missing else left.words,
            "",
            "pour tenir ce qui est promis"
            if left.missing
            else f"sur {euros(fund.brought, decimals=False)} réunis",
            url,
            order=10,
        )
    ]
    position = fund_position(fund)
    if position.leverage is not None and (alone or position.match):
        figures.append(
            Figure(
                "Pour 1\u00a0€ versé" if alone else f"Pour 1\u00a0€ versé, {fund}",
                brief_euros(position.leverage),
                "réunis",
                "voir le calcul",
                f"{url}#calcul",
                order=11,
            )
        )
    return figures
