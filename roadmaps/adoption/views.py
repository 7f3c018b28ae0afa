"""Adoption and versions of a roadmap, the table of axes by territory, and the public pages."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.posts.models import Post
from inclusion.core.access import Member, MemberRequest, NetworkRequest, Permission, public_in_network, requires
from inclusion.core.enums import JobState
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.models.documents import Document
from inclusion.core.models.jobs import Job
from inclusion.core.web import exports, parameters
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import answered, submitted
from roadmaps.adoption import actions as adoption_actions
from roadmaps.adoption.actions import DRAFT_KIND, MAX_AT_ONCE, ask_for_draft, ask_for_print, last_job
from roadmaps.adoption.forms import AdoptionForm, TakeUpForm, WithdrawalForm
from roadmaps.adoption.papers import TEXTS, draft_pdf, leaflet_pdf, text_of
from roadmaps.adoption.queries import adopted_below, last_version, paid_since, public_content, public_roadmaps
from roadmaps.adoption.rules import in_words
from roadmaps.coverage.rules.standing import place_name
from roadmaps.enums import AxisWord, RoadmapState
from roadmaps.plans.actions.axes import adopt_departmental_axis
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.axes import Axis
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.models.versions import Condition, RoadmapVersion, adoption_conditions, nesting_of
from roadmaps.plans.queries import content_of, editable_roadmap, network_tabs, page_context, visible_roadmap
from roadmaps.plans.rules.contents import content_as_rows, differences
from roadmaps.progress.queries import Cell, Matrix, departmental_for, matrix_of
from roadmaps.progress.rules import Weighting

#: Seconds for which the two pages that anybody may ask for are sent again as they were set.
LEAFLET_KEPT_FOR = 600


def state_of(roadmap: Roadmap) -> dict[str, Any]:
    """The answer of the page, its check-list, and each axis with what it may take up."""
    found = RoadmapVersion.objects.filter(roadmap=roadmap).defer("content").order_by("-number")
    versions = list(found.select_related("roadmap", "body", "minutes", "print__document", "withdrawn_by"))
    conditions = adoption_conditions(roadmap)
    axes = Axis.objects.filter(roadmap=roadmap).select_related("taken_up", "roadmap")
    choices = list(Axis.objects.that_can_be_taken_up(roadmap))
    standing = [one for one in versions if not one.is_withdrawn]
    # How many rows changed since the newest version; none before there is one.
    newest = standing[0] if standing else None
    since = 0 if newest is None else len(differences(newest.content, content_of(roadmap)).rows)
    return {
        "headline": headline(roadmap, standing, conditions, since=since),
        "since": since,
        "checks": [(one.label if one.is_met else one.missing, one.is_met) for one in conditions],
        "ready": all(one.is_met for one in conditions),
        "nesting": nesting_of(roadmap) if roadmap.is_local else None,
        "axes": list(axes) if roadmap.is_local else [],
        "choices": choices,
        "versions": versions,
    }


def adoption_context(member: Member, roadmap: Roadmap, form: Any) -> dict[str, Any]:
    """Everything that the page shows."""
    state = state_of(roadmap)
    newest = next((one for one in state["versions"] if not one.is_withdrawn), None)
    job = last_job(newest) if newest and not newest.has_print else None
    confirms = member.may(Permission.ROADMAPS_MANAGE)
    context = page_context(member, roadmap, "adoption", form=form, newest=newest, job=job, live=False, **state)
    for one in context["versions"]:
        one.may_withdraw = not one.is_withdrawn and (confirms or (one.is_waiting and context["may_edit"]))
        one.paid = paid_seen(member, one) if one.is_withdrawn else []
    last = state["versions"][0].number if state["versions"] else 0
    return context | {"confirms": confirms, "next_number": last + 1}


def paid_seen(member: Member, version: RoadmapVersion) -> list[tuple[Post, Decimal]]:
    """What was paid while an adoption counted, of the posts that the member may see."""
    if not member.may(Permission.POSTS_VIEW):
        return []
    paid = paid_since(version)
    seen = set(Post.objects.visible_to(member).filter(pk__in=[post.pk for post, _ in paid]))
    return [(post, amount) for post, amount in paid if post in seen]


def headline(roadmap: Roadmap, versions: list[RoadmapVersion], conditions: list[Condition], *, since: int) -> str:
    """The answer of the page: what is missing, or what was adopted and how much changed since."""
    if versions:
        newest = versions[0]
        adopted = f"Adoptée le {plain_date(newest.adopted_on)}, version {newest.number}"
        if newest.is_waiting:
            noted = f"Notée adoptée le {plain_date(newest.adopted_on)}, à confirmer par la coordination"
            counts = next((one.number for one in versions if one.is_confirmed), None)
            return f"{noted}\u00a0; la version {counts} compte encore" if counts else noted
        if not roadmap.has_content:
            return f"Adoptée le {plain_date(newest.adopted_on)}, sans contenu dans le portail"
        if roadmap.state == RoadmapState.CLOSED:
            return f"{adopted}, aujourd’hui terminée"
        return f"{adopted} · {so_many(since, 'changement', 'changements') if since else 'rien n’a changé'} depuis"
    missing = [one for one in conditions if not one.is_met]
    if not missing:
        return "Tout y est\u00a0: elle peut être adoptée"
    is_nested = roadmap.has_content and roadmap.is_local and roadmap.parent_id
    if len(missing) == 1 and is_nested and not nesting_of(roadmap).is_enough:
        return nesting_of(roadmap).headline
    return f"{so_many(len(missing), 'point manque', 'points manquent')} pour adopter"


# -- Adoption of a roadmap: blockers, departmental axes, the act itself with its minutes


@requires(Permission.ROADMAPS_VIEW)
@takes_files(MAX_PDF_BYTES)
def roadmap_adoption(request: MemberRequest, pk: int) -> HttpResponse:
    """What is missing, what was adopted, what changed since; who may write it notes an adoption here."""
    find = editable_roadmap if request.method == "POST" else visible_roadmap
    roadmap = find(request.member, pk)
    form = AdoptionForm(request.POST or None, request.FILES or None, roadmap=roadmap)
    version = submitted(request, form, lambda data: _adopted(request, roadmap, data))
    if version:
        waits = "" if version.is_confirmed else _until_confirmed(roadmap)
        what = "son texte" if roadmap.has_content else "son compte rendu"
        messages.success(request, f"L’adoption de la version {version.number} est notée, {what} est gardé.{waits}")
        return redirect("roadmap_adoption", request.network.slug, roadmap.pk)
    return render(request, "roadmaps/adoption/roadmap_adoption.html", adoption_context(request.member, roadmap, form))


def _until_confirmed(roadmap: Roadmap) -> str:
    """What counts until the coordination confirms a version that was noted."""
    counts = last_version(roadmap)
    until = f"la version {counts.number} compte encore" if counts else "elle ne compte nulle part"
    return f" La coordination doit encore la confirmer\u00a0: d’ici là, {until}."


def _adopted(request: MemberRequest, roadmap: Roadmap, data: dict[str, Any]) -> RoadmapVersion:
    now = timezone.now()
    confirmed = request.member.may(Permission.ROADMAPS_MANAGE)
    version = adoption_actions.adopt_with_minutes(roadmap, **data, confirmed=confirmed, by=request.user, at=now)
    if version.is_confirmed and roadmap.has_content:
        ask_for_print(version, by=request.user, at=now)
    return version


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def axis_take_up(request: MemberRequest, pk: int) -> HttpResponse:
    """Say which departmental axis a local axis takes up; htmx gets the check-list and the answer anew."""
    axis = get_object_or_404(Axis.objects.select_related("roadmap"), pk=pk)
    roadmap = editable_roadmap(request.member, axis.roadmap_id)
    form = TakeUpForm(request.POST, axis=axis)
    taken = answered(form, lambda data: adopt_departmental_axis(axis, data["taken_up"], **stamp(request)))
    refused = "" if taken else " ".join(form.errors.get("taken_up", form.non_field_errors()))
    if request.htmx:
        context = page_context(request.member, roadmap, "adoption", refused=refused, live=True, **state_of(roadmap))
        return render(request, "roadmaps/adoption/adoption_state.html", context)
    if refused:
        messages.error(request, refused)
    return redirect("roadmap_adoption", request.network.slug, roadmap.pk)


@requires(Permission.ROADMAPS_MANAGE)
@require_POST
def roadmap_confirm(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Confirm for the coordination that a version was adopted."""
    version = _version(request, pk, number)

    def confirm() -> None:
        done = stamp(request)
        confirmed = adoption_actions.confirm_adoption(version, **done)
        if version.roadmap.has_content:
            ask_for_print(confirmed, **done)

    return perform(
        request,
        confirm,
        done="L’adoption est confirmée\u00a0: elle compte pour les postes, la couverture et l’avancement.",
        back=reverse("roadmap_adoption", args=[request.network.slug, pk]),
    )


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_withdraw(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Ask why, then withdraw an adoption that was noted by mistake; one that counts by the coordination alone."""
    version = _version(request, pk, number)
    if not request.member.may(Permission.ROADMAPS_MANAGE) and (
        version.is_confirmed or not version.roadmap.is_editable_by(request.member)
    ):
        raise PermissionDenied("roadmaps.write")
    form = WithdrawalForm(request.POST or None)
    withdraw, confirms = adoption_actions.withdraw_adoption, request.member.may(Permission.ROADMAPS_MANAGE)
    done = submitted(request, form, lambda data: withdraw(version, confirmed_too=confirms, **data, **stamp(request)))
    if done:
        messages.success(request, f"La version {number} est retirée\u00a0: elle ne compte plus nulle part.")
        return redirect("roadmap_adoption", request.network.slug, pk)
    context = page_context(request.member, version.roadmap, "adoption", form=form, version=version)
    context["paid"] = paid_seen(request.member, version)
    context["others"] = version.roadmap.versions.confirmed().exclude(pk=version.pk).exists()
    context["below"] = [] if context["others"] else adopted_below(version)
    return render(request, "roadmaps/adoption/roadmap_withdraw.html", context)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def roadmap_version_print(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Have the PDF of an adopted version made, where it is not there yet."""
    roadmap = visible_roadmap(request.member, pk)
    if not Roadmap.objects.editable_by(request.member).filter(pk=pk).exists():
        raise PermissionDenied("roadmaps.write")  # one that is over may still be printed by who carries it
    version = get_object_or_404(RoadmapVersion.objects.confirmed().filter(roadmap=roadmap), number=number)
    job = ask_for_print(version, **stamp(request))
    if job is not None:
        return redirect("job_detail", request.network.slug, job.pk)
    return redirect("roadmap_adoption", request.network.slug, roadmap.pk)


# -- Frozen versions of a roadmap: pages, comparison, PDF; the present roadmap as a PDF


def _version(request: MemberRequest, pk: int, number: int) -> RoadmapVersion:
    roadmap = visible_roadmap(request.member, pk)
    found = RoadmapVersion.objects.filter(roadmap=roadmap).select_related(
        "roadmap", "body", "minutes", "print__document", "withdrawn_by"
    )
    return get_object_or_404(found, number=number)


@requires(Permission.ROADMAPS_VIEW)
def roadmap_version(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """What was adopted then, as it was frozen."""
    version = _version(request, pk, number)
    roadmap = visible_roadmap(request.member, pk)
    context = page_context(
        request.member,
        roadmap,
        "adoption",
        version=version,
        content=content_as_rows(version.content),
        newest=roadmap.versions.standing().values_list("number", flat=True).first() or 0,
    )
    return render(request, "roadmaps/adoption/roadmap_version.html", context)


@requires(Permission.ROADMAPS_VIEW)
def roadmap_minutes(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """The minutes with which a version was adopted; of one that was withdrawn, for who writes the roadmap alone."""
    version = _version(request, pk, number)
    if version.is_withdrawn and not version.roadmap.is_editable_by(request.member):
        raise Http404
    return _sent(version.minutes)


@requires(Permission.ROADMAPS_VIEW)
def roadmap_version_pdf(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """The PDF of an adopted version, made once."""
    version = _version(request, pk, number)
    if not version.has_print or not version.is_confirmed:
        raise Http404
    return _sent(version.print.document)


def _sent(document: Document) -> HttpResponse:
    return attachment(document.data, filename=document.filename, media_type=document.media_type, inline=True)


@requires(Permission.ROADMAPS_VIEW)
def roadmap_differences(request: MemberRequest, pk: int) -> HttpResponse:
    """What changed between two versions, or since one: `?from=1&to=2`, `?from=1&to=now`."""
    roadmap = visible_roadmap(request.member, pk)
    standing = roadmap.versions.standing()
    numbers = list(standing.order_by("number").values_list("number", "adopted_on"))
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
    return render(request, "roadmaps/adoption/roadmap_differences.html", page)


def _asked(request: HttpRequest, known: list[int]) -> tuple[str, str]:
    """Which two contents are compared; the newest version and today without a word."""
    names = [*map(str, known), "now"]
    first, last = request.GET.get("from") or str(known[-1]), request.GET.get("to") or "now"
    if first not in names or last not in names:
        raise Http404
    return (last, first) if names.index(first) > names.index(last) else (first, last)


def _content(roadmap: Roadmap, name: str) -> dict[str, Any]:
    return content_of(roadmap) if name == "now" else roadmap.versions.get(number=parameters.whole(name)).content


def _changed(count: int, first: str, last: str) -> str:
    when = f"depuis la version {first}" if last == "now" else f"de la version {first} à la version {last}"
    if first == last:
        return "Deux fois la même version"
    if not count:
        return f"Rien n’a changé {when}"
    return f"{so_many(count, 'changement', 'changements')} {when}"


@requires(Permission.ROADMAPS_VIEW)
def roadmap_text(request: MemberRequest, pk: int) -> HttpResponse:
    """The roadmap as it is now, as a text to be edited for a deliberation: `?format=odt` or `docx`."""
    roadmap = visible_roadmap(request.member, pk)
    kind = request.GET.get("format", "odt")
    if kind not in TEXTS:
        raise BadRequest("format")
    text = text_of(roadmap, kind=kind, on=timezone.localdate())
    return attachment(text, filename=f"feuille-de-route-{roadmap.pk}.{kind}", media_type=TEXTS[kind])


@requires(Permission.ROADMAPS_VIEW)
def roadmap_pdf(request: MemberRequest, pk: int) -> HttpResponse:
    """The roadmap as it is now, as a PDF marked as a project; a large one is made in the background."""
    roadmap = visible_roadmap(request.member, pk)
    if request.method == "POST":
        job = ask_for_draft(roadmap, **stamp(request))
        return redirect("job_detail", request.network.slug, job.pk)
    if "travail" in request.GET:
        return _sent(_made(roadmap, request.GET["travail"]))
    count = Action.objects.of_roadmap(roadmap).count()
    if count > MAX_AT_ONCE:
        return render(
            request,
            "roadmaps/adoption/roadmap_pdf.html",
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


# -- Adoption of departmental axes by territory


@requires(Permission.ROADMAPS_VIEW)
def roadmap_matrix(request: MemberRequest) -> HttpResponse:
    """Departmental axes by intercommunalités, gaps named; `?feuille=` another departmental roadmap."""
    seen = Roadmap.objects.visible_to(request.member)
    roadmap = departmental_for(request.member)
    if key := parameters.key(request.GET.get("feuille")):
        roadmap = get_object_or_404(seen.departmental(), pk=key)
    context: dict[str, Any] = {"tabs": network_tabs(request.member, "matrix"), "roadmap": roadmap}
    if roadmap is None:
        return render(request, "roadmaps/adoption/roadmap_matrix.html", context)
    matrix = matrix_of(roadmap, seen=seen, today=timezone.localdate())
    if (fmt := request.GET.get("export")) in exports.FORMATS:
        return exports.export(_rows(matrix), fmt=fmt, name="axes-et-territoires")
    context |= {
        "matrix": matrix,
        "foot": list(zip(matrix.reached, matrix.prepared, strict=True)),
        "rows": [(place, [_shown(cells) for cells in row]) for place, row in matrix.rows if any(row)],
        "without": [place_name(place.name) for place in matrix.without],
        "elsewhere": [place_name(place.name) for place in matrix.unknown],
        "headline": _answer(matrix),
        "word": AxisWord(roadmap.axis_word).label,
        "others": [one for one in seen.departmental() if one != roadmap],
    }
    return render(request, "roadmaps/adoption/roadmap_matrix.html", context)


def _answer(matrix: Matrix) -> str:
    if not matrix.rows:
        return "Aucune intercommunalité n’est connue dans ce département"
    if not matrix.gaps and not matrix.unknown:
        return "Chaque intercommunalité reprend un axe départemental"
    if matrix.gaps == len(matrix.rows):
        return "Aucune intercommunalité ne reprend encore d’axe départemental"
    verb = "ne reprennent" if matrix.gaps > 1 else "ne reprend"
    without = f"{so_many(matrix.gaps, 'intercommunalité', 'intercommunalités')} {verb} encore aucun axe"
    if not matrix.unknown:
        return without
    elsewhere = so_many(
        len(matrix.unknown),
        "intercommunalité a sa feuille de route hors du portail",
        "intercommunalités ont leur feuille de route hors du portail",
    )
    return f"{without}, {elsewhere}" if matrix.gaps else elsewhere


def _shown(cells: list[Cell]) -> list[dict[str, Any]]:
    return [
        {
            "axis": one.axis,
            "actions": so_many(one.total.kept, "action", "actions"),
            "progress": one.total.progress(Weighting.NUMBER),
            "in_part": one.in_part,
            "draft": one.is_draft,
        }
        for one in cells
    ]


def _rows(matrix: Matrix) -> Iterator[list[Any]]:
    yield ["Intercommunalité", *(f"{axis.rank}. {axis.title}" for axis in matrix.axes)]
    for place, row in matrix.rows:
        yield [
            (f"{place} (contenu hors du portail)" if place in matrix.unknown else str(place)),
            *("\n".join(map(_line, cells)) for cells in row),
        ]
    yield ["Territoires qui reprennent l’axe", *matrix.reached]
    yield ["Autres qui le préparent", *matrix.prepared]


def _line(cell: Cell) -> str:
    progress = cell.total.progress(Weighting.NUMBER)
    said = [f"{cell.axis.title} ({cell.axis.roadmap})", so_many(cell.total.kept, "action", "actions")]
    if progress is not None:
        said.append(f"{progress} %")
    if cell.in_part:
        said.append("en partie")
    if cell.is_draft:
        said.append("en préparation")
    return ", ".join(said)


# -- Public pages of adopted roadmaps, without names of people


@public_in_network
def roadmap_public(request: NetworkRequest) -> HttpResponse:
    """The adopted roadmap of a network; where there are several, their list."""
    found = list(public_roadmaps().prefetch_related("territories__epci", "territories__commune"))
    if not found:
        raise Http404
    if len(found) == 1:
        return render(request, "roadmaps/adoption/roadmap_public.html", _page(request, found[0], several=False))
    return render(request, "roadmaps/adoption/roadmap_public_list.html", {"roadmaps": found})


@public_in_network
def roadmap_public_detail(request: NetworkRequest, pk: int) -> HttpResponse:
    """One adopted roadmap, for everybody."""
    roadmap = get_object_or_404(public_roadmaps(), pk=pk)
    several = public_roadmaps().count() > 1
    return render(request, "roadmaps/adoption/roadmap_public.html", _page(request, roadmap, several=several))


@public_in_network
def roadmap_public_pdf(request: NetworkRequest, pk: int) -> HttpResponse:
    """The PDF of the version that was adopted last, once the coordination confirmed its adoption."""
    version = last_version(get_object_or_404(public_roadmaps(), pk=pk))
    if version is None or not version.has_print:
        raise Http404
    document = version.print.document
    return attachment(document.data, filename=document.filename, media_type=document.media_type, inline=True)


def _page(request: HttpRequest, roadmap: Roadmap, *, several: bool) -> dict[str, Any]:
    """What was adopted, each action with how far it has come today, each indicator with what was reached."""
    version = last_version(roadmap)
    if version is None:
        raise Http404
    return {
        "roadmap": roadmap,
        "version": version,
        "several": several,
        **public_content(roadmap, version, today=timezone.localdate()),
    }


@public_in_network
def roadmap_leaflet(request: NetworkRequest, pk: int) -> HttpResponse:
    """The essential of an adopted roadmap on two pages, as it was some minutes ago at most: anybody may ask for it."""
    roadmap = get_object_or_404(public_roadmaps().select_related("network"), pk=pk)
    version = last_version(roadmap)
    if version is None:
        raise Http404
    today = timezone.localdate()
    pdf = cache.get_or_set(
        f"leaflet:{version.pk}:{today}", lambda: leaflet_pdf(roadmap, version, on=today), LEAFLET_KEPT_FOR
    )
    name = f"feuille-de-route-{roadmap.pk}-en-deux-pages.pdf"
    return attachment(pdf, filename=name, media_type="application/pdf", inline=True)
