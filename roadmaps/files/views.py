"""Files of a roadmap: export, import with a report first; the tab of workshops and documents."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.enums import ImportState
from inclusion.core.errors import DomainError
from inclusion.core.french.names import shown_size
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.web import exports
from inclusion.core.web.acting import confirmed, perform, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted
from roadmaps.files.actions import (
    BOUNDS,
    add_paper,
    apply_import,
    drop_import,
    remove_paper,
    rows_of,
    try_import,
)
from roadmaps.files.forms import PaperForm, RoadmapImportForm
from roadmaps.files.models import RoadmapImport
from roadmaps.files.rules.plan import kept_sentence
from roadmaps.files.rules.reports import Effect, Report
from roadmaps.files.rules.rows import COLUMNS
from roadmaps.plans.models.budgets import RoadmapPaper, StaffRequest
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.queries import editable_roadmap, page_context, visible_roadmap
from roadmaps.workshops.models import Workshop

PER_PAGE = 50
RECENT = 10


@requires(Permission.ROADMAPS_VIEW)
def roadmap_export(request: MemberRequest, pk: int) -> HttpResponse:
    """The roadmap as an import takes it back: `?export=csv|xlsx`; with `modele` in the address, the titles alone."""
    roadmap = visible_roadmap(request.member, pk)
    asked = request.GET.get("export")
    rows = rows_of(roadmap)
    is_empty = "modele" in request.GET
    return exports.export(
        rows[:1] if is_empty else rows,
        fmt=asked if asked in exports.FORMATS else "csv",
        name="modele-feuille-de-route" if is_empty else slugify(roadmap.title)[:60] or "feuille-de-route",
    )


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@takes_files(BOUNDS.max_bytes)
def roadmap_import(request: MemberRequest, pk: int) -> HttpResponse:
    """Bring in a file, which is only tried out."""
    roadmap = editable_roadmap(request.member, pk)
    posted = request.method == "POST"
    form = RoadmapImportForm(request.POST if posted else None, request.FILES if posted else None)
    tried = submitted(
        request,
        form,
        lambda data: try_import(roadmap, data=data["data"], filename=data["filename"], **stamp(request)),
    )
    if tried:
        messages.success(request, "Le fichier est lu. Rien n’est encore enregistré.")
        return redirect(tried)
    recent = RoadmapImport.objects.filter(roadmap=roadmap).select_related("document", "tried_by")
    context = page_context(
        request.member, roadmap, "grid", form=form, columns=COLUMNS, recent=recent.defer("report")[:RECENT]
    )
    return render(request, "roadmaps/files/roadmap_import.html", context)


def _found(request: MemberRequest, pk: int) -> RoadmapImport:
    """The file with this key, if the member may write its roadmap."""
    writable = Roadmap.objects.editable_by(request.member)
    files = RoadmapImport.objects.select_related("roadmap__parent", "document", "tried_by", "applied_by")
    return get_object_or_404(files.filter(roadmap__in=writable), pk=pk)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_import_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """What a file would change, or changed, row by row."""
    brought = _found(request, pk)
    report = Report.from_json(brought.report)
    changed = Paginator(report.having(Effect.CHANGED), PER_PAGE)
    added = Paginator(report.having(Effect.ADDED), PER_PAGE)
    faults = Paginator(report.faults, PER_PAGE)
    is_open = brought.state == ImportState.TRIED and brought.roadmap.is_open
    context: dict[str, Any] = {
        "brought": brought,
        "report": report,
        "heading": report.headline(brought.state),
        "is_open": is_open,
        "is_applied": brought.state == ImportState.APPLIED,
        "may_apply": is_open and report.writes and not report.wrong,
        "faults": faults.get_page(request.GET.get("erreurs")),
        "changed": changed.get_page(request.GET.get("page")),
        "added": added.get_page(request.GET.get("ajouts")),
        "kept": kept_sentence(len(report.missing)) if report.missing else "",
    }
    context = page_context(request.member, brought.roadmap, "grid", **context)
    return render(request, "roadmaps/files/roadmap_import_detail.html", context)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def roadmap_import_apply(request: MemberRequest, pk: int) -> HttpResponse:
    """Save what a file changes, if it still changes exactly what its page shows."""
    brought = _found(request, pk)
    try:
        done = apply_import(brought, **stamp(request))
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect(brought)
    if done.state == ImportState.APPLIED:
        said = Report.from_json(done.report).headline(ImportState.APPLIED)
        messages.success(request, f"C’est enregistré\u00a0: {said[:1].lower()}{said[1:]}.")
    else:
        messages.warning(
            request,
            "La feuille de route a changé depuis que ce fichier a été lu\u00a0: rien n’est enregistré. "
            "Voici ce que le fichier changerait maintenant\u00a0; relisez-le avant de l’enregistrer.",
        )
    return redirect(done)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def roadmap_import_drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Decide that a file will not be saved."""
    brought = _found(request, pk)
    return perform(
        request,
        lambda: drop_import(brought, **stamp(request)),
        done="Ce fichier est abandonné\u00a0: rien n’en a été enregistré.",
        back=brought,
        then=reverse("roadmap_import", args=[request.network.slug, brought.roadmap_id]),
    )


# -- Tab of workshops and documents of a roadmap


@requires(Permission.ROADMAPS_VIEW)
def roadmap_papers(request: MemberRequest, pk: int) -> HttpResponse:
    """Workshops, documents and posts asked for."""
    roadmap = visible_roadmap(request.member, pk)
    standing = Q(proposals__merged_into=None, proposals__withdrawn=False)
    workshops = Workshop.objects.filter(roadmap=roadmap).annotate(
        ideas=Count("proposals", filter=standing),
        became=Count("proposals", filter=Q(proposals__action__isnull=False)),
    )
    today = timezone.localdate()
    rows = list(RoadmapPaper.objects.filter(roadmap=roadmap).select_related("document", "action__network"))
    for paper in rows:
        paper.shown_size = shown_size(paper.document.size)
    context = page_context(
        request.member,
        roadmap,
        "workshops",
        workshops=[(one, one.is_open_on(today)) for one in workshops],
        papers=rows,
        posts=StaffRequest.objects.filter(roadmap=roadmap).select_related("action__network"),
    )
    return render(request, "roadmaps/files/roadmap_papers.html", context)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@takes_files(MAX_PDF_BYTES)
def roadmap_paper_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Attach a document to a roadmap."""
    roadmap = editable_roadmap(request.member, pk)
    posted = request.method == "POST"
    form = PaperForm(request.POST if posted else None, request.FILES if posted else None, roadmap=roadmap)
    paper = submitted(request, form, lambda data: add_paper(roadmap, **data, **stamp(request)))
    if paper:
        messages.success(request, f"«\u00a0{paper}\u00a0» est joint à la feuille de route.")
        return redirect("roadmap_papers", request.network.slug, roadmap.pk)
    return render(request, "roadmaps/files/roadmap_paper_add.html", {"roadmap": roadmap, "form": form})


@requires(Permission.ROADMAPS_VIEW)
def roadmap_paper(request: MemberRequest, pk: int) -> HttpResponse:
    """The bytes of a document: a PDF or a picture in the browser, any other as a download."""
    paper = get_object_or_404(RoadmapPaper.objects.select_related("document__content"), pk=pk)
    visible_roadmap(request.member, paper.roadmap_id)
    stored = paper.document
    shown = stored.media_type == "application/pdf" or stored.media_type.startswith("image/")
    return attachment(stored.data, filename=stored.filename, media_type=stored.media_type, inline=shown)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_paper_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a document off a roadmap; asks first."""
    paper = get_object_or_404(RoadmapPaper, pk=pk)
    roadmap = editable_roadmap(request.member, paper.roadmap_id)
    return confirmed(
        request,
        lambda: remove_paper(paper, **stamp(request)),
        done=f"«\u00a0{paper}\u00a0» n’est plus joint, et son fichier est effacé.",
        back=reverse("roadmap_papers", args=[request.network.slug, roadmap.pk]),
        question=f"Retirer «\u00a0{paper}\u00a0»\u00a0?",
        consequence="Le fichier est effacé du portail. Le journal garde qu’il y était.",
        action_label="Retirer le document",
        danger=True,
    )
