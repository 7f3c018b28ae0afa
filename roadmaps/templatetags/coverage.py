"""Signs of a map: the drawings of the chips, at a place of the sheet."""

from functools import lru_cache

import lucide
from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=512)
def map_sign(name: str, x: float, y: float, tone: str) -> SafeString:
    """`{% map_sign "check" 10 20 "good" %}`: the sign of that name, 16 units wide, its corner at this place."""
    return mark_safe(  # the package's own drawings
        lucide._render_icon(
            name,
            16,
            **{"x": f"{x:g}", "y": f"{y:g}", "stroke": f"var(--{tone})", "stroke-width": "3", "aria-hidden": "true"},
        )
    )
