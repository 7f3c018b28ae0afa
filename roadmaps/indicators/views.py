"""Indicators of a roadmap: the list, one of them year by year, the table of entry."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.charts.years import Year
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.web import exports
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.forms import submitted
from roadmaps.indicators import actions as indicator_actions
from roadmaps.indicators.actions import CellsClash, enter_figures
from roadmaps.indicators.forms import EntrySheet, IndicatorForm
from roadmaps.indicators.models import Indicator
from roadmaps.indicators.queries import Reading, reading_of, readings_of
from roadmaps.indicators.rules import YearFigure, headline, shown_number, with_unit
from roadmaps.plans.actions.editing import Clash
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.queries import editable_roadmap, page_context, visible_roadmap


def place_of(indicator: Indicator) -> str:
    """What an indicator follows, in words."""
    if indicator.action_id:
        return f"{indicator.action.axis.name}, action «\u00a0{indicator.action}\u00a0»"
    return indicator.axis.name if indicator.axis_id else "Toute la feuille de route"


def page_of(one: Reading, member: Member, today: date) -> dict[str, Any]:
    """What the template of the page needs."""
    years = [figure.year for figure in one.figures]
    latest = one.series.figure(min(max(today.year, years[0]), years[-1]))
    known = [figure for figure in one.figures if figure.total is not None]
    shown = latest if latest.total is not None else (known[-1] if known else latest)
    return {
        "indicator": one.indicator,
        "reading": one,
        "answer": _answer(one, shown),
        "place": place_of(one.indicator),
        "chart": [_year(figure) for figure in one.figures],
        "chart_title": f"{one.indicator}, en {one.unit}" if one.unit else str(one.indicator),
        "rows": list(_rows(one, _seen(one, member))),
        "years": years,
        "fed": _fed(one, member),
    }


def _answer(one: Reading, figure: YearFigure) -> str:
    """« 250 personnes en 2026, 83 % de la cible »."""
    if figure.total is None:
        return f"{one.indicator}\u00a0: pas encore de valeur"
    said = f"{with_unit(figure.total, one.unit)} en {figure.year}"
    return said if figure.target is None else f"{said}, {figure.sentence}"


def _year(figure: YearFigure) -> Year:
    words = "pas encore de valeur" if figure.total is None else shown_number(figure.total)
    if figure.local is not None and figure.own is not None:
        words += f", dont {shown_number(figure.local)} des territoires"
    if figure.target is not None:
        words += f", cible {shown_number(figure.target)}"
    return Year(str(figure.year), figure.own, figure.local, figure.target, words)


def _seen(one: Reading, member: Member) -> set[int]:
    """Which of the local roadmaps that add something the member may open."""
    keys = [share.key for share in one.shares]
    if not keys:
        return set()
    return set(Roadmap.objects.visible_to(member).filter(pk__in=keys).values_list("pk", flat=True))


def _rows(one: Reading, seen: set[int]) -> Iterator[dict[str, Any]]:
    """The table: own value, each local roadmap, the whole, the target; the last column gathers the years.

    What others prepare and the member may not open is not named.
    """
    shares = [share for share in one.shares if share.counts or share.key in seen]
    if shares:
        yield _row("Valeur propre", [figure.own for figure in one.figures], one.own)
    for share in shares:
        values = [share.values.get(figure.year) for figure in one.figures]
        row = _row(share.name, values, one.series.of_share(share))
        yield {**row, "counts": share.counts, "roadmap": share.key if share.key in seen else None}
    yield {**_row("Ensemble", [figure.total for figure in one.figures], one.total), "is_total": True}
    yield _row("Cible", [figure.target for figure in one.figures], one.target)


def _row(name: str, values: list[Any], whole: Any) -> dict[str, Any]:
    return {
        "name": name,
        "values": [shown_number(value) for value in values],
        "whole": shown_number(whole),
        "counts": True,
        "roadmap": None,
        "is_total": False,
    }


def _fed(one: Reading, member: Member) -> dict[str, Any] | None:
    """The departmental indicator that this one feeds, and whether the member may open it."""
    above = one.indicator.feeds
    if above is None:
        return None
    return {
        "indicator": above,
        "roadmap": above.roadmap,
        "may_open": Roadmap.objects.visible_to(member).filter(pk=above.roadmap_id).exists(),
    }


# -- Indicators of a roadmap: list, one of them year by year, their definition


def visible_indicator(member: Member, pk: int) -> Indicator:
    """The indicator with this key, if the member may see its roadmap."""
    related = ("roadmap__network", "roadmap__parent", "axis__roadmap", "action__axis__roadmap", "feeds__roadmap")
    found = Indicator.objects.filter(roadmap__in=Roadmap.objects.visible_to(member))
    return get_object_or_404(found.select_related(*related), pk=pk)


def editable_indicator(member: Member, pk: int) -> Indicator:
    """The same if the member may write its roadmap."""
    indicator = visible_indicator(member, pk)
    if not indicator.roadmap.is_editable_by(member):
        raise PermissionDenied("roadmaps.write")
    return indicator


@requires(Permission.ROADMAPS_VIEW)
def roadmap_indicators(request: MemberRequest, pk: int) -> HttpResponse:
    """All indicators of a roadmap, by what they follow; or the same as a file."""
    roadmap = visible_roadmap(request.member, pk)
    readings = readings_of(roadmap)
    if (fmt := request.GET.get("export")) in exports.FORMATS:
        return exports.export(_as_file(readings), fmt=fmt, name="indicateurs")
    years = roadmap.years
    year = min(max(timezone.localdate().year, years[0]), years[-1])
    context = {
        "answer": headline((one.series for one in readings), year=year),
        "groups": [(place, list(rows)) for place, rows in groupby(readings, key=lambda one: place_of(one.indicator))],
        "years": years,
        "any_shared": any(one.shares for one in readings),
    }
    return render(
        request,
        "roadmaps/indicators/roadmap_indicators.html",
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
def indicator_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One indicator: what it counts, its years against their targets, who adds what."""
    indicator = visible_indicator(request.member, pk)
    context = page_of(reading_of(indicator), request.member, timezone.localdate())
    return render(
        request,
        "roadmaps/indicators/indicator_detail.html",
        page_context(request.member, indicator.roadmap, "indicators", **context),
    )


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def indicator_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add an indicator; `?suit=axe-3` or `action-12` says what it follows."""
    roadmap = editable_roadmap(request.member, pk)
    form = IndicatorForm(request.POST or None, roadmap=roadmap, initial={"place": request.GET.get("suit", "")})
    indicator = submitted(request, form, lambda data: _added(request, roadmap, data))
    if indicator:
        messages.success(request, f"«\u00a0{indicator}\u00a0» est suivi. Entrez maintenant ses cibles.")
        return redirect("indicator_entry", request.network.slug, roadmap.pk)
    return _form_page(request, roadmap, form, None)


def _added(request: MemberRequest, roadmap: Roadmap, data: dict[str, Any]) -> Indicator:
    data.pop("seen")
    return indicator_actions.add_indicator(roadmap, **data, **stamp(request))


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def indicator_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what an indicator is."""
    indicator = editable_indicator(request.member, pk)
    form = IndicatorForm(request.POST or None, roadmap=indicator.roadmap, indicator=indicator)
    changed = submitted(request, form, lambda data: _changed(request, indicator, form, data))
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect("indicator_detail", request.network.slug, pk)
    return _form_page(request, indicator.roadmap, form, indicator)


def _changed(
    request: MemberRequest, indicator: Indicator, form: IndicatorForm, data: dict[str, Any]
) -> Indicator | None:
    try:
        return indicator_actions.change_indicator(indicator, **data, **stamp(request))
    except Clash as clash:
        form.take(clash)
        return None


def _form_page(
    request: MemberRequest, roadmap: Roadmap, form: IndicatorForm, indicator: Indicator | None
) -> HttpResponse:
    back = reverse("roadmap_indicators", args=[request.network.slug, roadmap.pk])
    context = {"form": form, "indicator": indicator, "back": back}
    return render(
        request,
        "roadmaps/indicators/indicator_form.html",
        page_context(request.member, roadmap, "indicators", **context),
    )


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def indicator_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then remove an indicator with its figures."""
    indicator = editable_indicator(request.member, pk)
    back = reverse("indicator_detail", args=[request.network.slug, pk])
    return confirmed(
        request,
        lambda: indicator_actions.remove_indicator(indicator, **stamp(request)),
        done=f"«\u00a0{indicator}\u00a0» n’est plus suivi.",
        back=back,
        then=reverse("roadmap_indicators", args=[request.network.slug, indicator.roadmap_id]),
        question=f"Ne plus suivre «\u00a0{indicator}\u00a0»\u00a0?",
        consequence="Ses cibles et ses valeurs quittent la feuille de route. Le journal garde ce qu’elles étaient.",
        action_label="Ne plus suivre cet indicateur",
        danger=True,
    )


# -- Table to enter the targets and values of indicators

#: A form holds 1 000 fields at most; each figure takes two of them, what was seen being one.
MAX_FIELDS = 900


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def indicator_entry(request: MemberRequest, pk: int) -> HttpResponse:
    """Every indicator with a box for each value and target; one button keeps all of it."""
    roadmap = editable_roadmap(request.member, pk)
    years = roadmap.years
    page = Paginator(readings_of(roadmap), max(1, MAX_FIELDS // (4 * len(years)))).get_page(request.GET.get("page"))
    sheet = EntrySheet(list(page), years, request.POST if request.method == "POST" else None)
    if sheet.is_bound:
        refused = _entered(request, roadmap, sheet)
        if not refused:
            return redirect(reverse("roadmap_indicators", args=[request.network.slug, roadmap.pk]))
        context = {"refused": refused}
    else:
        context = {"refused": ""}
    context |= {"rows": sheet.rows(), "years": years, "page": page, "faults": len(sheet.faults)}
    return render(
        request,
        "roadmaps/indicators/indicator_entry.html",
        page_context(request.member, roadmap, "indicators", **context),
    )


def _entered(request: MemberRequest, roadmap: Roadmap, sheet: EntrySheet) -> str:
    """Write what was typed; the sentence that says why not where nothing was written."""
    cells = sheet.cells()
    if sheet.faults:
        wrong = so_many(len(sheet.faults), "case est à corriger", "cases sont à corriger")
        return f"{wrong}. Rien n’est encore enregistré, et ce que vous avez saisi est gardé."
    try:
        count = enter_figures(roadmap, cells=cells, **stamp(request))
    except CellsClash as clash:
        sheet.take(clash.clashes)
        return str(clash)
    except DomainError as refused:
        return f"{refused} Rien n’est enregistré, et ce que vous avez saisi est gardé."
    said = so_many(count, "case est enregistrée", "cases sont enregistrées")
    messages.success(request, f"{said}." if count else "Rien n’a changé.")
    return ""
