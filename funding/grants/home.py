"""What grants show on the home page: their deadlines."""

from datetime import date

from django.urls import reverse

from funding.grants.models import Grant
from funding.grants.rules import Deadline
from inclusion.core.access import Member, Permission
from inclusion.core.french.money import euros
from inclusion.core.navigation import Todo, register_todos

#: Late ones before what is only near.
LATE, NEAR = 8, 25


@register_todos
def grants_to_use_or_justify(member: Member, today: date) -> list[Todo]:
    """Grants that must soon be used up or accounted for, or should have been."""
    if not member.may(Permission.FUNDS_MANAGE):
        return []
    todos = []
    for grant in Grant.objects.with_sums():
        spend, justify = grant.spending(today=today), grant.justifying(today=today)
        if spend.presses:
            todos.append(_to_use(grant, spend))
        if justify.presses:
            todos.append(_to_justify(grant, justify))
    return todos


def _to_use(grant: Grant, deadline: Deadline) -> Todo:
    late = deadline.tone == "bad"
    if late:
        detail = f"{euros(grant.left)} n’ont pas été employés à temps, délai dépassé {deadline.words}"
    elif grant.left:
        detail = f"il reste {euros(grant.left)}, à employer {deadline.words}"
    else:
        detail = f"{euros(grant.to_come)} doivent encore arriver, à employer {deadline.words}"
    return Todo(
        tone=deadline.tone,
        chip=deadline.chip,
        title=f"Subvention «\u00a0{grant}\u00a0»",
        detail=detail,
        action="Rendre ce qui reste" if late else "Voir la subvention",
        url=reverse("fund_grant_return", args=[grant.network.slug, grant.pk])
        if late
        else grant.get_absolute_url(),
        order=LATE if late else NEAR,
    )


def _to_justify(grant: Grant, deadline: Deadline) -> Todo:
    received = grant.received_in > 0
    return Todo(
        tone=deadline.tone,
        chip=deadline.chip,
        title=f"Subvention «\u00a0{grant}\u00a0»",
        detail=f"{grant.funder} attend le compte de ce que son argent a fait, {deadline.words}",
        action="Noter la justification" if received else "Voir la subvention",
        url=reverse("fund_grant_justify", args=[grant.network.slug, grant.pk])
        if received
        else grant.get_absolute_url(),
        order=LATE if deadline.tone == "bad" else NEAR,
    )
