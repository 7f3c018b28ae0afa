"""Indicators of a roadmap: all of them against their targets, one of them year by year, and what they are."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Member, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.web import exports
from inclusion.core.web.forms import submitted
from roadmaps.actions import indicators as actions
from roadmaps.actions.editing import Clash
from roadmaps.forms.indicators import IndicatorForm
from roadmaps.models import Indicator, Roadmap
from roadmaps.models.indicator_queries import Reading, reading_of, readings_of
from roadmaps.rules.indicators import headline
from roadmaps.views.indicator_page import page_of, place_of
from roadmaps.views.tabs import editable_roadmap, page_context, visible_roadmap


def visible_indicator(member: Member, pk: int) -> Indicator:
    """The indicator with this key, if the member may see its roadmap."""
    related = (
        "roadmap__network",
        "roadmap__parent",
        "axis__roadmap",
        "action__axis__roadmap",
        "feeds__roadmap",
    )
    found = Indicator.objects.filter(roadmap__in=Roadmap.objects.visible_to(member))
    return get_object_or_404(found.select_related(*related), pk=pk)


def editable_indicator(member: Member, pk: int) -> Indicator:
    """The same if the member may write its roadmap."""
    indicator = visible_indicator(member, pk)
    if not indicator.roadmap.is_editable_by(member):
        raise PermissionDenied("roadmaps.write")
    return indicator


@requires(Permission.ROADMAPS_VIEW)
def roadmap_indicators(request: HttpRequest, pk: int) -> HttpResponse:
    """All indicators of a roadmap, by what they follow; or the same as a file."""
    roadmap = visible_roadmap(request.member, pk)
    readings = readings_of(roadmap)
    if (fmt := request.GET.get("export")) in exports.FORMATS:
        return exports.export(_as_file(readings), fmt=fmt, name="indicateurs")
    years = roadmap.years
    year = min(max(timezone.localdate().year, years[0]), years[-1])
    context = {
        "answer": headline((one.series for one in readings), year=year),
        "groups": [
            (place, list(rows)) for place, rows in groupby(readings, key=lambda one: place_of(one.indicator))
        ],
        "years": years,
        "any_shared": any(one.shares for one in readings),
    }
    return render(
        request,
        "roadmaps/roadmap_indicators.html",
        page_context(request.member, roadmap, "indicators", **context),
    )


def _as_file(readings: list[Reading]) -> Iterator[list[Any]]:
    """One line for each indicator and year."""
    yield [
        "Suit",
        "Indicateur",
        "Unité",
        "Source",
        "Année",
        "Valeur propre",
        "Part des territoires",
        "Ensemble",
        "Cible",
    ]
    for one in readings:
        indicator = one.indicator
        place, source = place_of(indicator), indicator.get_source_display()
        for figure in one.figures:
            shown = [figure.year, figure.own, figure.local, figure.total, figure.target]
            yield [place, indicator.name, indicator.unit, source, *shown]


@requires(Permission.ROADMAPS_VIEW)
def indicator_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One indicator: what it counts, its years against their targets, who adds what."""
    indicator = visible_indicator(request.member, pk)
    context = page_of(reading_of(indicator), request.member, timezone.localdate())
    return render(
        request,
        "roadmaps/indicator_detail.html",
        page_context(request.member, indicator.roadmap, "indicators", **context),
    )


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def indicator_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an indicator; `?suit=axe-3` or `action-12` says what it follows."""
    roadmap = editable_roadmap(request.member, pk)
    form = IndicatorForm(
        request.POST or None, roadmap=roadmap, initial={"place": request.GET.get("suit", "")}
    )
    indicator = submitted(request, form, lambda data: _added(request, roadmap, data))
    if indicator:
        messages.success(request, f"«\u00a0{indicator}\u00a0» est suivi. Entrez maintenant ses cibles.")
        return redirect("indicator_entry", request.network.slug, roadmap.pk)
    return _form_page(request, roadmap, form, None)


def _added(request: HttpRequest, roadmap: Roadmap, data: dict[str, Any]) -> Indicator:
    data.pop("seen")
    return actions.add_indicator(roadmap, **data, by=request.user, at=timezone.now())


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def indicator_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what an indicator is."""
    indicator = editable_indicator(request.member, pk)
    form = IndicatorForm(request.POST or None, roadmap=indicator.roadmap, indicator=indicator)
    changed = submitted(request, form, lambda data: _changed(request, indicator, form, data))
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect("indicator_detail", request.network.slug, pk)
    return _form_page(request, indicator.roadmap, form, indicator)


def _changed(
    request: HttpRequest, indicator: Indicator, form: IndicatorForm, data: dict[str, Any]
) -> Indicator | None:
    try:
        return actions.change_indicator(indicator, **data, by=request.user, at=timezone.now())
    except Clash as clash:
        form.take(clash)
        return None


def _form_page(
    request: HttpRequest, roadmap: Roadmap, form: IndicatorForm, indicator: Indicator | None
) -> HttpResponse:
    back = reverse("roadmap_indicators", args=[request.network.slug, roadmap.pk])
    context = {"form": form, "indicator": indicator, "back": back}
    return render(
        request,
        "roadmaps/indicator_form.html",
        page_context(request.member, roadmap, "indicators", **context),
    )


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def indicator_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove an indicator with its figures."""
    indicator = editable_indicator(request.member, pk)
    back = reverse("indicator_detail", args=[request.network.slug, pk])
    if request.method == "POST":
        try:
            actions.remove_indicator(indicator, by=request.user, at=timezone.now())
        except DomainError as refused:
            messages.error(request, str(refused))
            return redirect(back)
        messages.success(request, f"«\u00a0{indicator}\u00a0» n’est plus suivi.")
        return redirect("roadmap_indicators", request.network.slug, indicator.roadmap_id)
    context = {
        "question": f"Ne plus suivre «\u00a0{indicator}\u00a0»\u00a0?",
        "consequence": "Ses cibles et ses valeurs quittent la feuille de route. Le journal garde ce qu’elles étaient.",
        "action_label": "Ne plus suivre cet indicateur",
        "danger": True,
        "cancel_url": back,
        "url": "",
    }
    return render(request, "layout/confirm.html", context)
