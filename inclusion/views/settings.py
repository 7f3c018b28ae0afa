"""The settings of a network, and its logo."""

import hashlib
from copy import copy

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag

from inclusion.access import Permission, public_in_network, requires
from inclusion.actions.networks import change_settings
from inclusion.body_size import takes_files
from inclusion.forms.networks import NetworkForm
from inclusion.forms.submit import submitted
from inclusion.rules.images import MAX_BYTES


@requires(Permission.NETWORK_SETTINGS)
@takes_files(MAX_BYTES)
def network_settings(request: HttpRequest) -> HttpResponse:
    """Change the network's name, colours, letterhead and addresses."""
    # The form tries its values on a copy: the page around it keeps showing what is stored.
    form = NetworkForm(request.POST or None, request.FILES or None, instance=copy(request.network))
    changed = submitted(
        request,
        form,
        lambda data: change_settings(request.network, by=request.user, at=timezone.now(), **form.changes()),
    )
    if changed:
        messages.success(request, "Les réglages du réseau sont enregistrés.")
        return redirect("network_settings", request.network.slug)
    return render(request, "inclusion/network_settings.html", {"form": form})


def _logo_mark(request: HttpRequest) -> str:
    return f'"{hashlib.sha256(request.network.logo or b"").hexdigest()[:32]}"'


@public_in_network
@cache_control(no_cache=True)
@etag(_logo_mark)
def network_logo(request: HttpRequest) -> HttpResponse:
    """The network's logo; its type was found by reading it when it was stored."""
    if not request.network.logo:
        raise Http404("no logo")
    return HttpResponse(bytes(request.network.logo), content_type=request.network.logo_type)
