"""The register as a file: tried, then written."""

from dataclasses import astuple
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.web import exports
from inclusion.core.web.acting import stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted
from inclusion.mediators.actions.imports import (
    BOUNDS,
    COLUMNS,
    HelperRow,
    ReadHelpers,
    effects_of,
    import_helpers,
    try_helpers,
)
from inclusion.mediators.enums import HelperStatus
from inclusion.mediators.forms import HelpersFileForm

#: What was tried goes to the browser and comes back as it was: signed, for a working day.
_SALT = "mediators.import"
_KEPT = 8 * 3600  # seconds


@requires(Permission.HELPERS_MANAGE)
@takes_files(BOUNDS.max_bytes)
def helper_import(request: MemberRequest) -> HttpResponse:
    """Bring a file, which is only tried out; `?export=csv|xlsx` gives a file to fill in."""
    if (asked := request.GET.get("export")) in exports.FORMATS:
        return exports.export([COLUMNS.headers], fmt=asked, name="modele-aidants")
    posted = request.method == "POST"
    form = HelpersFileForm(request.POST if posted else None, request.FILES if posted else None)
    read = submitted(request, form, lambda data: try_helpers(data["data"]))
    if read is None:
        context = {
            "form": form,
            "headers": COLUMNS.headers,
            "statuses": [one.label for one in HelperStatus],
        }
        return render(request, "inclusion/mediators/helper_import.html", context)
    return render(request, "inclusion/mediators/helper_import_tried.html", _tried(read))


def _tried(read: ReadHelpers) -> dict[str, Any]:
    effects = effects_of(read.rows)
    return {
        "read": read,
        "new": [one for one in effects if one.known is None],
        "known": [one for one in effects if one.known is not None],
        "count": len(effects),
        "signed": signing.dumps([astuple(one.row) for one in effects], salt=_SALT, compress=True),
    }


@requires(Permission.HELPERS_MANAGE)
@require_POST
def helper_import_apply(request: MemberRequest) -> HttpResponse:
    """Write what was tried out."""
    try:
        rows = signing.loads(request.POST.get("lignes", ""), salt=_SALT, max_age=_KEPT)
        effects = import_helpers([HelperRow(*row) for row in rows], **stamp(request))
    except signing.BadSignature:
        messages.error(request, "Le fichier est à importer de nouveau\u00a0: rien n’a été enregistré.")
        return redirect("helper_import", request.network.slug)
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect("helper_import", request.network.slug)
    new = sum(one.known is None for one in effects)
    added, changed = so_many(new, "fiche ouverte", "fiches ouvertes"), len(effects) - new
    messages.success(request, f"{added}, {so_many(changed, 'mise à jour', 'mises à jour')}.")
    return redirect("helper_list", request.network.slug)
