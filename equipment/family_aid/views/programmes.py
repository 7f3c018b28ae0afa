"""Pages of the aids that families are proposed for."""

from django.contrib import messages
from django.db.models import Count
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from equipment.family_aid.actions.programmes import change_programme, close_programme, open_programme, reopen_programme
from equipment.family_aid.forms import ProgrammeForm
from equipment.family_aid.lists import AidProgrammeTable
from equipment.family_aid.models import AidProgramme
from equipment.family_aid.queries import devices_for_families, outcome_of, sees_everybody, sessions_to_come
from equipment.family_aid.views.tabs import framed
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.registry.links import payers
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing


@requires(Permission.AID_VIEW)
def aid_programme_list(request: MemberRequest) -> HttpResponse:
    """The aids of the network, open ones first."""
    return listing(
        request,
        queryset=AidProgramme.objects.annotate(families=Count("aids")),
        table=AidProgrammeTable,
        template="equipment/family_aid/aid_programme_list.html",
        name="aides à l’équipement",
        **framed(
            request.member,
            "programmes",
            may_open=request.member.may(Permission.AID_DECIDE),
            open=AidProgramme.objects.open_on(timezone.localdate()).count(),
        ),
    )


@requires(Permission.AID_VIEW)
def aid_programme_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """What an aid is for, what it asks, what it came to."""
    programme = get_object_or_404(AidProgramme, pk=pk)
    member, now = request.member, timezone.now()
    context = framed(
        request.member,
        "programmes",
        programme=programme,
        is_open=AidProgramme.objects.open_on(timezone.localdate()).filter(pk=pk).exists(),
        outcome=outcome_of(AidProgramme.objects.filter(pk=pk)) if sees_everybody(member) else None,
        ready=devices_for_families().count() if sees_everybody(member) else 0,
        coming=list(
            sessions_to_come(programme, at=now)
            .visible_to(member)
            .select_related("trainer")
            .order_by("starts_at", "pk")[:5]
        ),
        payer=next((one for one in payers(timezone.localdate()) if one.key == programme.payer_key), None),
        may_change=member.may(Permission.AID_DECIDE),
        may_propose=member.may(Permission.AID_PROPOSE),
        sees_fund=member.may(Permission.FUNDS_VIEW),
    )
    return render(request, "equipment/family_aid/aid_programme_detail.html", context)


@requires(Permission.AID_DECIDE)
def aid_programme_add(request: MemberRequest) -> HttpResponse:
    """Open an aid."""
    form = ProgrammeForm(request.POST or None)
    programme = submitted(
        request, form, lambda data: open_programme(**data, opened_on=timezone.localdate(), **stamp(request))
    )
    if programme:
        messages.success(request, f"«\u00a0{programme}\u00a0» est ouverte\u00a0: des familles peuvent être proposées.")
        return redirect(programme)
    back = reverse("aid_programme_list", args=[request.network.slug])
    return render(
        request, "equipment/family_aid/aid_programme_form.html", {"form": form, "programme": None, "back": back}
    )


@requires(Permission.AID_DECIDE)
def aid_programme_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change an aid."""
    programme = get_object_or_404(AidProgramme, pk=pk)
    now = model_to_dict(programme, ProgrammeForm.base_fields)
    form = ProgrammeForm(request.POST or None, initial=now, programme=programme)
    changed = submitted(
        request, form, lambda data: change_programme(programme, **data, today=timezone.localdate(), **stamp(request))
    )
    if changed:
        messages.success(request, "L’aide est à jour.")
        return redirect(changed)
    context = {"form": form, "programme": programme, "back": programme.get_absolute_url()}
    return render(request, "equipment/family_aid/aid_programme_form.html", context)


@requires(Permission.AID_DECIDE)
def aid_programme_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take no more proposals; a closed one is opened again from the same page."""
    programme = get_object_or_404(AidProgramme, pk=pk)
    if programme.closed_on is None:
        return confirmed(
            request,
            lambda: close_programme(programme, on=timezone.localdate(), **stamp(request)),
            done=f"«\u00a0{programme}\u00a0» ne prend plus de familles.",
            back=programme,
            question=f"Fermer «\u00a0{programme}\u00a0»\u00a0?",
            consequence="Plus aucune famille ne pourra être proposée. Celles qui le sont déjà vont jusqu’au bout.",
            action_label="Fermer cette aide",
        )
    return confirmed(
        request,
        lambda: reopen_programme(programme, **stamp(request)),
        done=f"«\u00a0{programme}\u00a0» prend de nouveau des familles.",
        back=programme,
        question=f"Rouvrir «\u00a0{programme}\u00a0»\u00a0?",
        consequence="Des familles pourront de nouveau être proposées.",
        action_label="Rouvrir cette aide",
    )
