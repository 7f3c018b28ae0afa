"""The days that a hub gives to the network, and what they are spent on."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.access import Member, Permission, requires
from inclusion.actions import hub_days as actions
from inclusion.actions.uploads import MAX_BYTES
from inclusion.body_size import takes_files
from inclusion.enums.hub_days import HubDayState
from inclusion.errors import DomainError
from inclusion.exports import attachment
from inclusion.filters.hub_days import HubDayFilter
from inclusion.forms.hub_days import DoneForm, EvidenceForm, HubDayForm
from inclusion.forms.submit import submitted
from inclusion.listing import listing
from inclusion.models import HubAllocation, HubDay, Partner
from inclusion.states import history
from inclusion.tables.hub_days import HubDayTable
from inclusion.views.hub_page import chosen_year, days_of, year_context


@requires(Permission.HUB_VIEW)
def hub_day_list(request: HttpRequest) -> HttpResponse:
    """A year: what is left, what it was spent on, where the pace leads; `?annee=` for another one."""
    today = timezone.localdate()
    year = chosen_year(request.member, request.GET.get("annee", ""), today)
    return listing(
        request,
        queryset=days_of(year),
        table=HubDayTable,
        filterset=HubDayFilter,
        template="inclusion/hub_day_list.html",
        name=f"jours-hub-{year}",
        **year_context(request.member, year, today),
    )


def _partners(member: Member) -> list[Partner]:
    """The hubs whose days this member may note."""
    allocations = HubAllocation.objects.recordable_by(member)
    return list(
        Partner.objects.filter(hub_allocations__in=allocations).distinct().order_by("sort_name", "pk")
    )


def _own(member: Member, pk: int) -> HubDay:
    """A day that the member may note; nothing is found otherwise."""
    days = HubDay.objects.recordable_by(member)
    return get_object_or_404(days.select_related("allocation__partner", "evidence", "body", "meeting"), pk=pk)


@requires(Permission.HUB_RECORD)
def hub_day_add(request: HttpRequest) -> HttpResponse:
    """Plan what a hub does; `?le=` proposes a day."""
    partners = _partners(request.member)
    form = HubDayForm(request.POST or None, partners=partners, initial={"on": request.GET.get("le")})
    day = submitted(request, form, lambda data: actions.plan_day(**data, by=request.user, at=timezone.now()))
    if day:
        verb = "sont prévus" if day.half_days >= 4 else "est prévu"
        messages.success(request, f"{day.length} {verb}\u00a0: «\u00a0{day}\u00a0».")
        return redirect(day)
    return render(request, "inclusion/hub_day_form.html", {"form": form, "day": None, "partners": partners})


@requires(Permission.HUB_VIEW)
def hub_day_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one day, and what can be done with it."""
    day = get_object_or_404(
        HubDay.objects.select_related("allocation__partner", "body", "meeting", "evidence"), pk=pk
    )
    today = timezone.localdate()
    context = {
        "day": day,
        "today": today,
        "may_record": HubDay.objects.recordable_by(request.member).filter(pk=pk).exists(),
        "planned": day.state == HubDayState.PLANNED,
        "passed": day.state == HubDayState.PLANNED and day.on < today,
        "history": [(one, HubDayState(one.to_state).label) for one in history(day).select_related("by")],
    }
    return render(request, "inclusion/hub_day_detail.html", context)


@requires(Permission.HUB_RECORD)
def hub_day_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right what is planned or done."""
    day = _own(request.member, pk)
    form = HubDayForm(request.POST or None, day=day)
    changed = submitted(
        request,
        form,
        lambda data: actions.change_day(day, **data, by=request.user, at=timezone.now()),
    )
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(changed)
    return render(request, "inclusion/hub_day_form.html", {"form": form, "day": day, "partners": []})


@requires(Permission.HUB_RECORD)
@takes_files(MAX_BYTES)
def hub_day_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that it took place."""
    day, today = _own(request.member, pk), timezone.localdate()
    initial = {"on": min(day.on, today), "half_days": day.half_days, "note": day.note}
    form = DoneForm(request.POST or None, request.FILES or None, initial=initial)
    done = submitted(
        request, form, lambda data: actions.note_done(day, **data, by=request.user, at=timezone.now())
    )
    if done:
        messages.success(request, f"C’est noté\u00a0: «\u00a0{done}\u00a0» a eu lieu.")
        return redirect(done)
    return render(request, "inclusion/hub_day_done.html", {"form": form, "day": day})


@requires(Permission.HUB_RECORD)
def hub_day_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then give up what was planned."""
    day = _own(request.member, pk)
    if request.method == "POST":
        _do(
            request,
            lambda **who: actions.cancel_day(day, **who),
            "C’est annulé\u00a0: ces jours sont de nouveau libres.",
        )
        return redirect(day)
    context = {
        "question": f"Annuler «\u00a0{day}\u00a0»\u00a0?",
        "consequence": f"{day.length} de {day.allocation.year} redeviennent libres. Vous pourrez revenir en arrière.",
        "action_label": "Annuler ces jours",
        "danger": True,
        "cancel_url": day.get_absolute_url(),
        "url": "",
    }
    return render(request, "layout/confirm.html", context)


@requires(Permission.HUB_RECORD)
@require_POST
def hub_day_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that it took place, or that it was given up."""
    day = _own(request.member, pk)
    _do(request, lambda **who: actions.plan_again(day, **who), "C’est de nouveau prévu.")
    return redirect(day)


def _do(request: Any, action: Any, said: str) -> None:
    """Do it and say so, or say why not."""
    try:
        action(by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)


@requires(Permission.HUB_RECORD)
@takes_files(MAX_BYTES)
def hub_day_evidence_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Join what shows that it took place."""
    day = _own(request.member, pk)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    kept = submitted(
        request, form, lambda data: actions.add_evidence(day, **data, by=request.user, at=timezone.now())
    )
    if kept:
        messages.success(request, "Le justificatif est joint.")
        return redirect(kept)
    return render(request, "inclusion/hub_day_evidence.html", {"form": form, "day": day})


@requires(Permission.HUB_VIEW)
def hub_day_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """What shows that it took place, in the browser's own viewer."""
    evidence = get_object_or_404(HubDay.objects.select_related("evidence"), pk=pk).evidence
    if evidence is None:
        raise Http404
    return attachment(evidence.data, filename=evidence.filename, media_type=evidence.media_type, inline=True)


def year_url(slug: str, year: int) -> str:
    """The page of a year."""
    return f"{reverse('hub_day_list', args=[slug])}?annee={year}"
