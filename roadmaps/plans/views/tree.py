"""The page of a roadmap as a tree, and how it answers a script."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from roadmaps.enums import AxisWord, RoadmapState
from roadmaps.plans.forms.tree import TreeFilterForm
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.models.versions import nesting_of
from roadmaps.plans.queries import RoadmapTree, last_line, page_context, places_of, tree_of, visible_roadmap

UNDO = "roadmap_undo"


def asks_for_json(headers: Mapping[str, str]) -> bool:
    """Whether the page's own script asks, which shows what happened without a new page."""
    return headers.get("Accept", "").startswith("application/json")


def revision_of(roadmap: Roadmap) -> int:
    """What the roadmap counts now."""
    return Roadmap.objects.values_list("revision", flat=True).get(pk=roadmap.pk)


def refused(roadmap: Roadmap, request: MemberRequest, sentence: str) -> HttpResponse:
    """Say why nothing was done."""
    if asks_for_json(request.headers):
        return JsonResponse({"said": sentence}, status=409)
    messages.error(request, sentence)
    return redirect(roadmap)


def done(roadmap: Roadmap, request: MemberRequest, *, said: str, anchor: str, **more: Any) -> HttpResponse:
    """Say what was done; `more` goes to the script."""
    if asks_for_json(request.headers):
        return JsonResponse({"said": said, "revision": revision_of(roadmap), **more})
    messages.success(request, said)
    return redirect(f"{roadmap.get_absolute_url()}#{anchor}")


def moved(
    roadmap: Roadmap, request: MemberRequest, *, said: str, url: str, undo: dict[str, Any], anchor: str
) -> HttpResponse:
    """Say where something is now, with the way back to where it was."""
    last = {
        "roadmap": roadmap.pk,
        "revision": revision_of(roadmap),
        "said": said,
        "url": url,
        "fields": [[name, "" if value is None else str(value)] for name, value in undo.items()],
    }
    request.session[UNDO] = last
    if asks_for_json(request.headers):
        html = render_to_string("roadmaps/plans/moved.html", {"moved": last}, request)
        return JsonResponse({"said": said, "revision": last["revision"], "html": html})
    return redirect(f"{roadmap.get_absolute_url()}#{anchor}")


def last_move(roadmap: Roadmap, request: MemberRequest) -> dict[str, Any] | None:
    """What this person moved last, as long as nobody wrote anything since."""
    last = request.session.get(UNDO)
    if last and (last["roadmap"], last["revision"]) == (roadmap.pk, roadmap.revision):
        return last
    return None


# -- Page of a roadmap, as a tree

#: The part of the page that a script asks for again.
PART = "arbre"


@requires(Permission.ROADMAPS_VIEW)
def roadmap_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """The whole roadmap as a tree; filtered, only what holds an action that the filter keeps."""
    roadmap = visible_roadmap(request.member, pk)
    if not roadmap.has_content:
        return redirect(roadmap)
    form = TreeFilterForm(request.GET or None, roadmap=roadmap)
    wanted = form.wanted()
    tree = tree_of(roadmap, today=timezone.localdate(), wanted=wanted)
    shared = page_context(request.member, roadmap, "plan")
    context = {
        **shared,
        "tree": tree,
        "form": form,
        "filter": {"form": form},
        "filtered": not wanted.is_empty,
        "may_move": shared["may_edit"] and wanted.is_empty,
        "word": AxisWord(roadmap.axis_word).label,
        "moved": last_move(roadmap, request),
        **_head(roadmap, tree, may_edit=shared["may_edit"]),
    }
    if request.GET.get("morceau") == PART:
        return render(request, "roadmaps/plans/tree.html", context)
    if shared["may_edit"]:
        # What else an editor does with the roadmap as a whole.
        acts = [{"name": "roadmap_edit", "label": "Modifier la feuille de route"}]
        coordinates = request.member.may(Permission.ROADMAPS_MANAGE)
        if roadmap.state == RoadmapState.DRAFT and (coordinates or roadmap.drafted_confirmed_at is None):
            label = "Changer le jour où elle a été rédigée" if roadmap.drafted_on else "Noter qu’elle est rédigée"
            acts.append({"name": "roadmap_drafted", "label": label})
        if roadmap.state == RoadmapState.ADOPTED:
            acts.append({"name": "roadmap_close", "label": "Terminer la feuille de route"})
        context |= {"places": places_of(roadmap), "acts": acts}
    return render(request, "roadmaps/plans/roadmap_detail.html", context)


def _head(roadmap: Roadmap, tree: RoadmapTree, *, may_edit: bool) -> dict[str, Any]:
    """What the page answers, and what is said of the adoption."""
    nesting = None
    if roadmap.is_local and roadmap.state == RoadmapState.DRAFT:
        nesting = nesting_of(roadmap)
    word = AxisWord(roadmap.axis_word).label.lower()
    if not tree.total:
        title = f"Écrivez le premier {word}" if not tree.axes else "Écrivez la première action"
        title = title if may_edit else "Aucune action n’est encore écrite"
    elif nesting and nesting.missing:
        title = nesting.headline
    elif tree.late:
        title = f"{so_many(tree.late, 'action est', 'actions sont')} en retard"
    elif tree.blocked:
        title = so_many(tree.blocked, "action est bloquée", "actions sont bloquées")
    else:
        title = f"{so_many(tree.total, 'action', 'actions')}, {tree.done} terminée{'s' * (tree.done > 1)}"
    return {
        "title": title.replace("premier orientation", "première orientation"),
        "nesting": nesting,
        "carriers": [row.partner for row in roadmap.carrier_rows.select_related("partner")],
        "territories": list(roadmap.territories.select_related("epci", "commune")),
    }


@requires(Permission.ROADMAPS_VIEW)
def roadmap_pulse(request: MemberRequest, pk: int) -> HttpResponse:
    """Whether somebody wrote since the revision that a page shows: nothing, or who and what."""
    roadmap = visible_roadmap(request.member, pk)
    if request.GET.get("revision") == str(roadmap.revision):
        return HttpResponse(status=204)
    line = last_line(roadmap)
    who = str(line.by) if line and line.by else "Quelqu’un"
    mine = line is not None and line.by_id == request.user.pk
    who = "Vous" if mine else who
    what = f"«\u00a0{line.target_label}\u00a0»" if line else "cette feuille de route"
    verb = "avez modifié" if mine else "a modifié"
    return JsonResponse({"revision": roadmap.revision, "said": f"{who} {verb} {what}."})
