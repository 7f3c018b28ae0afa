"""What is said when a page cannot be shown. These run outside the access door: they are what it leads to."""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.apps import apps
from django.db import DataError, IntegrityError, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from inclusion.access import NetworkUnknown
from inclusion.models import ContentErased
from inclusion.scope import scoped_to

logger = logging.getLogger(__name__)


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
    """A fault of ours; the page needs neither database nor session."""
    return render(None, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was kept open too long or came from elsewhere."""
    return _page(request, "errors/csrf.html", 403)


class RefusedMiddleware:
    """Answers with a page where a view could not: the bytes of a document were erased, the database refused a row."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say when a document was erased and why; or, with a line in the log, that nothing was saved and why."""
        if isinstance(exception, ContentErased):
            return _page(request, "410.html", 410, erasure=exception.erasure)
        if isinstance(exception, (IntegrityError, DataError)):
            logger.error("the database refused a row at %s", request.path, exc_info=exception)
            status = 409 if isinstance(exception, IntegrityError) else 400
            return _page(request, "errors/refused.html", status, sentence=sentence_of(exception))
        return None


def sentence_of(refusal: Exception) -> str:
    """What the broken constraint says in French, where it has a sentence of its own."""
    name = getattr(getattr(refusal.__cause__, "diag", None), "constraint_name", None)
    own = models.BaseConstraint.default_violation_error_message
    return next(
        (
            str(one.violation_error_message)
            for model in apps.get_models()
            for one in model._meta.constraints
            if one.name == name and one.violation_error_message != own
        ),
        "",
    )
