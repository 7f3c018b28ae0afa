"""The secret link of one referral: a small page for a place without an account, which dies with the referral."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from inclusion.core import limits
from inclusion.core.access import NetworkRequest, public_in_network, unlisted
from inclusion.core.errors import DomainError
from inclusion.core.web import parameters
from inclusion.core.web.forms import answered
from inclusion.referrals.actions import answering
from inclusion.referrals.forms import AppointmentForm, DeclineForm, WordForm
from inclusion.referrals.models import Referral, digest_of
from inclusion.referrals.views.referrals import standing

#: Looks at secret links from one address of the internet in a minute.
MAX_LOOKS = 30

#: What the page can do with a form: its key, the form, the action, what is said then.
_FORMS: dict[str, tuple[type[forms.Form], Callable[..., Referral], str]] = {
    "accept": (AppointmentForm, answering.accept, "Le rendez-vous est fixé. Qui vous envoie la personne est prévenu."),
    "move": (
        AppointmentForm,
        answering.move_appointment,
        "Le rendez-vous est déplacé. Qui vous envoie la personne est prévenu.",
    ),
    "decline": (DeclineForm, answering.decline, "C’est noté. Merci d’avoir répondu."),
    "finish": (WordForm, answering.finish, "Merci\u00a0: votre mot est transmis."),
}
#: What ends the referral, and the link with it.
_ENDS = ("decline", "finish")


def _linked(request: HttpRequest, token: str) -> Referral:
    """The referral behind a link, for an address of the internet that has not guessed too often."""
    here = str(get_adapter().get_client_ip(request))
    if not limits.consume("referral_look", here, most=MAX_LOOKS, seconds=60):
        raise Http404("too many looks")
    found = Referral.objects.for_pages().select_related("network__department")
    referral = found.filter(link_sha256=digest_of(token)).first()
    if referral is None:
        raise Http404
    return referral


@never_cache
@unlisted
@public_in_network
def referral_link(request: NetworkRequest, token: str) -> HttpResponse:
    """One referral for a place without an account: what the person agreed to show, and the answers."""
    referral, now = _linked(request, token), timezone.now()
    if not referral.link_works(at=now):
        return render(request, "inclusion/referrals/referral_link_over.html", {"said": ""}, status=410)
    shown = {name: form(prefix=name) for name, (form, _, _) in _FORMS.items()}
    if request.method == "POST" and (said := _acted(request, referral, shown, at=now)):
        if request.POST.get("do") in _ENDS:
            return render(request, "inclusion/referrals/referral_link_over.html", {"said": said})
        messages.success(request, said)
        return redirect("referral_link", request.network.slug, token)
    context = standing(referral, at=now) | {"forms": shown, "wrong": request.POST.get("do", "")}
    return render(request, "inclusion/referrals/referral_link.html", context)


def _acted(request: HttpRequest, referral: Referral, shown: dict[str, Any], *, at: datetime) -> str:
    """Do what was pressed and return what to say; empty where something is wrong, which the form or a message says."""
    do = request.POST.get("do", "")
    does: dict[str, Any] = {"by": None, "at": at}
    time = parameters.moment(request.POST.get("time")) if do == "accept" else None
    if do in _FORMS and time is None:
        form, act, said = _FORMS[do]
        shown[do] = form(request.POST, prefix=do)
        if answered(shown[do], lambda data: act(referral, **data, **does)):
            return said
        for refused in shown[do].non_field_errors():
            messages.error(request, refused)
        return ""
    try:
        if time is not None:
            answering.accept(referral, appointment_at=time, **does)
            return _FORMS["accept"][2]
        if do in ("met", "missed"):
            (answering.note_met if do == "met" else answering.note_missed)(referral, **does)
            return "C’est noté."
    except DomainError as refused:
        messages.error(request, str(refused))
    return ""
