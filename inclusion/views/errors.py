"""What is said when a page cannot be shown. These run outside the access door: they are what it leads to."""

import sys
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import kombu.exceptions
import redis
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from inclusion.access import NetworkUnknown
from inclusion.models import ContentErased
from inclusion.scope import scoped_to


def _page(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """Render in the frame of the network, where the request had come into one."""
    network = getattr(request, "network", None)
    with scoped_to(network) if network else nullcontext():
        return render(request, template, context, status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A member without the right for this page."""
    return _page(request, "403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing at this address; a network that a stranger may not know of looks the same as one that does not exist."""
    if isinstance(exception, NetworkUnknown):
        request.network = request.member = None
        return _page(request, "network_unknown.html", 404)
    return _page(request, "404.html", 404)


#: What is raised where a service that the portal needs does not answer.
SERVICE_AWAY = (OperationalError, InterfaceError, kombu.exceptions.OperationalError, redis.RedisError)
#: Seconds after which a browser or a robot may try again.
SERVICE_RETRY_AFTER = 60


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours, or a service that is away for now; the page needs neither database nor session."""
    if isinstance(sys.exc_info()[1], SERVICE_AWAY):
        response = render(None, "errors/service_away.html", status=503)
        response.headers["Retry-After"] = str(SERVICE_RETRY_AFTER)
        return response
    return render(None, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was kept open too long or came from elsewhere."""
    return _page(request, "errors/csrf.html", 403)


class ErasedMiddleware:
    """Says of a document whose bytes were erased when that was and why, whichever page it was asked from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer in place of the view that wanted the bytes."""
        if isinstance(exception, ContentErased):
            return _page(request, "410.html", 410, erasure=exception.erasure)
        return None
