"""The bar of a guided tour, at the foot of each page of the demonstration while one runs."""

from typing import Any

from django import template
from django.conf import settings

from inclusion.demo import visits
from inclusion.demo.views import TOUR_STEP

register = template.Library()


@register.inclusion_tag("inclusion/demo/tour_bar.html", takes_context=True)
def tour_bar(context: dict[str, Any]) -> dict[str, Any]:
    """`{% tour_bar %}`: the step that is shown, with those before and after it; nothing where no tour runs."""
    request: Any = context.get("request")
    key = request.session.get(TOUR_STEP, "") if settings.DEMO and hasattr(request, "session") else ""
    entry = visits.entries().get(key) if key else None
    if entry is None or entry.step is None:
        return {"step": None}
    step, steps = entry.step, visits.tour_of(entry.step).steps
    here = getattr(request.resolver_match, "url_name", "")
    return {
        "csrf_token": context.get("csrf_token"),
        "step": step,
        "total": len(steps),
        "before": steps[step.number - 2] if step.number > 1 else None,
        "after": steps[step.number] if step.number < len(steps) else None,
        "elsewhere": here != step.sight.page,
    }
