"""The page on which a place uses passes, without JavaScript: codes, what they are worth, the session, one click."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from funding.actions.redemptions import Reading, Scan, read_code
from funding.actions.redemptions import redeem as use_pass
from funding.forms.redemptions import MAX_AT_ONCE, MAX_IN_A_BATCH, Basket, ConfirmForm, RedeemForm
from funding.models import Redemption, ScanRefusal, TrainingPlace
from funding.views.code_tries import SLOW_DOWN, may_try
from inclusion.core.access import Member, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, brief_euros
from inclusion.core.models.networks import User

#: Names of earlier sessions that are offered for each place.
SESSIONS_OFFERED = 8
#: Uses in which they are looked for.
USES_LOOKED_AT = 300


@dataclass(frozen=True)
class Row:
    """One code of the list: what was read, and the identity of its scan."""

    reading: Reading
    key: UUID


@dataclass(frozen=True)
class Answer:
    """What became of one confirmed code; an empty sentence: it was used."""

    code: str
    sentence: str
    value: Decimal = ZERO


def places_of(member: Member) -> list[TrainingPlace]:
    """The places of the member's organisation that accept passes."""
    return list(TrainingPlace.objects.run_by(member).filter(accepts_passes=True))


def chosen(places: Iterable[TrainingPlace], pk: Any) -> TrainingPlace:
    """The place of this key among these; 404 where it is none of them."""
    for place in places:
        if str(place.pk) == str(pk):
            return place
    raise Http404


@requires(Permission.PASSES_REDEEM)
@never_cache
def redeem(request: HttpRequest) -> HttpResponse:
    """Look at codes, then use them: each step sends the whole list along."""
    places = places_of(request.member)
    if not places:
        return render(request, "funding/redeem_nowhere.html")
    if request.method != "POST":
        basket = Basket(_asked_for(request))
        return _page(request, places, RedeemForm(places=places), places[0], basket)
    place = chosen(places, request.POST.get("place"))
    basket = Basket(request.POST)
    if request.POST.get("step") != "confirm":
        return _page(request, places, _form_without_codes(request, places), place, basket)
    form = ConfirmForm({**request.POST.dict(), "codes": ""}, places=places)
    if basket.typed:
        messages.info(request, "Vérifiez les pass ajoutés à la liste, puis confirmez.")
    elif form.is_valid() and 0 < len(basket.to_use) <= MAX_AT_ONCE:
        return _confirmed(request, place, basket, form.cleaned_data)
    return _page(request, places, form, place, basket)


def _asked_for(request: HttpRequest) -> Any:
    """The code that the page of a pass leads here with."""
    data = request.GET.copy()
    data["codes"] = request.GET.get("code", "")
    return data


def _form_without_codes(request: HttpRequest, places: list[TrainingPlace]) -> RedeemForm:
    """The form with what was said of the session, and no codes: they are in the list now."""
    kept = {
        name: request.POST.get(name) for name in ("place", "session", "used_on") if request.POST.get(name)
    }
    return RedeemForm(places=places, initial=kept)


def _page(
    request: HttpRequest, places: list[TrainingPlace], form: RedeemForm, place: TrainingPlace, basket: Basket
) -> HttpResponse:
    """The page with its list; nothing is looked at once too many codes were tried, and nothing is lost then."""
    problem = ""
    if len(basket.all) > MAX_AT_ONCE:
        problem = f"Confirmez au plus {MAX_AT_ONCE} pass à la fois\u00a0: retirez-en de cette liste."
    elif basket.all and not may_try(len(basket.all), request=request):
        problem = SLOW_DOWN
    now = timezone.now()
    rows = [] if problem else [Row(read_code(place, code, at=now), key) for code, key in basket.all.items()]
    if problem:
        form = _form_without_codes(request, places)
        form.initial["codes"] = "\n".join(basket.all)
    usable = [row.reading.value for row in rows if row.reading.usable]
    sessions = sessions_of(places)
    context = {
        "form": form,
        "rows": rows,
        "problem": problem,
        "usable": len(usable),
        "confirm_label": confirm_label(usable),
        "place": place,
        "sessions": sessions[place.pk],
        "config": config_of(places, sessions, request=request),
    }
    return render(request, "funding/redeem.html", context, status=429 if problem == SLOW_DOWN else 200)


def confirm_label(values: list[Decimal]) -> str:
    """What the button does, with the sum as it is made: « Confirmer 3 pass (3 × 10 €) »."""
    if not values:
        return "Confirmer"
    worth = f"{len(values)}\u00a0×\u00a0{brief_euros(values[0])}"
    if len(values) == 1 or len(set(values)) > 1:
        worth = brief_euros(sum(values, ZERO))
    return f"Confirmer {len(values)}\u00a0pass ({worth})"


def sessions_of(places: list[TrainingPlace]) -> dict[int, list[str]]:
    """The names of the last sessions of each place, the latest first."""
    lately = Redemption.objects.standing().filter(place__in=places).order_by("-recorded_at", "-pk")
    found: dict[int, list[str]] = {place.pk: [] for place in places}
    for place, session in lately.values_list("place_id", "session")[:USES_LOOKED_AT]:
        if session not in found[place] and len(found[place]) < SESSIONS_OFFERED:
            found[place].append(session)
    return found


def config_of(
    places: list[TrainingPlace], sessions: dict[int, list[str]], *, request: HttpRequest
) -> dict[str, Any]:
    """What the page's script has to know; it is kept on the telephone with the page, so nothing of anybody helped."""
    slug = request.network.slug
    page = reverse("redeem", args=[slug])
    names = ("look", "read", "send", "worker")
    return {
        "network": slug,
        "account": request.user.pk,
        "places": [{"pk": place.pk, "name": place.name, "sessions": sessions[place.pk]} for place in places],
        "urls": {name: reverse(f"redeem_{name}", args=[slug]) for name in names},
        "page": page,
        "login": f"{reverse('account_login')}?next={page}",
        "most": MAX_IN_A_BATCH,
    }


def _confirmed(
    request: HttpRequest, place: TrainingPlace, basket: Basket, said: dict[str, Any]
) -> HttpResponse:
    """Use what was confirmed and say what became of each."""
    if not may_try(len(basket.to_use), request=request):
        messages.warning(request, SLOW_DOWN)
        places = places_of(request.member)
        return _page(request, places, _form_without_codes(request, places), place, basket)
    answers = [
        answer_to(place, Scan(code, said["session"], said["used_on"], key), by=request.user)
        for code, key in basket.to_use.items()
    ]
    used = [one for one in answers if not one.sentence]
    context = {
        "place": place,
        "session": said["session"],
        "used_on": said["used_on"],
        "used": used,
        "owed": sum((one.value for one in used), ZERO),
        "refused": [one for one in answers if one.sentence],
    }
    return render(request, "funding/redeem_done.html", context)


def answer_to(place: TrainingPlace, scan: Scan, *, by: User) -> Answer:
    """Use one pass, and say what became of it."""
    try:
        outcome = use_pass(place, scan, by=by, at=timezone.now())
    except DomainError as refused:
        return Answer(scan.code, str(refused))
    if isinstance(outcome, ScanRefusal):
        return Answer(outcome.code, f"{outcome.get_reason_display()}.")
    if outcome.taken_back_at is not None:
        return Answer(outcome.one_pass.code, "Cette utilisation a été annulée depuis.")
    return Answer(outcome.one_pass.code, "", outcome.one_pass.value)
