"""What whoever answers sees: the questions on one page, and a thank you that shows nothing of the answers."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from evaluation.actions.campaigns import why_no_answer
from evaluation.actions.responses import Sent, take_answer
from evaluation.enums import Channel
from evaluation.forms.answering import PLACE, AnswerSheet
from evaluation.views import doors
from inclusion.access import public_in_network, unlisted
from inclusion.errors import DomainError


@doors.unseen
@unlisted
@public_in_network
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The questions of a campaign, through its open link."""
    if not doors.may("answer_page", request=request, most=doors.MOST_PAGES, seconds=60):
        return doors.refusal("Un instant, s’il vous plaît", doors.SLOW_PAGES, request=request, status=429)
    campaign = doors.campaign_of(token)
    if campaign is None:
        return doors.unknown(request=request)
    url, at = reverse("answer", args=[request.network.slug, token]), timezone.now()
    if request.method != "POST":
        if why := why_no_answer(campaign, at=at):
            return doors.shut(campaign, why, request=request, at=at, kept=token, url=url)
        structure = doors.structure_of(campaign, request.GET.get("lieu", ""))
        return page(AnswerSheet(campaign, structure=structure), request=request, url=url, kept=token)
    structure = doors.structure_of(campaign, request.POST.get(PLACE, ""))
    sheet = AnswerSheet(campaign, request.POST, structure=structure)

    def take(sent: Sent) -> Any:
        return take_answer(campaign, sent, channel=Channel.LINK, at=at)

    return taken(sheet, take, request=request, url=url, kept=token)


def taken(
    sheet: AnswerSheet, take: Callable[[Sent], Any], *, request: HttpRequest, url: str, kept: str
) -> HttpResponse:
    """Take what was sent and say thank you; else the page again, with everything that was typed."""
    status = 200
    if not doors.may("answer", request=request, most=doors.MOST_ANSWERS, seconds=600):
        sheet.others.append(doors.SLOW_DOWN)
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


@doors.unseen
@unlisted
@public_in_network
def answer_thanks(request: HttpRequest, token: str) -> HttpResponse:
    """The answers have arrived."""
    campaign = doors.campaign_of(token)
    if campaign is None:
        return doors.unknown(request=request)
    return render(
        request, "evaluation/answer_thanks.html", {"campaign": campaign, "form": campaign.version.form}
    )
