"""What goes on behind the pages: background work, documents, the journal."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from inclusion.access import Permission, requires
from inclusion.exports import attachment
from inclusion.filters import JournalFilter
from inclusion.hooks import back_to
from inclusion.listing import listing
from inclusion.models import Document, Job, JournalEntry
from inclusion.tables import JournalTable


@requires(Permission.JOURNAL_VIEW)
def journal_list(request: HttpRequest) -> HttpResponse:
    """Every write of the network, the newest first."""
    return listing(
        request,
        queryset=JournalEntry.objects.all(),
        table=JournalTable,
        filterset=JournalFilter,
        template="inclusion/journal_list.html",
        name="historique",
    )


@requires(Permission.NETWORK_VIEW)
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress of a piece of work that this member asked for; the bar refreshes itself."""
    job = get_object_or_404(Job, pk=pk)
    if job.started_by_id != request.user.pk and not request.member.may(Permission.JOURNAL_VIEW):
        raise PermissionDenied
    template = "inclusion/job_progress.html" if request.htmx else "inclusion/job_detail.html"
    return render(request, template, {"job": job, "back": back_to(job)})


@requires(Permission.JOURNAL_VIEW)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes of a stored document, for whoever answers for the network; others reach theirs through its own page."""
    stored = get_object_or_404(Document.objects.select_related("content"), pk=pk)
    return attachment(stored.data, filename=stored.filename, media_type=stored.media_type, inline=True)
