"""The papers of a roadmap: the whole as a PDF, the essential on two pages, a text to be edited for a deliberation."""

import base64
import hashlib
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from inclusion.core.french.names import so_many
from inclusion.core.french.periods import Period, plain_date
from inclusion.core.models.networks import Network
from inclusion.core.papers import opendocument, wordprocessing
from inclusion.core.papers.pdf import letterhead, render_pdf
from inclusion.core.web.colours import ink_for
from roadmaps.adoption.queries import public_content
from roadmaps.coverage.rules.standing import place_name
from roadmaps.enums import ActionState
from roadmaps.indicators.queries import results_of
from roadmaps.plans.models.budgets import served_by_posts
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.models.versions import RoadmapVersion
from roadmaps.plans.queries import content_of
from roadmaps.plans.rules.contents import content_as_rows
from roadmaps.progress.queries import matrix_of
from roadmaps.progress.rules import Dated, timeline

#: The fills of charts on paper beside the network's colour.
FILLS = {"c2": "#d98a2b", "c3": "#2f7a68", "c4": "#8a4d7e", "c5": "#5d6878"}
#: Units of a drawing across a sheet of paper on its side.
WIDTH = 1000
#: Actions of one drawing: it is on one sheet.
MAX_ROWS = 12
#: Lines of a list of the two pages; what is more is counted.
MAX_LINES = 6
#: The texts to be edited, by their ending.
TEXTS = {"odt": opendocument.MEDIA_TYPE, "docx": wordprocessing.MEDIA_TYPE}


def version_pdf(version: RoadmapVersion) -> bytes:
    """Return the PDF of an adopted version, from what was frozen.

    The table of territories and the results, which are not part of it, are those of the day on which it is made.
    """
    seal = version.sha256
    state = {
        "name": f"Version {version.number}",
        "sentence": f"Adoptée le {plain_date(version.adopted_on)} par {version.body}, version {version.number}",
        "seal_groups": [seal[index : index + 8] for index in range(0, len(seal), 8)],
        "is_draft": False,
    }
    today = timezone.localdate()
    return _pdf(
        version.roadmap,
        content_as_rows(
            version.content,
            results=results_of(version.roadmap, today=today),
            with_posts=served_by_posts(version.roadmap),
        ),
        state=state,
        on=today,
        identifier=seal,
    )


def draft_pdf(roadmap: Roadmap, *, on: date) -> bytes:
    """Return the PDF of a roadmap as it is on a day: a project, which nobody adopted."""
    last = roadmap.versions.confirmed().first()
    since = f" Il suit la version {last.number}, adoptée le {plain_date(last.adopted_on)}." if last else ""
    state = {
        "name": "Projet",
        "sentence": f"Projet au {plain_date(on)}. Ce texte n’est pas adopté.{since}",
        "seal_groups": [],
        "is_draft": True,
    }
    content = content_as_rows(
        content_of(roadmap), today=on, results=results_of(roadmap, today=on), with_posts=served_by_posts(roadmap)
    )
    return _pdf(roadmap, content, state=state, on=on, identifier=f"{roadmap.pk} {roadmap.revision} {on}")


def _pdf(roadmap: Roadmap, content: dict[str, Any], *, state: dict[str, Any], on: date, identifier: str) -> bytes:
    network: Network = roadmap.network
    context = {
        "letterhead": letterhead(network),
        "title": f"{content['title']}, {state['name'].lower()}",
        "foot": f"{content['title']}, {state['name'].lower()}",
        "content": content,
        "state": state,
        "on": plain_date(on),
        "matrix": None if content["is_local"] else _matrix(roadmap, on=on),
        "pictures": pictures(content, brand=network.brand, today=on),
    }
    digest = hashlib.sha256(f"{network.slug} {roadmap.pk} {identifier}".encode()).digest()[:16]
    return render_pdf("pdf/roadmap.html", context, identifier=digest)


def _matrix(roadmap: Roadmap, *, on: date) -> dict[str, Any] | None:
    """Which territory takes which axis up, among the adopted local roadmaps; None before there is one."""
    matrix = matrix_of(roadmap, seen=Roadmap.objects.adopted(), today=on)
    if not any(any(cells) for _, cells in matrix.rows):
        return None
    return {
        "axes": matrix.axes,
        "rows": [(place, row) for place, row in matrix.rows if any(row)],
        "without": [place_name(place.name) for place in matrix.without],
        "elsewhere": [place_name(place.name) for place in matrix.unknown],
        "count": len(matrix.rows),
        "reached": matrix.reached,
    }


def dated_actions(actions: list[dict[str, Any]]) -> list[Dated]:
    """The actions of a content of which a date is known, for a timeline."""
    return [
        Dated(
            one["id"],
            one["number"],
            one["title"],
            one["start"],
            one["end"],
            one["state"].value,
            one["state"].label,
            one["is_late"],
        )
        for one in actions
        if one["start"] or one["end"]
    ]


def pictures(content: dict[str, Any], *, brand: str, today: date) -> list[dict[str, Any]]:
    """The timeline of each axis that has dated actions, as a picture with its words."""
    period = Period(content["start"], content["end"])
    return [one for axis in content["axes"] for one in _pictures_of(axis, period=period, brand=brand, today=today)]


def _pictures_of(axis: dict[str, Any], *, period: Period, brand: str, today: date) -> list[dict[str, Any]]:
    dated = dated_actions(axis["actions"])
    undated = [one for one in axis["actions"] if not (one["start"] or one["end"])]
    found: list[dict[str, Any]] = []
    for first in range(0, len(dated), MAX_ROWS):
        rows = dated[first : first + MAX_ROWS]
        chart = timeline(rows, period=period, today=today, width=WIDTH)
        colours = {"c1": brand, "ink": ink_for(brand), **FILLS}
        svg = render_to_string("pdf/roadmap_timeline.svg", {"chart": chart, "colours": colours})
        found.append(
            {
                "name": axis["name"] if not first else f"{axis['name']} (suite)",
                "picture": f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}",
                "words": f"Le calendrier de {so_many(len(rows), 'action', 'actions')}\u00a0; "
                "les mêmes dates sont dans le tableau de l’axe.",
                "undated": undated if first + MAX_ROWS >= len(dated) else [],
            }
        )
    return found


# -- The essential on two pages, for elected people and the public


def leaflet_pdf(roadmap: Roadmap, version: RoadmapVersion, *, on: date) -> bytes:
    """Return what was adopted, how far it has come on a day and what was measured, on two pages."""
    network: Network = roadmap.network
    shown = public_content(roadmap, version, today=on)
    content = shown["content"]
    actions = content["actions"]
    lists = (
        ("Ce qui est fait", [one for one in actions if one["state"] == ActionState.DONE]),
        ("En cours", [one for one in actions if one["state"] == ActionState.ONGOING and not _waits(one)]),
        ("En retard, bloqué ou suspendu", [one for one in actions if _waits(one)]),
    )
    measured = [
        *content["indicators"],
        *(one for axis in content["axes"] for one in axis["indicators"]),
        *(one for action in actions for one in action["indicators"]),
    ]
    indicators = [(one["name"], *_latest(one["years"])) for one in measured if one["years"]]
    context = {
        **shown,
        "letterhead": letterhead(network),
        "title": content["title"],
        "foot": f"Feuille de route, l’essentiel au {plain_date(on)}",
        "version": version,
        "on": plain_date(on),
        "lists": [(name, found[:MAX_LINES], found[MAX_LINES:]) for name, found in lists if found],
        "indicators": indicators[: 2 * MAX_LINES],
        "more_indicators": indicators[2 * MAX_LINES :],
    }
    digest = hashlib.sha256(f"{network.slug} {roadmap.pk} leaflet {on} {shown}".encode()).digest()[:16]
    return render_pdf("pdf/roadmap_leaflet.html", context, identifier=digest)


def _waits(action: dict[str, Any]) -> bool:
    stopped = action["state"] in (ActionState.BLOCKED, ActionState.PAUSED)
    return stopped or (action["is_late"] and action["state"] not in (ActionState.DONE, ActionState.DROPPED))


def _latest(years: list[tuple[str, str, str]]) -> tuple[str, str, str, str]:
    """The last year with a result and its target, else the first target; and the last target with its year."""
    known = [one for one in years if one[2]]
    year, target, result = known[-1] if known else years[0]
    aim = next((f"{target} en {year}" for year, target, _ in reversed(years) if target), "")
    return year, result, target, aim


# -- The text to be edited


def text_of(roadmap: Roadmap, *, kind: str, on: date) -> bytes:
    """Return the roadmap as it is on a day, as an OpenDocument text or for Word, for the draft of a deliberation."""
    content = content_as_rows(content_of(roadmap), today=on, results=results_of(roadmap, today=on))
    indicators = [
        *content["indicators"],
        *(one for axis in content["axes"] for one in axis["indicators"]),
        *(one for action in content["actions"] for one in action["indicators"]),
    ]
    context = {
        "letterhead": letterhead(roadmap.network),
        "title": content["title"],
        "foot": f"{content['title']}, projet au {plain_date(on)}",
        "content": content,
        "indicators": indicators,
        "on": plain_date(on),
    }
    render = opendocument.render_odt if kind == "odt" else wordprocessing.render_docx
    return render("odt/roadmap.xml", context)
