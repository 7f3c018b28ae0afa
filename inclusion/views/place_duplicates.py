"""Places that look like one, side by side."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.access import Permission, requires
from inclusion.actions import place_duplicates as actions
from inclusion.forms.place_imports import MergeForm
from inclusion.forms.submit import submitted
from inclusion.models import Place, PlacePair
from inclusion.rules.opening_hours import french_week
from inclusion.rules.phones import shown_phone
from inclusion.views.place_tabs import place_tabs

PER_PAGE = 10


@requires(Permission.GUIDE_MANAGE)
def place_double_list(request: HttpRequest) -> HttpResponse:
    """The pairs of which nobody has said yet whether they are one, the likeliest first."""
    pairs = PlacePair.objects.filter(apart_at=None).select_related("first", "second")
    page = Paginator(pairs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pairs": [{"pair": pair, "facts": _facts(pair)} for pair in page],
        "tabs": place_tabs(request.member, "doubles"),
    }
    return render(request, "inclusion/place_double_list.html", context)


def _facts(pair: PlacePair) -> list[tuple[str, Any, Any, bool]]:
    """What is known of both: a label, the two values, whether they differ."""
    columns = zip(_known(pair.first), _known(pair.second), strict=True)
    return [(label, one, other, one != other) for (label, one), (_, other) in columns if one or other]


def _known(place: Place) -> list[tuple[str, str]]:
    return [
        ("Adresse", f"{place.address}, {place.postal_code} {place.town}"),
        ("SIRET ou RNA", place.pivot),
        ("Téléphone", shown_phone(place.phone)),
        ("Courriels", ", ".join(place.emails)),
        ("Horaires", _hours(place)),
        ("Services", ", ".join(place.services)),
        ("Programmes", ", ".join(place.programmes)),
        ("À jour au", f"{place.updated_on:%d/%m/%Y}"),
        ("État", "Fermé" if place.is_closed else ""),
    ]


def _hours(place: Place) -> str:
    """The regular week as people say it; hours that no week tells stay as they are written."""
    week = french_week(place.opening_hours, after=place.updated_on)
    return "\u00a0; ".join(week.lines) or place.opening_hours


@requires(Permission.GUIDE_MANAGE)
def place_double_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that two places are one, and which one stays."""
    pair = get_object_or_404(PlacePair.objects.select_related("first", "second"), pk=pk)
    form = MergeForm(request.POST or None, pair=pair, initial={"kept": str(pair.first_id)})
    kept = submitted(
        request,
        form,
        lambda data: actions.merge_places(data["gone"], data["kept"], by=request.user, at=timezone.now()),
    )
    if kept:
        messages.success(request, f"C’est fait\u00a0: «\u00a0{kept}\u00a0» réunit les deux fiches.")
        return redirect("place_double_list", request.network.slug)
    return render(request, "inclusion/place_double_merge.html", {"form": form, "pair": pair})


@requires(Permission.GUIDE_MANAGE)
@require_POST
def place_double_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Say, for good, that two places are two."""
    actions.tell_apart(get_object_or_404(PlacePair, pk=pk), by=request.user, at=timezone.now())
    messages.success(request, "C’est noté\u00a0: ce sont deux lieux. La question ne sera plus posée.")
    return redirect("place_double_list", request.network.slug)
