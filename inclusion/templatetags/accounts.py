"""Words for the pages and letters of an account."""

from django import template

from inclusion.core.web.connections import browser_name

register = template.Library()


@register.filter
def browser(user_agent: str) -> str:
    """`{{ session.user_agent|browser }}`: "Firefox sur Windows"."""
    return browser_name(str(user_agent))
