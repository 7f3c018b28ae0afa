"""Texts of the newsletter in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from inclusion.newsletter.rules import excerpt, rich_html

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """The HTML of a text: bold, italics, lists, links; everything else of it is escaped."""
    return mark_safe(rich_html(text))


@register.filter
def plain_words(text: str, most: int) -> str:
    """`{{ item.text|plain_words:160 }}`: its first words, without their marks."""
    return excerpt(text, most)
