"""The page on which answers one by one are asked for."""

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify

from evaluation.actions.microdata import FRAGILE, export_microdata, responses_to_export
from evaluation.forms.microdata import MicrodataForm
from evaluation.models import Survey
from evaluation.views.tabs import tabs
from inclusion.core.access import Permission, requires
from inclusion.core.web.forms import submitted


@requires(Permission.EVALUATION_MICRODATA)
def result_microdata(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say what answers one by one are; give them to whoever says why, and promises."""
    survey = get_object_or_404(Survey.objects.select_related("network"), pk=pk)
    form = MicrodataForm(request.POST or None)
    data = submitted(
        request,
        form,
        lambda said: export_microdata(survey, form.promise(said), by=request.user, at=timezone.now()),
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
    return render(request, "evaluation/microdata.html", context)
