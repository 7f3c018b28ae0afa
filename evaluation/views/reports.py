"""Published results on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import slugify

from evaluation.documents.reports import report_pdf
from evaluation.models import Survey
from inclusion.core.access import Permission, requires
from inclusion.core.web.exports import attachment


@requires(Permission.EVALUATION_VIEW)
def result_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of a survey as a PDF, from what is published of it and nothing else."""
    survey = get_object_or_404(Survey.objects.select_related("network"), pk=pk)
    if not survey.publications.exists():
        raise Http404("nothing is published yet")
    pdf = report_pdf(survey, on=timezone.localdate())
    name = f"rapport-{slugify(survey.title)}.pdf"
    return attachment(pdf, filename=name, media_type="application/pdf", inline=True)
