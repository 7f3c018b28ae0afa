"""The bodies of the governance; who sits in one, what waits for it, when it meets."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import of
from inclusion.core.models.networks import Membership
from inclusion.core.web import parameters
from inclusion.core.web.acting import formed, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.meetings.actions import bodies
from inclusion.meetings.actions import bodies as actions
from inclusion.meetings.forms.bodies import (
    BodyForm,
    ClosingForm,
    DropForm,
    EndSeatForm,
    PointForm,
    SeatForm,
    member_values,
)
from inclusion.meetings.lists import BodyFilter, BodyTable
from inclusion.meetings.models import Body, BodySeat, PendingPoint
from inclusion.meetings.views.tabs import body_page, seen_body, tabs


@requires(Permission.BODIES_VIEW)
def body_list(request: MemberRequest) -> HttpResponse:
    """Every body, filtered, sorted, exported; those that meet no more stay in the list."""
    return listing(
        request,
        queryset=Body.objects.visible_to(request.member).for_lists(),
        table=BodyTable,
        filterset=BodyFilter,
        template="inclusion/meetings/body_list.html",
        name="instances",
        tabs=tabs(request.member, "bodies"),
        begun=Body.objects.exists(),
    )


@requires(Permission.BODIES_MANAGE)
def body_add(request: MemberRequest) -> HttpResponse:
    """Add a body; `?epci=` says for which territory."""
    return formed(
        request,
        BodyForm(request.POST or None, initial={"epci": request.GET.get("epci")}),
        lambda data: actions.add_body(**data, **stamp(request)),
        done=lambda body: f"«\u00a0{body}\u00a0» est dans la liste des instances.",
        then=lambda body: reverse("body_detail", args=[request.network.slug, body.pk]),
        back=reverse("body_list", args=[request.network.slug]),
        cancel_label="Revenir aux instances",
        action_label="Ajouter cette instance",
        heading="Ajouter une instance",
        trail=(("Instances", "body_list"), "Ajouter"),
    )


@requires(Permission.BODIES_MANAGE)
def body_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a body; the ways to close it and to open it again are below."""
    body = get_object_or_404(Body, pk=pk)
    # The form tries its values on a row of its own: the page around it keeps showing what is stored.
    form = BodyForm(request.POST or None, instance=get_object_or_404(Body, pk=pk))
    changed = submitted(request, form, lambda data: actions.change_body(body, **data, **stamp(request)))
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect("body_detail", request.network.slug, pk)
    return render(request, "inclusion/meetings/body_form.html", {"form": form, "body": body})


@requires(Permission.BODIES_MANAGE)
def body_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Note since when a body meets no more."""
    body = get_object_or_404(Body, pk=pk)
    return formed(
        request,
        ClosingForm(request.POST or None, initial={"closed_on": timezone.localdate()}),
        lambda data: actions.close_body(body, **data, **stamp(request)),
        done=f"C’est noté\u00a0: «\u00a0{body}\u00a0» ne se réunit plus.",
        then=reverse("body_list", args=[request.network.slug]),
        back=reverse("body_edit", args=[request.network.slug, pk]),
        cancel_label="Ne rien changer",
        action_label="Clore cette instance",
        title=f"Clore {body}",
        heading=f"Clore «\u00a0{body}\u00a0»",
        lead="Elle reste dans la liste, avec le jour où elle a cessé, et ne compte plus parmi celles qui traitent "
        "d’inclusion numérique. Vous pourrez la rouvrir.",
        trail=(("Instances", "body_list"), (body, "body_edit", pk), "Clore"),
    )


@requires(Permission.BODIES_MANAGE)
@require_POST
def body_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a closure back."""
    body = actions.reopen_body(get_object_or_404(Body, pk=pk), **stamp(request))
    messages.success(request, f"«\u00a0{body}\u00a0» se réunit de nouveau.")
    return redirect("body_edit", request.network.slug, pk)


# -- Page of a body


@requires(Permission.BODIES_VIEW)
def body_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One body: when it meets next, its members, its points, its meetings."""
    body = seen_body(request.member, pk)
    return render(request, "inclusion/meetings/body_detail.html", body_page(request.member, body))


def _body_form(request: MemberRequest, body: Body, heading: str) -> dict[str, Any]:
    """What every page shows that is one short form about a body, and where it leads."""
    body_url = reverse("body_detail", args=[request.network.slug, body.pk])
    return {
        "then": body_url,
        "back": body_url,
        "cancel_label": "Ne rien changer",
        "heading": heading,
        "trail": (("Instances", "body_list"), (body, "body_detail", body.pk), heading),
    }


@requires(Permission.BODIES_MANAGE)
def body_seat_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Give somebody a seat; `?q=` looks for members, `?membre=` fills the form with one of them."""
    body = seen_body(request.member, pk)
    key = parameters.key(request.GET.get("membre"))
    chosen = get_object_or_404(Membership.objects.in_force().select_related("user"), pk=key) if key else None
    form = SeatForm(request.POST or None, initial=member_values(chosen) if chosen else {})
    user = chosen.user if chosen else None
    seat = submitted(request, form, lambda data: bodies.add_seat(body, **data, user=user, **stamp(request)))
    if seat:
        messages.success(request, f"{seat} siège dans «\u00a0{body}\u00a0».")
        return redirect("body_detail", request.network.slug, pk)
    words = request.GET.get("q", "")
    # Members with an account whose name or organisation holds the words, ten at most.
    found = Membership.objects.in_force().select_related("user", "partner")
    for word in words.split():
        found = found.filter(
            Q(user__first_name__unaccent__icontains=word)
            | Q(user__last_name__unaccent__icontains=word)
            | Q(partner__name__unaccent__icontains=word)
        )
    context = {
        "body": body,
        "form": form,
        "seat": None,
        "words": words,
        "found": (list(found.order_by("user__last_name", "user__first_name", "pk")[:10]) if words.strip() else []),
    }
    return render(request, "inclusion/meetings/body_seat_form.html", {**context, "chosen": chosen})


@requires(Permission.BODIES_MANAGE)
def body_seat_edit(request: MemberRequest, pk: int, seat_pk: int) -> HttpResponse:
    body = seen_body(request.member, pk)
    seat = get_object_or_404(BodySeat, pk=seat_pk, body=body)
    initial = {name: getattr(seat, name) for name in ("name", "job_title", "email", "kind", "since")}
    form = SeatForm(request.POST or None, initial={**initial, "partner": seat.partner_id})
    if submitted(request, form, lambda data: bodies.change_seat(seat, **data, **stamp(request))):
        messages.success(request, "Les changements sont enregistrés.")
        return redirect("body_detail", request.network.slug, pk)
    context = {"body": body, "form": form, "seat": seat, "words": "", "found": [], "chosen": None}
    return render(request, "inclusion/meetings/body_seat_form.html", context)


@requires(Permission.BODIES_MANAGE)
def body_seat_end(request: MemberRequest, pk: int, seat_pk: int) -> HttpResponse:
    """Note that somebody sits no more."""
    body = seen_body(request.member, pk)
    seat = get_object_or_404(BodySeat, pk=seat_pk, body=body)
    return formed(
        request,
        EndSeatForm(request.POST or None),
        lambda data: bodies.end_seat(seat, **data, **stamp(request)),
        done=f"C’est noté\u00a0: {seat} ne siège plus dans «\u00a0{body}\u00a0».",
        action_label="Noter son départ",
        lead="Ses présences passées restent notées. Les prochaines invitations ne lui seront plus envoyées.",
        **_body_form(request, body, f"{seat} ne siège plus"),
    )


@requires(Permission.BODIES_VIEW)
def body_point_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Propose a point, in the name of the own organisation."""
    body = seen_body(request.member, pk)
    return formed(
        request,
        PointForm(request.POST or None),
        lambda data: bodies.propose_point(body, **data, partner=request.member.partner, **stamp(request)),
        done="Votre point est proposé\u00a0: il attend la prochaine réunion.",
        action_label="Proposer ce point",
        lead=f"Il attend la prochaine réunion, au nom {of(request.member.partner)}.",
        **_body_form(request, body, "Proposer un point"),
    )


@requires(Permission.BODIES_MANAGE)
def body_point_edit(request: MemberRequest, pk: int, point_pk: int) -> HttpResponse:
    """Change a point that waits."""
    body = seen_body(request.member, pk)
    point = get_object_or_404(PendingPoint, pk=point_pk, body=body)
    return formed(
        request,
        PointForm(request.POST or None, initial={"title": point.title, "detail": point.detail}),
        lambda data: bodies.change_point(point, **data, **stamp(request)),
        done="Le point est modifié.",
        action_label="Enregistrer ce point",
        **_body_form(request, body, "Modifier ce point"),
    )


@requires(Permission.BODIES_MANAGE)
def body_point_drop(request: MemberRequest, pk: int, point_pk: int) -> HttpResponse:
    """Give a point up, and say why."""
    body = seen_body(request.member, pk)
    point = get_object_or_404(PendingPoint, pk=point_pk, body=body)
    return formed(
        request,
        DropForm(request.POST or None),
        lambda data: bodies.drop_point(point, **data, **stamp(request)),
        done="Le point est abandonné.",
        action_label="Abandonner ce point",
        lead="Il ne sera plus proposé pour un ordre du jour.",
        **_body_form(request, body, f"Abandonner «\u00a0{point}\u00a0»\u00a0?"),
    )
