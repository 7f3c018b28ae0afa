"""Pages of the conditions of co-financed posts: schedules of State aid, progress of local roadmaps."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from funding.posts.actions import state_aid as actions
from funding.posts.actions.state_aid import Effect
from funding.posts.forms.state_aid import StateAidForm
from funding.posts.lists import RoadmapTable
from funding.posts.models import Post, StateAidSchedule
from funding.posts.rules.local_roadmaps import RegisteredRoadmap, local_roadmaps
from funding.posts.rules.state_aid import AidSchedule, known_waves
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import search_form
from inclusion.core.web.acting import perform, stamp
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing
from inclusion.territories.models import Epci
from inclusion.territories.queries import counted_epcis

# -- Schedules of State aid


@requires(Permission.POSTS_DECIDE)
def state_aid_list(request: MemberRequest) -> HttpResponse:
    """What the State pays for digital advisers, by the network's schedules."""
    own = list(StateAidSchedule.objects.prefetch_related("years"))
    schedules: list[tuple[StateAidSchedule | None, AidSchedule]] = [(row, row.as_rule()) for row in own]
    schedules = schedules or [(None, wave) for wave in known_waves()]
    shown = [{"row": row, "rule": rule, "years": _years(rule)} for row, rule in schedules]
    return render(request, "funding/posts/state_aid_list.html", {"schedules": shown, "own": bool(own)})


def _years(rule: AidSchedule) -> list[tuple[int, Any, Any]]:
    """The years of a schedule: number, amount, bonus."""
    count = max(len(rule.amounts), len(rule.uplifts))
    return [
        (year + 1, rule.amount_of(year), rule.amount_of(year, uplifted=True) - rule.amount_of(year))
        for year in range(count)
    ]


@requires(Permission.POSTS_DECIDE)
@require_POST
def state_aid_begin(request: MemberRequest) -> HttpResponse:
    """Take the known waves as the network's own schedules."""
    return perform(
        request,
        lambda: actions.begin_with_known_waves(**stamp(request)),
        done="Les barèmes connus sont repris\u00a0: vous pouvez les modifier.",
        back=reverse("state_aid_list", args=[request.network.slug]),
    )


@requires(Permission.POSTS_DECIDE)
def state_aid_add(request: MemberRequest) -> HttpResponse:
    """Add a schedule of State aid."""
    return _edit(request, None)


@requires(Permission.POSTS_DECIDE)
def state_aid_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """A schedule, its years as a table."""
    return _edit(request, get_object_or_404(StateAidSchedule, pk=pk))


def _edit(request: MemberRequest, schedule: StateAidSchedule | None) -> HttpResponse:
    form = StateAidForm(request.POST or None, schedule=schedule)
    effects: list[Effect] = []
    if form.asks_for_a_line:
        form = StateAidForm(request.POST, schedule=schedule)
        form.errors.clear()
    elif form.is_bound and form.is_valid():
        effects = actions.effects_of(actions.rules_with(schedule, form.terms()))
        if _seen(effects) == form.cleaned_data["seen"]:
            effects = []
            if _written(request, form, schedule):
                return redirect("state_aid_list", request.network.slug)
    context = {"form": form, "schedule": schedule, "effects": effects, "seen": _seen(effects)}
    return render(request, "funding/posts/state_aid_form.html", context)


def _written(request: MemberRequest, form: StateAidForm, schedule: StateAidSchedule | None) -> bool:
    """Write what the form says; False where it was refused."""

    def write(data: dict[str, Any]) -> StateAidSchedule:
        if schedule is None:
            return actions.add_schedule(form.terms(), **stamp(request))
        return actions.change_schedule(schedule, form.terms(), **stamp(request))

    written = submitted(request, form, write)
    if written is None:
        return False
    messages.success(request, f"Le barème «\u00a0{written}\u00a0» est enregistré.")
    return True


def _seen(effects: Sequence[Effect]) -> str:
    """What was shown of draft posts, so that nothing else changes than what was read."""
    return " ".join(f"{one.post.pk}:{one.after}" for one in effects)


@requires(Permission.POSTS_DECIDE)
def state_aid_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask before a schedule is removed, and say what it would change."""
    schedule = get_object_or_404(StateAidSchedule, pk=pk)
    if request.method == "POST":
        actions.remove_schedule(schedule, **stamp(request))
        messages.success(request, f"Le barème «\u00a0{schedule}\u00a0» est retiré.")
        return redirect("state_aid_list", request.network.slug)
    context = {
        "schedule": schedule,
        "effects": actions.effects_of(actions.rules_with(schedule, None)),
        "is_last": StateAidSchedule.objects.count() == 1,
    }
    return render(request, "funding/posts/state_aid_remove.html", context)


# -- Local roadmaps


@requires(Permission.POSTS_VIEW)
def local_roadmap_list(request: MemberRequest) -> HttpResponse:
    """Every intercommunalité of the département with its local roadmaps, as the register of roadmaps has them."""
    rows = _rows(request)
    return listing(
        request,
        queryset=rows,
        table=RoadmapTable,
        template="funding/posts/local_roadmap_list.html",
        name="feuilles-de-route-locales",
        adopted=_places(rows, "Adoptée"),
        drafted=_places(rows, "Rédigée") + _places(rows, "Adoption à confirmer"),
        count=len({row["siren"] for row in rows}),
    )


def _places(rows: list[dict[str, Any]], stage: str) -> int:
    """How many intercommunalités are at this stage by what counts most of theirs."""
    best = {row["siren"]: row["stage"] for row in reversed(rows)}
    return sum(one == stage for one in best.values())


def _rows(request: MemberRequest) -> list[dict[str, Any]]:
    """One row for each local roadmap, and for each intercommunalité without one, by name."""
    known = local_roadmaps(member=request.member)
    posts = dict(
        Post.objects.accepted()
        .order_by("territory")
        .values_list("territory")
        .annotate(count=Count("pk"))
        .values_list("territory", "count")
    )
    nothing: list[RegisteredRoadmap | None] = [None]
    rows = [_row(epci, one, posts.get(epci.pk, 0)) for epci in counted_epcis() for one in known.get(epci.pk) or nothing]
    return sorted(rows, key=lambda row: search_form(row["name"]))


def _row(epci: Epci, one: RegisteredRoadmap | None, posts: int) -> dict[str, Any]:
    return {
        "siren": epci.pk,
        "name": epci.full_name,
        "title": one.title if one else None,
        "url": one.url if one else "",
        "note": _note(one) if one else "",
        "stage": _stage(one),
        "drafted_on": one.drafted_on if one else None,
        "adopted_on": one.adopted_on if one else None,
        "posts": posts,
    }


def _stage(one: RegisteredRoadmap | None) -> str:
    if one is None or (one.drafted_on is None and not one.waits):
        return "Pas rédigée"
    if not one.is_nested:
        return "Pas rattachée"
    if one.is_over:
        return "Terminée"
    if one.adopted_on:
        return "Adoptée" if one.parent_is_adopted else "Ne compte pas"
    if one.waits or one.drafted_waits:
        return "Adoption à confirmer" if one.waits else "Rédaction à confirmer"
    return "Rédigée"


def _note(one: RegisteredRoadmap) -> str:
    """What its state alone does not say."""
    if not one.is_nested:
        return "rattachée à aucune feuille de route départementale\u00a0: elle ne compte pas pour les postes"
    said = [] if one.has_content else ["sans contenu dans le portail"]
    if one.adopted_on and not one.parent_is_adopted:
        said.append(f"«\u00a0{one.parent}\u00a0» n’est pas adoptée\u00a0: aucune deuxième année ne se paie")
    elif one.adopted_on and not one.axes_are_known:
        said.append("ses axes repris ne sont pas connus\u00a0: aucune deuxième année ne se paie")
    elif one.is_over and one.adopted_on:
        said.append("elle ne permet plus de signer, les postes signés restent payés")
    return ", ".join(said)
