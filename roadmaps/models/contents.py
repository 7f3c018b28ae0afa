"""The whole of a roadmap at once, in few queries: for its page, its PDF, its frozen versions.

A content is plain JSON: what `content_of` returns is what a version freezes and what `rules.differences` compares.
Amounts are strings in euros with two places, dates are ISO days with the end excluded.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from roadmaps.enums import ActorRole
from roadmaps.models.actions import Action, ActionActor, BlockingCondition
from roadmaps.models.axes import Axis, Objective
from roadmaps.models.indicators import Indicator, IndicatorYear
from roadmaps.models.money import FundLine, OtherFinancing
from roadmaps.models.roadmaps import Roadmap


def whole_actions(roadmap: Roadmap) -> list[Action]:
    """The actions in their order with `number` (« 1.2 »), and actors, lines and open conditions at hand."""
    actors = ActionActor.objects.select_related("partner").order_by("rank", "pk")
    lines = FundLine.objects.select_related("fund", "funded_action")
    actions = list(
        Action.objects.of_roadmap(roadmap)
        .in_order()
        .prefetch_related(
            Prefetch("actor_rows", actors),
            Prefetch("fund_lines", lines),
            Prefetch("other_financing", OtherFinancing.objects.select_related("partner")),
            Prefetch(
                "conditions", BlockingCondition.objects.filter(lifted_on=None), to_attr="open_conditions"
            ),
        )
    )
    seen: dict[int, int] = {}
    for one in actions:
        seen[one.axis_id] = seen.get(one.axis_id, 0) + 1
        one.number = f"{one.axis.rank}.{seen[one.axis_id]}"
        one.leads = [row.partner for row in one.actor_rows.all() if row.role == ActorRole.LEAD]
        one.partners = [row.partner for row in one.actor_rows.all() if row.role == ActorRole.PARTNER]
        one.is_blocked = not one.is_over and (one.state == "blocked" or bool(one.open_conditions))
    return actions


def content_of(roadmap: Roadmap) -> dict[str, Any]:
    """All that the roadmap says, as plain JSON; the same rows give the same content."""
    actions = whole_actions(roadmap)
    axes = Axis.objects.filter(roadmap=roadmap).select_related("taken_up__roadmap")
    axes = axes.prefetch_related(Prefetch("objectives", Objective.objects.order_by("rank", "pk")))
    return {
        "title": roadmap.title,
        "summary": roadmap.summary,
        "level": roadmap.level,
        "axis_word": roadmap.axis_word,
        "strand": roadmap.strand,
        "start": roadmap.start.isoformat(),
        "end": roadmap.end.isoformat(),
        "carriers": [str(row.partner) for row in roadmap.carrier_rows.select_related("partner")],
        "territories": [str(row) for row in roadmap.territories.select_related("epci", "commune")],
        "parent": roadmap.parent.title if roadmap.parent_id else None,
        "axes": [_axis(axis, [one for one in actions if one.axis_id == axis.pk]) for axis in axes],
        "indicators": _indicators(roadmap),
    }


def _axis(axis: Axis, actions: list[Action]) -> dict[str, Any]:
    taken = axis.taken_up
    return {
        "id": axis.pk,
        "rank": axis.rank,
        "title": axis.title,
        "description": axis.description,
        "taken_up": {"id": taken.pk, "title": taken.title, "rank": taken.rank} if taken else None,
        "objectives": [
            {"id": one.pk, "rank": one.rank, "title": one.title, "description": one.description}
            for one in axis.objectives.all()
        ],
        "actions": [_action(one) for one in actions],
    }


def _action(action: Action) -> dict[str, Any]:
    return {
        "id": action.pk,
        "number": action.number,
        "objective_id": action.objective_id,
        "title": action.title,
        "description": action.description,
        "leads": [str(one) for one in action.leads],
        "partners": [str(one) for one in action.partners],
        "start": _day(action.start),
        "end": _day(action.end),
        "state": action.state,
        "state_reason": action.state_reason,
        "progress": action.reached,
        "priority": action.priority,
        "strand": action.strand,
        "needs": list(action.needs),
        "origin": action.origin,
        "budget": _amount(action.budget),
        "financing": [
            *({"from": str(line.fund), "amount": _amount(line.planned)} for line in action.fund_lines.all()),
            *({"from": one.label, "amount": _amount(one.amount)} for one in action.other_financing.all()),
        ],
    }


def _indicators(roadmap: Roadmap) -> list[dict[str, Any]]:
    years = Prefetch("year_rows", IndicatorYear.objects.order_by("year"))
    return [
        {
            "id": one.pk,
            "name": one.name,
            "definition": one.definition,
            "unit": one.unit,
            "axis_id": one.axis_id,
            "action_id": one.action_id,
            "targets": {
                str(row.year): _amount(row.target) for row in one.year_rows.all() if row.target is not None
            },
        }
        for one in Indicator.objects.filter(roadmap=roadmap).prefetch_related(years)
    ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
