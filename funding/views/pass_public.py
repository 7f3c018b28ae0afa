"""The page that the code of a pass leads to: for whoever holds one, and for the place that is handed it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from funding.actions.redemptions import find_pass
from funding.models import Pass, PassProgramme, TrainingPlace
from funding.views.code_tries import may_try
from inclusion.core.access import Permission, public_in_network, unlisted


@unlisted
@public_in_network
@never_cache
def pass_public(request: HttpRequest, code: str) -> HttpResponse:
    """What a pass is and how to use it; never anything about the person, nor where it served."""
    if not may_try(request=request):
        return render(request, "funding/pass_public.html", {"found": None, "slow_down": True}, status=429)
    found = find_pass(code)
    context = {
        "found": found,
        "slow_down": False,
        "today": timezone.localdate(),
        "may_use": found is not None and _accepts(request, found),
    }
    return render(request, "funding/pass_public.html", context, status=200 if found else 404)


def _accepts(request: HttpRequest, one: Pass) -> bool:
    """Whether a place of the visitor's own organisation takes this pass."""
    if request.member is None or not request.member.may(Permission.PASSES_REDEEM):
        return False
    programme = PassProgramme.objects.get(pk=one.booklet.programme_id)
    return TrainingPlace.objects.accepting(programme).filter(partner=request.member.partner).exists()
