"""The roadmaps that were adopted, for everybody: plain words, no names of people."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from inclusion.core.access import public_in_network
from inclusion.core.french.names import so_many
from inclusion.core.web.exports import attachment
from roadmaps.enums import ActionState
from roadmaps.models import Roadmap
from roadmaps.models.public_queries import last_version, progress_now, public_roadmaps
from roadmaps.rules.contents import content_as_rows
from roadmaps.rules.progress import Part, Weighting, total_of


@public_in_network
def roadmap_public(request: HttpRequest) -> HttpResponse:
    """The adopted roadmap of a network; where there are several, their list."""
    found = list(public_roadmaps().prefetch_related("territories__epci", "territories__commune"))
    if not found:
        raise Http404
    if len(found) == 1:
        return render(request, "roadmaps/roadmap_public.html", _page(request, found[0], several=False))
    return render(request, "roadmaps/roadmap_public_list.html", {"roadmaps": found})


@public_in_network
def roadmap_public_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them."""
    roadmap = get_object_or_404(public_roadmaps(), pk=pk)
    several = public_roadmaps().count() > 1
    return render(request, "roadmaps/roadmap_public.html", _page(request, roadmap, several=several))


@public_in_network
def roadmap_public_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF of the version that was adopted last, once the coordination confirmed its adoption."""
    version = last_version(get_object_or_404(public_roadmaps(), pk=pk))
    if version is None or not version.has_print or not version.is_confirmed:
        raise Http404
    document = version.print.document
    return attachment(document.data, filename=document.filename, media_type=document.media_type, inline=True)


def _page(request: HttpRequest, roadmap: Roadmap, *, several: bool) -> dict[str, Any]:
    """What was adopted, each action with how far it has come today."""
    version = last_version(roadmap)
    if version is None:
        raise Http404
    content = content_as_rows(version.content, today=timezone.localdate())
    now = progress_now(roadmap)
    parts = []
    for axis in content["axes"]:
        own = []
        for action in axis["actions"]:
            today = now.get(action["id"], {"state": action["state"], "progress": action["progress"]})
            action |= {"state": ActionState(today["state"]), "progress": today["progress"]}
            own.append(Part(action["progress"], is_dropped=action["state"] == ActionState.DROPPED))
        axis["progress"] = total_of(own).progress(Weighting.NUMBER)
        parts += own
    total = total_of(parts)
    return {
        "roadmap": roadmap,
        "version": version,
        "content": content,
        "progress": total.progress(Weighting.NUMBER),
        "done": so_many(
            sum(one["state"] == ActionState.DONE for one in content["actions"]),
            "action est terminée",
            "actions sont terminées",
        ),
        "several": several,
    }
