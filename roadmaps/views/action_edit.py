"""The page on which an action is changed: its parts, and what to do when somebody else wrote meanwhile."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from inclusion.core.french.money import euros
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.partners.models import Partner
from roadmaps.actions.editing import Clash
from roadmaps.enums import Need, Origin, Priority, Strand
from roadmaps.forms.actions import ActionForm
from roadmaps.models import Action
from roadmaps.models.trails import last_line_of_action
from roadmaps.views.tabs import page_context

_CHOICES: dict[str, Any] = {"priority": Priority, "strand": Strand, "origin": Origin}


def shown_value(name: str, value: Any) -> str:
    """A value of a field of an action as people read it."""
    if value in (None, "", []):
        return "rien"
    if name in ("leads", "partners"):
        keys = [getattr(one, "pk", one) for one in value]
        return ", ".join(str(one) for one in Partner.objects.filter(pk__in=keys)) or "rien"
    if name == "needs":
        return ", ".join(Need(one).label for one in value)
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    match name:
        case "start":
            return plain_date(value)
        case "end":
            return plain_date(shown_end(value))
        case "budget":
            return euros(value)
        case "progress":
            return f"{value}\u00a0%"
    return str(value)


def clashes_of(form: ActionForm, clash: Clash) -> list[dict[str, Any]]:
    """Both values of each field that two people changed; the form keeps what was typed."""
    found = []
    for one in clash.clashes:
        found.append(
            {
                "name": one.field,
                "label": form.fields[one.field].label,
                "theirs": shown_value(one.field, one.theirs),
                "yours": shown_value(one.field, one.yours),
            }
        )
    form.action = Action.objects.select_related("axis__roadmap").get(pk=form.action.pk)
    return found


def told_meanwhile(
    action: Action, request: HttpRequest, form: ActionForm, meanwhile: tuple[str, ...]
) -> None:
    """Say that it is written, and what somebody else had changed meanwhile."""
    messages.success(request, "Les changements sont enregistrés.")
    if not meanwhile:
        return
    labels = ", ".join(str(form.fields[name].label).lower() for name in meanwhile)
    line = last_line_of_action(action, besides=request.user)
    who = str(line.by) if line and line.by else "Quelqu’un d’autre"
    messages.info(request, f"{who} a changé entre-temps\u00a0: {labels}. Ses changements sont gardés.")


def page_of_form(
    action: Action, request: HttpRequest, form: ActionForm, part: str, clashes: list[dict[str, Any]]
) -> dict[str, Any]:
    """What the page of the form shows."""
    url = reverse("roadmap_action_edit", args=[request.network.slug, action.pk])
    line = last_line_of_action(action) if clashes else None
    return {
        **page_context(request.member, action.axis.roadmap, "plan"),
        "action": action,
        "form": form,
        "part": part,
        "parts": [
            {"label": step.title, "url": f"{url}?partie={step.slug}", "current": step.slug == part}
            for step in ActionForm.steps
        ],
        "clashes": clashes,
        "who": str(line.by) if line and line.by else "Quelqu’un d’autre",
        "seen": form.shown(anew=[one["name"] for one in clashes]),
    }
