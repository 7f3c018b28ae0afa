"""Letters that came back by e-mail, on the homes of who sent them and of the coordination."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from funding.passes.enums import LetterKind
from funding.passes.letters.actions import note_bounced
from funding.passes.letters.enums import LetterState
from funding.passes.letters.models import Letter
from inclusion.core.access import Member, Permission
from inclusion.core.french.names import so_many
from inclusion.core.mail.tracking import track
from inclusion.core.navigation import Todo, register_todos

#: How many letters are named; the rest is counted.
SHOWN = 3
WHAT = {LetterKind.PASSES: "ses pass", LetterKind.REMINDER: "sa lettre de rappel"}

track(Letter, recipient=lambda letter: letter.email, bounced=note_bounced)


def _bounced(member: Member, today: date) -> QuerySet[Letter]:
    back = Letter.objects.visible_to(member).filter(state=LetterState.BOUNCED, booklet__cancelled_at=None)
    return back.filter(booklet__accepted_until__gte=today)


@register_todos(Permission.PASSES_SEND, lambda member, today: [(_bounced(member, today), "sent_at")], order=4)
def letters_that_bounced(member: Member, today: date) -> list[Todo]:
    """Letters that came back by e-mail: their people have no passes."""
    letters = list(_bounced(member, today).for_lists().select_related("network").order_by("sent_at", "pk"))
    todos = [
        Todo(
            f"{letter.booklet.beneficiary} n’a pas reçu {WHAT[LetterKind(letter.kind)]}",
            f"le courriel est revenu\u00a0: {letter.failure[:1].lower()}{letter.failure[1:].rstrip('.')}",
            "L’envoyer autrement",
            letter.get_absolute_url(),
            timezone.localdate(letter.sent_at),
        )
        for letter in letters[:SHOWN]
    ]
    if rest := len(letters[SHOWN:]):
        title = so_many(
            rest, "autre lettre est revenue par courriel", "autres lettres sont revenues par courriel"
        )
        todos.append(
            Todo(title, "", "Voir les pass", reverse("pass_list", args=[member.network.slug]), today)
        )
    return todos
