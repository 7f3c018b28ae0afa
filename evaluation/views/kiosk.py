"""The tablet at the reception: a member opens it for the day and is logged out; then one person follows the other."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from evaluation.actions.campaigns import refusal_reason
from evaluation.actions.links import KIOSK_SHUT, Kiosk, kiosk_key, kiosk_of
from evaluation.actions.responses import keep_unfinished, take_answer
from evaluation.enums import Channel
from evaluation.forms.answering import AnswerSheet
from evaluation.forms.kiosk import KioskForm
from evaluation.models import Campaign
from evaluation.views import visitors
from evaluation.views.tabs import tabs, visible_campaign
from inclusion.core.access import Permission, public_in_network, requires, unlisted
from inclusion.core.errors import DomainError
from inclusion.core.web.forms import submitted

NOT_OPEN = (
    "La borne s’ouvre depuis le portail, pour la journée\u00a0: sur la page de la campagne, choisissez "
    "«\u00a0Ouvrir la borne\u00a0»."
)
NOT_SENT = "Vos réponses ne sont pas parties. Appelez quelqu’un de l’accueil."


@requires(Permission.ANSWERS_ENTER)
def answer_kiosk_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the kiosk of a campaign on this device, for today; whoever opens it is logged out of the device."""
    campaign, at = visible_campaign(request.member, pk), timezone.now()
    form = KioskForm(request.POST or None, campaign=campaign, member=request.member)
    why = "" if campaign.by_kiosk else "La borne n’est pas choisie parmi les façons de répondre."
    why = why or refusal_reason(campaign, at=at)
    if not why:
        key = submitted(request, form, lambda data: kiosk_key(campaign, data["structure"], at=at))
        if key is not None:
            address = _address(campaign, key, request=request)
            logout(request)
            return redirect(address)
    context = {"campaign": campaign, "form": form, "why": why, "tabs": tabs(request.member, "surveys")}
    return render(request, "evaluation/answer_kiosk_open.html", context)


@visitors.unseen
@unlisted
@public_in_network
def answer_kiosk(request: HttpRequest, token: str) -> HttpResponse:
    """The questions in large letters, one part on each screen; each person finds it blank."""
    at = timezone.now()
    kiosk = _kiosk(token, request=request, at=at)
    if isinstance(kiosk, HttpResponse):
        return kiosk
    if request.method == "POST":
        return _taken(kiosk, request=request, at=at)
    if why := refusal_reason(kiosk.campaign, at=at):
        return visitors.refusal("La borne ne prend plus de réponse", why, request=request, status=410)
    return _page(kiosk, AnswerSheet(kiosk.campaign), request=request)


def _taken(kiosk: Kiosk, *, request: HttpRequest, at: Any) -> HttpResponse:
    sheet, why = AnswerSheet(kiosk.campaign, request.POST, structure=kiosk.structure), ""
    right = sheet.is_right
    if right:
        try:
            take_answer(kiosk.campaign, sheet.sent(), channel=Channel.KIOSK, at=at)
        except DomainError as refused:
            why = str(refused)
            sheet.others.append(why)
    status = 410 if why else 200
    if not request.accepts("text/html"):  # the page's own script, which never leaves the page
        told = {"taken": right and not why, "why": why, "problems": {**sheet.problems, **sheet.code_problems}}
        return JsonResponse(told, status=status)
    if not right or why:
        return _page(kiosk, sheet, request=request, status=status)
    again = _address(kiosk.campaign, request.GET.get("cle", ""), request=request)
    context = {"campaign": kiosk.campaign, "form": sheet.form, "again": again}
    return render(request, "evaluation/answer_kiosk_thanks.html", context)


def _page(kiosk: Kiosk, sheet: AnswerSheet, *, request: HttpRequest, status: int = 200) -> HttpResponse:
    key = request.GET.get("cle", "")
    keep = reverse("answer_keep", args=[request.network.slug, kiosk.campaign.token])
    context = {
        "sheet": sheet,
        "campaign": kiosk.campaign,
        "structure": kiosk.structure,
        "url": _address(kiosk.campaign, key, request=request),
        "keep_url": f"{keep}?{urlencode({'cle': key})}",
    }
    return render(request, "evaluation/answer_kiosk.html", context, status=status)


@visitors.unseen
@unlisted
@public_in_network
def answer_keep(request: HttpRequest, token: str) -> HttpResponse:
    """Keep what somebody has answered so far at the kiosk, and say what is wrong with it."""
    at = timezone.now()
    kiosk = _kiosk(token, request=request, at=at)
    if isinstance(kiosk, HttpResponse):
        return kiosk
    if request.method != "POST":
        return redirect(_address(kiosk.campaign, request.GET.get("cle", ""), request=request))
    sheet = AnswerSheet(kiosk.campaign, request.POST, structure=kiosk.structure)
    if not visitors.may("answer_keep", request=request, most=visitors.MAX_STEPS, seconds=600):
        return JsonResponse({"why": NOT_SENT}, status=429)
    try:
        if (so_far := sheet.so_far()).given:
            keep_unfinished(kiosk.campaign, so_far, at=at)
    except DomainError as refused:
        return JsonResponse({"why": str(refused)}, status=410)
    return JsonResponse({"problems": {**sheet.problems, **sheet.code_problems}})


def _kiosk(token: str, *, request: HttpRequest, at: Any) -> Kiosk | HttpResponse:
    """The kiosk that this address opens, or the page that says why it opens none."""
    campaign = visitors.campaign_of(token)
    if campaign is None:
        return visitors.unknown(request=request)
    if not (key := request.GET.get("cle", "")):
        return visitors.refusal("Cette borne n’est pas ouverte", NOT_OPEN, request=request, status=200)
    try:
        return kiosk_of(campaign, key, at=at)
    except DomainError:
        return visitors.refusal("Cette borne n’est plus ouverte", KIOSK_SHUT, request=request, status=410)


def _address(campaign: Campaign, key: str, *, request: HttpRequest) -> str:
    address = reverse("answer_kiosk", args=[request.network.slug, campaign.token])
    return f"{address}?{urlencode({'cle': key})}"
