"""The settings of a network and its logo; background work, documents, the journal."""

import hashlib
from copy import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag

from inclusion.core.access import (
    MemberRequest,
    NetworkRequest,
    Permission,
    open_while_closed,
    public_in_network,
    requires,
)
from inclusion.core.imports.uploads import MAX_LOGO_BYTES
from inclusion.core.jobs import back_to
from inclusion.core.models.documents import Document
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.jobs import Job
from inclusion.core.web.acting import confirmed, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import field_of, submitted
from inclusion.core.web.listing import listing
from inclusion.networks.actions import change_settings, close_network, reopen_network, set_activities, unfinished
from inclusion.networks.forms import ActivitiesForm, NetworkForm
from inclusion.networks.lists import JournalFilter, JournalTable


@requires(Permission.NETWORK_SETTINGS)
@takes_files(MAX_LOGO_BYTES)
def network_settings(request: MemberRequest) -> HttpResponse:
    """Change the network's name, colours, letterhead and addresses."""
    # The form tries its values on a copy: the page around it keeps showing what is stored.
    form = NetworkForm(request.POST or None, request.FILES or None, instance=copy(request.network))
    changed = submitted(
        request, form, lambda data: change_settings(request.network, **stamp(request), **form.changes())
    )
    if changed:
        messages.success(request, "Les réglages du réseau sont enregistrés.")
        return redirect("network_settings", request.network.slug)
    return render(request, "inclusion/networks/network_settings.html", {"form": form})


@requires(Permission.NETWORK_SETTINGS)
def network_activities(request: MemberRequest) -> HttpResponse:
    """Switch on and off what the network does."""
    today = timezone.localdate()
    form = ActivitiesForm(request.POST or None, network=request.network, day=today)
    changed = submitted(request, form, lambda data: set_activities(network=request.network, **data, **stamp(request)))
    if changed:
        messages.success(request, "Le menu et le site ne montrent plus que ce que fait votre réseau.")
        return redirect("network_activities", request.network.slug)
    count, total = len(request.network.activities), len(field_of(form, "on").choices)
    context = {"form": form, "count": count, "total": total}
    return render(request, "inclusion/networks/network_activities.html", context)


@requires(Permission.NETWORK_SETTINGS)
def network_close(request: MemberRequest) -> HttpResponse:
    """Ask, then close the network; nothing of it is deleted."""
    running = unfinished(request.network, timezone.localdate())
    if running and request.method != "POST":
        return render(request, "inclusion/networks/network_unfinished.html", {"running": running})
    return confirmed(
        request,
        lambda: close_network(request.network, **stamp(request)),
        done="Le réseau est fermé. Ses membres le lisent encore, personne n’y écrit plus.",
        back=reverse("network_settings", args=[request.network.slug]),
        question=f"Fermer {request.network}\u00a0?",
        consequence="Rien n’est effacé\u00a0: les membres continuent de lire, plus personne n’écrit. Le site "
        "public dit que le réseau est fermé. Vous pouvez le rouvrir ici à tout moment.",
        action_label="Fermer le réseau",
        danger=True,
    )


@requires(Permission.NETWORK_SETTINGS)
@open_while_closed
def network_reopen(request: MemberRequest) -> HttpResponse:
    """Ask, then let a closed network work as before."""
    return confirmed(
        request,
        lambda: reopen_network(request.network, **stamp(request)),
        done="Le réseau est rouvert.",
        back=reverse("network_settings", args=[request.network.slug]),
        question=f"Rouvrir {request.network}\u00a0?",
        consequence="Ses membres écrivent de nouveau, et son site public revient.",
        action_label="Rouvrir le réseau",
    )


def _logo_mark(request: MemberRequest) -> str:
    return f'"{hashlib.sha256(request.network.logo or b"").hexdigest()[:32]}"'


@public_in_network
@open_while_closed
@cache_control(no_cache=True)
@etag(_logo_mark)
def network_logo(request: NetworkRequest) -> HttpResponse:
    """The network's logo; its type was found by reading it when it was stored."""
    if not request.network.logo:
        raise Http404("no logo")
    return HttpResponse(bytes(request.network.logo), content_type=request.network.logo_type)


# -- Background work, documents, journal


@requires(Permission.JOURNAL_VIEW)
def journal_list(request: MemberRequest) -> HttpResponse:
    """Every write of the network, the newest first."""
    return listing(
        request,
        queryset=JournalEntry.objects.all(),
        table=JournalTable,
        filterset=JournalFilter,
        template="inclusion/networks/journal_list.html",
        name="historique",
    )


@requires(Permission.NETWORK_VIEW)
def job_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """The progress of a piece of work that this member asked for; the bar refreshes itself."""
    job = get_object_or_404(Job, pk=pk)
    if job.started_by_id != request.user.pk and not request.member.may(Permission.JOURNAL_VIEW):
        raise PermissionDenied
    template = "inclusion/networks/job_progress.html" if request.htmx else "inclusion/networks/job_detail.html"
    return render(request, template, {"job": job, "back": back_to(job)})


@requires(Permission.JOURNAL_VIEW)
def document(request: MemberRequest, pk: int) -> HttpResponse:
    """The bytes of a stored document, for whoever answers for the network; others reach theirs through its own page."""
    stored = get_object_or_404(Document.objects.select_related("content"), pk=pk)
    return attachment(stored.data, filename=stored.filename, media_type=stored.media_type, inline=True)
