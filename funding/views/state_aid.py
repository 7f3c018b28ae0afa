"""Pages of the schedules of State aid: what the State pays, changed by the coordinator."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.actions import state_aid as actions
from funding.actions.state_aid import Effect
from funding.forms.state_aid import StateAidForm
from funding.models import StateAidSchedule
from funding.rules.state_aid import AidSchedule, known_waves
from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.web.forms import submitted


@requires(Permission.POSTS_DECIDE)
def state_aid_list(request: HttpRequest) -> HttpResponse:
    """What the State pays for digital advisers, by the network's schedules."""
    own = list(StateAidSchedule.objects.prefetch_related("years"))
    schedules = [(row, row.as_rule()) for row in own] or [(None, wave) for wave in known_waves()]
    shown = [{"row": row, "rule": rule, "years": _years(rule)} for row, rule in schedules]
    return render(request, "funding/state_aid_list.html", {"schedules": shown, "own": bool(own)})


def _years(rule: AidSchedule) -> list[tuple[int, Any, Any]]:
    """The years of a schedule: number, amount, bonus."""
    count = max(len(rule.amounts), len(rule.uplifts))
    return [
        (
            year + 1,
            rule.amount_of(year),
            rule.amount_of(year, uplifted=True) - rule.amount_of(year),
        )
        for year in range(count)
    ]


@requires(Permission.POSTS_DECIDE)
@require_POST
def state_aid_begin(request: HttpRequest) -> HttpResponse:
    """Take the known waves as the network's own schedules."""
    try:
        actions.begin_with_known_waves(by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Les barèmes connus sont repris\u00a0: vous pouvez les modifier.")
    return redirect("state_aid_list", request.network.slug)


@requires(Permission.POSTS_DECIDE)
def state_aid_add(request: HttpRequest) -> HttpResponse:
    """One more schedule."""
    return _edit(request, None)


@requires(Permission.POSTS_DECIDE)
def state_aid_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A schedule, its years as a table."""
    return _edit(request, get_object_or_404(StateAidSchedule, pk=pk))


def _edit(request: HttpRequest, schedule: StateAidSchedule | None) -> HttpResponse:
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
    return render(request, "funding/state_aid_form.html", context)


def _written(request: HttpRequest, form: StateAidForm, schedule: StateAidSchedule | None) -> bool:
    """Write what the form says; False where it was refused."""
    does: dict[str, Any] = {"by": request.user, "at": timezone.now()}

    def write(data: dict[str, Any]) -> StateAidSchedule:
        if schedule is None:
            return actions.add_schedule(form.terms(), **does)
        return actions.change_schedule(schedule, form.terms(), **does)

    written = submitted(request, form, write)
    if written is None:
        return False
    messages.success(request, f"Le barème «\u00a0{written}\u00a0» est enregistré.")
    return True


def _seen(effects: Sequence[Effect]) -> str:
    """What was shown of draft posts, so that nothing else changes than what was read."""
    return " ".join(f"{one.post.pk}:{one.after}" for one in effects)


@requires(Permission.POSTS_DECIDE)
def state_aid_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask before a schedule is removed, and say what it would change."""
    schedule = get_object_or_404(StateAidSchedule, pk=pk)
    if request.method == "POST":
        actions.remove_schedule(schedule, by=request.user, at=timezone.now())
        messages.success(request, f"Le barème «\u00a0{schedule}\u00a0» est retiré.")
        return redirect("state_aid_list", request.network.slug)
    context = {
        "schedule": schedule,
        "effects": actions.effects_of(actions.rules_with(schedule, None)),
        "is_last": StateAidSchedule.objects.count() == 1,
    }
    return render(request, "funding/state_aid_remove.html", context)
