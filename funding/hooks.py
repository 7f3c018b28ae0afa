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
from funding.spending.queries import fund_position
from funding.statements.actions import JOB_KIND as STATEMENT_BATCH
from funding.statements.actions import statement_figures
from funding.statements.models import FundingStatement, StatementBatch
from funding.subsidies import home as subsidy_home  # noqa: F401
from inclusion.core.access import Member, Permission
from inclusion.core.french.money import brief_euros, euros
from inclusion.core.french.names import of
from inclusion.core.french.periods import civil_year, plain_date
from inclusion.core.models.jobs import Job
from inclusion.core.navigation import Entry, Figure, Todo, register_entry, register_figures, register_todos
from inclusion.core.registry import invariants, register_public_door, register_way_back
from inclusion.partners.actions import follow_merges, refuse_merges
from inclusion.partners.models import Partner

AWAITED_SHOWN = 4

register_entry(Entry(30, "Fonds", "fund_list", Permission.FUNDS_VIEW, ("fund_", "leverage_")))
register_entry(Entry(34, "Votre relevé", "statement_own", Permission.STATEMENTS_OWN, "statement_own"))
register_entry(Entry(36, "Relevés", "statement_list", Permission.STATEMENTS_ALL, "statement_"))


def statements_of(job: Job) -> dict[str, str]:
    """The way from the making of a year's statements to their page."""
    batch = StatementBatch.objects.get(pk=job.subject_id)
    return {"label": f"Voir les relevés {batch.year}", "url": batch.get_absolute_url()}


register_way_back(STATEMENT_BATCH, statements_of)
register_public_door(
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
    funds = list(Fund.objects.open_on(today).select_related("network")[:FUNDS_SHOWN])
    figures = [figure for fund in funds for figure in _figures_of(fund, alone=len(funds) == 1)]
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


def _figures_of(fund: Fund, *, alone: bool) -> list[Figure]:
    """What is left of a fund, and what was raised for a euro; beside another fund it is called by its name."""
    position = fund_position(fund)
    url = fund.get_absolute_url()
    figures = [
        Figure(
            "Pot commun disponible" if alone else f"Disponible, {fund}",
            euros(position.shares, decimals=False),
            "",
            f"sur {euros(position.received + position.match, decimals=False)} réunis",
            url,
            order=10,
        )
    ]
    if position.leverage is not None and (alone or position.match):
        figures.append(
            Figure(
                "Pour 1\u00a0€ versé",
                brief_euros(position.leverage),
                "réunis",
                "voir le calcul",
                f"{url}#calcul",
                order=11,
            )
        )
    return figures


@register_todos
def own_statement(member: Member, today: date) -> list[Todo]:
    """An operator's way to its statement of the year."""
    if not member.may(Permission.STATEMENTS_OWN):
        return []
    given = Contribution.objects.filter(partner=member.partner, fund__in=Fund.objects.open_on(today))
    if not given.exists():
        return []
    return [
        Todo(
            tone="info",
            chip=f"Situation {today.year}",
            title="Ce que vos euros financent",
            detail=f"votre situation {today.year} et vos relevés se téléchargent en un clic",
            action="Voir votre situation",
            url=reverse("statement_own", args=[member.network.slug]),
            order=10,
        )
    ]


@register_figures
def own_share(member: Member, today: date) -> list[Figure]:
    """What an operator gave this year to the fund in force, what that raised, and what it finances."""
    if not member.may(Permission.STATEMENTS_OWN):
        return []
    fund = Fund.objects.open_on(today).filter(contributions__partner=member.partner).first()
    if fund is None:
        return []
    year = civil_year(today.year)
    own = statement_figures(fund, member.partner, start=year.start, end=year.end).statement
    url = reverse("statement_own", args=[fund.network.slug])
    raised = Figure(
        "Avec l’effet levier",
        euros(own.received + own.match + own.grants, decimals=False),
        "réunis",
        "voir le calcul",
        f"{url}#calcul",
        order=11,
    )
    used = own.paid - own.released
    financed = Figure(
        "Vos euros financent déjà",
        euros(used, decimals=False),
        "d’actions",
        f"engagés en {today.year}",
        url,
        order=12,
    )
    return [
        Figure(
            f"Votre versement en {today.year}",
            euros(own.received, decimals=False),
            "",
            str(fund),
            url,
            order=10,
        ),
        *([raised] if fund.has_leverage(year.start, year.end) else []),
        *([financed] if used > 0 else []),
    ]
