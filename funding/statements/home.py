"""What statements show elsewhere: menu entries, an operator's home, the way from a batch's work to its page."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from funding.ledger.models.funds import Fund, FundQuerySet
from funding.ledger.rules import text_alternative
from funding.statements.actions.batches import JOB_KIND
from funding.statements.actions.issue import Draft, draft_statement
from funding.statements.models import FundingStatement, FundingStatementQuerySet, StatementBatch
from funding.statements.papers import words_of
from funding.statements.rules.words import statement_bars
from inclusion.core.access import Member, Permission
from inclusion.core.enums import Group
from inclusion.core.figures import Figure
from inclusion.core.french.periods import civil_year, plain_date
from inclusion.core.jobs import register_way_back
from inclusion.core.models.jobs import Job
from inclusion.core.navigation import (
    Entry,
    MainAction,
    Picture,
    Todo,
    register_entry,
    register_figures,
    register_main_action,
    register_pictures,
    register_todos,
)

#: How many statements that were not opened the home page shows.
NEW_SHOWN = 3

register_entry(
    Entry(34, "Votre relevé", "statement_own", Permission.STATEMENTS_OWN, "statement_own", group=Group.FINANCE)
)
register_entry(Entry(36, "Relevés", "statement_list", Permission.STATEMENTS_ALL, "statement_", group=Group.FINANCE))


def statements_of(job: Job) -> dict[str, str]:
    """The way from the making of a year's statements to their page."""
    assert job.subject_id is not None  # a job of this kind names its batch
    batch = StatementBatch.objects.get(pk=job.subject_id)
    return {"label": f"Voir les relevés {batch.year}", "url": batch.get_absolute_url()}


register_way_back(JOB_KIND, statements_of)


def _own_funds(member: Member, today: date) -> FundQuerySet:
    """The funds in force that the member's organisation gives to."""
    return Fund.objects.open_on(today).filter(contributions__partner=member.partner)


def _situation(member: Member, today: date) -> Draft:
    """This year's figures of a member's organisation, in the fund in force that it gives to."""
    start, end = civil_year(today.year)
    fund = _own_funds(member, today)[0]
    now = timezone.now()
    return draft_statement(fund, partner=member.partner, start=start, end=end, as_at=None, at=now, outcomes=False)


@register_main_action(Permission.STATEMENTS_OWN, lambda member, today: [_own_funds(member, today)])
def own_situation(member: Member, today: date) -> MainAction:
    """What an operator's euros finance this year."""
    return MainAction(f"Voir votre situation {today.year}", reverse("statement_own", args=[member.network.slug]))


def _unopened(member: Member) -> FundingStatementQuerySet:
    return FundingStatement.objects.unopened().filter(partner=member.partner)


@register_todos(Permission.STATEMENTS_OWN, lambda member, today: [_unopened(member)], order=9)
def new_statements(member: Member, today: date) -> list[Todo]:
    """Statements that were sent to an operator and that nobody of it has opened."""
    return [
        Todo(
            title=f"Votre relevé n° {one.number} est établi",
            detail=f"{one.fund}, {one.period}",
            action="Ouvrir le relevé",
            url=one.get_own_url(),
        )
        for one in _unopened(member).select_related("fund")[:NEW_SHOWN]
    ]


@register_figures(Permission.STATEMENTS_OWN, lambda member, today: [_own_funds(member, today)], order=10)
def own_share(member: Member, today: date) -> list[Figure]:
    """What an operator gave this year to the fund in force, what that raised, what is committed and what is left."""
    draft = _situation(member, today)
    words, url = words_of(draft), reverse("statement_own", args=[member.network.slug])
    shown = [
        (f"Votre versement en {today.year}", "received_brief", str(draft.fund), url),
        ("Réuni", "raised_brief", "voir le calcul", f"{url}#calcul"),
        ("Engagé", "engaged_brief", "voir les actions", url),
        ("Il vous reste", "closing_brief", "voir le calcul", f"{url}#calcul"),
    ]
    return [
        Figure(label, words[name], "", link, where)
        for label, name, link, where in shown
        if name != "raised_brief" or words["raised"] != words["received"]
    ]


#: Widths of the drawing, of a half page and of a phone.
WIDTHS = (440, 320)


@register_pictures(Permission.STATEMENTS_OWN, lambda member, today: [_own_funds(member, today)], order=10)
def own_euros(member: Member, today: date) -> Picture | None:
    """What this year's money of an operator raised and what became of it, as its statement draws it."""
    draft = _situation(member, today)
    words = words_of(draft)
    if not words["raised"] and not words["opening"]:
        return None
    wide, narrow = (statement_bars(words, width=width) for width in WIDTHS)
    return Picture(
        heading=f"Vos euros en {today.year}, {draft.fund}",
        sentence=words["headline"],
        template="funding/funds/fund_bars.html",
        context={"wide": wide, "narrow": narrow, "spoken": text_alternative(wide)},
        foot=f"Situation au {plain_date(today)}",
        action="Voir votre situation",
        url=reverse("statement_own", args=[member.network.slug]),
        notes=(words["lead"],),
    )
