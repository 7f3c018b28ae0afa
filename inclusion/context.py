"""What every page knows: its network, its member, where one can go, and whether this is the demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from inclusion import navigation


def portal(request: HttpRequest) -> dict[str, Any]:
    """Context processor of all pages and fragments; the navigation is read where a template shows it."""
    network = getattr(request, "network", None)
    member = getattr(request, "member", None)
    return {
        "network": network,
        "member": member,
        "navigation": SimpleLazyObject(lambda: navigation.entries_for(request)) if network and member else [],
        "demo": settings.DEMO or bool(network and network.is_demo),
        "demo_home": settings.DEMO,
    }
