"""Pages of postal batches: what waits for the post, its files, and its handing over."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from funding.actions.batches import close_batch, hand_over, last_job, prepare_again
from funding.models import Letter, PostalBatch
from funding.tables.letters import BatchLetterTable, BatchTable
from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.models.documents import Document
from inclusion.core.web.exports import attachment
from inclusion.core.web.listing import listing


@requires(Permission.PASSES_DISPATCH)
def batch_list(request: HttpRequest) -> HttpResponse:
    """The batches of the network, the newest first."""
    return listing(
        request,
        queryset=PostalBatch.objects.with_counts(),
        table=BatchTable,
        template="funding/batch_list.html",
        name="lots-de-courrier",
    )


@requires(Permission.PASSES_DISPATCH)
def batch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: its letters, its files, what comes next."""
    batch = get_object_or_404(PostalBatch.objects.with_counts().select_related("document", "manifest"), pk=pk)
    return listing(
        request,
        queryset=Letter.objects.of_batch(batch).for_lists(),
        table=BatchLetterTable,
        template="funding/batch_detail.html",
        name=f"lot-{batch.number}",
        batch=batch,
        job=last_job(batch),
    )


@requires(Permission.PASSES_DISPATCH)
@require_POST
def batch_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a batch and follow the making of its files."""
    batch = get_object_or_404(PostalBatch, pk=pk)
    try:
        job = close_batch(batch, by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect(batch)
    messages.success(request, f"Le {str(batch).lower()} est fermé. Ses fichiers se préparent.")
    return redirect("job_detail", request.network.slug, job.pk)


@requires(Permission.PASSES_DISPATCH)
@require_POST
def batch_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the files of a closed batch anew after that failed."""
    batch = get_object_or_404(PostalBatch, pk=pk)
    try:
        job = prepare_again(batch, by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect(batch)
    return redirect("job_detail", request.network.slug, job.pk)


def _file(document: Document | None) -> HttpResponse:
    if document is None:
        raise Http404
    return attachment(document.data, filename=document.filename, media_type=document.media_type)


@requires(Permission.PASSES_DISPATCH)
def batch_document(request: HttpRequest, pk: int) -> HttpResponse:
    """The print-ready file."""
    return _file(get_object_or_404(PostalBatch.objects.select_related("document"), pk=pk).document)


@requires(Permission.PASSES_DISPATCH)
def batch_manifest(request: HttpRequest, pk: int) -> HttpResponse:
    """The manifest with its control totals."""
    return _file(get_object_or_404(PostalBatch.objects.select_related("manifest"), pk=pk).manifest)


@requires(Permission.PASSES_DISPATCH)
def batch_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then record that the printed letters were given to La Poste."""
    batch = get_object_or_404(PostalBatch.objects.with_counts(), pk=pk)
    if request.method == "POST":
        try:
            hand_over(batch, by=request.user, at=timezone.now())
        except DomainError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"C’est noté : le {str(batch).lower()} est remis à La Poste.")
        return redirect(batch)
    context = {
        "question": f"Le {str(batch).lower()} est-il remis à La Poste ?",
        "consequence": f"Ses lettres ({batch.letter_count}) seront notées comme parties. Cela ne se reprend pas.",
        "action_label": "Noter qu’il est remis",
        "cancel_url": batch.get_absolute_url(),
        "url": "",
        "danger": False,
    }
    return render(request, "layout/confirm.html", context)
