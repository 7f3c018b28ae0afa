"""Pages that only the demonstration has."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from inclusion.core.access import public
from inclusion.core.web.exports import attachment
from inclusion.demo import letters_caught, visits

#: Where the session keeps the step of a tour that is shown.
TOUR_STEP = "tour_step"


def _mailbox() -> Any:
    if not settings.DEMO:
        raise Http404
    return settings.DATA_DIR / "mail"


@public
def enter(request: HttpRequest) -> HttpResponse:
    """Come in as the person whose button was pressed, or as nobody, and open what the button names."""
    if not settings.DEMO:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    entry = visits.entries().get(request.POST.get("visit", ""))
    network = entry.demo_network() if entry else None
    if entry is None or network is None:
        raise Http404
    membership = entry.visit.membership(network) if entry.visit else None
    if entry.visit and membership is None:
        raise Http404
    logout(request)
    if membership:
        login(request, membership.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    if entry.step:
        request.session[TOUR_STEP] = entry.step.key
    return redirect(entry.sight.address(network)) if entry.sight else redirect("network_home", network.slug)


@public
def leave_tour(request: HttpRequest) -> HttpResponse:
    """End the tour, and lead back to where another begins."""
    if not settings.DEMO:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    request.session.pop(TOUR_STEP, None)
    return redirect("home")


@public
def caught_list(request: HttpRequest) -> HttpResponse:
    """Every message that the demonstration would have sent."""
    return render(request, "inclusion/demo/caught_list.html", {"caught": letters_caught.messages(_mailbox())})


@public
def caught_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One message."""
    message = letters_caught.message(_mailbox(), name)
    if message is None:
        raise Http404
    return render(request, "inclusion/demo/caught_detail.html", {"caught": message})


@public
def caught_attachment(request: HttpRequest, name: str, rank: int) -> HttpResponse:
    """A file that came with a message."""
    found = letters_caught.attachment(_mailbox(), name, rank)
    if found is None:
        raise Http404
    data, media_type, filename = found
    return attachment(data, filename=filename, media_type=media_type, inline=True)
