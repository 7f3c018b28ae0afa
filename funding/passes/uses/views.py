"""Pages on which a place uses passes, and pages of what was used."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from funding.passes.booklets.models import SERVED, Booklet, Pass
from funding.passes.enums import PassState
from funding.passes.programmes.forms import WithdrawForm
from funding.passes.programmes.models import PassProgramme, TrainingPlace
from funding.passes.uses.actions import (
    Reading,
    Scan,
    codes_of_picture,
    find_pass,
    letter_facts,
    read_code,
    refusal_sentence,
    settle_refusal,
    withdraw,
)
from funding.passes.uses.actions import redeem as use_pass
from funding.passes.uses.forms import (
    LARGEST_PICTURE,
    MAX_AT_ONCE,
    MAX_IN_A_BATCH,
    Basket,
    ConfirmForm,
    RedeemForm,
    ScanForm,
    SettleForm,
)
from funding.passes.uses.lists import (
    RedemptionFilter,
    RedemptionTable,
    RefusalFilter,
    RefusalTable,
    SettledByCoordinationTable,
)
from funding.passes.uses.models import Redemption, ScanRefusal
from inclusion.core import limits
from inclusion.core.access import (
    Member,
    MemberRequest,
    NetworkRequest,
    Permission,
    public_in_network,
    requires,
    unlisted,
)
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, brief_euros
from inclusion.core.french.periods import plain_date
from inclusion.core.models.networks import User
from inclusion.core.web import parameters
from inclusion.core.web.acting import stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing

# -- Limits of attempts

#: Codes that a visitor's address may try in a minute: enough for a sheet of passes, too few to guess any.
MAX_TRIES = 30
#: Codes that a member of a place may try in five minutes: a full session with its booklets, looked at and then used.
MAX_BY_MEMBER = 400
#: Codes that may be tried from one address in five minutes: several members of a place behind one connection.
MAX_BY_ADDRESS = 1200
WINDOW = 300  # seconds
#: Pictures of a camera that a member may send in a minute to have them read.
MAX_PICTURES = 120

SLOW_DOWN = "Trop de codes ont été essayés. Attendez cinq minutes, puis recommencez\u00a0: rien n’est perdu."


def may_try(codes: int = 1, *, request: MemberRequest) -> bool:
    """Count codes that are about to be tried; False once there were too many."""
    address = get_adapter().get_client_ip(request)
    if request.member is None or not request.member.may(Permission.PASSES_REDEEM):
        return limits.consume("pass_public", address, most=MAX_TRIES, seconds=60, times=codes)
    member = limits.consume("pass_member", str(request.user.pk), most=MAX_BY_MEMBER, seconds=WINDOW, times=codes)
    by_address = limits.consume("pass_address", address, most=MAX_BY_ADDRESS, seconds=WINDOW, times=codes)
    return member and by_address


def may_send_picture(*, request: HttpRequest) -> bool:
    """Count a picture that is about to be read."""
    return limits.consume("pass_picture", str(request.user.pk), most=MAX_PICTURES, seconds=60)


# -- The page of a pass's code


@unlisted
@public_in_network
@never_cache
def pass_public(request: NetworkRequest, code: str) -> HttpResponse:
    """What a pass is and how to use it; never anything about the person, nor where it served."""
    if not may_try(request=request):
        return render(request, "funding/passes/pass_public.html", {"found": None, "slow_down": True}, status=429)
    found = find_pass(code)
    today = timezone.localdate()
    context = {
        "found": found,
        "slow_down": False,
        "today": today,
        "others": Pass.objects.filter(booklet=found.booklet_id).usable_on(today).count() if found else 0,
        "letter": letter_facts(found) if found else {},
        "may_use": found is not None and _accepts(request, found),
    }
    return render(request, "funding/passes/pass_public.html", context, status=200 if found else 404)


def _accepts(request: MemberRequest, one: Pass) -> bool:
    """Whether a place of the visitor's own organisation takes this pass."""
    if request.member is None or not request.member.may(Permission.PASSES_REDEEM):
        return False
    programme = PassProgramme.objects.get(pk=one.booklet.programme_id)
    return TrainingPlace.objects.accepting(programme).filter(partner=request.member.partner).exists()


# -- The page of redemptions, without JavaScript

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
def redeem(request: MemberRequest) -> HttpResponse:
    """Look at codes, then use them: each step sends the whole list along."""
    places = places_of(request.member)
    if not places:
        return render(request, "funding/passes/redeem_nowhere.html")
    if request.method != "POST":
        # The code that the page of a pass leads here with.
        data = request.GET.copy()
        data["codes"] = request.GET.get("code", "")
        basket = Basket(data)
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


def _form_without_codes(request: HttpRequest, places: list[TrainingPlace]) -> RedeemForm:
    """The form with what was said of the session, and no codes: they are in the list now."""
    kept = {name: request.POST.get(name) for name in ("place", "session", "used_on") if request.POST.get(name)}
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
    day: dict[str, Any] = {"used_on": _session_day(request), "at": timezone.now()}
    rows = [] if problem else [Row(read_code(place, code, **day), key) for code, key in basket.all.items()]
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
    return render(request, "funding/passes/redeem.html", context, status=429 if problem == SLOW_DOWN else 200)


def _session_day(request: HttpRequest) -> date | None:
    """The day of the session, as far as it was said."""
    try:
        found: date | None = RedeemForm.base_fields["used_on"].clean(request.POST.get("used_on", ""))
    except ValidationError:
        return None
    return found


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


def config_of(places: list[TrainingPlace], sessions: dict[int, list[str]], *, request: MemberRequest) -> dict[str, Any]:
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


def _confirmed(request: MemberRequest, place: TrainingPlace, basket: Basket, said: dict[str, Any]) -> HttpResponse:
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
    return render(request, "funding/passes/redeem_done.html", context)


def answer_to(place: TrainingPlace, scan: Scan, *, by: User) -> Answer:
    """Use one pass, and say what became of it."""
    try:
        outcome = use_pass(place, scan, by=by, at=(at := timezone.now()))
    except DomainError as refused:
        return Answer(scan.code, str(refused))
    if isinstance(outcome, ScanRefusal):
        return Answer(outcome.code, refusal_sentence(outcome.reason, outcome.one_pass, place, at=at))
    if outcome.taken_back_at is not None:
        return Answer(outcome.one_pass.code, "Cette utilisation a été annulée depuis.")
    return Answer(outcome.one_pass.code, "", outcome.one_pass.value)


# -- Requests of the page's script


def _own_place(request: MemberRequest, pk: Any) -> TrainingPlace:
    """A place of the member's organisation, whether or not it accepts passes today: the answer says so then."""
    return get_object_or_404(TrainingPlace.objects.run_by(request.member), pk=parameters.key(pk))


@requires(Permission.PASSES_REDEEM)
@require_POST
@never_cache
def redeem_look(request: MemberRequest) -> HttpResponse:
    """What a place sees of one code."""
    place = _own_place(request, request.POST.get("place", ""))
    if not may_try(request=request):
        return JsonResponse({"sentence": SLOW_DOWN}, status=429)
    used_on, code = _session_day(request), request.POST.get("code", "")
    reading = read_code(place, code, used_on=used_on, at=timezone.now())
    answer: dict[str, Any] = {"code": reading.code, "reason": reading.reason}
    if reading.usable:
        answer |= {
            "value": str(reading.value),
            "shown": brief_euros(reading.value),
            "first_name": reading.first_name,
            "until": plain_date(reading.until),
        }
    return JsonResponse(answer)


@requires(Permission.PASSES_REDEEM)
@takes_files(LARGEST_PICTURE)
@require_POST
@never_cache
def redeem_read(request: MemberRequest) -> HttpResponse:
    """The codes that a frame of a camera shows; what is no picture, too large or without a code is answered quietly."""
    if not may_send_picture(request=request):
        return JsonResponse({"codes": [], "sentence": SLOW_DOWN}, status=429)
    frame = request.FILES.get("frame")
    if frame is None or frame.size > LARGEST_PICTURE:
        return JsonResponse({"codes": []})
    return JsonResponse({"codes": codes_of_picture(frame.read())})


@requires(Permission.PASSES_REDEEM)
@never_cache
def redeem_send(request: MemberRequest) -> HttpResponse:
    """GET: who is signed in, for which places, with a fresh token. POST: use scans that were kept, each once."""
    if request.method != "POST":
        places = TrainingPlace.objects.run_by(request.member).values_list("pk", flat=True)
        token = get_token(request)
        return JsonResponse({"account": request.user.pk, "places": list(places), "token": token})
    sent = _sent(request)
    if sent is None:
        return JsonResponse({"sentence": "Cet envoi n’a pas été compris\u00a0: rien n’est perdu."}, status=400)
    place = _own_place(request, sent["place"])
    if not may_try(len(sent["scans"]), request=request):
        return JsonResponse({"sentence": SLOW_DOWN}, status=429)
    answers = [_answer(request, place, one) for one in sent["scans"]]
    return JsonResponse({"answers": answers})


def _sent(request: HttpRequest) -> dict[str, Any] | None:
    """The batch as it came, where it has the shape of one."""
    try:
        sent = parameters.json_body(request)
    except ValueError:
        return None
    if not isinstance(sent, dict) or not isinstance(sent.get("scans"), list) or "place" not in sent:
        return None
    scans = sent["scans"]
    fit = len(scans) <= MAX_IN_A_BATCH and all(isinstance(one, dict) for one in scans)
    return sent if fit else None


def _answer(request: HttpRequest, place: TrainingPlace, sent: dict[str, Any]) -> dict[str, Any]:
    """What became of one scan, under the identity that it came with."""
    said = {name: value for name, value in sent.items() if not isinstance(value, dict | list)}
    plain = {name: value if isinstance(value, bool) else str(value) for name, value in said.items()}
    scan, form = said.get("key"), ScanForm(plain)
    if not form.is_valid():
        errors = [sentence for sentences in form.errors.values() for sentence in sentences]
        return {"key": scan, "state": "refused", "sentence": f"Ce scan est incomplet\u00a0: {errors[0]}"}
    answer = answer_to(place, Scan(**form.cleaned_data), by=request.user)
    if answer.sentence:
        return {"key": scan, "state": "refused", "sentence": answer.sentence}
    return {"key": scan, "state": "accepted", "value": str(answer.value)}


@public_in_network
def redeem_worker(request: NetworkRequest) -> HttpResponse:
    """The service worker that opens the page without a connection: for that page and what it is made of alone."""
    page = reverse("redeem", args=[request.network.slug])
    config = {
        "page": page,
        "pieces": [
            settings.STATIC_URL,
            reverse("theme", args=[request.network.slug]),
            reverse("network_logo", args=[request.network.slug]),
        ],
        "network": request.network.slug,
    }
    source = render_to_string("funding/passes/redeem_worker.js", {"config": json.dumps(config)})
    made_of = source + static("js/camera.js") + static("js/redeem.js") + static("css/components.css")
    version = hashlib.sha256(made_of.encode()).hexdigest()[:12]
    response = HttpResponse(source.replace("@version@", version), content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = page
    response.headers["Cache-Control"] = "no-cache"
    return response


# -- Pages of redemptions and of refused scans

#: What was used and what became of it, for a list and its sums.
SUMS = {
    "used": Q(taken_back_at=None),
    "open": Q(taken_back_at=None, one_pass__state=PassState.REDEEMED, asked=False),
    "asked": Q(taken_back_at=None, one_pass__state=PassState.REDEEMED, asked=True),
    "paid": Q(taken_back_at=None, one_pass__state=PassState.PAID),
    "lapsed": Q(taken_back_at=None, one_pass__state=PassState.LAPSED),
    "taken_back": Q(taken_back_at__isnull=False),
}


def uses_of(member: Member) -> QuerySet[Redemption]:
    """The uses that the member may see, each with `asked`: whether a reimbursement names it."""
    uses = Redemption.objects.visible_to(member).with_asked()
    return uses.select_related("one_pass__booklet", "place")


def _tabs(request: MemberRequest) -> dict[str, int]:
    return {"open_refusals": ScanRefusal.objects.visible_to(request.member).open().count()}


@requires(Permission.PASSES_REDEEM, Permission.REIMBURSEMENTS_DECIDE)
def redemption_list(request: MemberRequest) -> HttpResponse:
    """What was used, where and when, and what became of it; a place sees its own."""
    uses = uses_of(request.member)
    return listing(
        request,
        queryset=uses,
        table=RedemptionTable,
        template="funding/passes/redemption_list.html",
        name=f"pass-utilises-{timezone.localdate():%Y-%m-%d}",
        filterset=RedemptionFilter,
        sums=_sums(RedemptionFilter(request.GET or None, queryset=uses, request=request).qs),
        may_use=request.member.may(Permission.PASSES_REDEEM),
        **_tabs(request),
    )


def _sums(uses: QuerySet[Redemption]) -> dict[str, Any]:
    """How many and how much, of all and by what became of them."""
    counts = {f"{name}_count": Count("pk", filter=which) for name, which in SUMS.items()}
    values = {f"{name}_value": Sum("one_pass__value", filter=which, default=ZERO) for name, which in SUMS.items()}
    return uses.order_by().aggregate(**counts, **values)


@requires(Permission.PASSES_REDEEM, Permission.REIMBURSEMENTS_DECIDE)
def refusal_list(request: MemberRequest) -> HttpResponse:
    """Scans that could not become a use; a place sees its own, the coordination decides."""
    decides = request.member.may(Permission.REIMBURSEMENTS_DECIDE)
    refusals = ScanRefusal.objects.visible_to(request.member).select_related("place")
    return listing(
        request,
        queryset=refusals,
        table=SettledByCoordinationTable if decides else RefusalTable,
        template="funding/passes/refusal_list.html",
        name=f"pass-refuses-{timezone.localdate():%Y-%m-%d}",
        filterset=RefusalFilter,
        decides=decides,
        **_tabs(request),
    )


@requires(Permission.REIMBURSEMENTS_DECIDE)
def refusal_settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what was decided about a refused scan."""
    refusal = get_object_or_404(ScanRefusal.objects.select_related("place", "one_pass"), pk=pk)
    form = SettleForm(request.POST or None)
    done = submitted(request, form, lambda said: settle_refusal(refusal, **stamp(request), **said))
    if done:
        messages.success(request, "C’est noté\u00a0: le lieu lira cette phrase.")
        return redirect("refusal_list", request.network.slug)
    used = Redemption.objects.standing().filter(one_pass=refusal.one_pass).select_related("place")
    context = {"refusal": refusal, "form": form, "used": used.first() if refusal.one_pass_id else None}
    return render(request, "funding/passes/refusal_settle.html", context)


# -- Cancellation of booklets


@requires(Permission.PASSES_MANAGE)
def booklet_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask why, then cancel what is left of a booklet that was lost, stolen, or came back."""
    booklets = Booklet.objects.select_related("beneficiary", "programme")
    booklet = get_object_or_404(booklets, pk=pk)
    form = WithdrawForm(request.POST or None)
    done = submitted(request, form, lambda data: withdraw(booklet, **data, **stamp(request)))
    if done:
        words = Pass.objects.filter(booklet=booklet).tally_words()
        messages.success(request, f"Les pass restants sont annulés\u00a0: {words}.")
        return redirect(booklet.letter)
    context = {
        "booklet": booklet,
        "person": booklet.beneficiary,
        "letter": booklet.letter,
        "form": form,
        "tally": Pass.objects.filter(booklet=booklet).tally(),
        "served": Pass.objects.filter(booklet=booklet, state__in=SERVED).count(),
    }
    return render(request, "funding/passes/booklet_withdraw.html", context)
