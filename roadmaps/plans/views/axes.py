"""Axes and objectives of a roadmap: added, changed, moved, removed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.web import parameters
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.forms import submitted
from roadmaps.enums import AxisWord
from roadmaps.plans.actions import axes
from roadmaps.plans.actions.editing import Clash
from roadmaps.plans.forms.tree import AxisForm, PartForm, TitleForm
from roadmaps.plans.models.axes import Axis, Objective
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.queries import after_what, editable_roadmap, page_context, step_of
from roadmaps.plans.rules.nesting import is_feminine
from roadmaps.plans.rules.tree import moved_sentence, of_axis
from roadmaps.plans.views.tree import asks_for_json, done, moved, refused


def editable_axis(member: Member, pk: int) -> Axis:
    """The axis with this key, if the member may write its roadmap."""
    seen = Roadmap.objects.visible_to(member)
    axis = get_object_or_404(Axis.objects.filter(roadmap__in=seen).select_related("roadmap__parent"), pk=pk)
    if not axis.roadmap.is_editable_by(member):
        raise PermissionDenied("roadmaps.write")
    return axis


def called_feminine(roadmap: Roadmap) -> bool:
    """Whether its first level has a feminine name: an orientation is « ajoutée », an axis « ajouté »."""
    return is_feminine(AxisWord(roadmap.axis_word).label.lower())


def first_fault(form: Any) -> str:
    """The first sentence of what is wrong."""
    return next(str(one) for errors in form.errors.values() for one in errors)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def axis_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add an axis at the end of a roadmap."""
    roadmap = editable_roadmap(request.member, pk)
    form = TitleForm(request.POST or None)
    axis = submitted(request, form, lambda data: axes.add_axis(roadmap, **data, **stamp(request)))
    if axis:
        said = f"«\u00a0{axis}\u00a0» est ajouté{'e' * called_feminine(roadmap)}."
        return done(roadmap, request, said=said, anchor=f"axe-{axis.pk}", part="all")
    if form.errors and asks_for_json(request.headers):
        return refused(roadmap, request, first_fault(form))
    word = AxisWord(roadmap.axis_word).label.lower()
    context = {
        "form": form,
        "what": f"Ajouter un {word}".replace("un orientation", "une orientation"),
        "action_label": "Ajouter",
    }
    return render(
        request, "roadmaps/plans/part_form.html", {**page_context(request.member, roadmap, "plan"), **context}
    )


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def axis_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the title and the description of an axis, and which departmental axis it takes up."""
    axis = editable_axis(request.member, pk)
    known = {"title": axis.title, "description": axis.description, "taken_up": axis.taken_up_id}
    form = AxisForm(request.POST or None, axis=axis, initial=known)
    changed = submitted(request, form, lambda data: written(form, request, axis, axes.change_axis))
    if changed:
        messages.success(request, "Les changements sont enregistrés.")
        return redirect(f"{axis.roadmap.get_absolute_url()}#axe-{axis.pk}")
    context = {
        "form": form,
        "what": f"Modifier «\u00a0{axis}\u00a0»",
        "action_label": "Enregistrer",
        "remove_url": reverse("axis_remove", args=[request.network.slug, axis.pk]),
        "remove_label": "Supprimer",
    }
    shared = page_context(request.member, axis.roadmap, "plan")
    return render(request, "roadmaps/plans/part_form.html", {**shared, **context})


def written(form: PartForm, request: MemberRequest, row: Any, change: Any) -> Any:
    """Write the fields of a row as far as nobody else changed them meanwhile."""
    now = timezone.now()
    return form.writing(lambda seen: change(row, **form.plain(), seen=seen, by=request.user, at=now))


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def axis_rename(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the title of an axis in its place."""
    axis = editable_axis(request.member, pk)
    return renamed(axis.roadmap, request, axis, axes.change_axis, anchor=f"axe-{axis.pk}")


def renamed(roadmap: Roadmap, request: MemberRequest, row: Any, change: Any, *, anchor: str) -> HttpResponse:
    """Write the title that was typed in the place of a row; what somebody else wrote meanwhile is not lost."""
    form = TitleForm(request.POST)
    if not form.is_valid():
        return refused(roadmap, request, first_fault(form))
    title = " ".join(form.cleaned_data["title"].split())
    try:
        change(row, title=title, seen={"title": request.POST.get("seen", row.title)}, **stamp(request))
    except Clash:
        now = type(row).objects.get(pk=row.pk)
        sentence = (
            f"Quelqu’un d’autre vient d’écrire «\u00a0{now}\u00a0». Rien n’est enregistré\u00a0: "
            f"votre texte était «\u00a0{title}\u00a0»."
        )
        return refused(roadmap, request, sentence)
    except DomainError as fault:
        return refused(roadmap, request, str(fault))
    return done(roadmap, request, said=f"L’intitulé est maintenant «\u00a0{title}\u00a0».", anchor=anchor)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def axis_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Move an axis one step, or just after another one."""
    axis = editable_axis(request.member, pk)
    if request.method != "POST":
        return move_page(axis.roadmap, request, axis, edit="axis_edit")
    undo = after_what(axis)
    try:
        target = wanted_neighbour(axis, request)
        axis = axes.move_axis(axis, after=target, **stamp(request))
    except DomainError as fault:
        return refused(axis.roadmap, request, str(fault))
    feminine = called_feminine(axis.roadmap)
    said = moved_sentence(str(axis), axis.rank, within="de la feuille de route", feminine=feminine)
    url = reverse("axis_move", args=[request.network.slug, axis.pk])
    anchor = f"axe-{axis.pk}"
    return moved(axis.roadmap, request, said=said, url=url, undo={"after": undo}, anchor=anchor)


def wanted_neighbour(row: Any, request: MemberRequest) -> Any:
    """What a row shall be after, None for nothing: one step up or down (`way`), or what `after` names.

    Raises DomainError where it cannot go further, or where its neighbour is gone.
    """
    if way := request.POST.get("way"):
        moves, key = step_of(row, up=way == "up")
        if not moves:
            raise DomainError(f"«\u00a0{row}\u00a0» est déjà tout {'en haut' if way == 'up' else 'en bas'}.")
    else:
        key = parameters.key(request.POST.get("after"))
    if key is None:
        return None
    found = type(row).objects.filter(pk=key).first()
    if found is None:
        raise DomainError("La ligne voisine n’est plus là\u00a0: la page a été mise à jour.")
    return found


def move_page(roadmap: Roadmap, request: MemberRequest, row: Any, **context: Any) -> HttpResponse:
    """The page to move something without a script: up, down, and for an action elsewhere."""
    context = {"row": row, "edit_name": context.pop("edit"), "form": None, **context}
    return render(request, "roadmaps/plans/move.html", {**page_context(request.member, roadmap, "plan"), **context})


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def axis_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then remove an axis without actions."""
    axis = editable_axis(request.member, pk)
    feminine = called_feminine(axis.roadmap)
    return removing(
        axis.roadmap,
        request,
        axis,
        axes.remove_axis,
        consequence=f"Ses objectifs partent avec {'elle' if feminine else 'lui'}." if axis.objectives.exists() else "",
        feminine=feminine,
    )


def removing(
    roadmap: Roadmap, request: MemberRequest, row: Any, remove: Any, *, consequence: str, feminine: bool = False
) -> HttpResponse:
    """Ask, then remove a row; what prevents it is said on the page of the roadmap."""
    title = str(row)
    return confirmed(
        request,
        lambda: remove(row, **stamp(request)),
        done=f"«\u00a0{title}\u00a0» est supprimé{'e' * feminine} de la feuille de route.",
        back=roadmap,
        question=f"Supprimer «\u00a0{title}\u00a0»\u00a0?",
        consequence=consequence,
        action_label="Supprimer",
        danger=True,
    )


# -- Objectives of an axis


def editable_objective(member: Member, pk: int) -> Objective:
    """The objective with this key, if the member may write its roadmap."""
    seen = Roadmap.objects.visible_to(member)
    found = Objective.objects.filter(axis__roadmap__in=seen).select_related("axis__roadmap__parent")
    objective = get_object_or_404(found, pk=pk)
    if not objective.axis.roadmap.is_editable_by(member):
        raise PermissionDenied("roadmaps.write")
    return objective


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def objective_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add an objective at the end of an axis."""
    axis = editable_axis(request.member, pk)
    form = TitleForm(request.POST or None)
    objective = submitted(request, form, lambda data: axes.add_objective(axis, **data, **stamp(request)))
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
    return render(request, "roadmaps/plans/part_form.html", {**shared, **context})


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def objective_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the title and the description of an objective."""
    objective = editable_objective(request.member, pk)
    roadmap = objective.axis.roadmap
    form = PartForm(request.POST or None, initial=model_to_dict(objective, PartForm.base_fields))
    changed = submitted(request, form, lambda data: written(form, request, objective, axes.change_objective))
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
        request, "roadmaps/plans/part_form.html", {**page_context(request.member, roadmap, "plan"), **context}
    )


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def objective_rename(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the title of an objective in its place."""
    objective = editable_objective(request.member, pk)
    anchor = f"objectif-{objective.pk}"
    return renamed(objective.axis.roadmap, request, objective, axes.change_objective, anchor=anchor)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def objective_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Move an objective one step, or just after another one of its axis."""
    objective = editable_objective(request.member, pk)
    roadmap = objective.axis.roadmap
    if request.method != "POST":
        return move_page(roadmap, request, objective, edit="objective_edit")
    undo = after_what(objective)
    try:
        target = wanted_neighbour(objective, request)
        objective = axes.move_objective(objective, after=target, **stamp(request))
    except DomainError as fault:
        return refused(roadmap, request, str(fault))
    within = of_axis(roadmap.get_axis_word_display(), objective.axis.rank)
    said = moved_sentence(str(objective), objective.rank, within=within)
    url = reverse("objective_move", args=[request.network.slug, objective.pk])
    anchor = f"objectif-{objective.pk}"
    return moved(roadmap, request, said=said, url=url, undo={"after": undo}, anchor=anchor)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def objective_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then remove an objective without actions."""
    objective = editable_objective(request.member, pk)
    return removing(
        objective.axis.roadmap,
        request,
        objective,
        axes.remove_objective,
        consequence="Un objectif qui porte des actions ne se supprime pas\u00a0: déplacez-les d’abord.",
    )
