"""Pages of training places: the list, one place, added in steps, changed part by part."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from funding.actions.training_places import change_training_place, open_training_place
from funding.filters.training_places import TrainingPlaceFilter
from funding.forms.training_places import NO, YES, TrainingPlaceForm
from funding.models import PassProgramme, TrainingPlace
from funding.tables.training_places import OwnPlaceTable, TrainingPlaceTable
from inclusion.core.access import Permission, requires
from inclusion.core.french.hours import french_week
from inclusion.core.french.identifiers import shown_iban
from inclusion.core.registry import panels_for
from inclusion.core.web.forms import run_wizard, submitted
from inclusion.core.web.listing import listing


def _visible(request: HttpRequest) -> Any:
    """All places for who manages passes; else those of the member's own organisation."""
    places = TrainingPlace.objects.select_related("partner", "commune")
    return places if request.member.may(Permission.PASSES_MANAGE) else places.run_by(request.member)


@requires(Permission.PASSES_MANAGE, Permission.PASSES_REDEEM)
def training_place_list(request: HttpRequest) -> HttpResponse:
    """The places that accept passes, or one's own."""
    manages = request.member.may(Permission.PASSES_MANAGE)
    return listing(
        request,
        queryset=_visible(request),
        table=TrainingPlaceTable if manages else OwnPlaceTable,
        template="funding/training_place_list.html",
        name="lieux-de-formation",
        filterset=TrainingPlaceFilter if manages else None,
        without_account=_visible(request).filter(accepts_passes=True, iban="").count(),
        manages=manages,
    )


@requires(Permission.PASSES_MANAGE, Permission.PASSES_REDEEM)
def training_place(request: HttpRequest, pk: int) -> HttpResponse:
    """One place: where and when, which passes it accepts, which account is paid."""
    place = get_object_or_404(_visible(request), pk=pk)
    manages = request.member.may(Permission.PASSES_MANAGE)
    today = timezone.localdate()
    programmes = PassProgramme.objects.accepted_by(place)
    context = {
        "place": place,
        "manages": manages,
        "week": french_week(place.opening_hours, after=today),
        "programmes": list(programmes.select_related("funded_action__fund")),
        "account": shown_iban(place.iban) if manages else masked_iban(place.iban),
        "panels": panels_for("training_place", request, place),
        "parts": [(step.slug, step.title) for step in TrainingPlaceForm.steps],
    }
    return render(request, "funding/training_place.html", context)


def masked_iban(iban: str) -> str:
    """Enough of an account number to recognise it by, too little to use it."""
    return f"{iban[:4]} •••• {iban[-3:]}" if iban else ""


@requires(Permission.PASSES_MANAGE)
def training_place_add(request: HttpRequest) -> HttpResponse:
    """Add a place in four steps; nothing is written before the last one."""

    def make(*, data: Any = None, initial: Any = None) -> TrainingPlaceForm:
        return TrainingPlaceForm(data, initial=initial)

    form, place = run_wizard(
        request,
        make,
        lambda data: open_training_place(data.pop("partner"), **data, by=request.user, at=timezone.now()),
    )
    if place:
        messages.success(
            request, f"«\u00a0{place}\u00a0» est ajouté\u00a0: les prochaines lettres peuvent le citer."
        )
        return redirect(place)
    return render(request, "funding/training_place_add.html", {"form": form, "week": _week(form)})


def _week(form: TrainingPlaceForm) -> Any:
    return form.week() if "opening_hours" in form.fields else None


@requires(Permission.PASSES_MANAGE)
def training_place_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one part of what is known of a place, `partie` in the address; the first where it names none."""
    place = get_object_or_404(TrainingPlace.objects.select_related("partner", "commune"), pk=pk)
    part = request.GET.get("partie", "lieu")
    step = next((step for step in TrainingPlaceForm.steps if step.slug == part), None)
    if step is None:
        raise Http404
    form = _part_form(request, place, part)
    changed = None
    if "try" not in request.POST:
        changed = submitted(
            request,
            form,
            lambda data: change_training_place(place, **data, by=request.user, at=timezone.now()),
        )
    if changed:
        messages.success(
            request, "Les changements sont enregistrés. Les lettres déjà écrites ne changent pas."
        )
        return redirect(place)
    context = {"place": place, "form": form, "part": part, "title": step.title, "week": _week(form)}
    return render(request, "funding/training_place_part.html", context)


def _part_form(request: HttpRequest, place: TrainingPlace, part: str) -> TrainingPlaceForm:
    now = {
        name: getattr(place, name)
        for name in ("name", "phone", "email", "address", "postal_code", "commune", "opening_hours")
    }
    now |= {
        "position": (place.latitude, place.longitude),
        "accepts": YES if place.accepts_passes else NO,
        "iban": shown_iban(place.iban),
        "account_holder": place.account_holder,
    }
    data = request.POST if request.method == "POST" and "try" not in request.POST else None
    if "try" in request.POST:
        now |= request.POST.dict()
    return TrainingPlaceForm(data, initial=now, place=place, only=part)
