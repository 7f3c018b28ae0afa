"""The progress of a roadmap by axis, with what local roadmaps do for it; its timeline."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Permission, requires
from inclusion.core.french.periods import Period, distance, plain_date, shown_end, shown_period
from inclusion.templatetags.charts import NARROW, WIDE
from roadmaps.indicators.queries import Reading, by_axis
from roadmaps.indicators.rules import shown_number
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.axes import Axis
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.queries import page_context, visible_roadmap, whole_actions
from roadmaps.plans.rules.contents import dates
from roadmaps.progress.queries import AxisBoard, Board, board_of
from roadmaps.progress.rules import Dated, Weighting, headline, progress_steps, timeline

OWN = "Ses propres actions"


def page_of(board: Board, *, weighting: Weighting, today: date, slug: str) -> dict[str, Any]:
    """The board in the words of the page."""
    total = board.roll_up.total
    indicators = by_axis(board.roadmap, today=today)
    axes = [_axis(one, weighting, _indicators(indicators.get(one.axis.pk, []))) for one in board.axes]
    return {
        "headline": headline(total, weighting),
        "total": total,
        "progress": total.progress(weighting),
        "explained": total.explained(weighting),
        "steps": progress_steps(
            board.roll_up.own,
            [("Les feuilles de route locales", board.roll_up.local)] if board.adopted else [],
            weighting=weighting,
            own_name=OWN,
        ),
        "axes": axes,
        "bars": [
            (one["name"], one["progress"] or 0, _percent(one["progress"]))
            for one in axes
            if one["total"].actions
        ],
        "of_whole": _indicators(indicators.get(None, [])),
        "late": [_late(one, board.roadmap, today, slug) for one in board.late],
        "blocked": [_blocked(one, board.roadmap, slug) for one in board.blocked],
        "dropped": [_dropped(one, board.roadmap, slug) for one in board.dropped],
        "preparing": board.preparing,
        "adopted": board.adopted,
        "weightings": [
            {"label": label, "url": f"?poids={key}", "current": weighting == key}
            for key, label in (
                (Weighting.NUMBER, "Chaque action compte autant"),
                (Weighting.BUDGET, "Selon le budget"),
            )
        ],
        "weighting": weighting.value,
    }


def _indicators(readings: list[Reading]) -> list[dict[str, str]]:
    return [
        {
            "name": one.indicator.name,
            "unit": one.unit,
            "total": shown_number(one.total),
            "local": shown_number(one.local),
            "target": shown_number(one.target),
        }
        for one in readings
    ]


def _percent(value: int | None) -> str:
    return "rien ne compte" if value is None else f"{value}\u00a0%"


def _axis(board: AxisBoard, weighting: Weighting, indicators: list[Any]) -> dict[str, Any]:
    shares = board.shares
    rows = [(OWN, None, shares.own, False)]
    rows += [(str(roadmap), roadmap, total, False) for roadmap, total in board.local]
    rows += [(str(roadmap), roadmap, total, True) for roadmap, total in board.waiting]
    return {
        "axis": board.axis,
        "name": board.axis.name,
        "total": shares.total,
        "progress": shares.total.progress(weighting),
        "explained": shares.total.explained(weighting),
        "rows": [
            {
                "name": name,
                "roadmap": roadmap,
                "total": total,
                "progress": total.progress(weighting),
                "waits": waits,
            }
            for name, roadmap, total, waits in rows
        ],
        "has_local": bool(board.local or board.waiting),
        "steps": progress_steps(
            shares.own,
            [(str(roadmap), total) for roadmap, total in board.local],
            weighting=weighting,
            own_name=OWN,
        ),
        "indicators": indicators,
    }


def _item(
    action: Action, roadmap: Roadmap, slug: str, *, tone: str, chip: str, sign: str, said: list[str]
) -> Any:
    if action.leads:
        said.append(f"Pilote\u00a0: {', '.join(map(str, action.leads))}.")
    if action.axis.roadmap_id != roadmap.pk:
        said.append(f"Dans «\u00a0{action.axis.roadmap}\u00a0».")
    return {
        "tone": tone,
        "chip": chip,
        "sign": sign,
        "title": f"{action.number} {action.title}",
        "detail": " ".join(said),
        "url": reverse("roadmap_action", args=[slug, action.pk]),
        "action": "Voir",
    }


def _late(action: Action, roadmap: Roadmap, today: date, slug: str) -> dict[str, Any]:
    since = distance(action.late_since, today)
    if action.end is not None and action.end <= today:
        said = f"Elle devait finir le {plain_date(shown_end(action.end))}, en retard {since}."
    else:
        said = f"Elle devait commencer le {plain_date(action.start)}, en retard {since}."
    if action.late_since == today:
        said = said.replace(", en retard aujourd’hui", "")
    return _item(action, roadmap, slug, tone="bad", chip="En retard", sign="circle-alert", said=[said])


def _blocked(action: Action, roadmap: Roadmap, slug: str) -> dict[str, Any]:
    said = []
    if action.state == "blocked":
        said.append(f"Depuis le {plain_date(action.state_since)}\u00a0: {action.state_reason.rstrip('.')}.")
    for one in action.open_conditions:
        who = f" (peut la lever\u00a0: {one.partner})" if one.partner_id else ""
        due = f", attendue pour le {plain_date(one.due_on)}" if one.due_on else ""
        said.append(f"Condition\u00a0: {one.text.rstrip('.')}{due}{who}.")
    return _item(action, roadmap, slug, tone="bad", chip="Bloquée", sign="octagon-alert", said=said)


def _dropped(action: Action, roadmap: Roadmap, slug: str) -> dict[str, Any]:
    said = [f"Le {plain_date(action.state_since)}\u00a0: {action.state_reason.rstrip('.')}."]
    return _item(action, roadmap, slug, tone="calm", chip="Abandonnée", sign="ban", said=said)


# -- Progress of a roadmap: by axis with local roadmaps; on a timeline


@requires(Permission.ROADMAPS_VIEW)
def roadmap_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Progress, budget and indicators by axis; what is late, what is blocked. `?poids=nombre` or `budget`."""
    roadmap, today = visible_roadmap(request.member, pk), timezone.localdate()
    asked = request.GET.get("poids", "")
    weighting = Weighting(asked) if asked in set(Weighting) else Weighting.NUMBER
    board = board_of(roadmap, seen=Roadmap.objects.visible_to(request.member), today=today)
    page = page_of(board, weighting=weighting, today=today, slug=request.network.slug)
    return render(
        request,
        "roadmaps/progress/roadmap_progress.html",
        page_context(request.member, roadmap, "progress", **page),
    )


@requires(Permission.ROADMAPS_VIEW)
def roadmap_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """The actions on the years of the roadmap, axis by axis."""
    roadmap, today = visible_roadmap(request.member, pk), timezone.localdate()
    actions = whole_actions(roadmap)
    axes = [
        _axis_timeline(axis, [one for one in actions if one.axis_id == axis.pk], request, today)
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
    return render(request, "roadmaps/progress/roadmap_timeline.html", context)


def _axis_timeline(axis: Axis, actions: list[Action], request: HttpRequest, today: Any) -> dict[str, Any]:
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
