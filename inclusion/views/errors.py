"""What is said when a page cannot be shown. These run outside the access door: they are what it leads to."""

import sys
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, UnreadablePostError
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


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours, or a database that was late around the views; the page needs neither it nor a session."""
    return late(sys.exception()) or render(None, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was kept open too long or came from elsewhere."""
    return _page(request, "errors/csrf.html", 403)


#: Of PostgreSQL's error codes: a lock was waited for too long or two waited for each other; a statement or a
#: transaction took too long (settings.DATABASES sets how long).
LOCKED, LATE = {"55P03", "40P01"}, {"57014", "25P03"}
RETRY_AFTER = 5  # seconds


def late(exception: BaseException | None) -> HttpResponse | None:
    """What is said where the database did not come to an end in time; None for whatever else happened."""
    code = getattr(getattr(exception, "__cause__", None), "sqlstate", None)
    if code not in LOCKED | LATE:
        return None
    response = render(None, "503.html", {"is_locked": code in LOCKED}, status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


class ErrorPagesMiddleware:
    """Answers in place of a view that came to no end through no fault of ours, which the log needs no traceback for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say why there is no answer; None for what is a fault."""
        match exception:
            case ContentErased():
                return _page(request, "410.html", 410, erasure=exception.erasure)
            case PermissionDenied():
                return forbidden(request, exception)
            case UnreadablePostError():  # it came too slowly, or its sender left
                return HttpResponse(
                    "L’envoi n’est pas arrivé en entier.", status=408, content_type="text/plain"
                )
        return late(exception)
