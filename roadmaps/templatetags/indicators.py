"""Figures of indicators on a page."""

from decimal import Decimal

from django import template

from inclusion.core.figures import written
from roadmaps.indicators.rules import shown_number, with_unit

register = template.Library()


@register.filter
def figure(value: Decimal | None, unit: str = "") -> str:
    """`{{ reading.total|figure:reading.unit }}` « 1 250,5 personnes »; a dash where nothing is known."""
    words = with_unit(value, unit) if unit else shown_number(value)
    return words if value is None else written(value, words)
