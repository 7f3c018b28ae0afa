"""The grid of a roadmap: its actions as in a spreadsheet, and the cells that are sent from it."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.web import parameters
from roadmaps.plans.actions.grid import Saved, save_cells
from roadmaps.plans.lists import KINDS, groups_of, heading, options, shown_cells
from roadmaps.plans.queries import editable_roadmap, page_context, visible_roadmap
from roadmaps.plans.rules.cells import FIELDS
from roadmaps.plans.rules.grid import Outcome, changes_from

UNREADABLE = "Ce qui a été envoyé ne se lit pas\u00a0: rien n’est enregistré. Rechargez la page."


@requires(Permission.ROADMAPS_VIEW)
def roadmap_grid(request: MemberRequest, pk: int) -> HttpResponse:
    """The actions of a roadmap, one line each; whoever may write it edits the cells in place."""
    roadmap = visible_roadmap(request.member, pk)
    groups = groups_of(roadmap)
    columns = [{"field": name, "label": field.label, "kind": KINDS[name]} for name, field in FIELDS.items()]
    context = page_context(
        request.member,
        roadmap,
        "grid",
        groups=groups,
        columns=columns,
        options=options(),
        heading=heading(groups),
        has_actions=any(group.rows for group in groups),
    )
    return render(request, "roadmaps/plans/roadmap_grid.html", context)


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def roadmap_grid_save(request: MemberRequest, pk: int) -> HttpResponse:
    """Save the cells that were sent; answer what became of each, and what their rows show now."""
    roadmap = editable_roadmap(request.member, pk)
    try:
        changes = changes_from(parameters.json_body(request))
    except ValueError:  # Malformed is one
        return JsonResponse({"sentence": UNREADABLE}, status=400)
    at = timezone.now()
    try:
        saved = save_cells(roadmap, changes, by=request.user, at=at)
    except DomainError as refused:
        return JsonResponse({"sentence": str(refused)}, status=409)
    return JsonResponse(
        {
            "cells": [_cell(one, saved) for one in saved.outcomes],
            "rows": {key: shown_cells(action) for key, action in saved.actions.items()},
            "notes": {key: {"state": action.state_reason} for key, action in saved.actions.items()},
            "revision": saved.revision,
            "at": timezone.localtime(at).strftime("%H:%M"),
        }
    )


def _cell(outcome: Outcome, saved: Saved) -> dict[str, Any]:
    """One cell as the page reads it: fine, refused with its sentence, or written by somebody else meanwhile."""
    change = outcome.change
    cell: dict[str, Any] = {"id": change.key, "field": change.field, "ok": outcome.is_ok}
    if outcome.error:
        cell |= {"error": outcome.error, "asks": outcome.asks_why}
    if outcome.theirs is not None:
        cell["clash"] = {"theirs": outcome.theirs, "who": saved.writers.get((change.key, change.field), "")}
    return cell
