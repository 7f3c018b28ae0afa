"""Files of places: brought, tried, imported or dropped; their sources; places that look like one, side by side."""

import re
from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.hours import french_week
from inclusion.core.french.names import so_many
from inclusion.core.french.phones import shown_phone
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.guide.actions import duplicates as duplicate_actions
from inclusion.guide.actions import imports as import_actions
from inclusion.guide.actions import imports as sources
from inclusion.guide.actions.plans import ELSEWHERE
from inclusion.guide.actions.reading import (
    BOUNDS,
    CALLED_CLOSED,
    follows_standard,
    known_mapping,
    read_raw,
    shipped_mappings,
)
from inclusion.guide.enums import PlaceImportState, PlaceSourceKind
from inclusion.guide.forms.imports import MergeForm, PlaceFileForm, PlaceSourceForm
from inclusion.guide.lists import PlaceImportFilter, PlaceImportTable, PlaceSourceTable, ReportTable
from inclusion.guide.models import Place, PlaceImport, PlacePair, PlaceSource
from inclusion.guide.rules.mapping import LEFT_OUT, MAX_BYTES
from inclusion.guide.views.page import place_tabs

_MANAGE = Permission.GUIDE_MANAGE
#: How many rows a page reads while somebody waits; longer files are read in the background.
MAX_IN_PAGE = 3_000
#: What a report is read by: its key in the address, its name, and what a row of it is.
_PARTS = (
    ("rejected", "Lignes refusées ou écartées", "Pas reprise"),
    ("remarks", "Remarques", "Remarque"),
    ("doubles", "Lieux semblables", "Lieu semblable"),
)


@requires(_MANAGE)
def place_import_list(request: MemberRequest) -> HttpResponse:
    """Every file that was brought."""
    return listing(
        request,
        queryset=PlaceImport.objects.select_related("source", "document"),
        table=PlaceImportTable,
        filterset=PlaceImportFilter,
        template="inclusion/guide/place_import_list.html",
        name="fichiers-de-lieux",
        begun=PlaceImport.objects.exists(),
        tabs=place_tabs(request.member, "imports"),
    )


@requires(_MANAGE)
@takes_files(BOUNDS.max_bytes)
def place_import_add(request: MemberRequest) -> HttpResponse:
    """Bring a file; it is tried, and nothing of it is taken in yet. Where its columns were guessed they are shown."""
    posted = request.method == "POST"
    form = PlaceFileForm(request.POST if posted else None, request.FILES if posted else None)
    tried = submitted(request, form, lambda data: _tried(by=request.user, **data))
    if tried:
        guessed = any(one["why"] for one in tried.report["columns"])
        return redirect("place_import_columns" if guessed else "place_import_detail", request.network.slug, tried.pk)
    context = {"form": form, "known": shipped_mappings(), "tabs": place_tabs(request.member, "imports")}
    return render(request, "inclusion/guide/place_import_add.html", context)


@transaction.atomic
def _tried(*, data: bytes, filename: str, source: PlaceSource | None, name: str, by: Any) -> PlaceImport:
    """Try the file under its source; without one, under the one that its columns name, or as the file is called."""
    at = timezone.now()
    if source is None:
        headers = read_raw(data).headers
        mapping = known_mapping(headers)
        licence = mapping.licence if mapping else ""
        known = mapping is not None or follows_standard(headers)
        called = name or (sources.name_for(mapping) if known else filename.rsplit(".", 1)[0])
        source = sources.source_called(called[:120], licence=licence, by=by, at=at)
    return import_actions.try_import(data, filename, source=source, at_most=MAX_IN_PAGE, by=by, at=at)


@requires(_MANAGE)
def place_import_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """What a file would do, or has done: its figures, and its rows one by one; how far a long one is."""
    tried = get_object_or_404(PlaceImport.objects.select_related("source", "document", "tried_by"), pk=pk)
    job = import_actions.last_job(tried)
    if request.htmx:
        # How far the work on a long file is; the whole page where it is over.
        answer = render(request, "inclusion/guide/place_import_progress.html", {"job": job})
        if job is None or job.is_over:
            answer.headers["HX-Refresh"] = "true"
        return answer
    asked = request.GET.get("partie", "")
    part = asked if asked in {key for key, _, _ in _PARTS} else _first_part(tried.report)
    return listing(
        request,
        queryset=_lines(tried.report, part),
        table=ReportTable,
        template="inclusion/guide/place_import_detail.html",
        name="compte-rendu-lieux",
        tried=tried,
        job=job,
        working=job is not None and not job.is_over,
        waits=tried.state == PlaceImportState.TRIED,
        parts=_parts(tried.report, part),
        tabs=place_tabs(request.member, "imports"),
        **figures_of(tried.report),
    )


def figures_of(report: dict[str, Any]) -> dict[str, Any]:
    """What a report says in short: how many rows of each kind, and why rows are refused, the most frequent first."""
    left_out = [one for one in report["rejected"] if one["reason"].endswith((CALLED_CLOSED, LEFT_OUT))]
    reasons = Counter(_kind_of(one) for one in report["rejected"] if one not in left_out)
    return {
        "report": report,
        "writes": report["created"] + report["updated"],
        "reasons": [{"reason": reason, "count": count} for reason, count in reasons.most_common(6)],
        "left_out": len(left_out),
        "refused": len(report["rejected"]) - len(left_out),
        "elsewhere": sum(one["reason"] == ELSEWHERE for one in report["rejected"]),
        # Nothing is left out of a file whose places are all elsewhere: whoever brought it by mistake has to read so.
        "all_elsewhere": any(one["reason"] == ELSEWHERE for one in report["remarks"]),
    }


def _kind_of(one: dict[str, Any]) -> str:
    """Why a row is refused, without what is written in it; its column where the reason alone says little."""
    reason = re.sub(r"(?<=«\u00a0).{30,}?(?=\u00a0»)", "…", str(one["reason"]))
    return f"{one['column']}\u00a0: {reason}" if one["column"] else reason


def _first_part(report: dict[str, Any]) -> str:
    """The part to show first: the first that has a row."""
    return next((key for key, _, _ in _PARTS if report[key]), "rejected")


def _parts(report: dict[str, Any], current: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?partie={key}", "current": key == current, "count": len(report[key])}
        for key, label, _ in _PARTS
    ]


def _lines(report: dict[str, Any], part: str) -> list[dict[str, Any]]:
    """The rows of one part of a report, all of one shape."""
    kind = next(word for key, _, word in _PARTS if key == part)
    if part == "doubles":
        return [
            {
                "row": one["row"],
                "kind": "Pris pour le même lieu" if one["same"] else "À comparer",
                "column": "",
                "before": one["name"],
                "after": one["place"],
                "reason": f"Ressemblance de {one['likeness']} sur 100.",
                "rows": 1,
            }
            for one in report[part]
        ]
    return [{"before": "", "after": "", "rows": 1, "kind": kind, **one} for one in report[part]]


@requires(_MANAGE)
@require_POST
def place_import_apply(request: MemberRequest, pk: int) -> HttpResponse:
    """Take the rows of a file into the guide; those of a long one in the background."""
    tried = get_object_or_404(PlaceImport, pk=pk)
    if tried.report["rows"] > MAX_IN_PAGE:
        return perform(
            request,
            lambda: import_actions.apply_later(tried, **stamp(request)),
            back=reverse("place_import_detail", args=[request.network.slug, pk]),
        )
    return perform(
        request,
        lambda: import_actions.apply_import(tried, **stamp(request)),
        done=lambda applied: _counted(applied.report),
        back=reverse("place_import_detail", args=[request.network.slug, pk]),
    )


def _counted(report: dict[str, Any]) -> str:
    added = so_many(report["created"], "lieu ajouté", "lieux ajoutés")
    return f"{added}, {so_many(report['updated'], 'mis à jour', 'mis à jour')}."


@requires(_MANAGE)
@require_POST
def place_import_drop(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a file aside."""
    return perform(
        request,
        lambda: import_actions.drop_import(get_object_or_404(PlaceImport, pk=pk), **stamp(request)),
        done="Ce fichier est abandonné\u00a0: rien n’en a été repris.",
        back=reverse("place_import_list", args=[request.network.slug]),
    )


# -- Sources of files of places


@requires(_MANAGE)
def place_source_list(request: MemberRequest) -> HttpResponse:
    """Who says what of places, in the order in which they are believed."""
    return listing(
        request,
        queryset=PlaceSource.objects.annotate(places=Count("identifiers__place", distinct=True)),
        table=PlaceSourceTable,
        template="inclusion/guide/place_source_list.html",
        name="sources-de-lieux",
        tabs=place_tabs(request.member, "sources"),
    )


@requires(_MANAGE)
@takes_files(MAX_BYTES)
def place_source_add(request: MemberRequest) -> HttpResponse:
    new = PlaceSource(network=request.network, kind=PlaceSourceKind.FILE, rank=sources.FILE_RANK)
    posted = request.method == "POST"
    form = PlaceSourceForm(request.POST if posted else None, request.FILES if posted else None, instance=new)
    saved = submitted(request, form, lambda data: sources.add_source(**data, **stamp(request)))
    if saved:
        messages.success(request, f"La source «\u00a0{saved}\u00a0» est ajoutée.")
        return redirect("place_source_list", request.network.slug)
    return render(request, "inclusion/guide/place_source_form.html", {"form": form, "source": None})


@requires(_MANAGE)
@takes_files(MAX_BYTES)
def place_source_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a source of files; the two that no file brings stay as they are."""
    files = PlaceSource.objects.filter(kind=PlaceSourceKind.FILE)
    source = get_object_or_404(files, pk=pk)
    posted = request.method == "POST"
    # The form tries its values on a row of its own: the page around it keeps showing what is stored.
    own = get_object_or_404(files, pk=pk)
    form = PlaceSourceForm(request.POST if posted else None, request.FILES if posted else None, instance=own)
    saved = submitted(request, form, lambda data: sources.change_source(source, **data, **stamp(request)))
    if saved:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect("place_source_list", request.network.slug)
    return render(request, "inclusion/guide/place_source_form.html", {"form": form, "source": source})


# -- Possible duplicates, side by side

PER_PAGE = 10


@requires(Permission.GUIDE_MANAGE)
def place_double_list(request: MemberRequest) -> HttpResponse:
    """The pairs of which nobody has said yet whether they are one, the likeliest first."""
    pairs = PlacePair.objects.filter(apart_at=None).select_related("first", "second")
    page = Paginator(pairs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pairs": [{"pair": pair, "facts": _facts(pair)} for pair in page],
        "tabs": place_tabs(request.member, "doubles"),
    }
    return render(request, "inclusion/guide/place_double_list.html", context)


def _facts(pair: PlacePair) -> list[tuple[str, Any, Any, bool]]:
    """What is known of both: a label, the two values, whether they differ."""
    columns = zip(_known(pair.first), _known(pair.second), strict=True)
    return [(label, one, other, one != other) for (label, one), (_, other) in columns if one or other]


def _known(place: Place) -> list[tuple[str, str]]:
    # The regular week as people say it; hours that no week can say stay as they are written.
    week = french_week(place.opening_hours, after=place.updated_on)
    return [
        ("Adresse", f"{place.address}, {place.postal_code} {place.town}"),
        ("SIRET ou RNA", place.pivot),
        ("Téléphone", shown_phone(place.phone)),
        ("Courriels", ", ".join(place.emails)),
        ("Horaires", ("\u00a0; ".join(week.lines) or place.opening_hours)),
        ("Services", ", ".join(place.services)),
        ("Programmes", ", ".join(place.programmes)),
        ("À jour au", f"{place.updated_on:%d/%m/%Y}"),
        ("État", "Fermé" if place.is_closed else ""),
    ]


@requires(Permission.GUIDE_MANAGE)
def place_double_merge(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that two places are one, and which one stays."""
    pair = get_object_or_404(PlacePair.objects.select_related("first", "second"), pk=pk)
    form = MergeForm(request.POST or None, pair=pair, initial={"kept": str(pair.first_id)})
    kept = submitted(
        request, form, lambda data: duplicate_actions.merge_places(data["gone"], data["kept"], **stamp(request))
    )
    if kept:
        messages.success(request, f"C’est fait\u00a0: «\u00a0{kept}\u00a0» réunit les deux fiches.")
        return redirect("place_double_list", request.network.slug)
    return render(request, "inclusion/guide/place_double_merge.html", {"form": form, "pair": pair})


@requires(Permission.GUIDE_MANAGE)
@require_POST
def place_double_apart(request: MemberRequest, pk: int) -> HttpResponse:
    """Say, for good, that two places are two."""
    duplicate_actions.distinguish(get_object_or_404(PlacePair, pk=pk), **stamp(request))
    messages.success(request, "C’est noté\u00a0: ce sont deux lieux. La question ne sera plus posée.")
    return redirect("place_double_list", request.network.slug)
