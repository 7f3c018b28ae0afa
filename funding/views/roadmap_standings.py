"""Pages of local roadmaps: how far each intercommunalité has come, and noting it."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from funding.actions.roadmap_standings import note_roadmap
from funding.forms.posts import RoadmapForm
from funding.models import Post, RoadmapStanding
from funding.tables.posts import RoadmapTable
from inclusion.core.access import Permission, requires
from inclusion.core.french.names import search_form
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.territories.models import Epci


@requires(Permission.POSTS_VIEW)
def roadmap_standing_list(request: HttpRequest) -> HttpResponse:
    """Every intercommunalité of the département with its local roadmap."""
    rows = _rows(request)
    return listing(
        request,
        queryset=rows,  # type: ignore[arg-type]
        table=RoadmapTable,
        template="funding/roadmap_standing_list.html",
        name="feuilles-de-route-locales",
        adopted=sum(row["adopted_on"] is not None for row in rows),
        drafted=sum(row["stage"] == "Rédigée" for row in rows),
        count=len(rows),
    )


def _rows(request: HttpRequest) -> list[dict[str, Any]]:
    """One row for each intercommunalité, by name."""
    noted = {one.epci_id: one for one in RoadmapStanding.objects.all()}
    posts = dict(
        Post.objects.accepted()
        .order_by("territory")
        .values_list("territory")
        .annotate(count=Count("pk"))
        .values_list("territory", "count")
    )
    rows = (
        _row(epci, noted.get(epci.pk), posts.get(epci.pk, 0), request.network.slug)
        for epci in Epci.objects.touching(request.network.department)
    )
    return sorted(rows, key=lambda row: search_form(row["name"]))


def _row(epci: Epci, noted: RoadmapStanding | None, posts: int, network: str) -> dict[str, Any]:
    stage = "Pas rédigée" if noted is None else "Rédigée" if noted.adopted_on is None else "Adoptée"
    return {
        "siren": epci.pk,
        "name": epci.full_name,
        "title": noted.title if noted else None,
        "stage": stage,
        "drafted_on": noted.drafted_on if noted else None,
        "adopted_on": noted.adopted_on if noted else None,
        "posts": posts,
        "network": network,
    }


@requires(Permission.POSTS_DECIDE)
def roadmap_standing_note(request: HttpRequest, siren: str) -> HttpResponse:
    """Note when the local roadmap of an intercommunalité was drafted, and adopted."""
    epci = get_object_or_404(Epci.objects.touching(request.network.department), pk=siren)
    noted = RoadmapStanding.objects.filter(epci=epci).first()
    known = ("title", "drafted_on", "adopted_on")
    initial = {name: getattr(noted, name) for name in known} if noted else {}
    form = RoadmapForm(request.POST or None, initial=initial)
    standing = submitted(
        request,
        form,
        lambda data: note_roadmap(epci=epci, **data, by=request.user, at=timezone.now()),
    )
    if standing:
        messages.success(request, f"C’est noté pour {epci}.")
        return redirect("roadmap_standing_list", request.network.slug)
    return render(request, "funding/roadmap_standing_note.html", {"form": form, "epci": epci, "noted": noted})
