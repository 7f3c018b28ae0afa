"""To-do cards: requests to join, invitations that were not delivered."""

from datetime import date

from django.urls import reverse

from inclusion.core.access import Member, Permission
from inclusion.core.enums import JoinState
from inclusion.core.models.networks import Invitation, JoinRequest
from inclusion.core.navigation import Todo, register_todos
from inclusion.core.scope import active_network


@register_todos
def join_requests(member: Member, today: date) -> list[Todo]:
    """One line per organisation that asks to join."""
    if not member.may(Permission.JOIN_DECIDE):
        return []
    slug = active_network().slug
    return [
        Todo(
            tone="warn",
            chip="À décider",
            title=f"{asked} demande à rejoindre le réseau",
            detail=f"{asked.get_kind_display()}, {asked.commune or 'commune inconnue'}",
            action="Répondre",
            url=reverse("member_join_request", args=[slug, asked.pk]),
            order=20,
        )
        for asked in JoinRequest.objects.filter(state=JoinState.WAITING).select_related("commune")
    ]


@register_todos
def undelivered_invitations(member: Member, today: date) -> list[Todo]:
    """One line for the invitations that a mail server refused."""
    if not member.may(Permission.MEMBERS_MANAGE):
        return []
    count = Invitation.objects.unanswered().filter(mail__problem__gt="").count()
    if not count:
        return []
    many = "invitations n’ont pas pu être remises" if count > 1 else "invitation n’a pas pu être remise"
    return [
        Todo(
            tone="bad",
            chip="En échec",
            title=f"{count} {many}",
            detail="Vérifiez l’adresse, puis invitez de nouveau.",
            action="Voir les membres",
            url=reverse("member_list", args=[active_network().slug]),
            order=30,
        )
    ]
