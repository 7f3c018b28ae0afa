"""What grants show on the home page: their deadlines."""

from datetime import date

from django.urls import reverse

from funding.grants.models import Grant
from funding.grants.rules import Deadline
from inclusion.core.access import Member, Permission
from inclusion.core.french.money import euros
from inclusion.core.navigation import Todo, register_todos


@register_todos(
    Permission.FUNDS_MANAGE,
    lambda member, today: [(Grant.objects.all(), "spend_by"), (Grant.objects.filter(justified_on=None), "justify_by")],
    order=8,
)
def grants_to_use_or_justify(member: Member, today: date) -> list[Todo]:
    """Grants that must soon be used up or accounted for, or should have been."""
    todos = []
    for grant in Grant.objects.with_sums():
        spend, justify = grant.spending(today=today), grant.justifying(today=today)
        if spend.presses:
            todos.append(_to_use(grant, spend))
        if justify.presses:
            todos.append(_to_justify(grant, justify))
    return todos


def _to_use(grant: Grant, deadline: Deadline) -> Todo:
    late, left = deadline.tone == "bad", euros(grant.left, decimals=False)
    if late:
        title, detail = f"{left} sont à rendre à {grant.funder}", f"délai dépassé {deadline.words}"
    elif grant.left:
        title, detail = f"{left} restent à employer", deadline.words
    else:
        title = f"{euros(grant.to_come, decimals=False)} doivent encore arriver"
        detail = f"à employer {deadline.words}"
    return Todo(
        title=title,
        detail=f"subvention «\u00a0{grant}\u00a0», {detail}",
        action="Rendre ce qui reste" if late else "Voir la subvention",
        url=reverse("fund_grant_return", args=[grant.network.slug, grant.pk]) if late else grant.get_absolute_url(),
        due=grant.spend_by,
    )


def _to_justify(grant: Grant, deadline: Deadline) -> Todo:
    received = grant.received_in > 0
    return Todo(
        title=f"La subvention «\u00a0{grant}\u00a0» est à justifier",
        detail=f"{grant.funder} attend le compte de ce que son argent a fait, {deadline.words}",
        action="Noter la justification" if received else "Voir la subvention",
        url=reverse("fund_grant_justify", args=[grant.network.slug, grant.pk])
        if received
        else grant.get_absolute_url(),
        due=grant.justify_by,
    )
