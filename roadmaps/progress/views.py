"""The progress of a roadmap by axis, with what local roadmaps do for it; its timeline."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import Period, distance, plain_date, shown_end, shown_period
from inclusion.templatetags.charts import NARROW, WIDE
from roadmaps.enums import ActionState
from roadmaps.indicators.queries import Reading, by_axis
from roadmaps.indicators.rules import shown_number
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.axes import Axis
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.queries import page_context, visible_roadmap, whole_actions
from roadmaps.plans.rules.contents import dates
from roadmaps.progress.queries import (
    AxisBoard,
    Board,
    LeadShare,
    Move,
    board_of,
    column_of,
    last_words,
    moves_of,
    picture_of,
    shares_by_lead,
)
from roadmaps.progress.rules import (
    COLUMN_WORDS,
    Column,
    Dated,
    Total,
    Weighting,
    ago,
    headline,
    plan_headline,
    progress_steps,
    quarter_of,
    timeline,
)

OWN = "Ses propres actions"


def page_of(board: Board, *, weighting: Weighting, today: date, slug: str) -> dict[str, Any]:
    """The board in the words of the page."""
    total = board.roll_up.total
    indicators = by_axis(board.roadmap, today=today)
    axes = [_axis(one, weighting, _indicators(indicators.get(one.axis.pk, []))) for one in board.axes]
    return {
        "headline": headline(total, weighting, with_local=bool(board.roll_up.local.kept)),
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
            (one["name"], one["progress"] or 0, _percent(one["progress"])) for one in axes if one["total"].actions
        ],
        "shown": _shown(board),
        "of_whole": _indicators(indicators.get(None, [])),
        "late": [_late(one, board.roadmap, today, slug) for one in board.late],
        "blocked": [_blocked(one, board.roadmap, slug) for one in board.blocked if not one.late_since],
        "dropped": [_dropped(one, board.roadmap, slug) for one in board.dropped],
        "preparing": board.preparing,
        "adopted": board.adopted,
        "weightings": [
            {"label": label, "url": f"?poids={key}", "current": weighting == key}
            for key, label in ((Weighting.NUMBER, "Chaque action compte autant"), (Weighting.BUDGET, "Selon le budget"))
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


def _shown(board: Board) -> dict[str, bool]:
    """The columns of the table that say something in some row."""
    totals: list[Total] = [board.roll_up.total]
    totals += [total for axis in board.axes for _, total in (*axis.local, *axis.waiting)]
    names = ("done", "late", "blocked", "dropped", "budget", "committed", "paid")
    return {name: any(getattr(one, name) for one in totals) for name in names}


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
            {"name": name, "roadmap": roadmap, "total": total, "progress": total.progress(weighting), "waits": waits}
            for name, roadmap, total, waits in rows
        ],
        "has_local": bool(board.local or board.waiting),
        "steps": progress_steps(
            shares.own, [(str(roadmap), total) for roadmap, total in board.local], weighting=weighting, own_name=OWN
        ),
        "indicators": indicators,
    }


def _item(action: Action, roadmap: Roadmap, slug: str, *, tone: str, chip: str, sign: str, said: list[str]) -> Any:
    if action.leads:
        word = "Pilotes" if len(action.leads) > 1 else "Pilote"
        said.append(f"{word}\u00a0: {', '.join(map(str, action.leads))}.")
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
    found = [said, *_obstacles(action)]
    return _item(action, roadmap, slug, tone="bad", chip="En retard", sign="circle-alert", said=found)


def _obstacles(action: Action) -> list[str]:
    """What holds an action up, as sentences."""
    said = []
    if action.state == "blocked":
        said.append(f"Depuis le {plain_date(action.state_since)}\u00a0: {action.state_reason.rstrip('.')}.")
    for one in action.open_conditions:
        who = f" (peut la lever\u00a0: {one.partner})" if one.partner_id else ""
        due = f", attendue pour le {plain_date(one.due_on)}" if one.due_on else ""
        said.append(f"Condition\u00a0: {one.text.rstrip('.')}{due}{who}.")
    return said


def _blocked(action: Action, roadmap: Roadmap, slug: str) -> dict[str, Any]:
    said = _obstacles(action)
    return _item(action, roadmap, slug, tone="bad", chip="Bloquée", sign="octagon-alert", said=said)


def _dropped(action: Action, roadmap: Roadmap, slug: str) -> dict[str, Any]:
    said = [f"Le {plain_date(action.state_since)}\u00a0: {action.state_reason.rstrip('.')}."]
    return _item(action, roadmap, slug, tone="calm", chip="Abandonnée", sign="ban", said=said)


# -- Progress of a roadmap: by axis with local roadmaps; on a timeline


def _board(request: MemberRequest, pk: int) -> Board:
    roadmap = visible_roadmap(request.member, pk)
    return board_of(roadmap, seen=Roadmap.objects.visible_to(request.member), today=timezone.localdate())


@requires(Permission.ROADMAPS_VIEW)
def roadmap_progress(request: MemberRequest, pk: int) -> HttpResponse:
    """The whole plan in one picture: a square for each action by axis and state, then what is late and who leads it."""
    board, today = _board(request, pk), timezone.localdate()
    picture, own = picture_of(board), board.roll_up.own
    said = last_words(picture.late)
    context = page_context(
        request.member,
        board.roadmap,
        "progress",
        headline=board.marked(plan_headline(own)),
        own=own,
        picture=picture,
        columns=[(one, count, COLUMN_WORDS[one][count > 1]) for one, count in picture.counts.items()],
        late=[_delay(one, today, said) for one in picture.late],
        local_total=board.roll_up.local,
        preparing=board.preparing,
    )
    return render(request, "roadmaps/progress/roadmap_progress.html", context)


def _delay(action: Action, today: date, said: dict[int, str]) -> dict[str, Any]:
    """A late action with its words: since when, why, who leads it."""
    ended = action.end is not None and action.end <= today
    day = shown_end(action.end) if ended else action.start
    verb = "devait finir" if ended else "devait commencer"
    why = next((one.text for one in action.open_conditions), "")
    why = said.get(action.pk, "") or action.state_reason or why
    return {
        "action": action,
        "column": column_of(action),
        "since": f"{verb} {ago(day, today)}, le {plain_date(day)}",
        "why": f"{action.get_state_display()}\u00a0: {why}" if column_of(action) == Column.STOPPED and why else why,
        "leads": ", ".join(f"{one.short_name}{one.left}" for one in action.leads),
    }


@requires(Permission.ROADMAPS_VIEW)
def roadmap_progress_table(request: MemberRequest, pk: int) -> HttpResponse:
    """Progress, budget and indicators by axis in one table, with local roadmaps. `?poids=nombre` or `budget`."""
    board, today = _board(request, pk), timezone.localdate()
    asked = request.GET.get("poids", "")
    weighting = Weighting(asked) if asked in set(Weighting) else Weighting.NUMBER
    page = page_of(board, weighting=weighting, today=today, slug=request.network.slug)
    context = page_context(request.member, board.roadmap, "progress", **page)
    return render(request, "roadmaps/progress/progress_table.html", context)


@requires(Permission.ROADMAPS_VIEW)
def roadmap_leads(request: MemberRequest, pk: int) -> HttpResponse:
    """What each lead has in the roadmap: how many actions, done, late, how far."""
    board = _board(request, pk)
    shares = shares_by_lead(board.own)
    title = _leads_title(shares)
    rows = [(one, [(action, column_of(action)) for action in one.actions]) for one in shares]
    context = page_context(request.member, board.roadmap, "progress", title=title, rows=rows)
    return render(request, "roadmaps/progress/roadmap_leads.html", context)


def _leads_title(shares: list[LeadShare]) -> str:
    """How many of the leads have something late, and what is late without a lead."""
    named = [one for one in shares if one.key]
    late = [one.late for one in named if one.late]
    alone = sum(one.late for one in shares if not one.key)
    if not named:
        return "Aucune action n’a encore de pilote"
    single = len(named) == 1
    title = "Le seul pilote n’est pas en retard" if single else f"{len(named)} pilotes, aucun n’est en retard"
    if late:
        verb = "ont" if len(late) > 1 else "a"
        what = "une action" if max(late) == 1 else "des actions"
        who = "Le seul pilote" if single else f"{so_many(len(late), 'pilote', 'pilotes')} sur {len(named)}"
        title = f"{who} {verb} {what} en retard"
    if alone:
        verb = "n’ont" if alone > 1 else "n’a"
        title += f"\u00a0; {so_many(alone, 'action', 'actions')} en retard {verb} pas de pilote"
    return title


@requires(Permission.ROADMAPS_VIEW)
def roadmap_moves(request: MemberRequest, pk: int) -> HttpResponse:
    """What moved since the quarter began; `?trimestre=dernier`: in the quarter before."""
    board, today = _board(request, pk), timezone.localdate()
    days, is_last = quarter_of(today), request.GET.get("trimestre") == "dernier"
    if is_last:
        days = quarter_of(days.start - timedelta(days=1))
    own = _actions_in(board, days)
    moves = moves_of(own, days)
    named = {move.action.pk for move in moves}
    context = page_context(
        request.member,
        board.roadmap,
        "progress",
        title=_moves_title(moves, len(own), days, is_last=is_last),
        moves=[(one, column_of(one.action)) for one in moves],
        still=[one for one in own if one.pk not in named and not (one.is_over and one.state_since < days.start)],
        is_last=is_last,
        quarters=[
            {"label": "Ce trimestre", "url": "?", "current": not is_last},
            {"label": "Le trimestre dernier", "url": "?trimestre=dernier", "current": is_last},
        ],
    )
    return render(request, "roadmaps/progress/roadmap_moves.html", context)


def _actions_in(board: Board, days: Period) -> list[Action]:
    """The roadmap's own actions of these days: added by then, and not dropped before."""
    return [
        one
        for one in board.own
        if one.added_on < days.end and not (one.state == ActionState.DROPPED and one.state_since < days.start)
    ]


def _moves_title(moves: list[Move], actions: int, days: Period, *, is_last: bool) -> str:
    when = shown_period(days.start, days.end) if is_last else f"Depuis le {plain_date(days.start)}"
    if not moves:
        return f"{capfirst(when)}, rien n’a bougé"
    done = sum(one.to_state == ActionState.DONE for one in moves)
    said = f"{so_many(len(moves), 'action', 'actions')} sur {actions} {'ont' if len(moves) > 1 else 'a'} bougé"
    return f"{capfirst(when)}, {said}" + (f", dont {so_many(done, 'terminée', 'terminées')}" if done else "")


@requires(Permission.ROADMAPS_VIEW)
def roadmap_timeline(request: MemberRequest, pk: int) -> HttpResponse:
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


def _axis_timeline(axis: Axis, actions: list[Action], request: MemberRequest, today: Any) -> dict[str, Any]:
    dated = [
        Dated(
            one.pk, one.number, one.title, one.start, one.end, one.state, one.get_state_display(), one.is_late_on(today)
        )
        for one in actions
        if one.start or one.end
    ]
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
