"""Roadmaps: the list, and the page of one as a tree."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from inclusion.access import Permission, requires
from roadmaps.models import Roadmap
from roadmaps.views.rooms import network_tabs, room, visible_roadmap


@requires(Permission.ROADMAPS_VIEW)
def roadmap_list(request: HttpRequest) -> HttpResponse:
    """The roadmaps that the member may see."""
    roadmaps = Roadmap.objects.visible_to(request.member)
    return render(
        request,
        "roadmaps/roadmap_list.html",
        {"roadmaps": roadmaps, "tabs": network_tabs(request.member, "list")},
    )


@requires(Permission.ROADMAPS_VIEW)
def roadmap_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole roadmap as a tree."""
    roadmap = visible_roadmap(request.member, pk)
    return render(request, "roadmaps/roadmap_detail.html", room(request.member, roadmap, "plan"))
