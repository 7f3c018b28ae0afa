"""Pages of annual reports: those that were made, the draft of a year, its preview, the public check."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evaluation.annual_report.actions import (
    ask_for_files,
    change_report,
    last_edition,
    last_job,
    make_report,
    remove_report,
    start_report,
)
from evaluation.annual_report.enums import FileFormat
from evaluation.annual_report.forms import ReportCheckForm, ReportForm, YearForm
from evaluation.annual_report.models import AnnualReport, ReportEdition, ReportFile
from evaluation.annual_report.papers import check_address, shown_chapters
from evaluation.annual_report.queries import content_of, first_year, sentences_of
from inclusion.core.access import MemberRequest, NetworkRequest, Permission, public_in_network, requires, unlisted
from inclusion.core.errors import DomainError
from inclusion.core.french.periods import plain_date
from inclusion.core.web import parameters
from inclusion.core.web.acting import confirmed, perform, stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted


@requires(Permission.REPORT_VIEW)
def report_list(request: MemberRequest) -> HttpResponse:
    """The reports that were made; for whoever makes them the drafts, and a year to begin with."""
    makes = request.member.may(Permission.REPORT_MAKE)
    today = timezone.localdate()
    form = YearForm(request.POST or None, first=first_year(today), last=today.year)
    if makes:
        report = submitted(request, form, lambda data: start_report(request.network, **data, **stamp(request)))
        if report:
            return redirect("report_edit", request.network.slug, report.pk)
    editions = ReportEdition.objects.with_replacement().select_related("report", "network")
    context = {
        "form": form,
        "makes": makes,
        "drafts": AnnualReport.objects.select_related("network") if makes else [],
        "editions": editions.order_by("-report__year", "-number"),
    }
    return render(request, "evaluation/annual_report/report_list.html", context)


@requires(Permission.REPORT_MAKE)
def report_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Write the report of a year: its introduction, which chapters, in which order, with which words."""
    report = get_object_or_404(AnnualReport.objects.select_related("network"), pk=pk)
    sentences = sentences_of(report, today=timezone.localdate())
    form = ReportForm(request.POST or None, report=report, sentences=sentences)
    saved = submitted(
        request,
        form,
        lambda data: form.writing(
            lambda seen: change_report(
                report,
                introduction=data["introduction"],
                chapters=data["chapters"],
                left_out=data["left_out"],
                seen=seen,
                **stamp(request),
            )
        ),
    )
    if saved:
        return redirect(saved)
    return render(request, "evaluation/annual_report/report_edit.html", {"form": form, "report": report})


@requires(Permission.REPORT_MAKE)
def report_preview(request: MemberRequest, pk: int) -> HttpResponse:
    """What the report says today; nothing is written."""
    report = get_object_or_404(AnnualReport.objects.select_related("network"), pk=pk)
    content, former = content_of(report, today=timezone.localdate()), last_edition(report)
    context = {
        "report": report,
        "content": content,
        "chapters": shown_chapters(content),
        "former": former,
        "is_former": former is not None and former.content == content,
        "once": uuid4(),
    }
    return render(request, "evaluation/annual_report/report_preview.html", context)


@requires(Permission.REPORT_MAKE)
def report_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Remove a draft of which no edition was made."""
    report = get_object_or_404(AnnualReport.objects.select_related("network"), pk=pk)
    return confirmed(
        request,
        lambda: remove_report(report, **stamp(request)),
        done=f"Le brouillon du rapport {report.year} est retiré.",
        back=report,
        then=lambda _: reverse("report_list", args=[request.network.slug]),
        question=f"Retirer le brouillon du rapport {report.year}\u00a0?",
        consequence="Ce qui y est écrit est perdu. Les chiffres du portail ne changent pas.",
        action_label="Retirer ce brouillon",
        danger=True,
    )


@requires(Permission.REPORT_MAKE)
@require_POST
def report_make(request: MemberRequest, pk: int) -> HttpResponse:
    """Make an edition of the report as it is now, and follow the setting of its files."""
    report = get_object_or_404(AnnualReport, pk=pk)
    key = parameters.unique_id(request.POST.get("once"))

    def make() -> ReportEdition:
        if key is None:
            raise DomainError("La demande est incomplète\u00a0: relisez l’aperçu, puis établissez le rapport.")
        return make_report(report, key=key, **stamp(request))

    return perform(request, make, back=report, done=_made, then=_to_follow)


def _made(edition: ReportEdition) -> str:
    return f"Le rapport n° {edition.number} est établi\u00a0; ses fichiers se composent."


def _to_follow(edition: ReportEdition) -> str:
    """The work on the files of an edition while it goes on, else its page."""
    job = last_job(edition)
    if job is None or job.is_over:
        return edition.get_absolute_url()
    return reverse("job_detail", args=[edition.network.slug, job.pk])


@requires(Permission.REPORT_VIEW)
def report_edition(request: MemberRequest, pk: int) -> HttpResponse:
    """A report as it was made: what it says, its files, its number and seal."""
    editions = ReportEdition.objects.with_replacement().select_related("report", "network", "replaces")
    edition = get_object_or_404(editions, pk=pk)
    groups = " ".join(edition.seal[at : at + 8] for at in range(0, len(edition.seal), 8))
    replaces = [("Remplace", f"le rapport n° {edition.replaces.number}")] if edition.replaces else []
    made = plain_date(timezone.localdate(edition.made_at))
    context = {
        "edition": edition,
        "content": edition.content,
        "chapters": shown_chapters(edition.content),
        "files": edition.files.select_related("document"),
        "job": last_job(edition),
        "facts": [("Numéro", edition.number), ("Établi le", made), *replaces, ("Sceau SHA-256", groups)],
        "check_url": check_address(edition),
        "makes": request.member.may(Permission.REPORT_MAKE),
        "newest": last_edition(edition.report),
        "formats": len(FileFormat),
    }
    return render(request, "evaluation/annual_report/report_edition.html", context)


@requires(Permission.REPORT_MAKE)
@require_POST
def report_files(request: MemberRequest, pk: int) -> HttpResponse:
    """Have the files of an edition set whose work failed."""
    edition = get_object_or_404(ReportEdition.objects.select_related("report", "network"), pk=pk)
    return perform(
        request,
        lambda: ask_for_files(edition, **stamp(request)),
        done="C’est relancé\u00a0: les fichiers qui manquent se composent.",
        back=edition,
        then=lambda job: reverse("job_detail", args=[request.network.slug, job.pk]),
    )


@requires(Permission.REPORT_VIEW)
def report_file(request: MemberRequest, pk: int, fmt: str) -> HttpResponse:
    """One file of an edition, as it was made."""
    made = get_object_or_404(ReportFile.objects.select_related("document__content"), edition=pk, format=fmt)
    document = made.document
    return attachment(document.data, filename=document.filename, media_type=document.media_type)


@unlisted
@public_in_network
def report_check(request: NetworkRequest) -> HttpResponse:
    """Say whether a number and a seal are those of an annual report of this network; nothing of what it says."""
    form = ReportCheckForm(request.GET or None)
    found = None
    if form.is_valid():
        data = form.cleaned_data
        found = ReportEdition.objects.sealed_as(number=data["numero"], seal=data["sceau"])
    context = {
        "form": form,
        "asked": form.is_bound and form.is_valid(),
        "statement": found,
        "facts": [("Rapport", str(found.report)), ("Établi le", plain_date(timezone.localdate(found.made_at)))]
        if found
        else [],
        "document": "rapport annuel",
        "short": "rapport",
    }
    return render(request, "funding/statements/statement_check.html", context)
