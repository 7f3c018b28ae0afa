"""What letters that came back, that nobody received or whose people moved show on home pages; they follow a file."""

from datetime import date
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from funding.passes.booklets.models import SERVED, Pass, ReplacementRequest
from funding.passes.enums import LetterKind, LetterState, PassState
from funding.passes.letters.actions.letters import note_bounced
from funding.passes.letters.models import Letter
from funding.passes.returns.actions import follow_person
from inclusion.core.access import Member, Permission
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.mail.tracking import track
from inclusion.core.navigation import Todo, register_todos
from inclusion.people.actions.files import follow_changes

#: How many letters are named; the rest is counted.
SHOWN = 3
OLD_ADDRESS = ("porte une ancienne adresse", "portent une ancienne adresse")
WHAT = {LetterKind.PASSES: "ses pass", LetterKind.REMINDER: "sa lettre de rappel"}

track(Letter, recipient=lambda letter: letter.email, bounced=note_bounced)
follow_changes(follow_person)


@register_todos(Permission.PASSES_DISPATCH, lambda member, today: [(Letter.objects.outdated(), today)], order=4)
def letters_with_old_addresses(member: Member, today: date) -> list[Todo]:
    """Closed batches of which a letter must not leave as it is printed: its person has moved, its booklet is void."""
    found = Letter.objects.outdated().select_related("batch__network", "booklet")
    found = found.order_by("batch__number", "pk")
    todos = []
    for batch, group in groupby(found, key=lambda letter: letter.batch):
        letters = list(group)
        is_void = any(letter.booklet.cancelled_at for letter in letters)
        one, many = ("est à retirer", "sont à retirer ou à récrire") if is_void else OLD_ADDRESS
        alone = f"La {str(letters[0]).lower()} {one}"
        todos.append(
            Todo(
                alone if len(letters) == 1 else f"{len(letters)} lettres {many}",
                f"{str(batch).lower()}, pas encore remis\u00a0: son fichier est à refaire",
                "Refaire le fichier",
                batch.get_absolute_url(),
                today,
                first=True,
            )
        )
    return todos


@register_todos(
    Permission.PASSES_DISPATCH, lambda member, today: [(ReplacementRequest.objects.waiting(), "asked_at")], order=6
)
def replacements_to_decide(member: Member, today: date) -> list[Todo]:
    """People who did not receive their letter, and for whom a prescriber asks."""
    waiting = ReplacementRequest.objects.waiting()
    return [
        Todo(
            f"{asked.booklet.beneficiary} n’a pas reçu sa lettre",
            f"remplacement demandé par {asked.asked_by} le {plain_date(timezone.localdate(asked.asked_at))}",
            "Décider",
            asked.get_absolute_url(),
            timezone.localdate(asked.asked_at),
        )
        for asked in waiting.select_related("booklet__beneficiary", "asked_by", "network")
    ]


def _bounced(member: Member, today: date) -> QuerySet[Letter]:
    """Letters that may leave again, see `readdress_problem`, each with how many passes have `served`."""
    back = Letter.objects.visible_to(member).filter(state=LetterState.BOUNCED, booklet__cancelled_at=None)
    passes = Pass.objects.filter(booklet=OuterRef("booklet"))
    return back.filter(
        Exists(passes.filter(state=PassState.ISSUED)),
        booklet__valid_until__gte=today,
        booklet__beneficiary__anonymised_at=None,
    ).annotate(served=Count("booklet__passes", filter=Q(booklet__passes__state__in=SERVED)))


def _bounced_title(letter: Letter) -> str:
    person, served = letter.booklet.beneficiary, letter.served
    if letter.kind == LetterKind.PASSES and served:
        used = so_many(served, "pass a servi", "pass ont servi")
        return f"La lettre pour {person} est revenue, mais {used}"
    return f"{person} n’a pas reçu {WHAT[LetterKind(letter.kind)]}"


@register_todos(Permission.PASSES_SEND, lambda member, today: [(_bounced(member, today), "sent_at")], order=4)
def letters_that_bounced(member: Member, today: date) -> list[Todo]:
    """Letters that came back by e-mail: their people have no passes."""
    letters = list(_bounced(member, today).for_lists().select_related("network").order_by("sent_at", "pk"))
    todos = [
        Todo(
            _bounced_title(letter),
            f"le courriel est revenu\u00a0: {letter.failure[:1].lower()}{letter.failure[1:].rstrip('.')}",
            "L’envoyer autrement",
            letter.get_absolute_url(),
            timezone.localdate(letter.sent_at),
            first=True,
        )
        for letter in letters[:SHOWN]
    ]
    if rest := len(letters[SHOWN:]):
        title = so_many(rest, "autre lettre est revenue par courriel", "autres lettres sont revenues par courriel")
        todos.append(Todo(title, "", "Voir les pass", reverse("pass_list", args=[member.network.slug]), today))
    return todos
