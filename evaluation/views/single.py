"""A link that takes one answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from evaluation.actions.campaigns import answer_blocker
from evaluation.actions.links import link_of
from evaluation.actions.responses import ALREADY_USED, Submission, take_single_answer
from evaluation.forms.answering import AnswerSheet
from evaluation.models import AnswerLink
from evaluation.views import visitors
from evaluation.views.answering import page, taken
from inclusion.core.access import public_in_network, unlisted
from inclusion.core.errors import DomainError


@visitors.unseen
@unlisted
@public_in_network
def answer_single(request: HttpRequest, signed: str) -> HttpResponse:
    """The questions of a campaign, through a link that takes one answer."""
    if not visitors.may("answer_page", request=request, most=visitors.MAX_PAGES, seconds=60):
        return visitors.refusal(
            "Un instant, s’il vous plaît", visitors.SLOW_PAGES, request=request, status=429
        )
    try:
        link = link_of(signed)
    except DomainError:
        return visitors.unknown(request=request)
    url = reverse("answer_single", args=[request.network.slug, signed])
    if request.method != "POST":
        return _asked(link, request=request, url=url)
    sheet = AnswerSheet(link.campaign, request.POST, structure=link.structure)

    def take(sent: Submission) -> Any:
        return take_single_answer(link, sent, at=timezone.now())

    return taken(sheet, take, request=request, url=url, kept=_kept(link))


def _asked(link: AnswerLink, *, request: HttpRequest, url: str) -> HttpResponse:
    at = timezone.now()
    if link.used_on:
        return visitors.refusal("Ce lien a déjà servi", ALREADY_USED, request=request, status=410)
    if why := answer_blocker(link.campaign, at=at):
        return visitors.shut(link.campaign, why, request=request, at=at, kept=_kept(link), url=url)
    sheet = AnswerSheet(link.campaign, structure=link.structure)
    return page(sheet, request=request, url=url, kept=_kept(link))


def _kept(link: AnswerLink) -> str:
    """Two links on one phone keep their answers apart."""
    return f"{link.campaign.token}.{link.number}"
