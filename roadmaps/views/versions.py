"""Frozen versions of a roadmap: read again, compared, downloaded; the roadmap as it stands on paper."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from inclusion.core.access import Permission, requires
from inclusion.core.enums import JobState
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.models.documents import Document
from inclusion.core.models.jobs import Job
from inclusion.core.web import parameters
from inclusion.core.web.exports import attachment
from roadmaps.actions.prints import DRAFT_KIND, MAX_AT_ONCE, ask_for_draft
from roadmaps.documents.roadmaps import draft_pdf
from roadmaps.enums import AxisWord
from roadmaps.models import Action, Roadmap, RoadmapVersion
from roadmaps.models.contents import content_of
from roadmaps.rules.contents import content_as_rows
from roadmaps.rules.difference_words import in_words
from roadmaps.rules.differences import differences
from roadmaps.views.tabs import page_context, visible_roadmap


def _version(request: HttpRequest, pk: int, number: int) -> RoadmapVersion:
    roadmap = visible_roadmap(request.member, pk)
    found = RoadmapVersion.objects.filter(roadmap=roadmap).select_related(
        "body", "minutes", "print__document"
    )
    return get_object_or_404(found, number=number)


@requires(Permission.ROADMAPS_VIEW)
def roadmap_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What was adopted then, as it was frozen."""
    version = _version(request, pk, number)
    roadmap = visible_roadmap(request.member, pk)
    context = page_context(
        request.member,
        roadmap,
        "adoption",
        version=version,
        content=content_as_rows(version.content),
        newest=_newest(roadmap),
    )
    return render(request, "roadmaps/roadmap_version.html", context)


def _newest(roadmap: Roadmap) -> int:
    return roadmap.versions.values_list("number", flat=True).first() or 0


@requires(Permission.ROADMAPS_VIEW)
def roadmap_minutes(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The minutes with which a version was adopted."""
    return _sent(_version(request, pk, number).minutes)


@requires(Permission.ROADMAPS_VIEW)
def roadmap_version_pdf(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The PDF of an adopted version, made once."""
    version = _version(request, pk, number)
    if not version.has_print:
        raise Http404
    return _sent(version.print.document)


def _sent(document: Document) -> HttpResponse:
    return attachment(document.data, filename=document.filename, media_type=document.media_type, inline=True)


@requires(Permission.ROADMAPS_VIEW)
def roadmap_differences(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed between two versions, or since one: `?from=1&to=2`, `?from=1&to=now`."""
    roadmap = visible_roadmap(request.member, pk)
    numbers = list(roadmap.versions.order_by("number").values_list("number", "adopted_on"))
    if not numbers:
        raise Http404
    first, last = _asked(request, [number for number, _ in numbers])
    found = differences(_content(roadmap, first), _content(roadmap, last))
    versions = [(str(number), f"Version {number}, du {plain_date(day)}") for number, day in numbers]
    context = {
        "first": first,
        "last": last,
        "groups": in_words(found, word=AxisWord(roadmap.axis_word).label.lower()),
        "headline": _changed(len(found.rows), first, last),
        "choices": [*versions, ("now", "Aujourd’hui")],
    }
    page = page_context(request.member, roadmap, "adoption", **context)
    return render(request, "roadmaps/roadmap_differences.html", page)


def _asked(request: HttpRequest, known: list[int]) -> tuple[str, str]:
    """Which two contents are compared; the newest version and today without a word."""
    names = [*map(str, known), "now"]
    first, last = request.GET.get("from") or str(known[-1]), request.GET.get("to") or "now"
    if first not in names or last not in names:
        raise Http404
    return (last, first) if names.index(first) > names.index(last) else (first, last)


def _content(roadmap: Roadmap, name: str) -> dict[str, Any]:
    return (
        content_of(roadmap) if name == "now" else roadmap.versions.get(number=parameters.whole(name)).content
    )


def _changed(count: int, first: str, last: str) -> str:
    when = f"depuis la version {first}" if last == "now" else f"de la version {first} à la version {last}"
    if first == last:
        return "Deux fois la même version"
    if not count:
        return f"Rien n’a changé {when}"
    return f"{so_many(count, 'changement', 'changements')} {when}"


@requires(Permission.ROADMAPS_VIEW)
def roadmap_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The roadmap as it stands, as a PDF marked as a project; a large one is asked for and made behind the pages."""
    roadmap = visible_roadmap(request.member, pk)
    if request.method == "POST":
        job = ask_for_draft(roadmap, by=request.user, at=timezone.now())
        return redirect("job_detail", request.network.slug, job.pk)
    if "travail" in request.GET:
        return _sent(_made(roadmap, request.GET["travail"]))
    count = Action.objects.of_roadmap(roadmap).count()
    if count > MAX_AT_ONCE:
        return render(
            request,
            "roadmaps/roadmap_pdf.html",
            page_context(request.member, roadmap, "adoption", count=count),
        )
    name = f"feuille-de-route-{roadmap.pk}-projet.pdf"
    pdf = draft_pdf(roadmap, on=timezone.localdate())
    return attachment(pdf, filename=name, media_type="application/pdf", inline=True)


def _made(roadmap: Roadmap, job: str) -> Document:
    if (key := parameters.key(job)) is None:
        raise BadRequest("travail")
    found = Job.objects.filter(kind=DRAFT_KIND, subject_id=roadmap.pk, state=JobState.DONE)
    document = get_object_or_404(found.select_related("document__content"), pk=key).document
    if document is None:
        raise Http404
    return document
