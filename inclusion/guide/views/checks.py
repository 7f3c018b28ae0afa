"""The monthly question: the page that a place opens from its e-mail, and what waits for the coordination."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from inclusion.core import limits
from inclusion.core.access import MemberRequest, NetworkRequest, Permission, public_in_network, requires, unlisted
from inclusion.core.french.hours import french_week
from inclusion.core.french.phones import shown_phone
from inclusion.core.web.acting import stamp
from inclusion.core.web.forms import submitted
from inclusion.guide.actions import checks as actions
from inclusion.guide.enums import CheckAnswer
from inclusion.guide.forms.places import CheckForm
from inclusion.guide.models import PlaceCheck
from inclusion.guide.views.page import place_tabs, shown

#: Answers that one address may give in ten minutes.
MAX_ANSWERS, WINDOW = 20, 600
SLOW_DOWN = "Trop de réponses depuis votre adresse. Attendez dix minutes, puis reprenez."


@never_cache
@unlisted
@public_in_network
def place_check(request: NetworkRequest, token: str) -> HttpResponse:
    """What the guide says of the place, and three buttons; opening the page writes nothing."""
    check = get_object_or_404(PlaceCheck.objects.select_related("place"), token=token)
    form = CheckForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if not limits.consume("place_check", get_adapter().get_client_ip(request), most=MAX_ANSWERS, seconds=WINDOW):
            form.add_error(None, SLOW_DOWN)
            status = 429
        elif submitted(request, form, lambda data: actions.answer_check(check, **data, at=timezone.now())):
            return redirect("place_check", request.network.slug, token)
    return render(request, "inclusion/guide/place_check.html", _asked(check) | {"form": form}, status=status)


def _asked(check: PlaceCheck) -> dict[str, object]:
    today = timezone.localdate()
    place = check.place
    return {
        "check": check,
        "place": place,
        "answers": CheckAnswer,
        "takes": actions.takes_answers(check, on=today) and not place.is_closed and not place.merged_into_id,
        "week": french_week(place.opening_hours, after=today),
        "hours": shown(place, "opening_hours"),
        "phone": shown_phone(place.phone),
        "services": shown(place, "services"),
    }


@requires(Permission.GUIDE_MANAGE)
def place_check_list(request: MemberRequest) -> HttpResponse:
    """What places want corrected or say is closed, and the questions that did not arrive."""
    context = {
        "to_settle": PlaceCheck.objects.to_settle().select_related("place"),
        "not_sent": PlaceCheck.objects.not_sent().select_related("place")[:100],
        "months": PlaceCheck.objects.by_month()[:6],
        "answers": CheckAnswer,
        "tabs": place_tabs(request.member, "checks"),
    }
    return render(request, "inclusion/guide/place_check_list.html", context)


@requires(Permission.GUIDE_MANAGE)
@require_POST
def place_check_settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Note that an answer was dealt with."""
    check = get_object_or_404(PlaceCheck, pk=pk)
    actions.settle_check(check, **stamp(request))
    messages.success(request, "C’est noté comme traité.")
    return redirect("place_check_list", request.network.slug)
