"""Aids for families in the navigation, on the home pages, on pages of persons and funded actions."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from equipment.family_aid.actions import person_data, proposals
from equipment.family_aid.actions.sessions import to_call
from equipment.family_aid.enums import AidState, Attendance
from equipment.family_aid.models import AidProgramme, FamilyAid, SessionAttendance, TrainingSession
from equipment.family_aid.queries import devices_for_families, outcome_of, paid_by, sees_everybody
from equipment.family_aid.rules import short_name, shown_counts
from equipment.inventory.models import SupplyMove
from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.navigation import Entry, Todo, register_entry, register_todos
from inclusion.core.registry import (
    key_of,
    register_panel,
    register_person_data,
    register_person_panel,
    register_person_rows,
)
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
MAX_TOLD = 4


register_entry(
    Entry(
        54,
        "Aide aux familles",
        "family_aid_list",
        Permission.AID_VIEW,
        ("family_aid", "aid_", "training_session"),
        waiting=lambda member: [FamilyAid.objects.to_decide()] if member.may(Permission.AID_DECIDE) else [],
        needs=(AidProgramme.objects.all(),),
        always_for=Permission.AID_DECIDE,
        group=Group.SUPPORT,
    )
)


@register_todos
def decisions_awaited(member: Member, today: date) -> list[Todo]:
    """Families that wait for a commission."""
    if not member.may(Permission.AID_DECIDE):
        return []
    proposed = FamilyAid.objects.to_decide().values_list("proposed_at", flat=True)
    count = proposed.count()
    if not count:
        return []
    title = f"{so_many(count, 'famille attend', 'familles attendent')} une décision"
    detail = f"la plus ancienne proposition est du {plain_date(timezone.localdate(proposed[0]))}"
    url = reverse("aid_commission_list", args=[member.network.slug])
    return [Todo("warn", "À décider", title, detail, "Voir les commissions", url, 32)]


@register_todos
def devices_to_hand_over(member: Member, today: date) -> list[Todo]:
    """Families that were accepted, for who hands devices over."""
    if not sees_everybody(member):
        return []
    count = FamilyAid.objects.filter(state=AidState.ACCEPTED).count()
    if not count:
        return []
    ready = devices_for_families().count()
    title = f"{so_many(count, 'famille attend', 'familles attendent')} un appareil"
    detail = f"{so_many(ready, 'appareil est prêt', 'appareils sont prêts')} à partir"
    url = f"{reverse('family_aid_list', args=[member.network.slug])}?state={AidState.ACCEPTED}"
    return [Todo("info" if ready else "warn", "À remettre", title, detail, "Voir les familles", url, 35)]


@register_todos
def own_devices_ready(member: Member, today: date) -> list[Todo]:
    """Own families that were accepted and whose kind of device is there."""
    if not member.may(Permission.AID_PROPOSE) or sees_everybody(member):
        return []
    own = FamilyAid.objects.filter(proposed_for=member.partner, state=AidState.ACCEPTED)
    kinds = set(devices_for_families().values_list("kind", flat=True).order_by()) if own.exists() else set()
    found = own.filter(kind__in=kinds).select_related("person", "network").order_by("decided_at", "pk")
    return [
        Todo(
            "good",
            "Prêt",
            f"L’appareil de {one.person.first_name} est prêt",
            "prenez rendez-vous pour sa remise",
            "Voir son aide",
            one.get_absolute_url(),
            20,
        )
        for one in found[:MAX_TOLD]
    ]


@register_todos
def attendance_to_note(member: Member, today: date) -> list[Todo]:
    """Sessions that have begun and of which somebody's presence is not noted, for who notes it."""
    if not member.may(Permission.AID_TRAIN):
        return []
    begun = TrainingSession.objects.standing().noted_by(member).filter(starts_at__lte=timezone.now())
    open_ones = begun.filter(attendances__state=Attendance.EXPECTED).distinct().select_related("network")
    return [
        Todo(
            "warn",
            "À noter",
            f"Notez les présences\u00a0: {one.title}",
            f"séance du {plain_date(timezone.localdate(one.starts_at))}",
            "Noter les présences",
            reverse("training_session_attendance", args=[one.network.slug, one.pk]),
            22,
        )
        for one in open_ones[:MAX_TOLD]
    ]


@register_todos
def families_to_call(member: Member, today: date) -> list[Todo]:
    """Families that no e-mail reminds of their session: who proposed them calls, or who decides."""
    if not member.may(Permission.AID_PROPOSE):
        return []
    rows = to_call(at=timezone.now())
    if not sees_everybody(member):
        rows = rows.filter(aid__proposed_for=member.partner)
    return [
        Todo(
            "warn",
            "À appeler",
            f"Rappelez sa séance à {short_name(row.aid.person.first_name, row.aid.person.last_name)}",
            f"{row.session.title}, le {plain_date(timezone.localdate(row.session.starts_at))}",
            "Voir la séance",
            reverse("training_session_detail", args=[member.network.slug, row.session_id]),
            15,
        )
        for row in rows[:MAX_TOLD]
    ]


@register_person_panel
def aids_of(request: HttpRequest, person: Beneficiary) -> tuple[str, dict[str, Any]] | None:
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
    return "equipment/family_aid/aid_person_panel.html", {
        "person": person,
        "aids": shown,
        "may_propose": may_propose,
    }


def aids_paid(request: HttpRequest, action: Any) -> tuple[str, dict[str, Any]] | None:
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
    all_told = request.member.may(Permission.AID_DECIDE)
    shown = {**parts, "whole": outcome.helped} if all_told else shown_counts(parts)
    figures = [
        ("Familles aidées", shown["whole"]),
        ("Appareils remis", shown["whole"]),
        ("Séances suivies", outcome.sessions if shown["whole"] is not None else None),
        ("Parcours terminés", shown["completed"]),
        ("Parcours en cours", shown["under_way"]),
    ]
    may_open = request.member.may(Permission.AID_VIEW)
    return "equipment/family_aid/aid_paid_panel.html", {
        "programmes": named,
        "figures": figures,
        "may_open": may_open,
    }


register_panel("fund_action", aids_paid)
proposals.register()


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
