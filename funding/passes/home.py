"""What passes show on the pages of the network: navigation entries, things to do, figures."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from funding.passes.booklets.models import SERVED, Booklet, Pass
from funding.passes.enums import LetterKind, PassState
from funding.passes.follow_up.lists import USUAL
from funding.passes.follow_up.queries import seen_people, waiting_booklets
from funding.passes.follow_up.rules import months_before
from funding.passes.letters.actions import JOB_KIND
from funding.passes.letters.enums import BatchState, LetterState
from funding.passes.letters.models import Letter, PostalBatch
from funding.passes.programmes.models import PassProgramme, TrainingPlace
from funding.passes.programmes.rules import yearly_allowance
from funding.passes.reimbursements.queries import dues_of
from funding.passes.reimbursements.rules import Dues
from funding.passes.sending.actions.booklets import reach_problem_of, stock_of
from funding.passes.sending.actions.people import count_doubled_in
from funding.passes.uses.models import Redemption, ScanRefusal
from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Channel, Group
from inclusion.core.french.money import ZERO, brief_euros
from inclusion.core.french.names import so_many
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
from inclusion.core.registry import (
    register_panel,
    register_person_panel,
    register_place_marks,
    register_way_back,
)
from inclusion.partners.actions import refuse_merges
from inclusion.partners.models import Partner
from inclusion.people.models import Beneficiary
from inclusion.templatetags.liant import number


def running_passes(day: date) -> list[Running]:
    """Programmes that are open, passes that can be used, uses that are to be paid."""
    return [
        Running(
            PassProgramme.objects.open_on(day),
            "programme est ouvert",
            "programmes sont ouverts",
            "pass_list",
        ),
        Running(
            Pass.objects.filter(state=PassState.ISSUED),
            "pass peut encore être utilisé",
            "pass peuvent encore être utilisés",
            "pass_list",
        ),
    ]


register_activity(
    Activity(
        "passes",
        "Pass numérique",
        "Des pass envoyés en un clic, utilisés chez des organismes formateurs, que le fonds rembourse.",
        Group.SUPPORT,
        ("funding.passes",),
        running_passes,
        needs=("fund",),
    )
)

# -- Passes: navigation, tasks, figures, the section of a person


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
        group=Group.SUPPORT,
    )
)
register_entry(
    Entry(46, "Courrier à poster", "batch_list", Permission.PASSES_DISPATCH, "batch_", group=Group.SUPPORT)
)
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
    return "funding/passes/person_passes.html", {
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
    return "funding/passes/people_passes.html", {"query": request.GET.urlencode()}


register_panel("person_list", send_to_several)


# -- Training places and the stock of programmes


def without_account(member: Member) -> int:
    """How many places accept passes and cannot be paid for them."""
    if not member.may(Permission.PASSES_MANAGE):
        return 0
    return TrainingPlace.objects.filter(accepts_passes=True, iban="").count()


register_entry(
    Entry(
        48,
        "Lieux de formation",
        "training_place_list",
        Permission.PASSES_MANAGE,
        "training_place",
        group=Group.SUPPORT,
    )
)
register_entry(
    Entry(
        31,
        "Nos lieux",
        "training_place_list",
        Permission.PASSES_REDEEM,
        "training_place",
        group=Group.SUPPORT,
    )
)


def keep_prescribers(gone: Partner) -> str | None:
    """Who was chosen to send passes would not send them any more under another name."""
    chosen = PassProgramme.objects.filter(prescriber_rows__partner=gone).first()
    if chosen is None:
        return None
    return (
        f"{gone} est choisi pour envoyer les pass de «\u00a0{chosen}\u00a0»\u00a0: "
        "choisissez d’abord l’autre à sa place, dans les réglages du programme."
    )


refuse_merges(keep_prescribers)


@register_place_marks
def accepting_passes(partners: list[int], day: date) -> dict[int, list[str]]:
    """Partners of which a training place accepts passes, for the guide du numérique."""
    accepting = TrainingPlace.objects.filter(partner__in=partners, accepts_passes=True)
    keys = accepting.order_by().values_list("partner", flat=True).distinct()
    return {key: ["Accepte le pass numérique"] for key in keys}


@register_todos
def stock_of_programmes(member: Member, today: date) -> list[Todo]:
    """Programmes of which few booklets are left, or none can be sent."""
    if not member.may(Permission.PASSES_MANAGE):
        return []
    todos = []
    for programme in PassProgramme.objects.open_on(today).select_related("funded_action__fund"):
        stock = stock_of(programme, on=today)
        if not stock.is_low:
            continue
        nothing = stock.booklets == 0
        left = "plus aucun carnet possible" if nothing else f"encore {stock.booklets} carnets possibles"
        left = left if stock.booklets != 1 else "encore 1 carnet possible"
        todos.append(
            Todo(
                "bad" if nothing else "warn",
                "Épuisé" if nothing else "Bientôt épuisé",
                f"{programme}\u00a0: {left}",
                stock.obstacle or f"payé par {programme.funded_action.fund}",
                "Voir le programme",
                programme.get_absolute_url(),
                8 if nothing else 25,
            )
        )
    return todos


@register_todos
def letters_that_came_back(member: Member, today: date) -> list[Todo]:
    """Letters that La Poste brought back and of which nobody has said what to do."""
    if not member.may(Permission.PASSES_DISPATCH):
        return []
    back = Letter.objects.filter(state=LetterState.RETURNED, booklet__cancelled_at=None)
    count = back.filter(booklet__accepted_until__gte=today).count()
    if not count:
        return []
    url = reverse("letter_returns", args=[member.network.slug])
    said = f"{count} lettre{'s' if count > 1 else ''} revenue{'s' if count > 1 else ''}"
    return [Todo("warn", "Revenues", said, "adresse à corriger, ou pass à annuler", "Les voir", url, 22)]


@register_todos
def places_without_account(member: Member, today: date) -> list[Todo]:
    """Places that accept passes and cannot be paid for them."""
    if not (count := without_account(member)):
        return []
    url = reverse("training_place_list", args=[member.network.slug])
    said = f"{count} lieu{'x' if count > 1 else ''} sans compte à payer"
    return [
        Todo(
            "warn",
            "IBAN",
            said,
            "ce qui leur est dû ne peut pas être versé",
            "Les voir",
            f"{url}?lacks=iban",
            35,
        )
    ]


# -- Redemptions, for places and for who follows them

SECTION = ("redemption_", "refusal_")
register_entry(
    Entry(44, "Utiliser un pass", "redeem", Permission.PASSES_REDEEM, "redeem", group=Group.SUPPORT)
)
register_entry(
    Entry(47, "Pass utilisés", "redemption_list", Permission.REIMBURSEMENTS_OWN, SECTION, group=Group.SUPPORT)
)
register_entry(
    Entry(
        47,
        "Pass utilisés",
        "redemption_list",
        Permission.REIMBURSEMENTS_DECIDE,
        SECTION,
        waiting=lambda member: [ScanRefusal.objects.visible_to(member).open()],
        group=Group.SUPPORT,
    )
)
register_main_action(MainAction(8, "Utiliser un pass", "redeem", Permission.PASSES_REDEEM))


@register_todos
def refused_scans(member: Member, today: date) -> list[Todo]:
    """Scans that a place confirmed and that were refused, until somebody decided about them."""
    decides = member.may(Permission.REIMBURSEMENTS_DECIDE)
    if not (decides or member.may(Permission.PASSES_REDEEM)):
        return []
    count = ScanRefusal.objects.visible_to(member).open().count()
    if not count:
        return []
    refused = f"{count}\u00a0pass refusé" + ("s" if count > 1 else "")
    whose = "à un lieu de formation" if decides else "dans vos lieux"
    detail = (
        "dites au lieu ce qui a été décidé"
        if decides
        else "gardez-les à part\u00a0: la coordination vous dira quoi en faire"
    )
    return [
        Todo(
            tone="warn",
            chip="À regarder",
            title=f"{refused} {whose}",
            detail=detail,
            action="Voir les pass refusés",
            url=reverse("refusal_list", args=[member.network.slug]) + "?settled=no",
            order=15,
        )
    ]


@register_figures
def own_uses(member: Member, today: date) -> list[Figure]:
    """What a place used this month, what it is owed, what it was paid this year."""
    if not member.may(Permission.PASSES_REDEEM):
        return []
    uses = Redemption.objects.filter(place__partner=member.partner).standing()
    month = uses.filter(used_on__year=today.year, used_on__month=today.month).count()
    url = reverse("redemption_list", args=[member.network.slug])
    dues = sum(dues_of(TrainingPlace.objects.run_by(member), today=today).values(), Dues())
    claims = reverse("reimbursement_list", args=[member.network.slug])
    return [
        Figure("Pass utilisés ce mois-ci", number(month), "", "voir les pass utilisés", url, order=10),
        Figure(
            "Qui vous sont dus",
            brief_euros(max(dues.owed, ZERO)),
            "",
            "voir où ils en sont",
            claims,
            order=11,
        ),
        Figure(f"Déjà payés en {today.year}", brief_euros(dues.paid), "", "voir lesquels", claims, order=12),
    ]


# -- Follow-up: people whose booklet waits


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
