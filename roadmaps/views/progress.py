"""How far a roadmap has come: by axis with what local roadmaps do for it; on a timeline."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Permission, requires
from inclusion.core.french.periods import Period, shown_period
from inclusion.templatetags.charts import NARROW, WIDE
from roadmaps.models import Action, Axis, Roadmap
from roadmaps.models.contents import whole_actions
from roadmaps.models.rollup import board_of
from roadmaps.rules.contents import dates
from roadmaps.rules.progress import Weighting
from roadmaps.rules.timeline import Dated, timeline
from roadmaps.views.progress_page import page_of
from roadmaps.views.tabs import page_context, visible_roadmap


@requires(Permission.ROADMAPS_VIEW)
def roadmap_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Progress, budget and indicators by axis; what is late, what is blocked. `?poids=nombre` or `budget`."""
    roadmap, today = visible_roadmap(request.member, pk), timezone.localdate()
    asked = request.GET.get("poids", "")
    weighting = Weighting(asked) if asked in set(Weighting) else Weighting.NUMBER
    board = board_of(roadmap, seen=Roadmap.objects.visible_to(request.member), today=today)
    page = page_of(board, weighting=weighting, today=today, slug=request.network.slug)
    return render(
        request, "roadmaps/roadmap_progress.html", page_context(request.member, roadmap, "progress", **page)
    )


@requires(Permission.ROADMAPS_VIEW)
def roadmap_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """The actions on the years of the roadmap, axis by axis."""
    roadmap, today = visible_roadmap(request.member, pk), timezone.localdate()
    actions = whole_actions(roadmap)
    axes = [
        _axis(axis, [one for one in actions if one.axis_id == axis.pk], request, today)
        for axis in Axis.objects.filter(roadmap=roadmap).select_related("roadmap")
    ]
    undated = [one for axis in axes for one in axis["undated"]]
    context = page_context(
        request.member,
        roadmap,
        "progress",
        axes=axes,
        undated=undated,
        late=sum(row["late"] for axis in axes for row in axis["rows"]),
        period=shown_period(roadmap.start, roadmap.end),
    )
    return render(request, "roadmaps/roadmap_timeline.html", context)


def _axis(axis: Axis, actions: list[Action], request: HttpRequest, today: Any) -> dict[str, Any]:
    dated = [_dated(one, today) for one in actions if one.start or one.end]
    days = Period(axis.roadmap.start, axis.roadmap.end)
    slug = request.network.slug
    rows = [
        {
            "action": one,
            "url": reverse("roadmap_action", args=[slug, one.pk]),
            "dates": dates(one.start, one.end),
            "late": one.is_late_on(today),
        }
        for one in actions
    ]
    return {
        "axis": axis,
        "name": axis.name,
        "key": f"axe-{axis.pk}",
        "drawings": [
            (name, timeline(dated, period=days, today=today, width=width))
            for name, width in (("wide", WIDE), ("narrow", NARROW))
            if dated
        ],
        "rows": [row for row in rows if row["dates"]],
        "undated": [row for row in rows if not row["dates"]],
    }


def _dated(action: Action, today: Any) -> Dated:
    return Dated(
        action.pk,
        action.number,
        action.title,
        action.start,
        action.end,
        action.state,
        action.get_state_display(),
        action.is_late_on(today),
    )
