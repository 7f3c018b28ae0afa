"""The adoption of a roadmap: what is missing, what is taken up, the act itself with its minutes."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import answered, submitted
from roadmaps.actions import adoption as actions
from roadmaps.actions.axes import adopt_departmental_axis
from roadmaps.actions.prints import ask_for_print
from roadmaps.forms.adoption import AdoptionForm, TakeUpForm
from roadmaps.models import Axis, Roadmap, RoadmapVersion
from roadmaps.views.adoption_page import adoption_context, state_of
from roadmaps.views.tabs import editable_roadmap, page_context, visible_roadmap


@requires(Permission.ROADMAPS_VIEW)
@takes_files(MAX_PDF_BYTES)
def roadmap_adoption(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, what was adopted, what changed since; who may write it notes an adoption here."""
    find = editable_roadmap if request.method == "POST" else visible_roadmap
    roadmap = find(request.member, pk)
    form = AdoptionForm(request.POST or None, request.FILES or None, roadmap=roadmap)
    version = submitted(request, form, lambda data: _adopted(request, roadmap, data))
    if version:
        waits = "" if version.is_confirmed else " La coordination doit encore confirmer cette adoption."
        messages.success(
            request,
            f"La version {version.number} est adoptée et gardée. Sa mise en pages se prépare.{waits}",
        )
        return redirect("roadmap_adoption", request.network.slug, roadmap.pk)
    return render(request, "roadmaps/roadmap_adoption.html", adoption_context(request.member, roadmap, form))


def _adopted(request: HttpRequest, roadmap: Roadmap, data: dict[str, Any]) -> RoadmapVersion:
    now = timezone.now()
    confirmed = request.member.may(Permission.ROADMAPS_MANAGE)
    version = actions.adopt_with_minutes(roadmap, **data, confirmed=confirmed, by=request.user, at=now)
    ask_for_print(version, by=request.user, at=now)
    return version


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def axis_take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which departmental axis a local axis takes up; htmx gets the check-list and the answer anew."""
    axis = get_object_or_404(Axis.objects.select_related("roadmap"), pk=pk)
    roadmap = editable_roadmap(request.member, axis.roadmap_id)
    form = TakeUpForm(request.POST, axis=axis)
    taken = answered(
        form, lambda data: adopt_departmental_axis(axis, data["taken_up"], by=request.user, at=timezone.now())
    )
    refused = "" if taken else " ".join(form.errors.get("taken_up", form.non_field_errors()))
    if request.htmx:
        context = page_context(
            request.member, roadmap, "adoption", refused=refused, live=True, **state_of(roadmap)
        )
        return render(request, "roadmaps/adoption_state.html", context)
    if refused:
        messages.error(request, refused)
    return redirect("roadmap_adoption", request.network.slug, roadmap.pk)


@requires(Permission.ROADMAPS_MANAGE)
@require_POST
def roadmap_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm for the coordination that the newest version was adopted."""
    roadmap = visible_roadmap(request.member, pk)
    try:
        actions.confirm_adoption(roadmap, by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, "L’adoption est confirmée\u00a0: elle compte pour les postes et la couverture."
        )
    return redirect("roadmap_adoption", request.network.slug, roadmap.pk)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def roadmap_version_print(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Have the PDF of an adopted version made, where it is not there yet."""
    roadmap = visible_roadmap(request.member, pk)
    if not Roadmap.objects.editable_by(request.member).filter(pk=pk).exists():
        raise PermissionDenied("roadmaps.write")  # one that is over may still be printed by who carries it
    version = get_object_or_404(roadmap.versions, number=number)
    job = ask_for_print(version, by=request.user, at=timezone.now())
    if job is not None:
        return redirect("job_detail", request.network.slug, job.pk)
    return redirect("roadmap_adoption", request.network.slug, roadmap.pk)
