"""Pages on which questionnaires leave and come in as XLSForm, and the method for everybody."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control

from evaluation.enums import VersionState
from evaluation.exchange.actions import BOUNDS, import_form, try_xlsform
from evaluation.exchange.forms import XlsformFile
from evaluation.exchange.papers import file_name, pack_of, shared_forms, workbook_of
from evaluation.exchange.rules.reading import ReadForm
from evaluation.questionnaires.models import QuestionnaireVersion
from evaluation.questionnaires.rules import form_problems
from evaluation.tabs import tabs
from inclusion.core.access import MemberRequest, NetworkRequest, Permission, public_in_network, requires
from inclusion.core.french.names import so_many
from inclusion.core.web import parameters
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.exports import FORMATS, attachment
from inclusion.core.web.forms import submitted

#: What was left out of a file is named one by one up to so many.
MAX_NOTICES = 5


@requires(Permission.EVALUATION_VIEW)
def questionnaire_xlsform(request: MemberRequest, pk: int) -> HttpResponse:
    """A version as XLSForm; one in preparation for whoever writes it."""
    found = QuestionnaireVersion.objects.select_related("questionnaire")
    if not request.member.may(Permission.EVALUATION_MANAGE):
        found = found.filter(state=VersionState.PUBLISHED)
    version = get_object_or_404(found, pk=pk)
    name = file_name(version.questionnaire.title)
    data = workbook_of(version.form, form_id=name.replace("-", "_"), version=str(version.number))
    return attachment(data, filename=f"{name}-v{version.number}.xlsx", media_type=FORMATS["xlsx"])


@requires(Permission.EVALUATION_MANAGE)
@takes_files(BOUNDS.max_bytes)
def questionnaire_import(request: MemberRequest) -> HttpResponse:
    """Bring a questionnaire as XLSForm: what is wrong is named by row and column, what is right becomes a draft."""
    posted = request.method == "POST"
    initial = {"questionnaire": parameters.key(request.GET.get("questionnaire"))}
    form = XlsformFile(request.POST if posted else None, request.FILES if posted else None, initial=initial)
    tried: list[ReadForm] = []
    version = submitted(request, form, lambda data: _imported(data, tried, by=request.user))
    if version:
        read = tried[0]
        messages.success(request, "Le questionnaire est importé\u00a0: relisez-le avant de le publier.")
        said = [str(notice) for notice in read.notices[:MAX_NOTICES]]
        if more := len(read.notices) - len(said):
            said.append(f"Et {so_many(more, 'autre élément laissé', 'autres éléments laissés')} de côté.")
        wrong = form_problems(version.form)
        if wrong:
            said.append(f"Avant de publier, il restera à corriger\u00a0: {wrong[0]}")
        for sentence in said:
            messages.info(request, sentence)
        return redirect(version)
    context = {
        "form": form,
        "problems": tried[0].problems if tried else [],
        "tabs": tabs(request.member, "questionnaires"),
    }
    return render(request, "evaluation/exchange/exchange_import.html", context)


def _imported(data: dict[str, Any], tried: list[ReadForm], *, by: Any) -> QuestionnaireVersion | None:
    """The draft that a file became; None where something is wrong with it. What was read is put into `tried`."""
    read = try_xlsform(data.pop("data"))
    tried.append(read)
    return import_form(read.form, **data, by=by, at=timezone.now()) if read.form else None


@public_in_network
def method(request: NetworkRequest) -> HttpResponse:
    """What the network asks and how, for everybody who wants to do the same."""
    context = {"questionnaires": shared_forms(request.network)}
    return render(request, "evaluation/exchange/method.html", context)


@public_in_network
@cache_control(public=True, max_age=3600)
def method_pack(request: NetworkRequest) -> HttpResponse:
    """The shared questionnaires and a guide, in one file."""
    return attachment(
        pack_of(request.network), filename=f"methode-{request.network.slug}.zip", media_type="application/zip"
    )
