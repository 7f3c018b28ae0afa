"""Days of a hub in templates, which are counted in half days."""

from django import template

from inclusion.hub_days.rules import days_words

register = template.Library()


@register.filter
def half_days(count: int) -> str:
    """`{{ 5|half_days }}` « 2,5 jours »."""
    return days_words(count)


@register.filter
def of_days(count: int, words: str) -> str:
    """`{{ 5|of_days:"libre,libres" }}`: the word for so many half days; French counts many from two days on."""
    one, many = words.split(",")
    return many if count >= 4 else one
