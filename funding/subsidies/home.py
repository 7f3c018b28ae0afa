"""What subsidy requests and instalments show on the pages of the network: navigation entries and things to do."""

from datetime import date, timedelta

from django.db.models import Sum
from django.urls import reverse

from funding.agreements.enums import SubsidyState
from funding.agreements.models import InstalmentQuerySet
from funding.agreements.queries.instalments import InstalmentLine, lines_of, waiting_instalments
from funding.subsidies.models import SubsidyRequest, SubsidyRequestQuerySet
from inclusion.core.access import Member, Permission
from inclusion.core.enums import Group
from inclusion.core.french.money import euros
from inclusion.core.french.names import of
from inclusion.core.french.periods import distance
from inclusion.core.navigation import Entry, Todo, register_entry, register_todos

SHOWN = 4
#: How long before its day an instalment that is not called is shown to the coordinator.
CALL_AHEAD = timedelta(days=30)


def _to_decide(member: Member) -> SubsidyRequestQuerySet:
    """Requests that wait for the member's own organisation."""
    if not member.may(Permission.SUBSIDIES_DECIDE) or member.may(Permission.AGREEMENTS_MANAGE):
        return SubsidyRequest.objects.none()
    return SubsidyRequest.objects.visible_to(member).to_decide()


def _to_complete(member: Member) -> SubsidyRequestQuerySet:
    """Requests that whoever prepares them has to complete."""
    if not member.may(Permission.AGREEMENTS_MANAGE):
        return SubsidyRequest.objects.none()
    return SubsidyRequest.objects.filter(state=SubsidyState.DRAFT)


register_entry(
    Entry(38, "Demandes de subvention", "subsidy_list", Permission.SUBSIDIES_DECIDE, "subsidy_", group=Group.FINANCE)
)


@register_todos(Permission.SUBSIDIES_DECIDE, lambda member, today: [(_to_decide(member), today)], order=6)
def requests_to_decide(member: Member, today: date) -> list[Todo]:
    """Requests that wait for an operator's decision."""
    rows = _to_decide(member).select_related("network", "party__agreement")[:SHOWN]
    return [
        Todo(
            title=f"Une demande de {euros(one.asked, decimals=False)} attend votre décision",
            detail=f"pour {one.year}, convention {one.party.agreement.reference}",
            action="Lire la demande",
            url=one.get_absolute_url(),
            due=today,
        )
        for one in rows
    ]


@register_todos(Permission.AGREEMENTS_MANAGE, lambda member, today: [_to_complete(member)], order=14)
def requests_to_complete(member: Member, today: date) -> list[Todo]:
    """Requests to complete: one line for each year."""
    rows = _to_complete(member).order_by().values("year", "network__slug").annotate(asked=Sum("asked"))
    todos = []
    for one in rows.order_by("year")[:SHOWN]:
        own = list(_to_complete(member).filter(year=one["year"]).select_related("party__partner", "network")[:3])
        names = ", ".join(str(row.party) for row in own)
        url = reverse("subsidy_list", args=[one["network__slug"]]) + f"?year={one['year']}&state=draft"
        todos.append(
            Todo(
                title=f"Les demandes de subvention de {one['year']} sont à compléter",
                detail=f"{euros(one['asked'], decimals=False)} à demander\u00a0: {names}",
                action="Compléter les demandes",
                url=own[0].get_absolute_url() if len(own) == 1 else url,
            )
        )
    return todos


def _near(today: date) -> InstalmentQuerySet:
    return waiting_instalments().filter(due_on__lte=today + CALL_AHEAD)


def _due(today: date) -> list[InstalmentLine]:
    """Instalments whose day has come or comes within a month, and of which the next step is the coordinator's.

    Several that wait for one request of a year are shown once.
    """
    steps: dict[str, InstalmentLine] = {}
    for one in lines_of(_near(today), today=today):
        if one.next and one.left and not one.waits_for_request:
            steps.setdefault(one.next, one)
    return list(steps.values())


@register_todos(Permission.AGREEMENTS_MANAGE, lambda member, today: [(_near(today), "due_on")], order=16)
def instalments_due(member: Member, today: date) -> list[Todo]:
    """Instalments that are due and that nobody called, committed or noted."""
    return [
        Todo(
            title=f"Échéance {of(line.instalment.party)}\u00a0: {euros(line.left)}",
            detail=f"convention {line.instalment.agreement.reference}, {distance(line.instalment.due_on, today)}",
            action=line.next_label,
            url=line.next or "",
            due=line.instalment.due_on,
        )
        for line in _due(today)[:SHOWN]
    ]
