"""From which browsers an account is connected, and when each was used last."""

from collections.abc import Callable
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

#: How old the last use that was written may be before the next one is.
PRECISION = timedelta(minutes=5)


class ConnectionsMiddleware:
    """Writes that a connection is used: every few minutes, and when it comes from another browser or address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated and not _written(request):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


def _written(request: HttpRequest) -> bool:
    length = UserSession._meta.get_field("user_agent").max_length
    return UserSession.objects.filter(
        session_key=request.session.session_key,
        user=request.user.pk,
        ip=get_adapter().get_client_ip(request),
        user_agent=request.META.get("HTTP_USER_AGENT", "")[:length],
        last_seen_at__gt=timezone.now() - PRECISION,
    ).exists()
