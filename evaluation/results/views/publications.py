"""Pages of published results, their tables, their report, and answers one by one."""

from collections.abc import Callable
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from evaluation.enums import PublishedPart
from evaluation.results.actions import (
    FRAGILE,
    export_microdata,
    export_results,
    responses_to_export,
    show_to_all,
    withdraw_from_all,
)
from evaluation.results.forms import MicrodataForm
from evaluation.results.models import Publication
from evaluation.results.papers import report_pdf, summary_pdf
from evaluation.results.queries.published import method_of, results_in_brief, summary_of_published, summary_of_survey
from evaluation.results.rules.findings import NO_PUBLIC_TEXTS, WHY_HIDDEN, WHY_NO_TEXTS, PairedFindings, without_texts
from evaluation.results.views.changes import paired_page
from evaluation.results.views.groups import change_page, question_page
from evaluation.results.views.moments import moment_page
from evaluation.surveys.models import Campaign, Survey
from evaluation.tabs import tabs
from inclusion.core.access import Member, MemberRequest, NetworkRequest, Permission, public_in_network, requires
from inclusion.core.models.networks import Network
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.exports import FORMATS, attachment
from inclusion.core.web.forms import submitted


@requires(Permission.EVALUATION_VIEW)
def result_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One part of what is published (`?part=`), or when it will be."""
    survey = get_object_or_404(Survey.objects.visible_to(request.member), pk=pk)
    published = _published(survey)
    asked = request.GET.get("part", "")
    if asked and asked not in PublishedPart.values:
        raise Http404(asked)
    summary = None if asked else summary_of_survey(survey)
    publication = published.get(asked) if asked or summary else next(iter(published.values()), None)
    context = _frame(request.member, survey, published, publication)
    if summary:
        shown = {"summary": summary, "method": method_of(survey)}
        return render(request, "evaluation/results/result_summary.html", context | shown)
    if publication is None:
        return render(
            request, "evaluation/results/result_waiting.html", context | _waiting(survey, asked, request.member)
        )
    found, address = publication.findings, _address(request.network, publication)
    if isinstance(found, PairedFindings):
        return render(request, "evaluation/results/result_paired.html", context | paired_page(found, address))
    return render(request, "evaluation/results/result_moment.html", context | moment_page(found, address))


@requires(Permission.EVALUATION_VIEW)
def result_question(request: MemberRequest, pk: int, part: str, code: str) -> HttpResponse:
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
    return render(request, "evaluation/results/result_question.html", context | shown)


def _published(survey: Survey) -> dict[str, Publication]:
    """What is published by part, in the order of the parts."""
    found = {publication.part: publication for publication in survey.publications.all()}
    return {part: found[part] for part in PublishedPart.values if part in found}


def _address(network: Network, publication: Publication) -> Callable[[str], str]:
    def of(code: str) -> str:
        return reverse("result_question", args=[network.slug, publication.survey_id, publication.part, code])

    return of


def _parts(
    here: str, published: dict[str, Publication], current: Publication | None, *, has_summary: bool
) -> dict[str, Any]:
    """The parts of what is published as tabs, and whether its answers are invented."""
    first = [{"label": "L’essentiel", "url": here, "current": current is None}] if has_summary else []
    rest = [
        {"label": one.get_part_display(), "url": f"{here}?part={part}", "current": one == current}
        for part, one in published.items()
    ]
    return {
        "has_summary": has_summary,
        "parts": [*first, *rest],
        "is_synthetic": any(one.findings.is_synthetic for one in published.values()),
    }


def _frame(
    member: Member, survey: Survey, published: dict[str, Publication], current: Publication | None
) -> dict[str, Any]:
    here = reverse("result_detail", args=[member.network.slug, survey.pk])
    return _parts(here, published, current, has_summary=_has_summary(published)) | {
        "survey": survey,
        "tabs": tabs(member, "surveys"),
        "manages": member.may(Permission.EVALUATION_MANAGE),
        "publication": current,
        "part": current.part if current else "",
        "why_hidden": WHY_HIDDEN,
        "why_no_texts": WHY_NO_TEXTS,
        "may_take_microdata": member.may(Permission.EVALUATION_MICRODATA),
    }


def _has_summary(published: dict[str, Publication]) -> bool:
    return summary_of_published({part: one.findings for part, one in published.items()}) is not None


def _waiting(survey: Survey, asked: str, member: Member) -> dict[str, Any]:
    return {
        "awaits_pairs": asked == PublishedPart.PAIRED,
        "campaigns": Campaign.objects.visible_to(member).filter(survey=survey).order_by("end", "pk"),
    }


# -- What everybody may read: the same publications, without the pages of groups


@public_in_network
def result_public_list(request: NetworkRequest) -> HttpResponse:
    """The surveys whose results the network shows to everybody, each with what it says first."""
    surveys = Survey.objects.public().select_related("network").prefetch_related("publications")
    found = [results_in_brief(one) for one in surveys]
    return render(request, "evaluation/results/result_public_list.html", {"found": found})


@public_in_network
def result_public(request: NetworkRequest, pk: int) -> HttpResponse:
    """What is published of one survey, for everybody: what it says first, then each moment (`?part=`)."""
    survey = get_object_or_404(Survey.objects.public(), pk=pk)
    published = {part: one for part, one in _published(survey).items() if part != PublishedPart.PAIRED}
    asked = request.GET.get("part", "")
    if asked and asked not in published:
        raise Http404(asked)
    summary = None if asked else summary_of_survey(survey)
    publication = published.get(asked) or (None if summary else next(iter(published.values()), None))
    if publication is None and summary is None:
        raise Http404("nothing but pairs is published")
    here = reverse("result_public", args=[request.network.slug, pk])
    context = _parts(here, published, publication, has_summary=_has_summary(_published(survey)))
    context |= {"survey": survey, "method": method_of(survey), "summary": summary, "why_hidden": WHY_HIDDEN}
    if publication:
        context |= moment_page(without_texts(publication.findings), lambda code: "")
        context |= {"publication": publication, "why_no_texts": NO_PUBLIC_TEXTS}
    return render(request, "evaluation/results/result_public.html", context)


@requires(Permission.EVALUATION_MANAGE)
def result_show(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the results of a survey to everybody; asks first."""
    survey = get_object_or_404(Survey.objects.select_related("network"), pk=pk)
    return confirmed(
        request,
        lambda: show_to_all(survey, **stamp(request)),
        done="Tout le monde peut lire ces résultats.",
        back=reverse("result_detail", args=[request.network.slug, pk]),
        question=f"Montrer à tous les résultats de «\u00a0{survey}\u00a0»\u00a0?",
        consequence=(
            "Le site public du réseau montre l’essentiel et les réponses de chaque moment, avec les mêmes chiffres "
            "masqués que pour les membres. Les réponses libres n’y figurent pas\u00a0: seuls les membres les lisent. "
            "Vous pourrez les retirer."
        ),
        action_label="Montrer à tous",
    )


@requires(Permission.EVALUATION_MANAGE)
def result_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Take the results of a survey off the public site; asks first."""
    survey = get_object_or_404(Survey.objects.select_related("network"), pk=pk)
    return confirmed(
        request,
        lambda: withdraw_from_all(survey, **stamp(request)),
        done="Ces résultats ne sont plus sur le site public.",
        back=reverse("result_detail", args=[request.network.slug, pk]),
        question=f"Retirer du site public les résultats de «\u00a0{survey}\u00a0»\u00a0?",
        consequence="Les membres les lisent toujours. Ce que d’autres ont déjà copié ne se reprend pas.",
        action_label="Retirer du site public",
        danger=True,
    )


# -- Exports of published results


@requires(Permission.EVALUATION_VIEW)
@require_POST
def result_table(request: MemberRequest, pk: int, part: str, fmt: str) -> HttpResponse:
    """One part of the published results as CSV or as a workbook; the journal records it."""
    if fmt not in FORMATS:
        raise Http404(fmt)
    found = Publication.objects.current().select_related("survey__network")
    publication = get_object_or_404(found, survey=pk, part=part)
    data = export_results(publication, fmt, **stamp(request))
    name = f"{slugify(publication.survey.title)}-{slugify(publication.get_part_display())}.{fmt}"
    return attachment(data, filename=name, media_type=FORMATS[fmt])


# -- Printed reports of published results


@requires(Permission.EVALUATION_VIEW)
def result_report(request: MemberRequest, pk: int) -> HttpResponse:
    """The report of a survey as a PDF, from what is published of it and nothing else."""
    survey = get_object_or_404(Survey.objects.select_related("network"), pk=pk)
    if not survey.publications.exists():
        raise Http404("nothing is published yet")
    pdf = report_pdf(survey, on=timezone.localdate())
    name = f"rapport-{slugify(survey.title)}.pdf"
    return attachment(pdf, filename=name, media_type="application/pdf", inline=True)


@requires(Permission.EVALUATION_VIEW)
def result_summary(request: MemberRequest, pk: int) -> HttpResponse:
    """The two pages for elected people as a PDF."""
    survey = get_object_or_404(Survey.objects.select_related("network"), pk=pk)
    if summary_of_survey(survey) is None:
        raise Http404("nothing of both moments may be shown")
    pdf = summary_pdf(survey, on=timezone.localdate())
    name = f"essentiel-{slugify(survey.title)}.pdf"
    return attachment(pdf, filename=name, media_type="application/pdf", inline=True)


# -- Request for single answers


@requires(Permission.EVALUATION_MICRODATA)
def result_microdata(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Say what answers one by one are; give them to whoever says why, and promises."""
    survey = get_object_or_404(Survey.objects.select_related("network"), pk=pk)
    form = MicrodataForm(request.POST or None)
    data = submitted(request, form, lambda said: export_microdata(survey, form.promise(said), **stamp(request)))
    if data:
        name = f"{slugify(survey.title)}-reponses-une-a-une.zip"
        return FileResponse(data, as_attachment=True, filename=name, content_type="application/zip")
    context = {
        "survey": survey,
        "form": form,
        "fragile": FRAGILE,
        "is_enough": responses_to_export(survey).exists(),
        "tabs": tabs(request.member, "surveys"),
    }
    return render(request, "evaluation/results/microdata.html", context)
