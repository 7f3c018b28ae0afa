"""Which territory takes which departmental axis up."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from inclusion.core.access import Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.web import exports, parameters
from roadmaps.enums import AxisWord
from roadmaps.models import Roadmap
from roadmaps.models.rollup import Cell, Matrix, departmental_for, matrix_of
from roadmaps.rules.progress import Weighting
from roadmaps.views.tabs import network_tabs


@requires(Permission.ROADMAPS_VIEW)
def roadmap_matrix(request: HttpRequest) -> HttpResponse:
    """Departmental axes by intercommunalités, gaps named; `?feuille=` another departmental roadmap."""
    seen = Roadmap.objects.visible_to(request.member)
    roadmap = departmental_for(request.member)
    if key := parameters.key(request.GET.get("feuille")):
        roadmap = get_object_or_404(seen.departmental(), pk=key)
    context: dict[str, Any] = {"tabs": network_tabs(request.member, "matrix"), "roadmap": roadmap}
    if roadmap is None:
        return render(request, "roadmaps/roadmap_matrix.html", context)
    matrix = matrix_of(roadmap, seen=seen, today=timezone.localdate())
    if (fmt := request.GET.get("export")) in exports.FORMATS:
        return exports.export(_rows(matrix), fmt=fmt, name="axes-et-territoires")
    context |= {
        "matrix": matrix,
        "foot": list(zip(matrix.reached, matrix.prepared, strict=True)),
        "rows": [(place, [_shown(cells) for cells in row]) for place, row in matrix.rows],
        "headline": _answer(matrix),
        "word": AxisWord(roadmap.axis_word).label,
        "others": [one for one in seen.departmental() if one != roadmap],
    }
    return render(request, "roadmaps/roadmap_matrix.html", context)


def _answer(matrix: Matrix) -> str:
    if not matrix.rows:
        return "Aucune intercommunalité n’est connue dans ce département"
    if not matrix.gaps:
        return "Chaque intercommunalité reprend un axe départemental"
    if matrix.gaps == len(matrix.rows):
        return "Aucune intercommunalité ne reprend encore d’axe départemental"
    verb = "ne reprennent" if matrix.gaps > 1 else "ne reprend"
    return f"{so_many(matrix.gaps, 'intercommunalité', 'intercommunalités')} {verb} encore aucun axe"


def _shown(cells: list[Cell]) -> list[dict[str, Any]]:
    return [
        {
            "axis": one.axis,
            "actions": so_many(one.total.kept, "action", "actions"),
            "progress": one.total.progress(Weighting.NUMBER),
            "in_part": one.in_part,
            "draft": one.is_draft,
        }
        for one in cells
    ]


def _rows(matrix: Matrix) -> Iterator[list[Any]]:
    yield ["Intercommunalité", *(f"{axis.rank}. {axis.title}" for axis in matrix.axes)]
    for place, row in matrix.rows:
        yield [str(place), *("\n".join(map(_line, cells)) for cells in row)]
    yield ["Territoires qui reprennent l’axe", *matrix.reached]
    yield ["Autres qui le préparent", *matrix.prepared]


def _line(cell: Cell) -> str:
    progress = cell.total.progress(Weighting.NUMBER)
    said = [f"{cell.axis.title} ({cell.axis.roadmap})", so_many(cell.total.kept, "action", "actions")]
    if progress is not None:
        said.append(f"{progress} %")
    if cell.in_part:
        said.append("en partie")
    if cell.is_draft:
        said.append("en préparation")
    return ", ".join(said)
