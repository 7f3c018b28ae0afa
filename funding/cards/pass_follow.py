"""What the follow-up of passes puts on home pages: people whose booklet waits."""

from datetime import date

from django.urls import reverse

from funding.filters.pass_follow import USUAL
from funding.models.pass_follow import seen_people, waiting_booklets
from funding.rules.pass_follow import months_before
from inclusion.core.access import Member, Permission
from inclusion.core.french.names import so_many
from inclusion.core.navigation import Todo, register_todos


@register_todos
def booklets_that_wait(member: Member, today: date) -> list[Todo]:
    """One line for those whom nobody has written to again yet."""
    if not member.may(Permission.PASSES_SEND):
        return []
    waiting = waiting_booklets(seen_people(member), idle_since=months_before(today, USUAL), on=today)
    count = waiting.exclude(letters__kind="reminder").count()
    if not count:
        return []
    return [
        Todo(
            tone="info",
            chip="À relancer",
            title=so_many(count, "carnet n’a pas encore servi", "carnets n’ont pas encore servi"),
            detail=f"envoyés il y a {USUAL} mois ou plus, encore valables",
            action="Voir qui appeler",
            url=reverse("pass_unused", args=[member.network.slug]),
            order=60,
        )
    ]
