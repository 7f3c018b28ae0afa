"""Pages of published results, their tables, their report, and answers one by one."""

from collections.abc import Callable
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from evaluation.enums import PublishedPart
from evaluation.results.actions import FRAGILE, export_microdata, export_results, responses_to_export
from evaluation.results.forms import MicrodataForm
from evaluation.results.models import Publication
from evaluation.results.papers import report_pdf, summary_pdf
from evaluation.results.queries.published import method_of, summary_of_published, summary_of_survey
from evaluation.results.rules.findings import WHY_HIDDEN, WHY_NO_TEXTS, PairedFindings
from evaluation.results.views.changes import paired_page
from evaluation.results.views.groups import change_page, question_page
from evaluation.results.views.moments import moment_page
from evaluation.surveys.models import Campaign, Survey
from evaluation.tabs import tabs
from inclusion.core.access import Member, Permission, requires
from inclusion.core.models.networks import Network
from inclusion.core.web.acting import stamp
from inclusion.core.web.exports import FORMATS, attachment
from inclusion.core.web.forms import submitted


@requires(Permission.EVALUATION_VIEW)
def result_detail(request: HttpRequest, pk: int) -> HttpResponse:
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
            request,
            "evaluation/results/result_waiting.html",
            context | _waiting(survey, asked, request.member),
        )
    found, address = publication.findings, _address(request.network, publication)
    if isinstance(found, PairedFindings):
        return render(request, "evaluation/results/result_paired.html", context | paired_page(found, address))
    return render(request, "evaluation/results/result_moment.html", context | moment_page(found, address))


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
    return render(request, "evaluation/results/result_question.html", context | shown)


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
    first = (
        [{"label": "L’essentiel", "url": here, "current": current is None}] if _has_summary(published) else []
    )
    return {
        "survey": survey,
        "tabs": tabs(member, "surveys"),
        "has_summary": bool(first),
        "parts": [
            *first,
            *(
                {"label": one.get_part_display(), "url": f"{here}?part={part}", "current": one == current}
                for part, one in published.items()
            ),
        ],
        "is_synthetic": any(one.findings.is_synthetic for one in published.values()),
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


# -- Exports of published results


@requires(Permission.EVALUATION_VIEW)
@require_POST
def result_table(request: HttpRequest, pk: int, part: str, fmt: str) -> HttpResponse:
    """One part of the published results as CSV or as a workbook; the journal records it."""
    if fmt not in FORMATS:
        raise Http404(fmt)
    found = Publication.objects.select_related("survey__network")
    publication = get_object_or_404(found, survey=pk, part=part)
    data = export_results(publication, fmt, **stamp(request))
    name = f"{slugify(publication.survey.title)}-{slugify(publication.get_part_display())}.{fmt}"
    return attachment(data, filename=name, media_type=FORMATS[fmt])


# -- Printed reports of published results


@requires(Permission.EVALUATION_VIEW)
def result_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of a survey as a PDF, from what is published of it and nothing else."""
    survey = get_object_or_404(Survey.objects.select_related("network"), pk=pk)
    if not survey.publications.exists():
        raise Http404("nothing is published yet")
    pdf = report_pdf(survey, on=timezone.localdate())
    name = f"rapport-{slugify(survey.title)}.pdf"
    return attachment(pdf, filename=name, media_type="application/pdf", inline=True)


@requires(Permission.EVALUATION_VIEW)
def result_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """The two pages for elected people as a PDF."""
    survey = get_object_or_404(Survey.objects.select_related("network"), pk=pk)
    if summary_of_survey(survey) is None:
        raise Http404("nothing of both moments may be shown")
    pdf = summary_pdf(survey, on=timezone.localdate())
    name = f"essentiel-{slugify(survey.title)}.pdf"
    return attachment(pdf, filename=name, media_type="application/pdf", inline=True)


# -- Request for single answers


@requires(Permission.EVALUATION_MICRODATA)
def result_microdata(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say what answers one by one are; give them to whoever says why, and promises."""
    survey = get_object_or_404(Survey.objects.select_related("network"), pk=pk)
    form = MicrodataForm(request.POST or None)
    data = submitted(
        request, form, lambda said: export_microdata(survey, form.promise(said), **stamp(request))
    )
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
