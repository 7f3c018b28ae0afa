"""How each intercommunalité is reached: the map and the table of gaps, one of them, and where the seats lie."""

from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from funding.models import Agreement
from inclusion.core.access import Permission, requires
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.templatetags.charts import NARROW, WIDE
from inclusion.territories.models import Epci
from roadmaps.actions.coverage import set_seats
from roadmaps.forms.coverage import CoverageChoice, SeatsForm
from roadmaps.models import EpciSeat, Roadmap
from roadmaps.models.coverage_queries import Coverage, by_place, contours_of, coverage_on
from roadmaps.rules.coverage import Seat, headline
from roadmaps.rules.coverage_map import Area, coverage_map
from roadmaps.tables.coverage import CoverageTable
from roadmaps.views.coverage_steps import steps_for
from roadmaps.views.tabs import network_tabs


@requires(Permission.ROADMAPS_VIEW)
def coverage(request: HttpRequest) -> HttpResponse:
    """Who is reached and who is not: one map and one table, in the same words."""
    found = coverage_on(timezone.localdate())
    form = CoverageChoice(request.GET or None)
    shown = [one for one in found if form.chosen() in ("", one.standing)]
    return listing(
        request,
        queryset=[_with_rank(one) for one in shown],  # type: ignore[arg-type]
        table=_table_of(request),  # type: ignore[arg-type]
        template="roadmaps/coverage.html",
        name="couverture",
        tabs=network_tabs(request.member, "coverage"),
        answer=headline(one.standing for one in found),
        known=bool(found),
        may_place=request.member.may(Permission.ROADMAPS_MANAGE),
        filter=SimpleNamespace(form=form),
        **_maps(found, {one.epci.pk for one in shown}),
    )


def _with_rank(one: Coverage) -> Coverage:
    """Gaps first where the table is sorted by standing."""
    one.rank = ("gap", "partly", "covered").index(one.standing)  # type: ignore[attr-defined]
    return one


def _table_of(request: HttpRequest) -> Any:
    """The table, with links to what this member may open."""
    roadmaps = set(Roadmap.objects.visible_to(request.member).values_list("pk", flat=True))
    agreements: set[int] = set()
    if request.member.may(Permission.AGREEMENTS_VIEW):
        agreements = set(Agreement.objects.visible_to(request.member).values_list("pk", flat=True))
    return lambda rows: CoverageTable(rows, roadmaps=roadmaps, agreements=agreements)


def _maps(found: list[Coverage], shown: set[str]) -> dict[str, Any]:
    """The map at both widths, with what it says in words; nothing where no place is known."""
    rows = contours_of(found)
    contours = {row.epci_id: row.contour for row in rows}
    areas = [
        Area(
            one.epci.pk,
            one.number,
            str(one.epci.name),
            one.standing,
            Seat(one.seat.latitude, one.seat.longitude) if one.seat else None,
        )
        for one in found
    ]
    wide = coverage_map(areas, contours, width=WIDE, named=True)
    narrow = coverage_map(areas, contours, width=NARROW, named=False)
    by_siren = {one.epci.pk: one for one in found}
    return {
        "maps": [
            (size, drawn, [(one, by_siren[one.area.siren], one.area.siren in shown) for one in drawn.shapes])
            for size, drawn in (("wide", wide), ("narrow", narrow))
            if drawn
        ],
        "missing": wide.missing if wide else (),
        "has_outlines": bool(wide and wide.has_outlines),
        "all_of_them": found,
        "credits": sorted({row.source for row in rows if row.source}),
    }


@requires(Permission.ROADMAPS_VIEW)
def coverage_epci(request: HttpRequest, siren: str) -> HttpResponse:
    """One intercommunalité: what reaches it, what is missing, how to begin."""
    found = coverage_on(timezone.localdate())
    one = next((one for one in found if one.epci.pk == siren), None)
    if one is None:
        get_object_or_404(Epci.objects.none())
    seen = Roadmap.objects.visible_to(request.member).values_list("pk", flat=True)
    context = {"one": one, "seen": set(seen), "steps": steps_for(request.member, one)}
    return render(request, "roadmaps/coverage_epci.html", context)


@requires(Permission.ROADMAPS_MANAGE)
def coverage_seats(request: HttpRequest) -> HttpResponse:
    """Where the seats lie, one box for each intercommunalité; the map without contours is drawn from them."""
    department = request.network.department_id
    epcis = by_place(Epci.objects.touching(department))
    seats = EpciSeat.objects.filter(epci__in=epcis)
    form = SeatsForm(request.POST or None, epcis=epcis, seats=seats, department=department)
    changed = submitted(
        request,
        form,
        lambda data: set_seats(entries=form.entries(), by=request.user, at=timezone.now()) + 1,
    )
    if changed:
        messages.success(request, "Les sièges sont enregistrés." if changed > 1 else "Rien n’a changé.")
        return redirect("coverage", request.network.slug)
    if form.is_bound:
        form.see_again()
    return render(request, "roadmaps/coverage_seats.html", {"form": form})
