"""What passes put on the pages of the network: their place in the navigation, what waits, figures, the panel
of a person."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from funding.actions.batches import JOB_KIND
from funding.actions.duplicate_passes import count_doubled_in
from funding.actions.passes import reach_problem_of
from funding.enums import BatchState, LetterKind, LetterState, PassState
from funding.models import Booklet, Letter, Pass, PassProgramme, PostalBatch
from funding.models.passes import SERVED
from funding.rules.passes import yearly_allowance
from inclusion.core.access import Member, Permission
from inclusion.core.enums import Channel
from inclusion.core.french.money import brief_euros
from inclusion.core.models.jobs import Job
from inclusion.core.navigation import (
    Entry,
    Figure,
    MainAction,
    Todo,
    register_entry,
    register_figures,
    register_main_action,
    register_todos,
)
from inclusion.core.registry import register_panel, register_person_panel, register_way_back
from inclusion.people.models import Beneficiary
from inclusion.templatetags.liant import number


def waiting(member: Member) -> list[QuerySet]:
    """The letters and batches that wait for somebody."""
    if not member.may(Permission.PASSES_DISPATCH):
        return []
    return [Letter.objects.troubled(), PostalBatch.objects.to_hand_over()]


register_entry(
    Entry(
        45,
        "Pass numérique",
        "pass_list",
        Permission.PASSES_VIEW,
        ("pass_", "letter_", "mailing", "double_list"),
        waiting=waiting,
    )
)
register_entry(Entry(46, "Courrier à poster", "batch_list", Permission.PASSES_DISPATCH, "batch_"))
register_main_action(MainAction(10, "Envoyer un pass", "pass_new", Permission.PASSES_SEND))


def batch_of(job: Job) -> dict[str, str]:
    """The way from the making of a batch's files back to the batch."""
    batch = PostalBatch.objects.get(pk=job.subject_id)
    return {"label": f"Voir le {str(batch).lower()}", "url": batch.get_absolute_url()}


register_way_back(JOB_KIND, batch_of)


@register_todos
def letters_in_trouble(member: Member, today: date) -> list[Todo]:
    """Letters that failed or of which nobody knows whether they left."""
    if not member.may(Permission.PASSES_DISPATCH):
        return []
    words = {
        LetterState.FAILED: ("bad", "En échec", "à relancer", "rien n’est parti", 5),
        LetterState.UNCERTAIN: ("warn", "À vérifier", "à vérifier", "personne ne sait si elle est partie", 6),
    }
    todos = []
    for letter in Letter.objects.troubled().order_by("-state", "pk").select_related("booklet")[:6]:
        tone, chip, what, detail, order = words[LetterState(letter.state)]
        todos.append(
            Todo(tone, chip, f"{letter} {what}", detail, "Voir la lettre", letter.get_absolute_url(), order)
        )
    return todos


@register_todos
def batches_to_move(member: Member, today: date) -> list[Todo]:
    """The open batch with its letters, and batches whose files are ready."""
    if not member.may(Permission.PASSES_DISPATCH):
        return []
    todos = [
        Todo("warn", "À remettre", str(batch), "prêt à imprimer", "Voir le lot", batch.get_absolute_url(), 20)
        for batch in PostalBatch.objects.to_hand_over()
    ]
    for batch in PostalBatch.objects.with_counts().filter(state=BatchState.OPEN, letter_count__gt=0):
        letters = f"{batch.letter_count} lettre" + ("s" if batch.letter_count > 1 else "")
        todos.append(
            Todo(
                "info",
                "À poster",
                f"{letters} à poster",
                f"dans le {str(batch).lower()}",
                "Voir le lot",
                batch.get_absolute_url(),
                30,
            )
        )
    return todos


@register_todos
def possible_doubles(member: Member, today: date) -> list[Todo]:
    """People who may have had too many booklets under two files."""
    if not (member.may(Permission.PASSES_DISPATCH) and member.may(Permission.PEOPLE_VIEW_ALL)):
        return []
    count = count_doubled_in(today.year)
    if not count:
        return []
    title = "1 doublon possible" if count == 1 else f"{count} doublons possibles"
    detail = "deux fiches du même nom, plus de carnets que permis"
    url = reverse("double_list", args=[member.network.slug])
    return [Todo("warn", "À vérifier", title, detail, "Comparer les fiches", url, 35)]


@register_figures
def passes_sent(member: Member, today: date) -> list[Figure]:
    """Passes sent this year: by the own organisation for who sends them, by all for who answers for them."""
    if not member.may(Permission.PASSES_VIEW):
        return []
    passes = Pass.objects.filter(
        booklet__issued_on__year=today.year,
        booklet__cancelled_at=None,
        booklet__letters__kind=LetterKind.PASSES,
    )
    only_own = not member.may(Permission.PEOPLE_VIEW_ALL) and member.may(Permission.PEOPLE_VIEW)
    if only_own:
        passes = passes.filter(booklet__prescriber=member.partner)
    sent = passes.tally()["all"]
    whose = "par votre organisme" if only_own else f"soit {brief_euros(sent.value)}"
    return [
        Figure(
            f"Pass envoyés en {today.year}",
            number(sent.count),
            whose,
            "voir le programme",
            reverse("pass_list", args=[member.network.slug]),
            order=20,
        )
    ]


@register_person_panel
def passes_of(request: HttpRequest, person: Beneficiary) -> tuple[str, dict[str, Any]] | None:
    """The one click on a person's page, and what was sent before."""
    if not request.member.may(Permission.PASSES_VIEW):
        return None
    today = timezone.localdate()
    sent = list(
        Letter.objects.filter(booklet__beneficiary=person)
        .for_lists()
        .select_related("booklet__programme")
        .annotate(
            served=Count("booklet__passes", filter=Q(booklet__passes__state__in=SERVED)),
            left=Count("booklet__passes", filter=Q(booklet__passes__state=PassState.ISSUED)),
        )
    )
    counting = Booklet.objects.issued_in(today.year).filter(beneficiary=person).select_related("prescriber")
    return "funding/person_passes.html", {
        "person": person,
        "programmes": _programmes_for(request, person, list(counting), today=today),
        "may_send": request.member.may(Permission.PASSES_SEND),
        "may_edit": request.member.may(Permission.PEOPLE_EDIT),
        "sent": sent,
    }


def _programmes_for(
    request: HttpRequest, person: Beneficiary, counting: list[Booklet], *, today: date
) -> list[dict[str, Any]]:
    """What this organisation may send the person today: what is left of the limit and why, and by which ways."""
    ways = _ways_to(person)
    told = []
    for programme in PassProgramme.objects.open_on(today).prescribed_by(request.member.partner):
        booklets = [one for one in counting if one.programme_id == programme.pk]
        allowance = yearly_allowance(limit=programme.yearly_limit, issued=len(booklets), year=today.year)
        told.append(
            {
                "programme": programme,
                "allowance": allowance,
                "seen": len(booklets),
                "booklets": booklets,
                "next_on": date(today.year + 1, 1, 1),
                **ways,
            }
        )
    return told


def _ways_to(person: Beneficiary) -> dict[str, Any]:
    """The way that the person's file says, and the others by which a letter would reach them now."""
    reachable = [way for way in Channel if not reach_problem_of(person, channel=way)]
    words = {
        Channel.EMAIL: "Par courriel",
        Channel.POST: "Par courrier",
        Channel.HAND: "Imprimer sur place",
    }
    return {
        "problem": reach_problem_of(person, channel=person.channel),
        "others": [(way, words[way]) for way in reachable if way != person.channel],
        "destination": ", ".join(
            [*person.address.splitlines(), f"{person.postal_code} {person.town}".strip()]
        ),
    }


def send_to_several(request: HttpRequest, nobody: None) -> tuple[str, dict[str, Any]] | None:
    """From the list of people as it is filtered to sending a pass to several of them."""
    if not request.member.may(Permission.PASSES_SEND):
        return None
    return "funding/people_passes.html", {"query": request.GET.urlencode()}


register_panel("person_list", send_to_several)
