"""One's own entry, by a personal link: read, corrected, confirmed, shown to more people or to nobody."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from inclusion.core import limits
from inclusion.core.access import NetworkRequest, public_in_network, unlisted
from inclusion.core.french.phones import shown_phone
from inclusion.core.web.acting import confirmed
from inclusion.core.web.forms import submitted
from inclusion.mediators.actions import consents
from inclusion.mediators.actions.entries import change_helper
from inclusion.mediators.enums import ConsentSource
from inclusion.mediators.forms import ConsentForm, OwnEntryForm
from inclusion.mediators.models import Helper
from inclusion.mediators.queries import helper_of_link, place_rows
from inclusion.mediators.rules import KEPT_MONTHS, REASON

#: Links that one address of the internet may try in a minute.
MAX_LOOKS, MINUTE = 60, 60


def helper_behind(signed: str, address: str) -> Helper:
    """Whose link it is, for an address of the internet that has not guessed too often."""
    if not limits.consume("helper_own", address, most=MAX_LOOKS, seconds=MINUTE):
        raise Http404("too many looks")
    helper = helper_of_link(signed, on=timezone.localdate())
    if helper is None:
        raise Http404("no such link")
    return helper


def _address(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))


@never_cache
@unlisted
@public_in_network
def helper_own(request: NetworkRequest, signed: str) -> HttpResponse:
    """The own entry; opening the page writes nothing."""
    helper, today = helper_behind(signed, _address(request)), timezone.localdate()
    context = {
        "helper": helper,
        "signed": signed,
        "is_stale": helper.is_stale(on=today),
        "confirmed_today": helper.confirmed_on == today,
        "phone": shown_phone(helper.phone),
        "places": list(place_rows().filter(helper=helper)),
        "services": [one.replace("'", "’") for one in helper.services],
        "epcis": [one.epci for one in helper.territories.select_related("epci")],
        "trainings": list(helper.trainings.all()),
        "reason": REASON,
        "months": KEPT_MONTHS,
    }
    return render(request, "inclusion/mediators/helper_own.html", context)


@never_cache
@unlisted
@public_in_network
def helper_own_edit(request: NetworkRequest, signed: str) -> HttpResponse:
    """Correct the own entry."""
    helper = helper_behind(signed, _address(request))
    form = OwnEntryForm(request.POST or None, helper=helper)
    changed = submitted(request, form, lambda data: change_helper(helper, **data, by=None, at=timezone.now()))
    if changed:
        messages.success(request, "Votre fiche est à jour. Merci.")
        return redirect("helper_own", request.network.slug, signed)
    context = {"form": form, "helper": helper, "signed": signed}
    return render(request, "inclusion/mediators/helper_own_edit.html", context)


@never_cache
@unlisted
@public_in_network
def helper_own_consent(request: NetworkRequest, signed: str) -> HttpResponse:
    """Choose what is shown, and to whom."""
    helper = helper_behind(signed, _address(request))
    form = ConsentForm(request.POST or None, helper=helper, is_own=True)
    chosen = submitted(
        request,
        form,
        lambda data: consents.set_consent(helper, source=ConsentSource.PERSON, **data, by=None, at=timezone.now()),
    )
    if chosen:
        messages.success(request, "C’est noté, et cela compte dès maintenant.")
        return redirect("helper_own", request.network.slug, signed)
    context = {"form": form, "helper": helper, "signed": signed}
    return render(request, "inclusion/mediators/helper_own_consent.html", context)


@never_cache
@unlisted
@public_in_network
def helper_own_confirm(request: NetworkRequest, signed: str) -> HttpResponse:
    """Say that the own entry is right; opening the page asks first, the button of the entry does not."""
    helper = helper_behind(signed, _address(request))
    return confirmed(
        request,
        lambda: consents.confirm(helper, by=None, at=timezone.now()),
        done="Merci. Votre fiche est confirmée pour un an.",
        back=reverse("helper_own", args=[request.network.slug, signed]),
        question="Votre fiche est-elle juste\u00a0?",
        consequence="Elle sera confirmée pour un an.",
        action_label="Confirmer ma fiche",
    )


@never_cache
@unlisted
@public_in_network
def helper_own_withdraw(request: NetworkRequest, signed: str) -> HttpResponse:
    """Take back all that was agreed to, at once."""
    helper = helper_behind(signed, _address(request))
    return confirmed(
        request,
        lambda: consents.withdraw(helper, source=ConsentSource.PERSON, by=None, at=timezone.now()),
        done="Votre accord est retiré. Plus personne d’autre que votre employeur et la coordination ne vous voit.",
        back=reverse("helper_own", args=[request.network.slug, signed]),
        question="Retirer votre accord\u00a0?",
        consequence="Avec effet immédiat, plus rien n’est montré de vous aux partenaires ni au public.",
        action_label="Retirer mon accord",
        danger=True,
    )
