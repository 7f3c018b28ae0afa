"""To-do card of files that are soon anonymised; what a person's request means for rows of the core."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from inclusion.core.access import Member, Permission
from inclusion.core.enums import Group
from inclusion.core.french.names import so_many
from inclusion.core.models.documents import Document, DocumentErasure
from inclusion.core.models.history import ChainHead, JournalEntry, StateChange
from inclusion.core.models.networks import User
from inclusion.core.navigation import Entry, Todo, register_entry, register_todos
from inclusion.core.registry.people import register_person_rows
from inclusion.core.searching import register_search
from inclusion.partners.actions import follow_merges
from inclusion.people.models import Beneficiary
from inclusion.people.rules import last_of_month


@register_todos(Permission.PEOPLE_RIGHTS, lambda member, today: [_at_their_end(today)], group=Group.SUPPORT)
def files_at_their_end(member: Member, today: date) -> list[Todo]:
    """One line for the files that are emptied within the month, while somebody can still say otherwise."""
    count = _at_their_end(today).count()
    return [
        Todo(
            title=so_many(count, "fiche sera anonymisée dans le mois", "fiches seront anonymisées dans le mois"),
            detail="rien à faire si ces personnes ne sont plus suivies",
            action="Voir les fiches",
            url=f"{reverse('person_list', args=[member.network.slug])}?keeping=month",
        )
    ]


def _at_their_end(today: date) -> QuerySet[Beneficiary]:
    return Beneficiary.objects.known().filter(keep_until__lte=last_of_month(today))


# -- Files of people when their organisation is merged

follow_merges(Beneficiary, "followed_by")
follow_merges(Beneficiary, "operator")


# -- Rows of the core that may name a person, for the rights of that person

register_person_rows(
    JournalEntry,
    StateChange,
    ChainHead,
    kept="Le journal du réseau dit qui a fait quoi\u00a0: rien n’y est changé ni retiré.",
)


register_person_rows(Document, DocumentErasure, kept="Le nom d’un document enregistré ne change plus.")


register_person_rows(
    User, kept="Un compte de membre se ferme dans «\u00a0Membres\u00a0», si la personne le demande aussi."
)


# -- Searching


@register_search(
    "Personnes",
    Permission.PEOPLE_VIEW,
    order=10,
    detail=lambda person: f"{person.postal_code} {person.town}".strip(),
    listed="person_list",
)
def people_by_name(member: Member, words: str) -> QuerySet[Beneficiary]:
    """People whom this member may see."""
    return Beneficiary.objects.visible_to(member).known().matching(words).order_by("sort_name", "pk")


register_entry(Entry(40, "Personnes", "person_list", Permission.PEOPLE_VIEW, "person_", group=Group.SUPPORT))
