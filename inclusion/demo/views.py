"""Pages that only the demonstration has."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from inclusion.core.access import public
from inclusion.core.web.exports import attachment
from inclusion.demo import letters_caught, visits


def _mailbox():
    if not settings.DEMO:
        raise Http404
    return settings.DATA_DIR / "mail"


@public
def enter(request: HttpRequest) -> HttpResponse:
    """Log in as the person whose button was pressed on the home page, and open what the button names."""
    if not settings.DEMO:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    visit, sight = visits.entries().get(request.POST.get("visit", ""), (None, None))
    membership = visit.membership() if visit else None
    if membership is None:
        raise Http404
    logout(request)
    login(request, membership.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    network = membership.network
    return redirect(sight.address(network)) if sight else redirect("network_home", network.slug)


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
