"""Error pages. They run outside the access check."""

import logging
import sys
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import kombu.exceptions
import redis
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError, models
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render

from inclusion.core.access import MemberRequest, NetworkClosed, NetworkUnknown, PortalRequest
from inclusion.core.activities import ActivityOff
from inclusion.core.models.documents import ContentErased
from inclusion.core.models.networks import Membership
from inclusion.core.roles import Coordinator, Permission
from inclusion.core.scope import scoped_to

logger = logging.getLogger(__name__)


def _page(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    """Render in the frame of the network, where the request had come into one."""
    network = getattr(request, "network", None)
    with scoped_to(network) if network else nullcontext():
        return render(request, template, context, status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A member without the right for this page."""
    return _page(request, "403.html", 403)


def not_found(request: PortalRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing at this address; a network that a stranger may not know of looks the same as one that does not exist."""
    if isinstance(exception, NetworkUnknown):
        request.network = request.member = None
        return _page(request, "network_unknown.html", 404)
    return _page(request, "404.html", 404)


def activity_off(request: MemberRequest, exception: ActivityOff) -> HttpResponse:
    """A page of what the network does not do; a member reads who can change that."""
    context: dict[str, Any] = {"activity": exception.activity}
    if member := request.member:
        with scoped_to(request.network):
            found = Membership.objects.in_force().with_role(Coordinator.name).select_related("user")
            context["coordinators"] = [str(one.user) for one in found]
        context["may_switch"] = member.may(Permission.NETWORK_SETTINGS)
    return _page(request, "errors/activity_off.html", 404, **context)


#: What the portal needs does not answer: nothing of it is a fault of the page.
AWAY = (OperationalError, InterfaceError, kombu.exceptions.OperationalError, redis.RedisError)
#: Of PostgreSQL's error codes: a lock was waited for too long or two waited for each other; a statement or a
#: transaction took too long (settings.DATABASES sets how long).
LOCKED, LATE = {"55P03", "40P01"}, {"57014", "25P03"}


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours, or a service that is away for now; the page needs neither database nor session."""
    error = sys.exception()
    if error and (isinstance(error, AWAY) or _sqlstate(error) in LOCKED | LATE):
        return unavailable(error)
    return render(None, "500.html", status=500)


def unavailable(error: BaseException) -> HttpResponse:
    """Another one is at the same row, the database took too long, or a service does not answer.

    The page needs neither database nor session. Retry-After says in how many seconds a robot may try again.
    """
    code = _sqlstate(error)
    reason, seconds = ("locked", 5) if code in LOCKED else ("late", 5) if code in LATE else ("away", 60)
    response = render(None, "503.html", {"reason": reason}, status=503)
    response.headers["Retry-After"] = str(seconds)
    return response


def _sqlstate(error: BaseException) -> str | None:
    return getattr(error.__cause__, "sqlstate", None)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was kept open too long or came from elsewhere."""
    return _page(request, "errors/csrf.html", 403)


class ErrorPagesMiddleware:
    """Answers in place of a view that came to no end through no fault of ours, which the log needs no traceback for,
    or of which the database refused a row.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: MemberRequest, exception: Exception) -> HttpResponse | None:
        """Say why there is no answer; None for what is a fault."""
        match exception:
            case ContentErased():
                return _page(request, "410.html", 410, erasure=exception.erasure)
            case ActivityOff():
                return activity_off(request, exception)
            case NetworkClosed():
                return _page(request, "errors/network_closed.html", 403 if request.member else 410)
            case PermissionDenied():
                return forbidden(request, exception)
            case UnreadablePostError():  # it came too slowly, or its sender left
                return HttpResponse("L’envoi n’est pas arrivé en entier.", status=408, content_type="text/plain")
            case IntegrityError() | DataError():
                logger.error("the database refused a row at %s", request.path, exc_info=exception)
                status = 409 if isinstance(exception, IntegrityError) else 400
                return _page(request, "errors/refused.html", status, sentence=sentence_of(exception))
            case DatabaseError() if _sqlstate(exception) in LOCKED | LATE:
                return unavailable(exception)
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
