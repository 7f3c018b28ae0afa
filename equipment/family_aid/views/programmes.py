"""Pages of the aids that families are proposed for."""

from django.db.models import Count
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
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
from inclusion.core.web.acting import confirmed, formed, stamp
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
    return formed(
        request,
        ProgrammeForm(request.POST or None),
        lambda data: open_programme(**data, opened_on=timezone.localdate(), **stamp(request)),
        done=lambda programme: f"«\u00a0{programme}\u00a0» est ouverte\u00a0: des familles peuvent être proposées.",
        back=reverse("aid_programme_list", args=[request.network.slug]),
        cancel_label="Revenir aux aides",
        action_label="Ouvrir cette aide",
        title="Ouvrir une aide",
        heading="Ouvrir une aide à l’équipement",
        trail=(("Aides ouvertes", "aid_programme_list"), "Ouvrir une aide"),
    )


@requires(Permission.AID_DECIDE)
def aid_programme_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change an aid."""
    programme = get_object_or_404(AidProgramme, pk=pk)
    now = model_to_dict(programme, ProgrammeForm.base_fields)
    return formed(
        request,
        ProgrammeForm(request.POST or None, initial=now, programme=programme),
        lambda data: change_programme(programme, **data, today=timezone.localdate(), **stamp(request)),
        done="L’aide est à jour.",
        back=programme,
        cancel_label="Ne rien changer",
        action_label="Enregistrer cette aide",
        title=f"Modifier {programme}",
        heading=f"Modifier «\u00a0{programme}\u00a0»",
        trail=(("Aides ouvertes", "aid_programme_list"), programme, "Modifier"),
    )


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
