"""What the pages without an account share: nobody is noted, too many are slowed down, who comes in vain learns why."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from evaluation.actions.campaigns import refusal_reason
from evaluation.models import Campaign, CampaignStructure
from inclusion.core import limits

#: Pages that one address of the internet may open in a minute, and answers that it may send in ten: a whole workshop
#: stands behind one.
MAX_PAGES, MAX_ANSWERS, MAX_STEPS = 240, 200, 2000
SLOW_DOWN = (
    "Beaucoup de réponses viennent d’être envoyées d’ici. Attendez dix minutes, puis envoyez de nouveau\u00a0: "
    "vos réponses sont gardées sur cette page."
)
SLOW_PAGES = (
    "Beaucoup de pages viennent d’être ouvertes d’ici. Attendez une minute, puis rechargez cette page."
)
UNKNOWN = (
    "Vérifiez l’adresse sur l’affiche ou sur le papier. Vous pouvez aussi viser de nouveau le carré noir et "
    "blanc avec votre téléphone."
)


def unseen(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Leave no trace of who opened the page: not in the browser's store, not in the next page's log.

    No session speaks for whoever answers, so that there is nothing that a forged form could borrow, and no cookie is
    needed against it.
    """

    @wraps(view)
    def without_trace(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return csrf_exempt(never_cache(without_trace))


def campaign_of(token: str) -> Campaign | None:
    """The campaign of an address."""
    rows = Campaign.objects.select_related("survey", "version", "place", "network")
    return rows.filter(token=token).first()


def structure_of(campaign: Campaign, text: str) -> CampaignStructure | None:
    """The structure that an open link names; None for one that does not take part: its answer counts all the same."""
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        return None
    return campaign.structures.select_related("partner").filter(pk=text).first()


def may(action: str, *, request: HttpRequest, most: int, seconds: int) -> bool:
    """Whether this is not one too many from where it comes."""
    return limits.consume(action, get_adapter().get_client_ip(request), most=most, seconds=seconds)


def refusal(title: str, sentence: str, *, request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """A page that says why nothing can be answered here."""
    context = {"title": title, "sentence": sentence, "kept": "", "late_url": "", **context}
    return render(request, "evaluation/answer_refused.html", context, status=status)


def unknown(*, request: HttpRequest) -> HttpResponse:
    """Nothing is asked at this address."""
    return refusal("Cette adresse n’est pas connue", UNKNOWN, request=request, status=404)


def shut(campaign: Campaign, why: str, *, request: HttpRequest, at: Any, kept: str, url: str) -> HttpResponse:
    """The campaign is not proposed now; what a phone still keeps of it may come in as long as it is taken."""
    early = campaign.opened_at is None or why.startswith("Cette enquête commence")
    late = not early and not refusal_reason(campaign, at=at)
    return refusal(
        "Il est encore trop tôt" if early else "Cette enquête ne prend plus de réponse",
        why,
        request=request,
        status=200 if early else 410,
        kept=kept,
        late_url=url if late else "",
    )
