"""Pages of files of the Coop: tried, read, then brought in or forgotten."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from evaluation.actions import coop as actions
from evaluation.actions.coop import BOUNDS
from evaluation.enums import HelpImportState
from evaluation.forms.coop import CoopFileForm
from evaluation.models import HelpImport
from evaluation.rules.coop_reports import Report
from evaluation.rules.coop_words import LABELS, NEEDED
from evaluation.views.tabs import tabs
from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted


@requires(Permission.ACTIVITY_RECORD)
@takes_files(BOUNDS.max_bytes)
def help_import(request: HttpRequest) -> HttpResponse:
    """Bring a file of the Coop, which is only tried."""
    posted = request.method == "POST"
    form = CoopFileForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        own=request.member.partner,
        chooses_partner=request.member.may(Permission.EVALUATION_MANAGE),
    )
    tried = submitted(
        request,
        form,
        lambda data: actions.try_help_import(**data, by=request.user, at=timezone.now()),
    )
    if tried:
        return redirect("help_import_detail", request.network.slug, tried.pk)
    context = {
        "form": form,
        "needed": [LABELS[name] for name in NEEDED],
        "read": [label for name, label in LABELS.items() if name not in NEEDED],
        "tabs": tabs(request.member, "help"),
    }
    return render(request, "evaluation/help_import.html", context)


@requires(Permission.ACTIVITY_RECORD)
def help_import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file would bring, or brought: for whoever tried it."""
    tried = get_object_or_404(HelpImport.objects.defer("packed"), pk=pk, tried_by=request.user)
    report = Report.from_json(tried.report)
    context = {
        "tried": tried,
        "report": report,
        "waits": tried.state == HelpImportState.TRIED,
        "hours": round(report.minutes / 60),
        "first": date.fromisoformat(report.first) if report.first else None,
        "last": date.fromisoformat(report.last) if report.last else None,
        "tabs": tabs(request.member, "help"),
    }
    return render(request, "evaluation/help_import_detail.html", context)


@requires(Permission.ACTIVITY_RECORD)
@require_POST
def help_import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was tried."""
    tried = get_object_or_404(HelpImport.objects.defer("packed"), pk=pk, tried_by=request.user)
    try:
        _, came = actions.apply_help_import(tried, by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect("help_import_detail", request.network.slug, pk)
    messages.success(request, f"{so_many(came, 'aide reprise', 'aides reprises')} de la Coop.")
    return redirect("help_list", request.network.slug)


@requires(Permission.ACTIVITY_RECORD)
@require_POST
def help_import_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget what was tried."""
    tried = get_object_or_404(HelpImport.objects.defer("packed"), pk=pk, tried_by=request.user)
    try:
        actions.drop_help_import(tried, by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect("help_import_detail", request.network.slug, pk)
    messages.success(request, "Rien n’est repris de ce fichier.")
    return redirect("help_list", request.network.slug)
