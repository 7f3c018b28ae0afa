"""Pages of cohorts of civic service: a cohort, its volunteers, its training days and who came."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.civic_service import actions
from inclusion.civic_service.enums import Presence, TrainingDayState
from inclusion.civic_service.forms import CohortForm, ListForm, TrainingDayForm, VolunteerForm
from inclusion.civic_service.models import Attendance, Cohort, TrainingDay, Volunteer, balances_of
from inclusion.civic_service.papers import certificate_pdf
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.french.names import of, so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.web import parameters
from inclusion.core.web.acting import confirmed, formed, perform, stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import field_of
from inclusion.mediators.rules import NAMELESS

VIEW = Permission.CIVIC_SERVICE_VIEW


def own_cohort(member: Member, pk: int) -> Cohort:
    """A cohort that the member runs; nothing is found otherwise."""
    return get_object_or_404(Cohort.objects.editable_by(member).select_related("network"), pk=pk)


def own_day(member: Member, pk: int) -> TrainingDay:
    """A training day of a cohort that the member runs."""
    mine = TrainingDay.objects.filter(cohort__in=Cohort.objects.editable_by(member))
    return get_object_or_404(mine.select_related("cohort", "network"), pk=pk)


def runs(member: Member, cohort: Cohort) -> bool:
    """Whether a member runs a cohort."""
    manages = member.may(Permission.CIVIC_SERVICE_MANAGE)
    return manages or cohort.coordinator_id == member.membership.pk


@requires(VIEW)
def cohort_list(request: MemberRequest) -> HttpResponse:
    """The cohorts that a member may open, the latest first."""
    found = Cohort.objects.visible_to(request.member).select_related("network", "coordinator__user")
    cohorts = list(found)
    counts: dict[int, int] = {}
    mine = Volunteer.objects.visible_to(request.member).filter(cohort__in=cohorts)
    for key in mine.order_by().values_list("cohort", flat=True):
        counts[key] = counts.get(key, 0) + 1
    context = {
        "cohorts": [(one, counts.get(one.pk, 0)) for one in cohorts],
        "may_add": request.member.may(Permission.CIVIC_SERVICE_MANAGE),
    }
    return render(request, "inclusion/civic_service/cohort_list.html", context)


@requires(Permission.CIVIC_SERVICE_MANAGE)
def cohort_add(request: MemberRequest) -> HttpResponse:
    """Open a cohort."""
    return formed(
        request,
        CohortForm(request.POST or None),
        lambda data: actions.add_cohort(**data, **stamp(request)),
        done=lambda cohort: f"La cohorte «\u00a0{cohort}\u00a0» est ouverte.",
        back=reverse("cohort_list", args=[request.network.slug]),
        cancel_label="Revenir aux cohortes",
        action_label="Ouvrir cette cohorte",
        title="Ouvrir une cohorte",
        heading="Ouvrir une cohorte de service civique",
        trail=(("Service civique", "cohort_list"), "Ouvrir une cohorte"),
    )


@requires(VIEW)
def cohort_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """A cohort: how far each volunteer is, and the days; a host sees its own volunteers."""
    found = Cohort.objects.visible_to(request.member).select_related("network", "coordinator__user")
    cohort = get_object_or_404(found, pk=pk)
    today = timezone.localdate()
    mine = Volunteer.objects.visible_to(request.member).filter(cohort=cohort)
    volunteers = list(mine.select_related("helper", "host", "tutor", "cohort", "network"))
    balances = balances_of(volunteers, today=today)
    complete = sum(one.is_complete for one in balances.values())
    context = {
        "cohort": cohort,
        "runs": runs(request.member, cohort),
        "rows": [(one, balances[one.pk], _warning(one, balances[one.pk], today)) for one in volunteers],
        "days": _days(cohort, volunteers),
        "heading": _heading(len(volunteers), complete),
        "today": today,
    }
    return render(request, "inclusion/civic_service/cohort_detail.html", context)


def _heading(count: int, complete: int) -> str:
    """What the page of a cohort answers."""
    if not count:
        return "La cohorte attend ses volontaires"
    verb = "ont suivi toutes leurs journées" if complete > 1 else "a suivi toutes ses journées"
    return f"{so_many(complete, 'volontaire', 'volontaires')} sur {count} {verb}"


def _warning(volunteer: Volunteer, balance: Any, today: date) -> str:
    """What presses for somebody, in two words; empty for nothing."""
    if volunteer.end <= today or not volunteer.helper.has_not_left(on=today):
        return "" if balance.is_complete else "Parti sans tout"
    if not balance.is_complete and not balance.is_planned:
        return "Journées à prévoir"
    return "" if volunteer.tutor_words else "Sans tuteur"


def _days(cohort: Cohort, volunteers: list[Volunteer]) -> list[dict[str, Any]]:
    """The days of a cohort, each with how many of these volunteers are expected, came, and are still to note."""
    noted: dict[int, list[str]] = {}
    rows = Attendance.objects.filter(day__cohort=cohort, volunteer__in=volunteers).order_by()
    for day, presence in rows.values_list("day", "presence"):
        noted.setdefault(day, []).append(presence)
    return [
        {
            "day": one,
            "listed": len(noted.get(one.pk, [])),
            "present": noted.get(one.pk, []).count(Presence.PRESENT),
            "waiting": noted.get(one.pk, []).count(Presence.EXPECTED),
        }
        for one in cohort.days.select_related("network")
    ]


@requires(VIEW)
def cohort_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a cohort."""
    cohort = own_cohort(request.member, pk)
    manages = request.member.may(Permission.CIVIC_SERVICE_MANAGE)
    return formed(
        request,
        CohortForm(request.POST or None, cohort=cohort, manages=manages),
        lambda data: actions.change_cohort(cohort, **data, **stamp(request)),
        done="Les changements sont enregistrés.",
        back=cohort,
        cancel_label="Ne rien changer",
        action_label="Enregistrer la cohorte",
        title=f"Modifier {cohort}",
        heading=f"Modifier «\u00a0{cohort}\u00a0»",
        trail=(("Service civique", "cohort_list"), cohort, "Modifier"),
    )


# -- Volunteers


@requires(VIEW)
def volunteer_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Take somebody into a cohort."""
    cohort = own_cohort(request.member, pk)
    form = VolunteerForm(request.POST or None, cohort=cohort)
    return formed(
        request,
        form,
        lambda data: actions.add_volunteer(cohort, **data, **stamp(request)),
        done=lambda added: f"{added} est dans la cohorte.",
        then=cohort,
        template="inclusion/civic_service/volunteer_form.html",
        cohort=cohort,
        volunteer=None,
        nobody=not field_of(form, "helper").queryset.exists(),
    )


def shown_volunteer(member: Member, pk: int) -> Volunteer:
    """A volunteer of whom the member may read."""
    found = Volunteer.objects.visible_to(member)
    return get_object_or_404(found.select_related("helper", "host", "tutor", "cohort", "network"), pk=pk)


@requires(VIEW)
def volunteer_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One volunteer: the contract, the tutor, day by day."""
    volunteer, today = shown_volunteer(request.member, pk), timezone.localdate()
    rows = Attendance.objects.filter(volunteer=volunteer).select_related("day").order_by("day__on", "pk")
    context = {
        "volunteer": volunteer,
        "name": str(volunteer) if volunteer.helper.anonymised_at is None else NAMELESS,
        "balance": balances_of([volunteer], today=today)[volunteer.pk],
        "rows": list(rows),
        "runs": runs(request.member, volunteer.cohort),
        "may_remove": all(row.presence == Presence.EXPECTED for row in rows),
        "cancelled": TrainingDayState.CANCELLED,
        "over": volunteer.end <= today,
    }
    return render(request, "inclusion/civic_service/volunteer_detail.html", context)


@requires(VIEW)
def volunteer_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a contract."""
    volunteer = shown_volunteer(request.member, pk)
    cohort = own_cohort(request.member, volunteer.cohort_id)
    return formed(
        request,
        VolunteerForm(request.POST or None, cohort=cohort, volunteer=volunteer),
        lambda data: actions.change_volunteer(volunteer, **data, **stamp(request)),
        done="Les changements sont enregistrés.",
        template="inclusion/civic_service/volunteer_form.html",
        cohort=cohort,
        volunteer=volunteer,
        nobody=False,
    )


@requires(VIEW)
def volunteer_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take out somebody who was added by mistake."""
    volunteer = shown_volunteer(request.member, pk)
    cohort = own_cohort(request.member, volunteer.cohort_id)
    name = str(volunteer)
    return confirmed(
        request,
        lambda: actions.remove_volunteer(volunteer, **stamp(request)),
        done=f"{name} n’est plus dans la cohorte.",
        back=volunteer,
        then=cohort,
        question=f"Retirer {name} de la cohorte «\u00a0{cohort}\u00a0»\u00a0?",
        consequence="Son contrat est effacé, et les journées à venir ne l’attendent plus. Sa fiche d’aidant reste.",
        action_label="Retirer de la cohorte",
        danger=True,
    )


@requires(VIEW)
def volunteer_certificate(request: MemberRequest, pk: int) -> HttpResponse:
    """The certificate of the days that were followed; none where nothing was."""
    volunteer, today = shown_volunteer(request.member, pk), timezone.localdate()
    if volunteer.helper.anonymised_at is not None or not balances_of([volunteer], today=today)[volunteer.pk].done:
        raise Http404
    data = certificate_pdf(volunteer, on=today)
    return attachment(data, filename=f"attestation-{volunteer.pk}.pdf", media_type="application/pdf", inline=True)


# -- Training days


@requires(VIEW)
def training_day_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Plan a training day."""
    cohort = own_cohort(request.member, pk)
    return formed(
        request,
        TrainingDayForm(request.POST or None),
        lambda data: actions.plan_day(cohort, **data, **stamp(request)),
        done="La journée est prévue. Dites maintenant qui y est attendu.",
        then=lambda day: reverse("training_day_list_edit", args=[request.network.slug, day.pk]),
        back=cohort,
        cancel_label="Revenir à la cohorte",
        action_label="Prévoir cette journée",
        title="Prévoir une journée",
        heading="Prévoir une journée de formation",
        lead=f"Saison {cohort.season}.",
        trail=(("Service civique", "cohort_list"), cohort, "Journée de formation"),
    )


@requires(VIEW)
def training_day_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One day: who is expected, and the buttons beside each name."""
    found = TrainingDay.objects.filter(cohort__in=Cohort.objects.visible_to(request.member))
    day = get_object_or_404(found.select_related("cohort", "network"), pk=pk)
    today = timezone.localdate()
    mine = Volunteer.objects.visible_to(request.member)
    rows = day.attendances.filter(volunteer__in=mine).select_related("volunteer__helper", "volunteer__host")
    listed = list(rows)
    waiting = sum(row.presence == Presence.EXPECTED for row in listed)
    takes_place = day.state != TrainingDayState.CANCELLED
    context = {
        "day": day,
        "rows": listed,
        "runs": runs(request.member, day.cohort),
        "notes": runs(request.member, day.cohort) and takes_place and day.on <= today,
        "takes_place": takes_place,
        "passed": day.on <= today,
        "waiting": waiting,
        "present": sum(row.presence == Presence.PRESENT for row in listed),
        "answers": Presence,
        "today": today,
    }
    return render(request, "inclusion/civic_service/training_day_detail.html", context)


@requires(VIEW)
def training_day_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Move or rename a training day."""
    day = own_day(request.member, pk)
    if day.state == TrainingDayState.CANCELLED:
        messages.error(request, actions.CANCELLED_STAYS)
        return redirect(day)
    return formed(
        request,
        TrainingDayForm(request.POST or None, day=day),
        lambda data: actions.change_day(day, **data, **stamp(request)),
        done="Les changements sont enregistrés.",
        back=day,
        cancel_label="Ne rien changer",
        action_label="Enregistrer la journée",
        title=f"Modifier {day}",
        heading=f"Modifier «\u00a0{day}\u00a0»",
        lead=f"Saison {day.cohort.season}.",
        trail=(("Service civique", "cohort_list"), day.cohort, "Journée de formation"),
    )


@requires(VIEW)
def training_day_list_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Say who is expected on a training day."""
    day = own_day(request.member, pk)
    return formed(
        request,
        ListForm(request.POST or None, day=day),
        lambda data: actions.set_list(day, **data, **stamp(request)),
        done="La liste est faite.",
        back=day,
        cancel_label="Ne rien changer",
        action_label="Enregistrer la liste",
        title=f"Liste {of(day)}",
        heading=f"Qui est attendu le {plain_date(day.on)}\u00a0?",
        lead=f"«\u00a0{day}\u00a0». Seules les personnes sous contrat ce jour-là sont proposées.",
        trail=(("Service civique", "cohort_list"), day, "Liste"),
    )


@requires(VIEW)
@require_POST
def training_day_presence(request: MemberRequest, pk: int) -> HttpResponse:
    """Note whether one volunteer came."""
    day = own_day(request.member, pk)
    key = parameters.key(request.POST.get("volunteer"))
    volunteer = get_object_or_404(Volunteer.objects.filter(cohort=day.cohort), pk=key)
    presence = request.POST.get("presence")
    if presence not in Presence.values:
        raise Http404(presence)
    return perform(
        request,
        lambda: actions.note_presence(day, volunteer=volunteer, presence=presence, **stamp(request)),
        back=f"{day.get_absolute_url()}#volontaire-{volunteer.pk}",
    )


@requires(VIEW)
def training_day_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then cancel a training day."""
    day = own_day(request.member, pk)
    return confirmed(
        request,
        lambda: actions.cancel_day(day, **stamp(request)),
        done="La journée est annulée\u00a0: elle ne compte pour personne.",
        back=day,
        question=f"Annuler la journée «\u00a0{day}\u00a0»\u00a0?",
        consequence="Elle ne compte plus pour personne. Vous pourrez revenir en arrière.",
        action_label="Annuler cette journée",
        danger=True,
    )


@requires(VIEW)
@require_POST
def training_day_restore(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a cancellation back."""
    day = own_day(request.member, pk)
    return perform(
        request, lambda: actions.restore_day(day, **stamp(request)), done="La journée est rétablie.", back=day
    )
