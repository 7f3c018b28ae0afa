"""Aids for families in the navigation, on the home pages, on pages of persons and funded actions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils import timezone

from equipment.family_aid.actions import person_data, proposals
from equipment.family_aid.actions.sessions import to_call
from equipment.family_aid.enums import AidState, Attendance
from equipment.family_aid.models import AidProgramme, FamilyAid, SessionAttendance, TrainingSession
from equipment.family_aid.queries import devices_for_families, outcome_of, paid_by, sees_everybody
from equipment.family_aid.rules import DECIDED_WITHIN, REMINDED_WITHIN, short_name, shown_counts, shown_of_period
from equipment.inventory.models import SupplyMove
from inclusion.core.access import Member, MemberRequest, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.figures import Figure
from inclusion.core.french.names import of, so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.navigation import Entry, Todo, register_entry, register_todos
from inclusion.core.registry.links import ActionOutcome, key_of, register_action_outcomes
from inclusion.core.registry.panels import FoundRows, register_epci_figures, register_panel
from inclusion.core.registry.people import PathLine, register_path_lines, register_person_data, register_person_rows
from inclusion.core.suppression import shown_count
from inclusion.partners.actions import follow_merges
from inclusion.people.models import Beneficiary


def running_aids(day: date) -> list[Running]:
    """Programmes that are open, families that wait for a decision, a device or the end of their path."""
    under_way = (AidState.PROPOSED, AidState.ACCEPTED, AidState.GIVEN)
    return [
        Running(
            AidProgramme.objects.open_on(day),
            "aide à l’équipement est ouverte",
            "aides à l’équipement sont ouvertes",
            "family_aid_list",
        ),
        Running(
            FamilyAid.objects.filter(state__in=under_way),
            "famille attend ou suit son parcours",
            "familles attendent ou suivent leur parcours",
            "family_aid_list",
        ),
    ]


register_activity(
    Activity(
        "family_aid",
        "Aide aux familles",
        "Un appareil pour une famille, contre un parcours de formation.",
        Group.SUPPORT,
        ("equipment.family_aid",),
        running_aids,
        needs=("refurbishing",),
    )
)

#: How many things of one kind a home page lists one by one.
MAX_LISTED = 4


register_entry(
    Entry(
        54,
        "Aide aux familles",
        "family_aid_list",
        Permission.AID_VIEW,
        ("family_aid", "aid_", "training_session"),
        needs=(AidProgramme.objects.all(),),
        always_for=Permission.AID_DECIDE,
        group=Group.SUPPORT,
    )
)


@register_todos(Permission.AID_DECIDE, lambda member, today: [(FamilyAid.objects.to_decide(), "proposed_at")], order=30)
def decisions_awaited(member: Member, today: date) -> list[Todo]:
    """Families that wait for a commission."""
    proposed = list(FamilyAid.objects.to_decide().values_list("proposed_at", flat=True))
    count, first = len(proposed), timezone.localdate(proposed[0])
    return [
        Todo(
            title=f"{so_many(count, 'famille attend', 'familles attendent')} une décision",
            detail=f"la plus ancienne proposition est du {plain_date(first)}",
            action="Voir les commissions",
            url=reverse("aid_commission_list", args=[member.network.slug]),
            due=first + DECIDED_WITHIN,
        )
    ]


def _accepted() -> QuerySet[FamilyAid]:
    return FamilyAid.objects.filter(state=AidState.ACCEPTED)


@register_todos(Permission.AID_VIEW, lambda member, today: [_accepted()] if sees_everybody(member) else [], order=35)
def devices_to_hand_over(member: Member, today: date) -> list[Todo]:
    """Families that were accepted, for who hands devices over: as soon as there is a device."""
    count, ready = _accepted().count(), devices_for_families().count()
    return [
        Todo(
            title=f"{so_many(count, 'famille attend', 'familles attendent')} un appareil",
            detail=f"{so_many(ready, 'appareil est prêt', 'appareils sont prêts')} à partir"
            if ready
            else "aucun appareil n’est encore prêt à partir",
            action="Voir les familles",
            url=f"{reverse('family_aid_list', args=[member.network.slug])}?state={AidState.ACCEPTED}",
        )
    ]


def _own_accepted(member: Member) -> QuerySet[FamilyAid]:
    return _accepted().none() if sees_everybody(member) else _accepted().filter(proposed_for=member.partner)


@register_todos(Permission.AID_PROPOSE, lambda member, today: [(_own_accepted(member), today)])
def own_devices_ready(member: Member, today: date) -> list[Todo]:
    """Own families that were accepted and whose kind of device is there."""
    kinds = set(devices_for_families().values_list("kind", flat=True).order_by())
    found = _own_accepted(member).filter(kind__in=kinds).select_related("person", "network")
    return [
        Todo(
            title=f"L’appareil {of(one.person.first_name)} est prêt",
            detail="prenez rendez-vous pour sa remise",
            action="Voir son aide",
            url=one.get_absolute_url(),
            due=today,
        )
        for one in found.order_by("decided_at", "pk")[:MAX_LISTED]
    ]


def _to_note(member: Member, today: date) -> QuerySet[TrainingSession]:
    begun = TrainingSession.objects.standing().noted_by(member).filter(starts_at__date__lte=today)
    return begun.filter(attendances__state=Attendance.EXPECTED).distinct()


@register_todos(Permission.AID_TRAIN, lambda member, today: [(_to_note(member, today), "starts_at")])
def attendance_to_note(member: Member, today: date) -> list[Todo]:
    """Sessions that have begun and of which somebody's presence is not noted, for who notes it."""
    begun = _to_note(member, today).filter(starts_at__lte=timezone.now()).select_related("network")
    return [
        Todo(
            title=f"Notez les présences\u00a0: {one.title}",
            detail=f"séance du {plain_date(day)}",
            action="Noter les présences",
            url=reverse("training_session_attendance", args=[one.network.slug, one.pk]),
            due=day,
        )
        for one in begun[:MAX_LISTED]
        for day in [timezone.localdate(one.starts_at)]
    ]


def _expected(member: Member, today: date) -> QuerySet[SessionAttendance]:
    """Those who are expected today or tomorrow, of the families that this member calls."""
    rows = SessionAttendance.objects.filter(
        state=Attendance.EXPECTED,
        session__starts_at__date__gte=today,
        session__starts_at__date__lt=today + REMINDED_WITHIN,
    )
    return rows if sees_everybody(member) else rows.filter(aid__proposed_for=member.partner)


@register_todos(Permission.AID_PROPOSE, lambda member, today: [(_expected(member, today), today)])
def families_to_call(member: Member, today: date) -> list[Todo]:
    """Families that no e-mail reminds of their session: who proposed them calls, or who decides."""
    rows = to_call(at=timezone.now())
    if not sees_everybody(member):
        rows = rows.filter(aid__proposed_for=member.partner)
    return [
        Todo(
            title=f"Rappelez sa séance à {short_name(row.aid.person.first_name, row.aid.person.last_name)}",
            detail=f"{row.session.title}, le {plain_date(timezone.localdate(row.session.starts_at))}",
            action="Voir la séance",
            url=reverse("training_session_detail", args=[member.network.slug, row.session_id]),
            due=today,
        )
        for row in rows[:MAX_LISTED]
    ]


def aids_of(request: MemberRequest, person: Beneficiary) -> tuple[str, dict[str, Any]] | None:
    """A person's aids, and the way to propose them for one."""
    member = request.member
    if not member.may(Permission.AID_VIEW):
        return None
    aids = FamilyAid.objects.visible_to(member).filter(person=person)
    shown = list(aids.select_related("programme", "network").order_by("-proposed_at", "-pk"))
    open_ones = AidProgramme.objects.open_on(timezone.localdate())
    may_propose = member.may(Permission.AID_PROPOSE) and open_ones.exists()
    if not shown and not may_propose:
        return None
    return "equipment/family_aid/aid_person_panel.html", {"person": person, "aids": shown, "may_propose": may_propose}


register_panel("person_detail", aids_of)


def aids_paid(request: MemberRequest, action: Any) -> tuple[str, dict[str, Any]] | None:
    """What the aids came to that this pays: families, devices, sessions, paths.

    Small groups are not shown to who does not coordinate.
    """
    programmes = paid_by(key_of(action))
    named = list(programmes.order_by("pk").select_related("network"))
    if not named:
        return None
    outcome = outcome_of(programmes)
    # The paths that stopped are not named, but the others would give their number away.
    parts = {"completed": outcome.completed, "under_way": outcome.under_way, "stopped": outcome.stopped}
    sees_all = request.member.may(Permission.AID_DECIDE)
    shown = {**parts, "whole": outcome.helped} if sees_all else shown_counts(parts)
    figures = [
        ("Familles aidées", shown["whole"]),
        ("Appareils remis", shown["whole"]),
        ("Séances suivies", outcome.sessions if shown["whole"] is not None else None),
        ("Parcours terminés", shown["completed"]),
        ("Parcours en cours", shown["under_way"]),
    ]
    may_open = request.member.may(Permission.AID_VIEW)
    return "equipment/family_aid/aid_paid_panel.html", {"programmes": named, "figures": figures, "may_open": may_open}


register_panel("fund_action", aids_paid)


@register_action_outcomes
def aids_of_actions(actions: dict[int, str], start: date, end: date) -> dict[int, list[ActionOutcome]]:
    """Devices given and paths followed to their end, of the aids that these actions pay; of no small group."""
    found = {}
    for action, key in actions.items():
        programmes = paid_by(key)
        outcome = outcome_of(programmes, start=start, end=end)
        if not outcome.helped and not outcome.completed:
            continue
        helped, completed = shown_of_period(outcome.helped, outcome.completed)
        lines = []
        if helped:
            lines.append(so_many(helped, "ordinateur remis", "ordinateurs remis"))
        if completed:
            lines.append(so_many(completed, "parcours suivi jusqu’au bout", "parcours suivis jusqu’au bout"))
        said = f"{', '.join(lines)}." if lines else "Non montré\u00a0: moins de 5 familles."
        found[action] = [ActionOutcome(said, "Toutes les familles de l’aide." if lines else "")]
    return found


proposals.register()


@register_path_lines(Permission.AID_VIEW)
def aids_on_path(person: Beneficiary) -> list[PathLine]:
    """The device that a person was given, and the sessions to which she came."""
    aids = FamilyAid.objects.filter(person=person).exclude(given_at=None).select_related("programme")
    lines = [
        PathLine(on=timezone.localdate(one.given_at), title=f"Appareil remis\u00a0: {one.programme}") for one in aids
    ]
    came = SessionAttendance.objects.filter(aid__person=person, state=Attendance.PRESENT)
    for one in came.select_related("session"):
        session = one.session
        lines.append(PathLine(on=timezone.localdate(session.starts_at), title=session.title, detail=session.place))
    return lines


# -- Data of aids about the people helped, for their export and erasure

register_person_data(
    export=person_data.export,
    blockers=person_data.blockers,
    consequences=person_data.consequences,
    forget=person_data.forget,
)

register_person_rows(FamilyAid, part_of="person")
register_person_rows(SessionAttendance, part_of="aid__person")
register_person_rows(SupplyMove, kept="Les mouvements du stock ne se modifient pas.")


def _device_rows(siren: str, day: date) -> list[QuerySet]:
    given = FamilyAid.objects.exclude(given_at=None).order_by()
    return [given.values(epci=F("person__commune__epci")).annotate(aids=Count("pk"))]


def devices_in(member: Member, siren: str, day: date, rows: Sequence[FoundRows]) -> list[Figure]:
    """How many devices families of an intercommunalité were given, as far as small groups may be shown."""
    [found] = rows
    if not found:
        return []
    shown = shown_count({row["epci"] or "": row["aids"] for row in found}, siren)
    return [Figure("Familles équipées", shown, "", "", "")]


register_epci_figures(Permission.AID_VIEW, _device_rows, devices_in, order=50)

follow_merges(FamilyAid, "proposed_for")
follow_merges(TrainingSession, "trainer")
