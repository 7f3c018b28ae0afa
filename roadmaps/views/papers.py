"""The tab of workshops and documents of a roadmap; documents attached, opened, removed."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Permission, requires
from inclusion.core.french.names import shown_size
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted
from roadmaps.actions.papers import add_paper, remove_paper
from roadmaps.forms.papers import PaperForm
from roadmaps.models import Roadmap, RoadmapPaper, StaffRequest, Workshop
from roadmaps.views.tabs import editable_roadmap, page_context, visible_roadmap


@requires(Permission.ROADMAPS_VIEW)
def roadmap_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Workshops, documents and posts asked for."""
    roadmap = visible_roadmap(request.member, pk)
    standing = Q(proposals__merged_into=None, proposals__withdrawn=False)
    workshops = Workshop.objects.filter(roadmap=roadmap).annotate(
        ideas=Count("proposals", filter=standing),
        became=Count("proposals", filter=Q(proposals__action__isnull=False)),
    )
    today = timezone.localdate()
    context = page_context(
        request.member,
        roadmap,
        "workshops",
        workshops=[(one, one.is_open_on(today)) for one in workshops],
        papers=_papers(roadmap),
        posts=StaffRequest.objects.filter(roadmap=roadmap).select_related("action__network"),
    )
    return render(request, "roadmaps/roadmap_papers.html", context)


def _papers(roadmap: Roadmap) -> list[RoadmapPaper]:
    rows = list(RoadmapPaper.objects.filter(roadmap=roadmap).select_related("document", "action__network"))
    for paper in rows:
        paper.shown_size = shown_size(paper.document.size)
    return rows


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@takes_files(MAX_PDF_BYTES)
def roadmap_paper_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a document to a roadmap."""
    roadmap = editable_roadmap(request.member, pk)
    posted = request.method == "POST"
    form = PaperForm(request.POST if posted else None, request.FILES if posted else None, roadmap=roadmap)
    paper = submitted(
        request, form, lambda data: add_paper(roadmap, **data, by=request.user, at=timezone.now())
    )
    if paper:
        messages.success(request, f"«\u00a0{paper}\u00a0» est joint à la feuille de route.")
        return redirect("roadmap_papers", request.network.slug, roadmap.pk)
    return render(request, "roadmaps/roadmap_paper_add.html", {"roadmap": roadmap, "form": form})


@requires(Permission.ROADMAPS_VIEW)
def roadmap_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes of a document: a PDF or a picture in the browser, any other as a download."""
    paper = get_object_or_404(RoadmapPaper.objects.select_related("document__content"), pk=pk)
    visible_roadmap(request.member, paper.roadmap_id)
    stored = paper.document
    shown = stored.media_type == "application/pdf" or stored.media_type.startswith("image/")
    return attachment(stored.data, filename=stored.filename, media_type=stored.media_type, inline=shown)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_paper_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a document off a roadmap; asks first."""
    paper = get_object_or_404(RoadmapPaper, pk=pk)
    roadmap = editable_roadmap(request.member, paper.roadmap_id)
    if request.method == "POST":
        remove_paper(paper, by=request.user, at=timezone.now())
        messages.success(request, f"«\u00a0{paper}\u00a0» n’est plus joint, et son fichier est effacé.")
        return redirect("roadmap_papers", request.network.slug, roadmap.pk)
    context = {
        "question": f"Retirer «\u00a0{paper}\u00a0»\u00a0?",
        "consequence": "Le fichier est effacé du portail. Le journal garde qu’il y était.",
        "action_label": "Retirer le document",
        "danger": True,
        "cancel_url": reverse("roadmap_papers", args=[request.network.slug, roadmap.pk]),
    }
    return render(request, "layout/confirm.html", context)
