"""Files of a roadmap: export, import with a report first; the tab of workshops and documents."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.enums import ImportState
from inclusion.core.french.names import shown_size
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.models.imports import Trial
from inclusion.core.web import exports
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted
from inclusion.core.web.trials import TrialPages
from roadmaps.files.actions import ROADMAP_FILES, add_paper, remove_paper, rows_of
from roadmaps.files.forms import PaperForm, RoadmapImportForm
from roadmaps.files.rules.plan import kept_sentence
from roadmaps.files.rules.reports import Effect, Report
from roadmaps.files.rules.rows import COLUMNS
from roadmaps.plans.models.budgets import RoadmapPaper, StaffRequest
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.queries import editable_roadmap, page_context, visible_roadmap
from roadmaps.workshops.models import Workshop

PER_PAGE = 50


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


class RoadmapImportPages(TrialPages):
    """A file of one roadmap."""

    importer = ROADMAP_FILES
    permissions = (Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
    form = RoadmapImportForm
    names = ("roadmap_import", "roadmap_import_detail", "roadmap_import_apply", "roadmap_import_drop")
    new_template = "roadmaps/files/roadmap_import.html"
    detail_template = "roadmaps/files/roadmap_import_detail.html"
    heading = "Importer la feuille de route par fichier"
    lead = (
        "Le fichier est d’abord essayé\u00a0: vous voyez ce qu’il ajouterait et changerait, case par case. "
        "Rien n’est enregistré avant votre accord, et s’il reste une seule erreur, rien ne l’est."
    )
    back_label = "Revenir au tableau"
    faults_caption = "Ce qui est à corriger"
    drop_label = "Abandonner ce fichier"
    tried = "Le fichier est lu. Rien n’est encore enregistré."
    outdated = (
        "La feuille de route a changé depuis que ce fichier a été lu\u00a0: rien n’est enregistré. "
        "Voici ce que le fichier changerait maintenant\u00a0; relisez-le avant de l’enregistrer."
    )
    lists_recent = True

    def subject(self, member: Member, pk: int) -> Roadmap:
        return editable_roadmap(member, pk)

    def trials(self, member: Member) -> QuerySet[Trial]:
        return super().trials(member).filter(subject_id__in=Roadmap.objects.editable_by(member).values("pk"))

    def trial_subject(self, member: Member, pk: int) -> Roadmap:
        return get_object_or_404(Roadmap.objects.editable_by(member).select_related("parent", "network"), pk=pk)

    def back(self, slug: str, subject: Roadmap) -> str:
        return reverse("roadmap_grid", args=[slug, subject.pk])

    def trail(self, slug: str, subject: Roadmap) -> list[tuple[Any, str]]:
        return [
            ("Feuilles de route", reverse("roadmap_list", args=[slug])),
            (subject, subject.get_absolute_url()),
            ("Tableau", self.back(slug, subject)),
        ]

    def apply_label(self, report: Report) -> str:
        return "Enregistrer ces changements"

    def frame(self, member: Member, subject: Roadmap) -> dict[str, Any]:
        return {**page_context(member, subject, "grid"), "tabs_label": "La feuille de route"}

    def guide(self, request: MemberRequest, subject: Roadmap) -> dict[str, Any]:
        return {"columns": COLUMNS}

    def shown(self, request: MemberRequest, trial: Trial, report: Report, subject: Roadmap) -> dict[str, Any]:
        changed = Paginator(report.having(Effect.CHANGED), PER_PAGE)
        added = Paginator(report.having(Effect.ADDED), PER_PAGE)
        closed = {} if subject.is_open else {"waits": False, "may_apply": False, "new_url": ""}
        return {
            **closed,
            "changed": changed.get_page(request.GET.get("page")),
            "added": added.get_page(request.GET.get("ajouts")),
            "kept": kept_sentence(len(report.missing)) if report.missing else "",
        }

    def done(self, trial: Trial, report: Report) -> str:
        said = report.headline(ImportState.APPLIED)
        return f"C’est enregistré\u00a0: {said[:1].lower()}{said[1:]}."

    def after(self, trial: Trial, subject: Roadmap) -> str:
        return self.url(trial)

    def after_drop(self, trial: Trial, subject: Roadmap) -> str:
        return self.new_url(trial.network.slug, subject)


ROADMAP_IMPORT = RoadmapImportPages()


# -- Tab of workshops and documents of a roadmap


@requires(Permission.ROADMAPS_VIEW)
def roadmap_papers(request: MemberRequest, pk: int) -> HttpResponse:
    """Workshops, documents and posts asked for."""
    roadmap = visible_roadmap(request.member, pk)
    standing = Q(proposals__merged_into=None, proposals__withdrawn=False)
    workshops = Workshop.objects.filter(roadmap=roadmap).annotate(
        ideas=Count("proposals", filter=standing), became=Count("proposals", filter=Q(proposals__action__isnull=False))
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
