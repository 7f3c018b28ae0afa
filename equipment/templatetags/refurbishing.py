"""Quantities of the refurbishing chain, as people write them."""

from decimal import Decimal

from django import template

from inclusion.templatetags.liant import number

register = template.Library()


@register.filter
def quantity(value: Decimal | int | None) -> str:
    """`{{ kilos|quantity }}` « 240 », « 37,5 »: decimals only where there are some; a dash where there is none."""
    if value is None:
        return number(None)
    exact = Decimal(value)
    return number(exact.to_integral_value() if exact == exact.to_integral_value() else exact.normalize())
