"""What whoever answers sees: the questions on one page, and a thank you that shows nothing of the answers."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from evaluation.actions.campaigns import answer_blocker
from evaluation.actions.responses import Submission, take_answer
from evaluation.enums import Channel
from evaluation.forms.answering import PLACE, AnswerSheet
from evaluation.views import visitors
from inclusion.core.access import public_in_network, unlisted
from inclusion.core.errors import DomainError


@visitors.unseen
@unlisted
@public_in_network
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The questions of a campaign, through its open link."""
    if not visitors.may("answer_page", request=request, most=visitors.MAX_PAGES, seconds=60):
        return visitors.refusal(
            "Un instant, s’il vous plaît", visitors.SLOW_PAGES, request=request, status=429
        )
    campaign = visitors.campaign_of(token)
    if campaign is None:
        return visitors.unknown(request=request)
    url, at = reverse("answer", args=[request.network.slug, token]), timezone.now()
    if request.method != "POST":
        if why := answer_blocker(campaign, at=at):
            return visitors.shut(campaign, why, request=request, at=at, kept=token, url=url)
        structure = visitors.structure_of(campaign, request.GET.get("lieu", ""))
        return page(AnswerSheet(campaign, structure=structure), request=request, url=url, kept=token)
    structure = visitors.structure_of(campaign, request.POST.get(PLACE, ""))
    sheet = AnswerSheet(campaign, request.POST, structure=structure)

    def take(sent: Submission) -> Any:
        return take_answer(campaign, sent, channel=Channel.LINK, at=at)

    return taken(sheet, take, request=request, url=url, kept=token)


def taken(
    sheet: AnswerSheet, take: Callable[[Submission], Any], *, request: HttpRequest, url: str, kept: str
) -> HttpResponse:
    """Take what was sent and say thank you; else the page again, with everything that was typed."""
    status = 200
    if not visitors.may("answer", request=request, most=visitors.MAX_ANSWERS, seconds=600):
        sheet.others.append(visitors.SLOW_DOWN)
        status = 429
    elif sheet.is_right:
        try:
            take(sheet.sent())
        except DomainError as refused:
            sheet.others.append(str(refused))
            status = 410
        else:
            return redirect("answer_thanks", request.network.slug, sheet.campaign.token)
    return page(sheet, request=request, url=url, kept=kept, status=status)


def page(sheet: AnswerSheet, *, request: HttpRequest, url: str, kept: str, status: int = 200) -> HttpResponse:
    """The questions; `kept` names what the phone keeps until it has arrived."""
    context = {"sheet": sheet, "campaign": sheet.campaign, "url": url, "kept": kept}
    return render(request, "evaluation/answer.html", context, status=status)


@visitors.unseen
@unlisted
@public_in_network
def answer_thanks(request: HttpRequest, token: str) -> HttpResponse:
    """The answers have arrived."""
    campaign = visitors.campaign_of(token)
    if campaign is None:
        return visitors.unknown(request=request)
    return render(
        request, "evaluation/answer_thanks.html", {"campaign": campaign, "form": campaign.version.form}
    )
