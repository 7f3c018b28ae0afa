"""What waits for a coordinator on the home page: requests to join, files that end, letters that did not leave."""

from datetime import date

from django.urls import reverse

from inclusion.access import Member, Permission
from inclusion.enums import JoinState
from inclusion.models import Beneficiary, Invitation, JoinRequest
from inclusion.navigation import Todo, register_todos
from inclusion.rules.french import so_many
from inclusion.rules.retention import last_of_month
from inclusion.scope import active_network


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
def files_at_their_end(member: Member, today: date) -> list[Todo]:
    """One line for the files that are emptied within the month, while somebody can still say otherwise."""
    if not member.may(Permission.PEOPLE_RIGHTS):
        return []
    count = Beneficiary.objects.known().filter(keep_until__lte=last_of_month(today)).count()
    if not count:
        return []
    return [
        Todo(
            tone="info",
            chip="Fin de garde",
            title=so_many(
                count, "fiche sera anonymisée dans le mois", "fiches seront anonymisées dans le mois"
            ),
            detail="rien à faire si ces personnes ne sont plus suivies",
            action="Voir les fiches",
            url=f"{reverse('person_list', args=[active_network().slug])}?keeping=month",
            order=70,
        )
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
