"""What is said when a page cannot be shown. These run outside the access door: they are what it leads to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from inclusion.access import NetworkUnknown


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A member without the right for this page."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing at this address; a network that a stranger may not know of looks the same as one that does not exist."""
    if isinstance(exception, NetworkUnknown):
        request.network = request.member = None
        return render(request, "network_unknown.html", status=404)
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; the page needs neither database nor session."""
    return render(None, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was kept open too long or came from elsewhere."""
    return render(request, "errors/csrf.html", status=403)
