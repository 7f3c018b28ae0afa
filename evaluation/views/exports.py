"""Published results as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from evaluation.actions.exports import export_results
from evaluation.models import Publication
from inclusion.core.access import Permission, requires
from inclusion.core.web.exports import FORMATS, attachment


@requires(Permission.EVALUATION_VIEW)
@require_POST
def result_table(request: HttpRequest, pk: int, part: str, fmt: str) -> HttpResponse:
    """One part of the published results as CSV or as a workbook; the journal tells that it left."""
    if fmt not in FORMATS:
        raise Http404(fmt)
    found = Publication.objects.select_related("survey__network")
    publication = get_object_or_404(found, survey=pk, part=part)
    data = export_results(publication, fmt, by=request.user, at=timezone.now())
    name = f"{slugify(publication.survey.title)}-{slugify(publication.get_part_display())}.{fmt}"
    return attachment(data, filename=name, media_type=FORMATS[fmt])
