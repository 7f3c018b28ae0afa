"""Pages that only the demonstration has."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from inclusion.access import public
from inclusion.demo import letters_caught
from inclusion.exports import attachment


def _mailbox():
    if not settings.DEMO:
        raise Http404
    return settings.DATA_DIR / "mail"


@public
def caught_list(request: HttpRequest) -> HttpResponse:
    """Every message that the demonstration would have sent."""
    return render(request, "inclusion/caught_list.html", {"caught": letters_caught.messages(_mailbox())})


@public
def caught_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One message."""
    message = letters_caught.message(_mailbox(), name)
    if message is None:
        raise Http404
    return render(request, "inclusion/caught_detail.html", {"caught": message})


@public
def caught_attachment(request: HttpRequest, name: str, rank: int) -> HttpResponse:
    """A file that came with a message."""
    found = letters_caught.attachment(_mailbox(), name, rank)
    if found is None:
        raise Http404
    data, media_type, filename = found
    return attachment(data, filename=filename, media_type=media_type, inline=True)
