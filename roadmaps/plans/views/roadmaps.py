"""Roadmaps: the list, begun, changed, drafted, closed, reopened; the rule of their adoption."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.web.acting import confirmed, perform, stamp
from inclusion.core.web.forms import run_wizard, submitted
from inclusion.core.web.listing import listing
from roadmaps.enums import AxisWord, RoadmapLevel, RoadmapState
from roadmaps.plans.actions import roadmaps
from roadmaps.plans.forms.roadmaps import DraftedForm, RoadmapForm, SettingsForm
from roadmaps.plans.lists import RoadmapFilter, RoadmapTable
from roadmaps.plans.models.actions import Action
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.models.versions import minimum_axes
from roadmaps.plans.queries import LATE, editable_roadmap, for_list, network_tabs, page_context, visible_roadmap


@requires(Permission.ROADMAPS_VIEW)
def roadmap_list(request: MemberRequest) -> HttpResponse:
    """The roadmaps that the member may see: the departmental ones, then the local ones."""
    seen, today = Roadmap.objects.visible_to(request.member), timezone.localdate()
    return listing(
        request,
        queryset=for_list(seen, today),
        table=RoadmapTable,
        template="roadmaps/plans/roadmap_list.html",
        name="feuilles-de-route",
        filterset=RoadmapFilter,
        tabs=network_tabs(request.member, "list"),
        departmental=for_list(seen.departmental(), today),
        begun=seen.exists(),
        late=LATE.amount(
            Action.objects.filter(axis__roadmap__in=seen.order_by().values("pk")).late(today).count(),
            request.member.membership,
            over=today,
        ),
        minimum=minimum_axes(),
    )


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_add(request: MemberRequest) -> HttpResponse:
    """Begin a roadmap in two steps, for the territory of `?epci=`; nothing is written before the second."""
    usual: dict[str, Any] = {
        "level": RoadmapLevel.LOCAL,
        "axis_word": AxisWord.AXIS,
        "strand": "",
        "has_content": "oui",
    }
    if above := Roadmap.objects.departmental().adopted().order_by("-start").first():
        usual |= {"parent": above.pk, "end": above.end}
    if epci := request.GET.get("epci"):
        usual["epcis"] = [epci]

    def make(*, data: Any = None, initial: Any = None) -> RoadmapForm:
        return RoadmapForm(data, initial=initial or usual, member=request.member)

    made: list[RoadmapForm] = []

    def kept(**how: Any) -> RoadmapForm:
        made.append(make(**how))
        return made[-1]

    form, roadmap = run_wizard(request, kept, lambda data: _begun(request, made[-1]))
    if roadmap:
        # What comes after a roadmap is begun: its first axis, or, without content, since when it is drafted.
        if not roadmap.has_content:
            messages.success(request, "La feuille de route est notée. Dites depuis quand elle est rédigée.")
            return redirect("roadmap_drafted", request.network.slug, roadmap.pk)
        messages.success(request, "La feuille de route est commencée.")
        return redirect(roadmap)
    return render(request, "roadmaps/plans/roadmap_add.html", {"form": form})


def _begun(request: MemberRequest, form: RoadmapForm) -> Roadmap:
    return roadmaps.begin_roadmap(**form.values(), **stamp(request))


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change one part of what a roadmap is; the other parts and its states have forms of their own."""
    roadmap = editable_roadmap(request.member, pk)
    part = request.GET.get("partie", "nature")
    part = part if part in {step.slug for step in RoadmapForm.steps} else "nature"
    form = RoadmapForm(
        request.POST or None, initial=RoadmapForm.known(roadmap), member=request.member, roadmap=roadmap, only=part
    )
    changed = submitted(request, form, lambda data: _changed(request, roadmap, form))
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(changed)
    context = page_context(request.member, visible_roadmap(request.member, pk), "plan")
    return render(
        request, "roadmaps/plans/roadmap_edit.html", {**context, "form": form, "parts": _parts(roadmap, part)}
    )


def _changed(request: MemberRequest, roadmap: Roadmap, form: RoadmapForm) -> Roadmap:
    return form.writing(
        lambda seen: roadmaps.change_roadmap(
            roadmap, **form.values(), seen=seen, by_coordination=_coordinates(request), **stamp(request)
        )
    )


def _parts(roadmap: Roadmap, current: str) -> list[dict[str, Any]]:
    url = reverse("roadmap_edit", args=[roadmap.network.slug, roadmap.pk])
    return [
        {"label": step.title, "url": f"{url}?partie={step.slug}", "current": step.slug == current}
        for step in RoadmapForm.steps
    ]


@requires(Permission.ROADMAPS_MANAGE)
def roadmap_settings(request: MemberRequest) -> HttpResponse:
    """How many departmental axes the network asks a local roadmap to take up."""
    form = SettingsForm(request.POST or None, initial={"minimum": minimum_axes()})
    done = submitted(request, form, lambda data: roadmaps.set_minimum_axes(request.network, **data, **stamp(request)))
    if done:
        said = so_many(done.minimum_axes, "axe départemental", "axes départementaux")
        messages.success(request, f"Une feuille de route locale reprend désormais {said} au moins.")
        return redirect("roadmap_list", request.network.slug)
    known = for_list(Roadmap.objects.local().filter(has_content=True), timezone.localdate())
    short = sum(one.taken_count < minimum_axes() for one in known)
    return render(request, "roadmaps/plans/roadmap_settings.html", {"form": form, "short": short})


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_drafted(request: MemberRequest, pk: int) -> HttpResponse:
    """Say since when a roadmap is drafted; the coordination confirms here what a territory noted."""
    roadmap, confirms = editable_roadmap(request.member, pk), _coordinates(request)
    shown = {"on": roadmap.drafted_on or timezone.localdate(), "seen": roadmap.drafted_on}
    form = DraftedForm(request.POST or None, initial=shown)
    note, by = roadmaps.note_drafted, stamp(request)
    done = submitted(request, form, lambda data: note(roadmap, **data, confirmed=confirms, **by))
    if done:
        messages.success(request, _what_drafted_means(done))
        return redirect(done)
    if form.is_bound:
        roadmap = editable_roadmap(request.member, pk)
        form.see_again(roadmap.drafted_on)
    context = page_context(request.member, roadmap, "plan", form=form, confirms=confirms)
    return render(request, "roadmaps/plans/roadmap_drafted.html", context)


def _coordinates(request: MemberRequest) -> bool:
    return request.member.may(Permission.ROADMAPS_MANAGE)


def _what_drafted_means(roadmap: Roadmap) -> str:
    if roadmap.drafted_on is None:
        return "C’est noté\u00a0: elle n’est pas rédigée, les postes n’en tiennent pas compte."
    if roadmap.drafted_waits:
        adopted = roadmap.state != RoadmapState.DRAFT
        until = "les postes comptent son adoption confirmée" if adopted else "les postes n’en tiennent pas compte"
        return f"C’est noté. La coordination doit encore confirmer ce jour\u00a0: d’ici là, {until}."
    return "C’est noté\u00a0: les postes de son territoire en tiennent compte."


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then close a roadmap whose time is over."""
    roadmap = editable_roadmap(request.member, pk)
    return confirmed(
        request,
        lambda: roadmaps.close_roadmap(roadmap, **stamp(request)),
        done="La feuille de route est terminée. Elle se lit, et se rouvre si besoin.",
        back=roadmap,
        question=f"Terminer «\u00a0{roadmap}\u00a0»\u00a0?",
        consequence="Elle se lira toujours, mais rien ne s’y écrira plus. Vous pourrez la rouvrir.",
        action_label="Terminer cette feuille de route",
    )


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def roadmap_reopen(request: MemberRequest, pk: int) -> HttpResponse:
    """Open a closed roadmap again."""
    roadmap = visible_roadmap(request.member, pk)
    if not Roadmap.objects.editable_by(request.member).filter(pk=pk).exists():
        raise PermissionDenied("roadmaps.write")
    return perform(
        request,
        lambda: roadmaps.open_again(roadmap, **stamp(request)),
        done="La feuille de route est rouverte\u00a0: elle peut de nouveau s’écrire.",
        back=roadmap,
    )
