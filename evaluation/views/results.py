"""Pages of results: what is published of a survey, the same for every member, whatever is asked in the address."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from evaluation.enums import PublishedPart
from evaluation.models import Campaign, Publication, Survey
from evaluation.rules.findings import WHY_HIDDEN, WHY_NO_TEXTS, PairedFindings
from evaluation.views.results_groups import change_page, question_page
from evaluation.views.results_page import moment_page
from evaluation.views.results_paired import paired_page
from evaluation.views.tabs import tabs
from inclusion.core.access import Member, Permission, requires
from inclusion.core.models.networks import Network


@requires(Permission.EVALUATION_VIEW)
def result_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One part of what is published (`?part=`), or when it will be."""
    survey = get_object_or_404(Survey.objects.visible_to(request.member), pk=pk)
    published = _published(survey)
    asked = request.GET.get("part", "")
    if asked and asked not in PublishedPart.values:
        raise Http404(asked)
    publication = published.get(asked) if asked else next(iter(published.values()), None)
    context = _frame(request.member, survey, published, publication)
    if publication is None:
        return render(
            request, "evaluation/result_waiting.html", context | _waiting(survey, asked, request.member)
        )
    found, address = publication.findings, _address(request.network, publication)
    if isinstance(found, PairedFindings):
        return render(request, "evaluation/result_paired.html", context | paired_page(found, address))
    return render(request, "evaluation/result_moment.html", context | moment_page(found, address))


@requires(Permission.EVALUATION_VIEW)
def result_question(request: HttpRequest, pk: int, part: str, code: str) -> HttpResponse:
    """One question by groups: `?par=` a dimension, `?tri=` names or people."""
    survey = get_object_or_404(Survey.objects.visible_to(request.member), pk=pk)
    published = _published(survey)
    if part not in published:
        raise Http404(part)
    found = published[part].findings
    chosen = {"by": request.GET.get("par", ""), "order": request.GET.get("tri", "")}
    paired = isinstance(found, PairedFindings)
    rows = found.changes if paired else found.questions
    one = next((row for row in rows if row.code == code and row.groups), None)
    if one is None:
        raise Http404(code)
    shown = change_page(found, one, **chosen) if paired else question_page(found, one, **chosen)
    context = _frame(request.member, survey, published, published[part]) | {"found": found, "code": code}
    return render(request, "evaluation/result_question.html", context | shown)


def _published(survey: Survey) -> dict[str, Publication]:
    """What is published by part, in the order of the parts."""
    found = {publication.part: publication for publication in survey.publications.all()}
    return {part: found[part] for part in PublishedPart.values if part in found}


def _address(network: Network, publication: Publication) -> Callable[[str], str]:
    def of(code: str) -> str:
        return reverse("result_question", args=[network.slug, publication.survey_id, publication.part, code])

    return of


def _frame(
    member: Member, survey: Survey, published: dict[str, Publication], current: Publication | None
) -> dict[str, Any]:
    here = reverse("result_detail", args=[member.network.slug, survey.pk])
    return {
        "survey": survey,
        "tabs": tabs(member, "surveys"),
        "parts": [
            {"label": one.get_part_display(), "url": f"{here}?part={part}", "current": one == current}
            for part, one in published.items()
        ],
        "publication": current,
        "part": current.part if current else "",
        "why_hidden": WHY_HIDDEN,
        "why_no_texts": WHY_NO_TEXTS,
        "may_take_microdata": member.may(Permission.EVALUATION_MICRODATA),
    }


def _waiting(survey: Survey, asked: str, member: Member) -> dict[str, Any]:
    return {
        "awaits_pairs": asked == PublishedPart.PAIRED,
        "campaigns": Campaign.objects.visible_to(member).filter(survey=survey).order_by("end", "pk"),
    }
