"""What a member does changes the numbers of their menu at once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from inclusion.core.navigation import forget_numbers


class NumbersMiddleware:
    """Forgets the numbers of a member who sent something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then forget."""
        response = self.get_response(request)
        member = getattr(request, "member", None)
        if member and request.method == "POST":
            forget_numbers(member)
        return response
