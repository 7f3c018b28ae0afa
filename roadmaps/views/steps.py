"""How an action comes on: its state, its notes, the conditions that hold it up."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.web.forms import submitted
from roadmaps.actions import steps as actions
from roadmaps.enums import ActionState
from roadmaps.forms.actions import ConditionForm, NoteForm, StepForm
from roadmaps.models import Action, BlockingCondition
from roadmaps.views.tabs import editable_action, page_context


def form_page(
    action: Action, request: HttpRequest, form: Any, *, what: str, action_label: str, **more: Any
) -> HttpResponse:
    """A form about an action, under its name."""
    context = {"action": action, "form": form, "what": what, "action_label": action_label, **more}
    shared = page_context(request.member, action.axis.roadmap, "plan")
    return render(request, "roadmaps/action_form.html", {**shared, **context})


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_action_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which state an action comes to, since when, and why where it is held up."""
    action = editable_action(request.member, pk)
    wanted = request.GET.get("etat", "")
    initial = {"on": timezone.localdate(), "seen": action.state, "to": wanted}
    form = StepForm(request.POST or None, action=action, initial=initial)
    if request.method == "POST" and request.POST.get("to") == action.state:
        messages.info(request, f"L’action est déjà «\u00a0{action.get_state_display()}\u00a0».")
        return redirect(action)
    moved = submitted(request, form, lambda data: _stepped(request, action, data))
    if moved:
        messages.success(request, f"L’action est maintenant «\u00a0{moved.get_state_display()}\u00a0».")
        return redirect(moved)
    what = f"Où en est «\u00a0{action}\u00a0»\u00a0?"
    return form_page(action, request, form, what=what, action_label="Noter cet état", state=action)


def _stepped(request: HttpRequest, action: Action, data: dict[str, Any]) -> Action:
    seen = data["seen"] if data["seen"] in ActionState.values else None
    return actions.step(
        action,
        data["to"],
        reason=data["reason"],
        on=data["on"],
        seen=seen,
        by=request.user,
        at=timezone.now(),
    )


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_action_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a follow-up note."""
    action = editable_action(request.member, pk)
    form = NoteForm(request.POST or None, initial={"on": timezone.localdate()})
    written = submitted(
        request, form, lambda data: actions.note(action, **data, by=request.user, at=timezone.now())
    )
    if written:
        messages.success(request, "La note est dans l’histoire de l’action.")
        return redirect(action)
    what = f"Écrire une note sur «\u00a0{action}\u00a0»"
    return form_page(action, request, form, what=what, action_label="Garder cette note")


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def roadmap_condition_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what must happen before an action can go on."""
    action = editable_action(request.member, pk)
    form = ConditionForm(request.POST or None)
    added = submitted(
        request, form, lambda data: actions.add_condition(action, **data, by=request.user, at=timezone.now())
    )
    if added:
        messages.success(request, "La condition est notée. Levez-la quand ce sera fait.")
        return redirect(action)
    what = f"Qu’est-ce qui bloque «\u00a0{action}\u00a0»\u00a0?"
    return form_page(action, request, form, what=what, action_label="Noter cette condition")


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def roadmap_condition_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that what held an action up is done."""
    condition = get_object_or_404(BlockingCondition, pk=pk)
    action = editable_action(request.member, condition.action_id)
    try:
        actions.lift_condition(condition, by=request.user, at=timezone.now())
        messages.success(request, f"C’est fait\u00a0: «\u00a0{condition}\u00a0» ne bloque plus l’action.")
    except DomainError as fault:
        messages.error(request, str(fault))
    return redirect(action)
