"""Axes of a roadmap: added, changed, moved, removed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import Member, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.web import parameters
from inclusion.core.web.forms import submitted
from roadmaps.actions import axes as actions
from roadmaps.actions.editing import Clash
from roadmaps.enums import AxisWord
from roadmaps.forms.tree import PartForm, TitleForm
from roadmaps.models import Axis, Roadmap
from roadmaps.models.tree import after_what, step_of
from roadmaps.rules.nesting import is_feminine
from roadmaps.rules.places import moved_sentence
from roadmaps.views.answers import asks_for_json, done, moved, refused
from roadmaps.views.tabs import editable_roadmap, page_context


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
def axis_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an axis at the end of a roadmap."""
    roadmap = editable_roadmap(request.member, pk)
    form = TitleForm(request.POST or None)
    axis = submitted(
        request, form, lambda data: actions.add_axis(roadmap, **data, by=request.user, at=timezone.now())
    )
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
        request, "roadmaps/part_form.html", {**page_context(request.member, roadmap, "plan"), **context}
    )


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def axis_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the title and the description of an axis."""
    axis = editable_axis(request.member, pk)
    known = {"title": axis.title, "description": axis.description}
    form = PartForm(request.POST or None, initial=known)
    changed = submitted(request, form, lambda data: written(form, request, axis, actions.change_axis))
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
    return render(request, "roadmaps/part_form.html", {**shared, **context})


def written(form: PartForm, request: HttpRequest, row: Any, change: Any) -> Any:
    """Write the fields of a row as far as nobody else changed them meanwhile."""
    now = timezone.now()
    return form.writing(lambda seen: change(row, **form.plain(), seen=seen, by=request.user, at=now))


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def axis_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the title of an axis in its place."""
    axis = editable_axis(request.member, pk)
    return renamed(axis.roadmap, request, axis, actions.change_axis, anchor=f"axe-{axis.pk}")


def renamed(roadmap: Roadmap, request: HttpRequest, row: Any, change: Any, *, anchor: str) -> HttpResponse:
    """Write the title that was typed in the place of a row; what somebody else wrote meanwhile is not lost."""
    form = TitleForm(request.POST)
    if not form.is_valid():
        return refused(roadmap, request, first_fault(form))
    title = " ".join(form.cleaned_data["title"].split())
    try:
        change(
            row,
            title=title,
            seen={"title": request.POST.get("seen", row.title)},
            by=request.user,
            at=timezone.now(),
        )
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
def axis_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an axis one step, or just after another one."""
    axis = editable_axis(request.member, pk)
    if request.method != "POST":
        return move_page(axis.roadmap, request, axis, edit="axis_edit")
    undo = after_what(axis)
    try:
        target = wanted_neighbour(axis, request)
        axis = actions.move_axis(axis, after=target, by=request.user, at=timezone.now())
    except DomainError as fault:
        return refused(axis.roadmap, request, str(fault))
    feminine = called_feminine(axis.roadmap)
    said = moved_sentence(str(axis), axis.rank, within="de la feuille de route", feminine=feminine)
    url = reverse("axis_move", args=[request.network.slug, axis.pk])
    anchor = f"axe-{axis.pk}"
    return moved(axis.roadmap, request, said=said, url=url, undo={"after": undo}, anchor=anchor)


def wanted_neighbour(row: Any, request: HttpRequest) -> Any:
    """What a row shall stand after, None for nothing: one step up or down (`way`), or what `after` names.

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


def move_page(roadmap: Roadmap, request: HttpRequest, row: Any, **context: Any) -> HttpResponse:
    """The page to move something without a script: up, down, and for an action elsewhere."""
    context = {"row": row, "edit_name": context.pop("edit"), "form": None, **context}
    return render(request, "roadmaps/move.html", {**page_context(request.member, roadmap, "plan"), **context})


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def axis_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove an axis without actions."""
    axis = editable_axis(request.member, pk)
    feminine = called_feminine(axis.roadmap)
    return removing(
        axis.roadmap,
        request,
        axis,
        actions.remove_axis,
        consequence=f"Ses objectifs partent avec {'elle' if feminine else 'lui'}."
        if axis.objectives.exists()
        else "",
        feminine=feminine,
    )


def removing(
    roadmap: Roadmap, request: HttpRequest, row: Any, remove: Any, *, consequence: str, feminine: bool = False
) -> HttpResponse:
    """Ask, then remove a row; what stands in the way is said on the page of the roadmap."""
    title = str(row)
    if request.method == "POST":
        try:
            remove(row, by=request.user, at=timezone.now())
            messages.success(
                request, f"«\u00a0{title}\u00a0» est supprimé{'e' * feminine} de la feuille de route."
            )
        except DomainError as fault:
            messages.error(request, str(fault))
        return redirect(roadmap)
    context = {
        "question": f"Supprimer «\u00a0{title}\u00a0»\u00a0?",
        "consequence": consequence,
        "action_label": "Supprimer",
        "danger": True,
        "cancel_url": roadmap.get_absolute_url(),
        "url": "",
    }
    return render(request, "layout/confirm.html", context)
