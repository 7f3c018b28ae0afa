"""Actions of a roadmap: added in place, their page, changed beside others, moved, removed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.registry import panels_for
from inclusion.core.web.forms import submitted
from roadmaps.actions import actions
from roadmaps.actions.editing import Clash
from roadmaps.forms.actions import ActionForm
from roadmaps.forms.tree import NewActionForm, PlaceForm
from roadmaps.models import Action
from roadmaps.models.tree import after_what, numbered, rank_within
from roadmaps.rules.places import moved_sentence
from roadmaps.views.action_edit import clashes_of, page_of_form, told_meanwhile
from roadmaps.views.action_page import page_of
from roadmaps.views.answers import asks_for_json, done, moved, refused
from roadmaps.views.axes import editable_axis, first_fault, move_page, removing, renamed, wanted_neighbour
from roadmaps.views.tabs import editable_action, page_context, visible_action


@requires(Permission.ROADMAPS_VIEW)
def roadmap_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one action."""
    action = visible_action(request.member, pk)
    context = page_of(action, request.member)
    context["panels"] = panels_for("roadmap_action", request, action)
    return render(request, "roadmaps/action_detail.html", context)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_action_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an action at the end of an axis or of one of its objectives."""
    axis = editable_axis(request.member, pk)
    form = NewActionForm(request.POST or None, axis=axis, initial={"objective": request.GET.get("objective")})
    action = submitted(
        request, form, lambda data: actions.add_action(axis, **data, by=request.user, at=timezone.now())
    )
    if action:
        said = f"«\u00a0{action}\u00a0» est ajoutée."
        return done(axis.roadmap, request, said=said, anchor=f"action-{action.pk}", **_row(request, action))
    if form.errors and asks_for_json(request.headers):
        return refused(axis.roadmap, request, first_fault(form))
    context = {
        "form": form,
        "what": f"Ajouter une action sous «\u00a0{axis}\u00a0»",
        "action_label": "Ajouter cette action",
    }
    shared = page_context(request.member, axis.roadmap, "plan")
    return render(request, "roadmaps/part_form.html", {**shared, **context})


def _row(request: HttpRequest, action: Action) -> dict[str, str]:
    """The row of an action that was just added, for the script of the page."""
    if not asks_for_json(request.headers):
        return {}
    action = numbered(Action.objects.select_related("axis__roadmap").get(pk=action.pk))
    action.leads, action.is_late, action.is_blocked = [], False, False
    context = {"one": action, "may_move": True, "network": request.network}
    return {"html": render_to_string("roadmaps/tree_action.html", context, request)}


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_action_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one part of an action; what others changed meanwhile is kept and told, field by field."""
    action = editable_action(request.member, pk)
    part = request.GET.get("partie", "action")
    part = part if part in {step.slug for step in ActionForm.steps} else "action"
    form = ActionForm(request.POST or None, action=action, only=part)
    clashes: list[dict[str, Any]] = []
    if submitted(request, form, lambda data: _changed(request, action, form, clashes)):
        return redirect(action)
    context = page_of_form(action, request, form, part, clashes)
    return render(request, "roadmaps/action_edit.html", context)


def _changed(
    request: HttpRequest, action: Action, form: ActionForm, clashes: list[dict[str, Any]]
) -> Action | None:
    """Write what was typed; where two people changed the same, say both in `clashes` and write nothing."""
    wanted = form.values()
    if "theirs" in request.POST:
        wanted = {name: value for name, value in wanted.items() if name not in request.POST.getlist("clash")}
    try:
        changed, meanwhile = actions.change_action(
            action, seen=form.seen(), **wanted, by=request.user, at=timezone.now()
        )
    except Clash as clash:
        clashes += clashes_of(form, clash)
        return None
    told_meanwhile(action, request, form, meanwhile)
    return changed


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def roadmap_action_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the title of an action in its place."""
    action = editable_action(request.member, pk)
    anchor = f"action-{action.pk}"
    return renamed(action.axis.roadmap, request, action, actions.change_action, anchor=anchor)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_action_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an action one step, or to another place of its roadmap."""
    action = editable_action(request.member, pk)
    roadmap = action.axis.roadmap
    here = f"objective:{action.objective_id}" if action.objective_id else f"axis:{action.axis_id}"
    form = PlaceForm(request.POST or None, roadmap=roadmap, initial={"place": here})
    if request.method != "POST":
        return move_page(roadmap, request, action, edit="roadmap_action_edit", form=form)
    undo = {"place": here, "after": after_what(action)}
    try:
        target = _target(request, action, form)
        action = actions.move_action(action, **target, by=request.user, at=timezone.now())
    except DomainError as fault:
        return refused(roadmap, request, str(fault))
    rank, within = rank_within(Action.objects.select_related("axis__roadmap", "objective").get(pk=pk))
    said = moved_sentence(str(action), rank, within=within, feminine=True)
    url = reverse("roadmap_action_move", args=[request.network.slug, pk])
    return moved(roadmap, request, said=said, url=url, undo=undo, anchor=f"action-{pk}")


def _target(request: HttpRequest, action: Action, form: PlaceForm) -> dict[str, Any]:
    """Where the action shall go; raises DomainError for a place that is not there any more."""
    if request.POST.get("way"):
        after = wanted_neighbour(action, request)
        return {"axis": action.axis, "objective": action.objective, "after": after}
    if not form.is_valid():
        raise DomainError("Cet endroit n’est plus là\u00a0: choisissez-en un autre.")
    return form.target(last="last" in request.POST)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_action_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove an action that nobody adopted and nothing holds."""
    action = editable_action(request.member, pk)
    return removing(
        action.axis.roadmap,
        request,
        action,
        actions.remove_action,
        feminine=True,
        consequence="Elle disparaît avec ce qui y est écrit. Si elle a déjà compté, "
        "passez-la plutôt à «\u00a0Abandonnée\u00a0»\u00a0: sa raison se lira encore.",
    )
