"""Pages of commissions: called, given proposals, decided, closed, printed."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from equipment.family_aid.actions import commissions as actions
from equipment.family_aid.enums import AidState
from equipment.family_aid.forms import CommissionForm, DecisionForm, MinutesForm
from equipment.family_aid.lists import AidCommissionTable
from equipment.family_aid.models import AidCommission, AidProgramme, FamilyAid
from equipment.family_aid.papers import minutes_pdf
from equipment.family_aid.queries import devices_for_families
from equipment.family_aid.rules import decided_said
from equipment.family_aid.views.tabs import commission_or_404, framed
from equipment.refurbishing.enums import DeviceKind
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.web import parameters
from inclusion.core.web.acting import formed, perform, stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.listing import listing


def devices_beside() -> list[dict[str, Any]]:
    """How many devices of each kind are ready, and how many families that were accepted wait for one."""
    ready = dict(devices_for_families().order_by().values_list("kind").annotate(count=Count("pk")))
    accepted = FamilyAid.objects.filter(state=AidState.ACCEPTED).order_by()
    promised = dict(accepted.values_list("kind").annotate(count=Count("pk")))
    return [
        {
            "label": kind.label,
            "ready": so_many(ready.get(kind, 0), "prêt à partir", "prêts à partir"),
            "promised": so_many(promised.get(kind, 0), "accordé et pas encore remis", "accordés et pas encore remis"),
            "is_short": ready.get(kind, 0) < promised.get(kind, 0),
        }
        for kind in DeviceKind
        if ready.get(kind) or promised.get(kind)
    ]


@requires(Permission.AID_DECIDE)
def aid_commission_list(request: MemberRequest) -> HttpResponse:
    """The sittings, the last first."""
    given = ~Q(aids__decided_at=None) & ~Q(aids__state=AidState.REFUSED)
    return listing(
        request,
        queryset=AidCommission.objects.select_related("programme", "network").annotate(
            listed=Count("aids"), accepted=Count("aids", filter=given)
        ),
        table=AidCommissionTable,
        template="equipment/family_aid/aid_commission_list.html",
        name="commissions d’attribution",
        **framed(
            request.member,
            "commissions",
            waiting=FamilyAid.objects.to_decide().count(),
            unlisted=FamilyAid.objects.to_decide().filter(commission=None).count(),
            any_programme=AidProgramme.objects.exists(),
        ),
    )


@requires(Permission.AID_DECIDE)
def aid_commission_add(request: MemberRequest) -> HttpResponse:
    """Call a sitting."""
    return formed(
        request,
        CommissionForm(request.POST or None),
        lambda data: actions.call_commission(**data, **stamp(request)),
        done=_called,
        back=reverse("aid_commission_list", args=[request.network.slug]),
        cancel_label="Revenir aux commissions",
        action_label="Convoquer cette commission",
        heading="Convoquer une commission",
        trail=(("Commissions", "aid_commission_list"), "Convoquer"),
        lead="Toutes les familles qui attendent y sont inscrites d’office.",
        **framed(request.member, "commissions"),
    )


def _called(commission: AidCommission) -> str:
    listed = so_many(commission.aids.count(), "famille y est inscrite", "familles y sont inscrites")
    return f"La commission est convoquée\u00a0: {listed}."


@requires(Permission.AID_DECIDE)
def aid_commission_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the day, the place or the members of a sitting."""
    commission = commission_or_404(pk)
    now = {name: getattr(commission, name) for name in ("held_on", "place", "members")}
    return formed(
        request,
        CommissionForm(request.POST or None, initial=now, commission=commission),
        lambda data: actions.change_commission(commission, **data, **stamp(request)),
        done="La commission est à jour.",
        back=commission,
        cancel_label="Ne rien changer",
        action_label="Enregistrer la commission",
        title="Modifier la commission",
        heading=f"Modifier la commission du {plain_date(commission.held_on)}",
        trail=(("Commissions", "aid_commission_list"), commission, "Modifier"),
        **framed(request.member, "commissions"),
    )


@requires(Permission.AID_DECIDE)
def aid_commission_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One sitting: its families and what was decided, those that could be added, the devices that are ready."""
    commission = commission_or_404(pk)
    aids = list(commission.aids.select_related("person", "proposed_for", "network").order_by("pk"))
    waiting = FamilyAid.objects.to_decide().filter(programme=commission.programme, commission=None)
    undecided = sum(1 for one in aids if one.state == AidState.PROPOSED)
    context = framed(
        request.member,
        "commissions",
        commission=commission,
        aids=aids,
        waiting=list(waiting.select_related("person", "proposed_for")[:100]) if commission.closed_at is None else [],
        undecided=undecided,
        decided=_decided(aids),
        devices=devices_beside(),
        took_place=commission.held_on <= timezone.localdate(),
    )
    return render(request, "equipment/family_aid/aid_commission_detail.html", context)


@requires(Permission.AID_DECIDE)
def aid_commission_put(request: MemberRequest, pk: int) -> HttpResponse:
    """Put the families that were ticked on a sitting."""
    commission = commission_or_404(pk)
    if request.method != "POST":
        return redirect(commission)
    keys = parameters.keys(request.POST.getlist("aids"))
    return perform(
        request,
        lambda: actions.put_on(commission, keys, **stamp(request)),
        done=lambda count: f"{so_many(count, 'famille est inscrite', 'familles sont inscrites')}.",
        back=commission,
    )


@requires(Permission.AID_DECIDE)
def aid_commission_decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Every family of a sitting that waits, with yes, no or later: written all at once."""
    commission = commission_or_404(pk)
    aids = commission.aids.to_decide().select_related("person", "proposed_for")
    form = DecisionForm(request.POST if request.method == "POST" else None, aids=aids)
    return formed(
        request,
        form,
        lambda data: actions.decide(commission, form.decisions(data), **stamp(request)),
        done=lambda said: f"C’est décidé\u00a0: {decided_said(said['yes'], said['no'], postponed=said['later'])}.",
        then=commission,
        template="equipment/family_aid/aid_commission_decide.html",
        **framed(request.member, "commissions", commission=commission, devices=devices_beside()),
    )


def _decided(aids: list[FamilyAid]) -> str:
    refused = sum(1 for one in aids if one.state == AidState.REFUSED)
    return decided_said(sum(1 for one in aids if one.decided_at) - refused, refused)


@requires(Permission.AID_DECIDE)
def aid_commission_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close a sitting with its minutes."""
    commission = commission_or_404(pk)
    return formed(
        request,
        MinutesForm(request.POST or None, initial={"minutes": commission.minutes}),
        lambda data: actions.close_commission(commission, **data, **stamp(request)),
        done="La commission est close. Son relevé de décisions est prêt à imprimer.",
        back=commission,
        cancel_label="Pas maintenant",
        action_label="Clore la commission",
        title="Clore la commission",
        heading=f"Clore la commission du {plain_date(commission.held_on)}",
        trail=(("Commissions", "aid_commission_list"), commission, "Clore"),
        lead="Son relevé de décisions ne change plus ensuite.",
        **framed(request.member, "commissions"),
    )


@requires(Permission.AID_DECIDE)
def aid_commission_minutes(request: MemberRequest, pk: int) -> HttpResponse:
    """The minutes: with initials, to be shared; with names for the coordination where the address says so."""
    commission, named = commission_or_404(pk), request.GET.get("noms") == "1"
    name = f"commission-{commission.held_on:%Y-%m-%d}{'-noms' if named else ''}.pdf"
    return attachment(minutes_pdf(commission, named=named), filename=name, media_type="application/pdf", inline=True)
