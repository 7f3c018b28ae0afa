"""Pages of workshops: opened, changed, closed, the board, the screen on the wall."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from inclusion.core.access import Permission, requires
from inclusion.core.web import exports
from inclusion.core.web.forms import submitted
from roadmaps.actions.workshops import change_workshop, close_workshop, open_workshop
from roadmaps.documents.workshops import code_of, rows_of
from roadmaps.forms.workshops import WorkshopForm, first_days
from roadmaps.models.workshop_boards import board_of
from roadmaps.views.tabs import editable_roadmap
from roadmaps.views.workshop_page import board_page, crumbs, editable_workshop, public_address, seen_workshop


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def workshop_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare a workshop of a roadmap, with its tables."""
    roadmap = editable_roadmap(request.member, pk)
    form = WorkshopForm(request.POST or None, roadmap=roadmap, initial=first_days(timezone.localdate()))
    workshop = submitted(
        request, form, lambda data: open_workshop(roadmap, **data, by=request.user, at=timezone.now())
    )
    if workshop:
        messages.success(request, "L’atelier est prêt\u00a0: donnez son adresse, ou projetez son code.")
        return redirect(workshop)
    return render(request, "roadmaps/workshop_add.html", {"roadmap": roadmap, "form": form})


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def workshop_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a workshop and its tables."""
    workshop = editable_workshop(request.member, pk)
    form = WorkshopForm(request.POST or None, roadmap=workshop.roadmap, workshop=workshop)
    changed = submitted(
        request, form, lambda data: change_workshop(workshop, **data, by=request.user, at=timezone.now())
    )
    if changed:
        messages.success(request, "L’atelier est modifié.")
        return redirect(changed)
    return render(request, "roadmaps/workshop_edit.html", {**crumbs(workshop), "form": form})


@requires(Permission.ROADMAPS_VIEW)
def workshop_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The board of a workshop; `?export=csv|xlsx` gives its results."""
    workshop = seen_workshop(request.member, pk)
    asked = request.GET.get("export")
    if asked in exports.FORMATS:
        return exports.export(
            rows_of(board_of(workshop)), fmt=asked, name=f"atelier-{workshop.held_on:%Y-%m-%d}"
        )
    return board_page(workshop, request=request)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def workshop_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Take no more ideas and voices before the last day; asks first."""
    workshop = editable_workshop(request.member, pk)
    if request.method == "POST":
        close_workshop(workshop, by=request.user, at=timezone.now())
        messages.success(request, "L’atelier est fermé\u00a0: les idées et les voix sont comptées.")
        return redirect(workshop)
    context = {
        "question": f"Fermer l’atelier «\u00a0{workshop}\u00a0» aux participants\u00a0?",
        "consequence": (
            "Plus personne n’écrit ni ne vote par son adresse. Rien n’est perdu, et vous pouvez le rouvrir en "
            "changeant son dernier jour."
        ),
        "action_label": "Fermer l’atelier",
        "danger": False,
        "cancel_url": workshop.get_absolute_url(),
    }
    return render(request, "layout/confirm.html", context)


@requires(Permission.ROADMAPS_VIEW)
def workshop_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The board in large letters for a wall; its ideas come anew every few seconds."""
    workshop = seen_workshop(request.member, pk)
    address = public_address(workshop, request=request)
    context = {
        "workshop": workshop,
        "board": board_of(workshop),
        "is_open": workshop.is_open_on(timezone.localdate()),
        "address": address,
        "code": code_of(address),
    }
    part = "roadmaps/workshop_screen_board.html" if request.htmx else "roadmaps/workshop_screen.html"
    return render(request, part, context)
