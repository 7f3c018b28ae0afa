"""The page of a body: who sits in it, what waits for it, when it meets."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from inclusion import parameters
from inclusion.access import Permission, requires
from inclusion.actions import pending_points, seats
from inclusion.forms.seats import DropForm, EndSeatForm, PointForm, SeatForm, member_values
from inclusion.forms.submit import submitted
from inclusion.models import BodySeat, Membership, PendingPoint
from inclusion.views.meeting_tabs import body_page, seen_body


@requires(Permission.BODIES_VIEW)
def body_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One body: when it meets next, its members, its points, its meetings."""
    body = seen_body(request.member, pk)
    return render(request, "inclusion/body_detail.html", body_page(request.member, body))


def _members(words: str) -> list[Membership]:
    """Members with an account whose name or organisation holds the words, ten at most."""
    found = Membership.objects.in_force().select_related("user", "partner")
    for word in words.split():
        found = found.filter(
            Q(user__first_name__unaccent__icontains=word)
            | Q(user__last_name__unaccent__icontains=word)
            | Q(partner__name__unaccent__icontains=word)
        )
    return list(found.order_by("user__last_name", "user__first_name", "pk")[:10]) if words.strip() else []


@requires(Permission.BODIES_MANAGE)
def body_seat_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a seat; `?q=` looks for members, `?membre=` fills the form with one of them."""
    body = seen_body(request.member, pk)
    key = parameters.key(request.GET.get("membre"))
    chosen = get_object_or_404(Membership.objects.in_force().select_related("user"), pk=key) if key else None
    form = SeatForm(request.POST or None, initial=member_values(chosen) if chosen else {})
    stamp = {"by": request.user, "at": timezone.now(), "user": chosen.user if chosen else None}
    seat = submitted(request, form, lambda data: seats.add_seat(body, **data, **stamp))
    if seat:
        messages.success(request, f"{seat} siège dans «\u00a0{body}\u00a0».")
        return redirect("body_detail", request.network.slug, pk)
    words = request.GET.get("q", "")
    context = {"body": body, "form": form, "seat": None, "words": words, "found": _members(words)}
    return render(request, "inclusion/body_seat_form.html", {**context, "chosen": chosen})


@requires(Permission.BODIES_MANAGE)
def body_seat_edit(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    """Change a seat."""
    body = seen_body(request.member, pk)
    seat = get_object_or_404(BodySeat, pk=seat_pk, body=body)
    initial = {name: getattr(seat, name) for name in ("name", "job_title", "email", "kind", "since")}
    form = SeatForm(request.POST or None, initial={**initial, "partner": seat.partner_id})
    stamp = {"by": request.user, "at": timezone.now()}
    if submitted(request, form, lambda data: seats.change_seat(seat, **data, **stamp)):
        messages.success(request, "Les changements sont enregistrés.")
        return redirect("body_detail", request.network.slug, pk)
    context = {"body": body, "form": form, "seat": seat, "words": "", "found": [], "chosen": None}
    return render(request, "inclusion/body_seat_form.html", context)


@requires(Permission.BODIES_MANAGE)
def body_seat_end(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    """Note that somebody sits no more."""
    body = seen_body(request.member, pk)
    seat = get_object_or_404(BodySeat, pk=seat_pk, body=body)
    form = EndSeatForm(request.POST or None)
    stamp = {"by": request.user, "at": timezone.now()}
    if submitted(request, form, lambda data: seats.end_seat(seat, **data, **stamp)):
        messages.success(request, f"C’est noté\u00a0: {seat} ne siège plus dans «\u00a0{body}\u00a0».")
        return redirect("body_detail", request.network.slug, pk)
    context = {
        "body": body,
        "form": form,
        "question": f"{seat} ne siège plus",
        "lead": "Ses présences passées restent notées. Les prochaines invitations ne lui seront plus envoyées.",
        "action_label": "Noter son départ",
    }
    return render(request, "inclusion/body_step.html", context)


@requires(Permission.BODIES_VIEW)
def body_point_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a point, in the name of the own organisation."""
    body = seen_body(request.member, pk)
    form = PointForm(request.POST or None)
    stamp = {"partner": request.member.partner, "by": request.user, "at": timezone.now()}
    if submitted(request, form, lambda data: pending_points.propose_point(body, **data, **stamp)):
        messages.success(request, "Votre point est proposé\u00a0: il attend la prochaine réunion.")
        return redirect("body_detail", request.network.slug, pk)
    context = {
        "body": body,
        "form": form,
        "question": "Proposer un point",
        "lead": f"Il attend la prochaine réunion, au nom de {request.member.partner}.",
        "action_label": "Proposer ce point",
    }
    return render(request, "inclusion/body_step.html", context)


@requires(Permission.BODIES_MANAGE)
def body_point_edit(request: HttpRequest, pk: int, point_pk: int) -> HttpResponse:
    """Change a point that waits."""
    body = seen_body(request.member, pk)
    point = get_object_or_404(PendingPoint, pk=point_pk, body=body)
    form = PointForm(request.POST or None, initial={"title": point.title, "detail": point.detail})
    stamp = {"by": request.user, "at": timezone.now()}
    if submitted(request, form, lambda data: pending_points.change_point(point, **data, **stamp)):
        messages.success(request, "Le point est modifié.")
        return redirect("body_detail", request.network.slug, pk)
    context = {
        "body": body,
        "form": form,
        "question": "Modifier ce point",
        "lead": "",
        "action_label": "Enregistrer ce point",
    }
    return render(request, "inclusion/body_step.html", context)


@requires(Permission.BODIES_MANAGE)
def body_point_drop(request: HttpRequest, pk: int, point_pk: int) -> HttpResponse:
    """Give a point up, and say why."""
    body = seen_body(request.member, pk)
    point = get_object_or_404(PendingPoint, pk=point_pk, body=body)
    form = DropForm(request.POST or None)
    stamp = {"by": request.user, "at": timezone.now()}
    if submitted(request, form, lambda data: pending_points.drop_point(point, **data, **stamp)):
        messages.success(request, "Le point est abandonné.")
        return redirect("body_detail", request.network.slug, pk)
    context = {
        "body": body,
        "form": form,
        "question": f"Abandonner «\u00a0{point}\u00a0»\u00a0?",
        "lead": "Il ne sera plus proposé pour un ordre du jour.",
        "action_label": "Abandonner ce point",
    }
    return render(request, "inclusion/body_step.html", context)
