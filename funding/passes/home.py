"""What passes show on the pages of the network: navigation entries, things to do, figures."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from funding.ledger.figures import PASSES_ISSUED
from funding.passes.booklets.actions import stock_of
from funding.passes.booklets.models import ENDED, SERVED, Booklet, Pass, is_replaced
from funding.passes.booklets.queries import issued_for, sees_own
from funding.passes.booklets.rules import tally_words
from funding.passes.enums import BatchState, LetterState, PassState
from funding.passes.follow_up.models import SmsReminder
from funding.passes.follow_up.queries import seen_people, waiting_booklets
from funding.passes.follow_up.rules import USUAL_MONTHS, months_before
from funding.passes.letters.actions.batches import JOB_KIND
from funding.passes.letters.models import Letter, PostalBatch, PostalBatchQuerySet
from funding.passes.mailings.models import Mailing
from funding.passes.programmes.models import PassProgramme, TrainingPlace
from funding.passes.programmes.rules import yearly_allowance
from funding.passes.reimbursements.queries import dues_of
from funding.passes.reimbursements.rules import Dues
from funding.passes.sending.actions.booklets import reach_problem_of
from funding.passes.sending.actions.people import count_doubled_in
from funding.passes.uses.models import Redemption, ScanRefusal
from inclusion.core.access import Member, MemberRequest, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Channel, Group
from inclusion.core.figures import Figure
from inclusion.core.french.money import ZERO, brief_euros
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import civil_year, plain_date
from inclusion.core.jobs import register_way_back
from inclusion.core.models.jobs import Job
from inclusion.core.navigation import (
    Entry,
    MainAction,
    Todo,
    register_entry,
    register_figures,
    register_main_action,
    register_todos,
)
from inclusion.core.registry.links import ActionOutcome, register_action_outcomes
from inclusion.core.registry.panels import FoundRows, register_epci_figures, register_panel, register_place_marks
from inclusion.core.relations import Lines, PartnerLine, register_partner_lines
from inclusion.core.suppression import shown_count
from inclusion.partners.actions import follow_merges, refuse_merges
from inclusion.partners.models import Partner
from inclusion.people.models import Beneficiary
from inclusion.templatetags.liant import number


def running_passes(day: date) -> list[Running]:
    """Programmes that are open, passes that can be used, uses that are to be paid."""
    return [
        Running(PassProgramme.objects.open_on(day), "programme est ouvert", "programmes sont ouverts", "pass_list"),
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


register_entry(
    Entry(
        45,
        "Pass numérique",
        "pass_list",
        Permission.PASSES_VIEW,
        ("pass_", "letter_", "mailing", "double_list"),
        group=Group.SUPPORT,
    )
)
register_entry(Entry(46, "Courrier à poster", "batch_list", Permission.PASSES_DISPATCH, "batch_", group=Group.SUPPORT))


def _sendable(member: Member, today: date) -> QuerySet[PassProgramme]:
    """The programmes of which the member's organisation may send a booklet today."""
    return PassProgramme.objects.open_on(today).prescribed_by(member.partner)


@register_main_action(Permission.PASSES_SEND, lambda member, today: [_sendable(member, today)], order=10)
def send_pass(member: Member, today: date) -> MainAction:
    """Send a pass, where a programme is open."""
    return MainAction("Envoyer un pass", reverse("pass_new", args=[member.network.slug]))


def batch_of(job: Job) -> dict[str, str]:
    """The way from the making of a batch's files back to the batch."""
    batch = PostalBatch.objects.get(pk=job.subject_id)
    return {"label": f"Voir le {str(batch).lower()}", "url": batch.get_absolute_url()}


register_way_back(JOB_KIND, batch_of)


#: How many letters in trouble are named; the rest is counted.
SHOWN = 3


@register_todos(Permission.PASSES_DISPATCH, lambda member, today: [(Letter.objects.troubled(), today)], order=5)
def letters_in_trouble(member: Member, today: date) -> list[Todo]:
    """Letters that failed or of which nobody knows whether they left."""
    words = {
        LetterState.FAILED: ("n’est pas partie", "l’envoi a échoué\u00a0: elle est à relancer"),
        LetterState.UNCERTAIN: ("est à vérifier", "personne ne sait si elle est partie"),
    }
    letters = list(Letter.objects.troubled().order_by("-state", "pk").select_related("booklet", "network"))
    todos = []
    for letter in letters[:SHOWN]:
        what, detail = words[LetterState(letter.state)]
        todos.append(Todo(f"{letter} {what}", detail, "Voir la lettre", letter.get_absolute_url(), today))
    if rest := letters[SHOWN:]:
        title = so_many(
            len(rest), "autre lettre est à relancer ou à vérifier", "autres lettres sont à relancer ou à vérifier"
        )
        page = reverse("pass_programme", args=[member.network.slug, rest[0].booklet.programme_id])
        todos.append(Todo(title, "", "Voir ces lettres", f"{page}?state={rest[0].state}#lettres", today))
    return todos


def _waiting_batches() -> PostalBatchQuerySet:
    """Batches whose letters La Poste has not got."""
    waits = Letter.objects.filter(batch=OuterRef("pk"), state=LetterState.BATCHED)
    batches = PostalBatch.objects.exclude(state=BatchState.HANDED_OVER).filter(Exists(waits))
    return batches.with_last_day()


@register_todos(Permission.PASSES_DISPATCH, lambda member, today: [(_waiting_batches(), "leaves_by")])
def batches_to_post(member: Member, today: date) -> list[Todo]:
    """Batches to close or to take to La Poste; above all else once their day is over."""
    batches = _waiting_batches().with_counts().select_related("network")
    return [_batch_todo(batch, today) for batch in batches]


def _batch_todo(batch: Any, today: date) -> Todo:
    name, opened = str(batch).lower(), plain_date(timezone.localdate(batch.opened_at))
    is_late, departure = batch.leaves_by < today, batch.departure
    if batch.state == BatchState.CLOSED:
        title = f"Le {name} {departure if is_late and departure else 'est à remettre à La Poste'}"
        closed = plain_date(timezone.localdate(batch.closed_at))
        detail = f"{'prêt à imprimer' if batch.document_id else 'fermé, sans fichiers prêts,'} depuis le {closed}"
    else:
        words = ("lettre n’est pas encore postée", "lettres ne sont pas encore postées")
        title, detail = so_many(batch.letter_count, *words), f"{name}, ouvert le {opened}"
    if departure and departure not in title:
        detail = f"{detail}, {departure}"
    action = "Remettre le lot" if batch.state == BatchState.CLOSED else "Voir le lot"
    return Todo(title, detail, action, batch.get_absolute_url(), batch.leaves_by, first=is_late)


@register_todos(Permission.PASSES_DISPATCH, lambda member, today: [Booklet.objects.issued_in(today.year)], order=80)
def possible_doubles(member: Member, today: date) -> list[Todo]:
    """People who may have had too many booklets under two files."""
    count = count_doubled_in(today.year) if member.may(Permission.PEOPLE_VIEW_ALL) else 0
    if not count:
        return []
    title = "1 doublon possible" if count == 1 else f"{count} doublons possibles"
    detail = "deux fiches du même nom, plus de carnets que permis"
    url = reverse("double_list", args=[member.network.slug])
    return [Todo(title, detail, "Comparer les fiches", url)]


@register_figures(Permission.PASSES_VIEW, lambda member, today: [issued_for(member, year=today.year)], order=20)
def passes_issued(member: Member, today: date) -> list[Figure]:
    """Passes issued this year, as the chain of the euro counts them."""
    issued = issued_for(member, year=today.year).tally()["all"]
    is_own = sees_own(member)
    whose = "par votre organisme" if is_own else f"soit {brief_euros(issued.value)}"
    of = (member.partner,) if is_own else ()
    count = PASSES_ISSUED.amount(issued.count, *of, over=civil_year(today.year), today=today)
    return [
        Figure(
            f"Pass émis en {today.year}",
            number(count),
            whose,
            "voir le programme",
            reverse("pass_list", args=[member.network.slug]),
        )
    ]


@register_action_outcomes
def passes_of_actions(actions: dict[int, str], start: date, end: date) -> dict[int, list[ActionOutcome]]:
    """How many passes of these actions were used in these days, of how many sent."""
    sent = Pass.objects.filter(
        booklet__programme__funded_action__in=actions, booklet__issued_on__gte=start, booklet__issued_on__lt=end
    ).exclude(state=PassState.CANCELLED)
    used = Redemption.objects.standing().filter(used_on__gte=start, used_on__lt=end)
    issued, served = (
        dict(rows.order_by().values_list(action).annotate(Count("pk")))
        for rows, action in (
            (sent, "booklet__programme__funded_action"),
            (used, "one_pass__booklet__programme__funded_action"),
        )
    )
    return {
        action: [
            ActionOutcome(
                f"{so_many(served.get(action, 0), 'pass utilisé', 'pass utilisés')}, "
                f"{so_many(issued.get(action, 0), 'émis', 'émis')}.",
                "Tous opérateurs.",
            )
        ]
        for action in actions
        if action in issued or action in served
    }


def passes_of(request: MemberRequest, person: Beneficiary) -> tuple[str, dict[str, Any]] | None:
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
            given_back=Count("booklet__passes", filter=Q(booklet__passes__state__in=ENDED)),
            replaced=is_replaced("booklet__"),
        )
    )
    for letter in sent:
        has_news = letter.served or letter.given_back or letter.sent_at
        counts = {name: getattr(letter, name) for name in ("served", "left", "given_back")}
        letter.words = tally_words(**counts) if has_news else ""
    counting = Booklet.objects.issued_in(today.year).filter(beneficiary=person).select_related("prescriber")
    return "funding/passes/person_passes.html", {
        "person": person,
        "programmes": _programmes_for(request, person, list(counting), today=today),
        "may_send": request.member.may(Permission.PASSES_SEND),
        "may_edit": request.member.may(Permission.PEOPLE_EDIT),
        "sent": sent,
        "sms": SmsReminder.objects.filter(booklet__beneficiary=person),
    }


register_panel("person_detail", passes_of)


def _programmes_for(
    request: MemberRequest, person: Beneficiary, counting: list[Booklet], *, today: date
) -> list[dict[str, Any]]:
    """What this organisation may send the person today: what is left of the limit and why, and by which ways."""
    ways = _ways_to(person)
    offers = []
    for programme in PassProgramme.objects.open_on(today).prescribed_by(request.member.partner):
        booklets = [one for one in counting if one.programme_id == programme.pk]
        allowance = yearly_allowance(limit=programme.yearly_limit, issued=len(booklets), year=today.year)
        offers.append(
            {
                "programme": programme,
                "allowance": allowance,
                "seen": len(booklets),
                "booklets": booklets,
                "next_on": date(today.year + 1, 1, 1),
                **ways,
            }
        )
    return offers


def _ways_to(person: Beneficiary) -> dict[str, Any]:
    """The way that the person's file says, and the others by which a letter would reach them now."""
    reachable = [way for way in Channel if not reach_problem_of(person, channel=way)]
    words = {Channel.EMAIL: "Par courriel", Channel.POST: "Par courrier", Channel.HAND: "Imprimer sur place"}
    return {
        "problem": reach_problem_of(person, channel=person.channel),
        "others": [(way, words[way]) for way in reachable if way != person.channel],
        "destination": ", ".join([*person.address.splitlines(), f"{person.postal_code} {person.town}".strip()]),
    }


def send_to_several(request: MemberRequest, nobody: None) -> tuple[str, dict[str, Any]] | None:
    """From the list of people as it is filtered to sending a pass to several of them."""
    if not request.member.may(Permission.PASSES_SEND):
        return None
    return "funding/passes/people_passes.html", {"query": request.GET.urlencode()}


register_panel("person_list", send_to_several)


# -- Training places and the stock of programmes


register_entry(
    Entry(
        48,
        "Organismes formateurs",
        "training_place_list",
        Permission.PASSES_MANAGE,
        "training_place",
        group=Group.SUPPORT,
    )
)
register_entry(
    Entry(
        31,
        "Nos organismes formateurs",
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


@register_partner_lines(Permission.NETWORK_VIEW, order=15)
def passes_at_partners(member: Member, partners: Sequence[int], day: date) -> Lines:
    """The same for the directory and a partner's page."""
    found = accepting_passes(list(partners), day)
    return {
        key: [PartnerLine("Pass numérique", words, phrase="pass numérique accepté")] for key, [words] in found.items()
    }


@register_partner_lines(Permission.PEOPLE_VIEW, order=60, in_directory=False)
def letters_of_partners(member: Member, partners: Sequence[int], day: date) -> Lines:
    """How many letters with passes each had sent, of those that the member may see."""
    rows = Letter.objects.visible_to(member).filter(booklet__prescriber__in=partners).order_by()
    by_programme = rows.values_list("booklet__prescriber", "booklet__programme", "booklet__programme__name")
    sees_letters = member.may(Permission.PASSES_VIEW)
    lines: dict[int, list[PartnerLine]] = defaultdict(list)
    for key, programme, name, count in by_programme.annotate(Count("pk")).order_by("booklet__programme"):
        page = reverse("pass_programme", args=[member.network.slug, programme])
        url = f"{page}?prescriber={key}#lettres" if sees_letters else ""
        lines[key].append(PartnerLine(f"Courriers, {name}", so_many(count, "lettre", "lettres"), url))
    return lines


@register_todos(Permission.PASSES_MANAGE, lambda member, today: [PassProgramme.objects.open_on(today)], order=8)
def stock_of_programmes(member: Member, today: date) -> list[Todo]:
    """Programmes of which few booklets are left, or none can be sent."""
    todos = []
    for programme in PassProgramme.objects.open_on(today).select_related("funded_action__fund", "network"):
        stock = stock_of(programme, on=today)
        if not stock.is_low:
            continue
        nothing = stock.booklets == 0
        left = "plus aucun carnet possible" if nothing else f"encore {stock.booklets} carnets possibles"
        left = left if stock.booklets != 1 else "encore 1 carnet possible"
        detail = stock.obstacle or f"payé par {programme.funded_action.fund}"
        url = programme.get_absolute_url()
        todos.append(Todo(f"{programme}\u00a0: {left}", detail, "Voir le programme", url))
    return todos


def _returned(today: date) -> QuerySet[Letter]:
    back = Letter.objects.filter(state=LetterState.RETURNED, booklet__cancelled_at=None)
    return back.filter(booklet__accepted_until__gte=today)


@register_todos(Permission.PASSES_DISPATCH, lambda member, today: [(_returned(today), today)], order=22)
def letters_that_came_back(member: Member, today: date) -> list[Todo]:
    """Letters that La Poste brought back and of which nobody has said what to do."""
    count = _returned(today).count()
    url = reverse("letter_returns", args=[member.network.slug])
    said = f"{count} lettre{'s' if count > 1 else ''} revenue{'s' if count > 1 else ''}"
    return [Todo(said, "adresse à corriger, ou pass à annuler", "Les voir", url, today)]


def _without_account() -> QuerySet[TrainingPlace]:
    return TrainingPlace.objects.filter(accepts_passes=True, iban="")


@register_todos(Permission.PASSES_MANAGE, lambda member, today: [_without_account()], order=35)
def places_without_account(member: Member, today: date) -> list[Todo]:
    """Places that accept passes and cannot be paid for them."""
    count = _without_account().count()
    url = reverse("training_place_list", args=[member.network.slug])
    said = f"{count} lieu{'x' if count > 1 else ''} sans compte à payer"
    detail = f"ce qui {'leur' if count > 1 else 'lui'} est dû ne peut pas être versé"
    return [Todo(said, detail, "Les voir" if count > 1 else "Le voir", f"{url}?lacks=iban")]


# -- Redemptions, for places and for who follows them

SECTION = ("redemption_", "refusal_")
register_entry(Entry(44, "Utiliser un pass", "redeem", Permission.PASSES_REDEEM, "redeem", group=Group.SUPPORT))
register_entry(
    Entry(47, "Pass utilisés", "redemption_list", Permission.REIMBURSEMENTS_OWN, SECTION, group=Group.SUPPORT)
)
register_entry(
    Entry(47, "Pass utilisés", "redemption_list", Permission.REIMBURSEMENTS_DECIDE, SECTION, group=Group.SUPPORT)
)


def _own_places(member: Member) -> QuerySet[TrainingPlace]:
    return TrainingPlace.objects.run_by(member)


@register_main_action(
    Permission.PASSES_REDEEM, lambda member, today: [_own_places(member).filter(accepts_passes=True)], order=8
)
def use_pass(member: Member, today: date) -> MainAction:
    """Use a pass, where a place of the own organisation accepts them."""
    return MainAction("Utiliser un pass", reverse("redeem", args=[member.network.slug]))


@register_todos(
    (Permission.REIMBURSEMENTS_DECIDE, Permission.PASSES_REDEEM),
    lambda member, today: [(ScanRefusal.objects.visible_to(member).open(), today)],
    order=15,
)
def refused_scans(member: Member, today: date) -> list[Todo]:
    """Scans that a place confirmed and that were refused, until somebody decided about them."""
    decides = member.may(Permission.REIMBURSEMENTS_DECIDE)
    count = ScanRefusal.objects.visible_to(member).open().count()
    refused = f"{count}\u00a0pass refusé" + ("s" if count > 1 else "")
    whose = "à un organisme formateur" if decides else "dans vos lieux"
    detail = (
        "dites au lieu ce qui a été décidé"
        if decides
        else "gardez-les à part\u00a0: la coordination vous dira quoi en faire"
    )
    return [
        Todo(
            title=f"{refused} {whose}",
            detail=detail,
            action="Voir les pass refusés",
            url=reverse("refusal_list", args=[member.network.slug]) + "?settled=no",
            due=today,
        )
    ]


@register_figures(
    Permission.PASSES_REDEEM, lambda member, today: [Redemption.objects.filter(place__partner=member.partner)], order=10
)
def own_uses(member: Member, today: date) -> list[Figure]:
    """What a place used this month, what it is owed, what it was paid this year."""
    uses = Redemption.objects.filter(place__partner=member.partner).standing()
    month = uses.filter(used_on__year=today.year, used_on__month=today.month).count()
    url = reverse("redemption_list", args=[member.network.slug])
    dues = sum(dues_of(_own_places(member), today=today).values(), Dues())
    claims = reverse("reimbursement_list", args=[member.network.slug])
    return [
        Figure("Pass utilisés ce mois-ci", number(month), "", "voir les pass utilisés", url),
        Figure("À vous verser", brief_euros(max(dues.owed, ZERO)), "", "voir où ils en sont", claims),
        Figure(f"Déjà payés en {today.year}", brief_euros(dues.paid), "", "voir lesquels", claims),
    ]


# -- Follow-up: people whose booklet waits


def _idle(member: Member, today: date) -> QuerySet[Booklet]:
    waiting = waiting_booklets(seen_people(member), idle_since=months_before(today, USUAL_MONTHS), on=today)
    return waiting.exclude(letters__kind="reminder")


@register_todos(Permission.PASSES_SEND, lambda member, today: [_idle(member, today)], order=70)
def booklets_that_wait(member: Member, today: date) -> list[Todo]:
    """One line for those whom nobody has written to again yet."""
    count = _idle(member, today).count()
    return [
        Todo(
            title=so_many(count, "carnet n’a pas encore servi", "carnets n’ont pas encore servi"),
            detail=f"envoyés il y a {USUAL_MONTHS} mois ou plus, encore valables",
            action="Voir qui appeler",
            url=reverse("pass_unused", args=[member.network.slug]),
        )
    ]


def _user_rows(siren: str, day: date) -> list[QuerySet]:
    used = Redemption.objects.standing().filter(used_on__year=day.year).order_by()
    people = Count("one_pass__booklet__beneficiary", distinct=True)
    return [used.values(epci=F("one_pass__booklet__beneficiary__commune__epci")).annotate(people=people)]


def pass_users_in(member: Member, siren: str, day: date, rows: Sequence[FoundRows]) -> list[Figure]:
    """How many people of an intercommunalité used a pass this year, as far as small groups may be shown."""
    [found] = rows
    if not found:
        return []
    shown = shown_count({row["epci"] or "": row["people"] for row in found}, siren)
    return [Figure("Personnes qui ont utilisé un pass", shown, f"en {day.year}", "", "")]


register_epci_figures(Permission.FUNDS_VIEW, _user_rows, pass_users_in, order=30)

follow_merges(TrainingPlace, "partner")
follow_merges(Booklet, "prescriber")
follow_merges(Booklet, "operator")
follow_merges(Mailing, "prescriber")
