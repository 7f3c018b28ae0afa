"""What statements show elsewhere: menu entries, an operator's home, the way from a batch's work to its page."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from funding.ledger.models.funds import Fund
from funding.statements.actions.batches import JOB_KIND
from funding.statements.actions.issue import Draft, draft_statement
from funding.statements.models import FundingStatement, StatementBatch
from funding.statements.papers import words_of
from inclusion.core.access import Member, Permission
from inclusion.core.enums import Group
from inclusion.core.french.periods import civil_year
from inclusion.core.models.jobs import Job
from inclusion.core.navigation import Entry, Figure, Todo, register_entry, register_figures, register_todos
from inclusion.core.registry import register_way_back

#: How many statements that were not opened the home page shows.
NEW_SHOWN = 3

register_entry(
    Entry(
        34, "Votre relevé", "statement_own", Permission.STATEMENTS_OWN, "statement_own", group=Group.FINANCE
    )
)
register_entry(
    Entry(36, "Relevés", "statement_list", Permission.STATEMENTS_ALL, "statement_", group=Group.FINANCE)
)


def statements_of(job: Job) -> dict[str, str]:
    """The way from the making of a year's statements to their page."""
    batch = StatementBatch.objects.get(pk=job.subject_id)
    return {"label": f"Voir les relevés {batch.year}", "url": batch.get_absolute_url()}


register_way_back(JOB_KIND, statements_of)


def _situation(member: Member, today: date) -> Draft | None:
    """This year's figures of a member's organisation, in the fund in force that it gives to."""
    if not member.may(Permission.STATEMENTS_OWN):
        return None
    fund = Fund.objects.open_on(today).filter(contributions__partner=member.partner).first()
    if fund is None:
        return None
    start, end = civil_year(today.year)
    return draft_statement(fund, partner=member.partner, start=start, end=end, as_at=None, at=timezone.now())


@register_todos
def new_statements(member: Member, today: date) -> list[Todo]:
    """Statements that were sent to an operator and that nobody of it has opened."""
    if not member.may(Permission.STATEMENTS_OWN):
        return []
    unopened = FundingStatement.objects.unopened().filter(partner=member.partner).select_related("fund")
    return [
        Todo(
            tone="info",
            chip="Nouveau",
            title=f"Votre relevé n° {one.number} est établi",
            detail=f"{one.fund}, {one.period}",
            action="Ouvrir le relevé",
            url=one.get_own_url(),
            order=9,
        )
        for one in unopened[:NEW_SHOWN]
    ]


@register_todos
def own_statement(member: Member, today: date) -> list[Todo]:
    """What an operator's euros finance this year, in one sentence, and the way to it."""
    draft = _situation(member, today)
    if draft is None:
        return []
    return [
        Todo(
            tone="info",
            chip=f"Situation {today.year}",
            title=words_of(draft)["headline"],
            detail=f"votre situation {today.year} se télécharge en un clic",
            action="Voir votre situation",
            url=reverse("statement_own", args=[member.network.slug]),
            order=10,
        )
    ]


@register_figures
def own_share(member: Member, today: date) -> list[Figure]:
    """What an operator gave this year to the fund in force, what that raised, what is committed and what is left."""
    draft = _situation(member, today)
    if draft is None:
        return []
    words, url = words_of(draft), reverse("statement_own", args=[member.network.slug])
    shown = [
        (f"Votre versement en {today.year}", "received_brief", str(draft.fund), url),
        ("Réuni", "raised_brief", "voir le calcul", f"{url}#calcul"),
        ("Engagé", "engaged_brief", "voir les actions", url),
        ("Il vous reste", "closing_brief", "voir le calcul", f"{url}#calcul"),
    ]
    return [
        Figure(label, words[name], "", link, where, order=10 + index)
        for index, (label, name, link, where) in enumerate(shown)
        if name != "raised_brief" or words["raised"] != words["received"]
    ]
