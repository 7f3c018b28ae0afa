"""The link from each page of a network to the section of the manual that explains it."""

from typing import Any

from django import template
from django.urls import reverse

from inclusion.manual.queries import address, section_of

register = template.Library()


@register.inclusion_tag("inclusion/manual/page_help.html", takes_context=True)
def page_help(context: dict[str, Any]) -> dict[str, str]:
    """`{% page_help %}`: a "?" in the head of a page; nothing for a visitor, or where the manual itself is read."""
    here = getattr(context["request"].resolver_match, "url_name", None) or ""
    if not context["network"] or not context["member"] or here.startswith("manual_"):
        return {"url": ""}
    found, slug = section_of(here), context["network"].slug
    return {"url": address(slug, *found) if found else reverse("manual_list", args=[slug])}
