"""Objectives of an axis: added, changed, moved, removed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import Member, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.web.forms import submitted
from roadmaps.actions import axes as actions
from roadmaps.forms.tree import PartForm, TitleForm
from roadmaps.models import Objective, Roadmap
from roadmaps.models.tree import after_what
from roadmaps.rules.places import moved_sentence, of_axis
from roadmaps.views.answers import asks_for_json, done, moved, refused
from roadmaps.views.axes import (
    editable_axis,
    first_fault,
    move_page,
    removing,
    renamed,
    wanted_neighbour,
    written,
)
from roadmaps.views.tabs import page_context


def editable_objective(member: Member, pk: int) -> Objective:
    """The objective with this key, if the member may write its roadmap."""
    seen = Roadmap.objects.visible_to(member)
    found = Objective.objects.filter(axis__roadmap__in=seen).select_related("axis__roadmap__parent")
    objective = get_object_or_404(found, pk=pk)
    if not objective.axis.roadmap.is_editable_by(member):
        raise PermissionDenied("roadmaps.write")
    return objective


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def objective_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an objective at the end of an axis."""
    axis = editable_axis(request.member, pk)
    form = TitleForm(request.POST or None)
    objective = submitted(
        request, form, lambda data: actions.add_objective(axis, **data, by=request.user, at=timezone.now())
    )
    if objective:
        said = f"L’objectif «\u00a0{objective}\u00a0» est ajouté."
        return done(axis.roadmap, request, said=said, anchor=f"objectif-{objective.pk}", part="all")
    if form.errors and asks_for_json(request.headers):
        return refused(axis.roadmap, request, first_fault(form))
    context = {
        "form": form,
        "what": f"Ajouter un objectif sous «\u00a0{axis}\u00a0»",
        "action_label": "Ajouter cet objectif",
    }
    shared = page_context(request.member, axis.roadmap, "plan")
    return render(request, "roadmaps/part_form.html", {**shared, **context})


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def objective_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the title and the description of an objective."""
    objective = editable_objective(request.member, pk)
    roadmap = objective.axis.roadmap
    form = PartForm(
        request.POST or None, initial={"title": objective.title, "description": objective.description}
    )
    changed = submitted(
        request,
        form,
        lambda data: written(form, request, objective, actions.change_objective),
    )
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(f"{roadmap.get_absolute_url()}#objectif-{objective.pk}")
    context = {
        "form": form,
        "what": f"Modifier «\u00a0{objective}\u00a0»",
        "action_label": "Enregistrer",
        "remove_url": reverse("objective_remove", args=[request.network.slug, objective.pk]),
        "remove_label": "Supprimer cet objectif",
    }
    return render(
        request, "roadmaps/part_form.html", {**page_context(request.member, roadmap, "plan"), **context}
    )


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def objective_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the title of an objective in its place."""
    objective = editable_objective(request.member, pk)
    anchor = f"objectif-{objective.pk}"
    return renamed(objective.axis.roadmap, request, objective, actions.change_objective, anchor=anchor)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def objective_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an objective one step, or just after another one of its axis."""
    objective = editable_objective(request.member, pk)
    roadmap = objective.axis.roadmap
    if request.method != "POST":
        return move_page(roadmap, request, objective, edit="objective_edit")
    undo = after_what(objective)
    try:
        target = wanted_neighbour(objective, request)
        objective = actions.move_objective(objective, after=target, by=request.user, at=timezone.now())
    except DomainError as fault:
        return refused(roadmap, request, str(fault))
    within = of_axis(roadmap.get_axis_word_display(), objective.axis.rank)
    said = moved_sentence(str(objective), objective.rank, within=within)
    url = reverse("objective_move", args=[request.network.slug, objective.pk])
    anchor = f"objectif-{objective.pk}"
    return moved(roadmap, request, said=said, url=url, undo={"after": undo}, anchor=anchor)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def objective_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove an objective without actions."""
    objective = editable_objective(request.member, pk)
    return removing(
        objective.axis.roadmap,
        request,
        objective,
        actions.remove_objective,
        consequence="Un objectif qui porte des actions ne se supprime pas\u00a0: déplacez-les d’abord.",
    )
