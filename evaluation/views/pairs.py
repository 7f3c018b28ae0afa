"""Answers that nearly find each other: brought together by a person who learns nothing of whose they are."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from evaluation.actions.surveys import accept_pairs, pairing_blocker, pairs_of
from evaluation.models import Survey
from evaluation.rules.participation import reached
from evaluation.views.tabs import tabs
from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many


@requires(Permission.EVALUATION_MANAGE)
def survey_pairs(request: HttpRequest, pk: int) -> HttpResponse:
    """The pairs whose codes differ in one answer of four; some or all are accepted."""
    survey = get_object_or_404(Survey.objects.select_related("network"), pk=pk, pairs=True)
    why = "Les codes sont détruits." if survey.is_closed else pairing_blocker(survey)
    found = None if why else pairs_of(survey)
    likely = _named(found.likely) if found else {}
    if request.method == "POST":
        asked = request.POST.getlist("paire")
        chosen = [likely[name] for name in asked if name in likely] or (
            list(likely.values()) if "toutes" in request.POST else []
        )
        return _accepted(request, survey, chosen)
    context = {
        "survey": survey,
        "tabs": tabs(request.member, "surveys"),
        "why": why,
        "likely": sorted(likely),
        "found": found,
        # In steps: results tell of no smaller number of pairs either.
        "exact": reached(len(found.found) if found else 0),
        "doubles": reached(found.doubles if found else 0),
    }
    return render(request, "evaluation/survey_pairs.html", context)


def _named(pairs: tuple[tuple[int, int], ...]) -> dict[str, tuple[int, int]]:
    """Each pair under a name that tells neither which answers it is of nor when they came."""
    return {
        salted_hmac("evaluation.pairs", f"{one}-{two}", algorithm="sha256").hexdigest()[:20]: (one, two)
        for one, two in pairs
    }


def _accepted(request: HttpRequest, survey: Survey, chosen: list[tuple[int, int]]) -> HttpResponse:
    """Bring the chosen pairs together, and say so."""
    try:
        if not chosen:
            raise DomainError("Rien n’est rapproché\u00a0: cette proposition n’existe plus.")
        accept_pairs(survey, chosen, by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        words = so_many(len(chosen), "rapprochement est accepté", "rapprochements sont acceptés")
        messages.success(request, f"{words}.")
    return redirect("survey_pairs", survey.network.slug, survey.pk)
