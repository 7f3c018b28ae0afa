"""The statements of a year for all contributors of a fund: asked for, followed, taken home as one file."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.actions.statement_batches import issue_missing, issue_year, last_job
from funding.forms.statements import YearForm
from funding.models import StatementBatch
from funding.tables.statements import BatchLineTable
from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing


@requires(Permission.STATEMENTS_ALL)
def statement_year(request: HttpRequest) -> HttpResponse:
    """Ask for the statements of all contributors of a fund for a year, and follow the work."""
    form = YearForm(request.POST or None, today=timezone.localdate())
    job = submitted(
        request,
        form,
        lambda data: issue_year(
            data["fund"], year=data["year"], as_at=data["known_at"], by=request.user, at=timezone.now()
        ),
    )
    if job:
        messages.success(request, f"C’est demandé\u00a0: {job.total} relevés se préparent.")
        return redirect("job_detail", request.network.slug, job.pk)
    # Counting groups the rows, and a grouped query forgets the order of its model.
    latest = StatementBatch.objects.with_counts().order_by("-asked_at", "-pk")
    asked = latest.select_related("fund")[:5]
    return render(request, "funding/statement_year.html", {"form": form, "asked": asked})


@requires(Permission.STATEMENTS_ALL)
def statement_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The statements of a year: what is issued, what is missing and why, their archive."""
    batch = get_object_or_404(StatementBatch.objects.with_counts().select_related("fund"), pk=pk)
    return listing(
        request,
        queryset=batch.lines.for_lists(),
        table=BatchLineTable,
        template="funding/statement_batch.html",
        name=f"releves-{batch.year}",
        batch=batch,
        job=last_job(batch),
    )


@requires(Permission.STATEMENTS_ALL)
@require_POST
def statement_batch_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up a batch whose work failed, and follow the work."""
    batch = get_object_or_404(StatementBatch, pk=pk)
    try:
        job = issue_missing(batch, by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect(batch)
    messages.success(request, "C’est relancé\u00a0: ce qui est établi reste, ce qui manque se prépare.")
    return redirect("job_detail", request.network.slug, job.pk)


@requires(Permission.STATEMENTS_ALL)
def statement_batch_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The archive of the papers of a batch."""
    job = last_job(get_object_or_404(StatementBatch, pk=pk))
    if job is None or job.document is None:
        raise Http404
    document = job.document
    return attachment(document.data, filename=document.filename, media_type=document.media_type)
