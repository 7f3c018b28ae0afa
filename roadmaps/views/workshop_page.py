"""What the pages of workshops share: who may see and write one, its board."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Member
from roadmaps.documents.workshops import code_of
from roadmaps.forms.workshops import IdeaForm
from roadmaps.models import Proposal, Roadmap, Workshop
from roadmaps.models.workshop_boards import board_of
from roadmaps.views.tabs import page_context


def seen_workshop(member: Member, pk: int) -> Workshop:
    """The workshop with this key, if the member may see its roadmap; nothing is found otherwise."""
    seen = Roadmap.objects.visible_to(member)
    found = Workshop.objects.filter(roadmap__in=seen).select_related(
        "roadmap__parent", "roadmap__network", "network"
    )
    return get_object_or_404(found, pk=pk)


def editable_workshop(member: Member, pk: int) -> Workshop:
    """The same if the member may write its roadmap."""
    workshop = seen_workshop(member, pk)
    if not workshop.roadmap.is_editable_by(member):
        raise PermissionDenied("roadmaps.write")
    return workshop


def editable_idea(member: Member, pk: int) -> Proposal:
    """The idea with this key, if the member may write the roadmap of its workshop."""
    idea = get_object_or_404(Proposal.objects.select_related("table", "action__network"), pk=pk)
    idea.workshop = editable_workshop(member, idea.workshop_id)
    return idea


def public_address(workshop: Workshop, *, request: HttpRequest) -> str:
    """The whole address that participants open."""
    return request.build_absolute_uri(reverse("workshop_public", args=[request.network.slug, workshop.token]))


def board_page(workshop: Workshop, *, request: HttpRequest, form: IdeaForm | None = None) -> HttpResponse:
    """The board as the coordinator works on it, or as a member reads it."""
    board = board_of(workshop)
    context = page_context(request.member, workshop.roadmap, "workshops", workshop=workshop, board=board)
    address = public_address(workshop, request=request)
    context |= {
        "is_open": workshop.is_open_on(timezone.localdate()),
        "form": (form or IdeaForm(workshop=workshop)) if context["may_edit"] else None,
        "pairs": board.likely_doubles() if context["may_edit"] else [],
        "address": address,
        "code": code_of(address),
        "exports": board.ideas,
    }
    return render(request, "roadmaps/workshop_detail.html", context)


def crumbs(workshop: Workshop) -> dict[str, Any]:
    """What the pages below a workshop show of where they stand."""
    return {"workshop": workshop, "roadmap": workshop.roadmap}
