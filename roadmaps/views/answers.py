"""How a page of a roadmap answers a script, and what it remembers so that a move can be undone."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

from roadmaps.models import Roadmap

UNDO = "roadmap_undo"


def asks_for_json(headers: Mapping[str, str]) -> bool:
    """Whether the page's own script asks, which shows what happened without a new page."""
    return headers.get("Accept", "").startswith("application/json")


def revision_of(roadmap: Roadmap) -> int:
    """What the roadmap counts now."""
    return Roadmap.objects.values_list("revision", flat=True).get(pk=roadmap.pk)


def refused(roadmap: Roadmap, request: HttpRequest, sentence: str) -> HttpResponse:
    """Say why nothing was done."""
    if asks_for_json(request.headers):
        return JsonResponse({"said": sentence}, status=409)
    messages.error(request, sentence)
    return redirect(roadmap)


def done(roadmap: Roadmap, request: HttpRequest, *, said: str, anchor: str, **more: Any) -> HttpResponse:
    """Say what was done; `more` goes to the script."""
    if asks_for_json(request.headers):
        return JsonResponse({"said": said, "revision": revision_of(roadmap), **more})
    messages.success(request, said)
    return redirect(f"{roadmap.get_absolute_url()}#{anchor}")


def moved(
    roadmap: Roadmap, request: HttpRequest, *, said: str, url: str, undo: dict[str, Any], anchor: str
) -> HttpResponse:
    """Say where something stands now, with the way back to where it stood."""
    last = {
        "roadmap": roadmap.pk,
        "revision": revision_of(roadmap),
        "said": said,
        "url": url,
        "fields": [[name, "" if value is None else str(value)] for name, value in undo.items()],
    }
    request.session[UNDO] = last
    if asks_for_json(request.headers):
        html = render_to_string("roadmaps/moved.html", {"moved": last}, request)
        return JsonResponse({"said": said, "revision": last["revision"], "html": html})
    return redirect(f"{roadmap.get_absolute_url()}#{anchor}")


def last_move(roadmap: Roadmap, request: HttpRequest) -> dict[str, Any] | None:
    """What this person moved last, as long as nobody wrote anything since."""
    last = request.session.get(UNDO)
    if last and (last["roadmap"], last["revision"]) == (roadmap.pk, roadmap.revision):
        return last
    return None
