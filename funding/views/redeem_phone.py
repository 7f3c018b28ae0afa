"""What the script of the page asks for: what a code is worth, what a camera sees, what became of kept scans."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from funding.actions.redemptions import Scan, read_code
from funding.documents.codes_read import codes_of_picture
from funding.forms.redemptions import LARGEST_PICTURE, MAX_IN_A_BATCH, ScanForm
from funding.models import TrainingPlace
from funding.views.code_tries import SLOW_DOWN, may_send_picture, may_try
from funding.views.redeem import answer_to
from inclusion.core.access import Permission, public_in_network, requires
from inclusion.core.french.money import brief_euros
from inclusion.core.french.periods import plain_date
from inclusion.core.web import parameters
from inclusion.core.web.body_size import takes_files


def _own_place(request: HttpRequest, pk: Any) -> TrainingPlace:
    """A place of the member's organisation, whether or not it accepts passes today: the answer says so then."""
    return get_object_or_404(TrainingPlace.objects.run_by(request.member), pk=parameters.key(pk))


@requires(Permission.PASSES_REDEEM)
@require_POST
@never_cache
def redeem_look(request: HttpRequest) -> HttpResponse:
    """What a place sees of one code."""
    place = _own_place(request, request.POST.get("place", ""))
    if not may_try(request=request):
        return JsonResponse({"sentence": SLOW_DOWN}, status=429)
    reading = read_code(place, request.POST.get("code", ""), at=timezone.now())
    told: dict[str, Any] = {"code": reading.code, "reason": reading.reason}
    if reading.usable:
        told |= {
            "value": str(reading.value),
            "shown": brief_euros(reading.value),
            "first_name": reading.first_name,
            "until": plain_date(reading.until),
        }
    return JsonResponse(told)


@requires(Permission.PASSES_REDEEM)
@takes_files(LARGEST_PICTURE)
@require_POST
@never_cache
def redeem_read(request: HttpRequest) -> HttpResponse:
    """The codes that a frame of a camera shows; what is no picture, too large or without a code is answered quietly."""
    if not may_send_picture(request=request):
        return JsonResponse({"codes": [], "sentence": SLOW_DOWN}, status=429)
    frame = request.FILES.get("frame")
    if frame is None or frame.size > LARGEST_PICTURE:
        return JsonResponse({"codes": []})
    return JsonResponse({"codes": codes_of_picture(frame.read())})


@requires(Permission.PASSES_REDEEM)
@never_cache
def redeem_send(request: HttpRequest) -> HttpResponse:
    """GET: who is signed in, for which places, with a fresh token. POST: use scans that were kept, each once."""
    if request.method != "POST":
        places = TrainingPlace.objects.run_by(request.member).values_list("pk", flat=True)
        token = get_token(request)
        return JsonResponse({"account": request.user.pk, "places": list(places), "token": token})
    sent = _sent(request)
    if sent is None:
        return JsonResponse(
            {"sentence": "Cet envoi n’a pas été compris\u00a0: rien n’est perdu."}, status=400
        )
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
def redeem_worker(request: HttpRequest) -> HttpResponse:
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
    source = render_to_string("funding/redeem_worker.js", {"config": json.dumps(config)})
    made_of = source + static("js/redeem.js") + static("css/components.css")
    version = hashlib.sha256(made_of.encode()).hexdigest()[:12]
    response = HttpResponse(
        source.replace("@version@", version), content_type="text/javascript; charset=utf-8"
    )
    response.headers["Service-Worker-Allowed"] = page
    response.headers["Cache-Control"] = "no-cache"
    return response
