"""Roadmaps as a list shows them: how many actions, how many late, what they take up; few queries for all."""

from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from roadmaps.enums import AxisWord
from roadmaps.models.actions import Action
from roadmaps.models.axes import Axis
from roadmaps.models.roadmaps import Roadmap
from roadmaps.rules.nesting import Nesting


def _counted(rows: QuerySet[Any], group: str, **how: Any) -> Coalesce:
    counted = rows.order_by().values(group).annotate(found=Count(how.pop("of", "pk"), **how)).values("found")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def for_list(roadmaps: QuerySet[Roadmap], today: date) -> QuerySet[Roadmap]:
    """Each roadmap with `actions_count`, `late_count` and `taken_count` (distinct departmental axes that it takes up),
    its carriers and its territories at hand; the departmental ones first.
    """
    actions = Action.objects.filter(axis__roadmap=OuterRef("pk"))
    axes = Axis.objects.filter(roadmap=OuterRef("pk"))
    return (
        roadmaps.annotate(
            actions_count=_counted(actions, "axis__roadmap"),
            late_count=_counted(actions.late(today), "axis__roadmap"),
            taken_count=_counted(axes, "roadmap", of="taken_up", distinct=True),
        )
        .select_related("network", "parent")
        .prefetch_related("carrier_rows__partner", "territories__epci", "territories__commune")
        .order_by("level", "sort_title", "pk")
    )


def nesting_in_list(roadmap: Roadmap, minimum: int) -> Nesting:
    """What a row of `for_list` takes up against what the network asks for."""
    word = AxisWord(roadmap.parent.axis_word if roadmap.parent else AxisWord.AXIS).label.lower()
    return Nesting(roadmap.taken_count, minimum, word)


def carriers_of(roadmap: Roadmap) -> str:
    """« CC du Pays de Duras, CCAS de Marmande »."""
    return ", ".join(str(row.partner) for row in roadmap.carrier_rows.all())


def territory_of(roadmap: Roadmap) -> str:
    """Its intercommunalités and communes; the whole département for a departmental one."""
    if not roadmap.is_local:
        return "Tout le département"
    return ", ".join(str(row) for row in roadmap.territories.all())
