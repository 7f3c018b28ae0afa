"""What letters that nobody received or whose people moved show on home pages; letters follow a person's file."""

from datetime import date
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone

from funding.passes.letters.models import Letter
from funding.passes.returns.actions import follow_person
from funding.passes.returns.models import ReplacementRequest
from inclusion.core.access import Member, Permission
from inclusion.core.french.periods import plain_date
from inclusion.core.navigation import Todo, register_todos
from inclusion.people.actions.files import follow_changes

follow_changes(follow_person)


@register_todos(
    Permission.PASSES_DISPATCH, lambda member, today: [(Letter.objects.outdated(), today)], order=4
)
def letters_with_old_addresses(member: Member, today: date) -> list[Todo]:
    """Closed batches of which a letter bears an address where its person no longer lives."""
    found = Letter.objects.outdated().select_related("batch__network").order_by("batch__number", "pk")
    todos = []
    for batch, group in groupby(found, key=lambda letter: letter.batch):
        letters = list(group)
        alone = f"La {str(letters[0]).lower()} porte une ancienne adresse"
        todos.append(
            Todo(
                alone if len(letters) == 1 else f"{len(letters)} lettres portent une ancienne adresse",
                f"{str(batch).lower()}, pas encore remis\u00a0: son fichier est à refaire",
                "Refaire le fichier",
                batch.get_absolute_url(),
                today,
                first=True,
            )
        )
    return todos


def _asked() -> QuerySet[ReplacementRequest]:
    return ReplacementRequest.objects.waiting().filter(booklet__cancelled_at=None)


@register_todos(Permission.PASSES_DISPATCH, lambda member, today: [(_asked(), today)], order=6)
def replacements_to_decide(member: Member, today: date) -> list[Todo]:
    """People who did not receive their letter, and for whom a prescriber asks."""
    return [
        Todo(
            f"{asked.booklet.beneficiary} n’a pas reçu sa lettre",
            f"remplacement demandé par {asked.asked_by} le {plain_date(timezone.localdate(asked.asked_at))}",
            "Décider",
            asked.get_absolute_url(),
            today,
        )
        for asked in _asked().select_related("booklet__beneficiary", "asked_by", "network")
    ]
