"""To-do cards: requests to join, invitations that were not delivered."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Member, Permission
from inclusion.core.enums import Group, JoinState
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.models.mails import MailBounce
from inclusion.core.models.networks import Invitation, JoinRequest, Membership
from inclusion.core.navigation import Entry, MainAction, Todo, register_entry, register_main_action, register_todos
from inclusion.core.registry.people import register_person_rows
from inclusion.core.registry.public import register_site_page

#: An organisation that asks to join is answered within a week.
ANSWERED_WITHIN = timedelta(days=7)


@register_main_action(Permission.MEMBERS_MANAGE, lambda member, today: [Membership.objects.in_force()], order=90)
def invite(member: Member, today: date) -> MainAction:
    """Where nothing else is to be done, the network grows."""
    return MainAction("Inviter quelqu’un", reverse("member_invite", args=[member.network.slug]))


@register_todos(
    Permission.JOIN_DECIDE, lambda member, today: [(JoinRequest.objects.filter(state=JoinState.WAITING), "asked_at")]
)
def join_requests(member: Member, today: date) -> list[Todo]:
    """One line per organisation that asks to join."""
    waiting = JoinRequest.objects.filter(state=JoinState.WAITING).select_related("commune").order_by("asked_at", "pk")
    return [_join_request(asked, member, today) for asked in waiting]


def _join_request(asked: JoinRequest, member: Member, today: date) -> Todo:
    day = timezone.localdate(asked.asked_at)
    return Todo(
        title=f"{asked} demande à rejoindre le réseau",
        detail=f"{asked.get_kind_display()}, {asked.commune or 'commune inconnue'}, {_since(day, today)}",
        action="Répondre",
        url=reverse("member_join_request", args=[member.network.slug, asked.pk]),
        due=day + ANSWERED_WITHIN,
    )


def _since(day: date, today: date) -> str:
    return "reçue aujourd’hui" if day == today else f"reçue le {plain_date(day)}"


@register_todos(Permission.MEMBERS_MANAGE, lambda member, today: [(_undelivered(), today)])
def undelivered_invitations(member: Member, today: date) -> list[Todo]:
    """One line for the invitations that a mail server refused."""
    count = _undelivered().count()
    many = "invitations n’ont pas pu être remises" if count > 1 else "invitation n’a pas pu être remise"
    return [
        Todo(
            title=f"{count} {many}",
            detail="vérifiez l’adresse, puis invitez de nouveau",
            action="Voir les membres",
            url=reverse("member_list", args=[member.network.slug]),
            due=today,
        )
    ]


@register_todos(Permission.MEMBERS_MANAGE, lambda member, today: [MailBounce.objects.suspending()], order=30)
def addresses_that_bounce(member: Member, today: date) -> list[Todo]:
    """One line for the addresses to which nothing is sent any more."""
    count = MailBounce.objects.suspending().count()
    return [
        Todo(
            so_many(count, "adresse électronique ne marche pas", "adresses électroniques ne marchent pas"),
            "nos courriels en reviennent\u00a0: plus rien n’y est envoyé",
            "Voir laquelle" if count == 1 else "Voir lesquelles",
            reverse("member_addresses", args=[member.network.slug]),
        )
    ]


def _forget_bounce(row: MailBounce, **how: Any) -> None:
    row.delete()


register_person_rows(MailBounce, email="email", forget=_forget_bounce)


def _undelivered() -> QuerySet[Invitation]:
    return Invitation.objects.unanswered().filter(mail__problem__gt="")


register_entry(Entry(80, "Membres", "member_list", Permission.MEMBERS_MANAGE, "member_", group=Group.NETWORK))

register_site_page("Rejoindre", "join", order=95)
