"""How large the body of a request may be, per view: refused before anything of it is read."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

#: Bytes of what anybody may send.
SMALL = 1024 * 1024


def takes_files(largest: int) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let members send this view files of `largest` bytes in all.

    A quarter more comes through as well, so that the form itself says of its field what is too large.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        vars(view)["largest_body"] = largest + largest // 4 + SMALL
        return view

    return decorate


class BodySizeMiddleware:
    """Refuses a body that is larger than its view takes, or of unknown size."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if "HTTP_TRANSFER_ENCODING" in request.META:  # Django would read nothing of it
            return HttpResponse(status=411)
        size = request.META.get("CONTENT_LENGTH") or "0"
        if not size.isdecimal() or int(size) <= SMALL:
            return None
        largest = SMALL
        if request.user.is_authenticated:
            largest = max(settings.DATA_UPLOAD_MAX_MEMORY_SIZE, getattr(view, "largest_body", 0))
        if int(size) <= largest:
            return None
        return render(None, "413.html", {"megabytes": largest // SMALL}, status=413)
