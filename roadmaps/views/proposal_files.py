"""A file of ideas: brought, tried out, then added."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclusion.core.access import Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.web import exports
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted
from roadmaps.actions.proposal_files import BOUNDS, try_ideas
from roadmaps.actions.proposals import add_ideas
from roadmaps.forms.workshops import IdeasFileForm
from roadmaps.models import Workshop
from roadmaps.rules.proposal_rows import HEADERS, ReadIdeas
from roadmaps.views.workshop_page import crumbs, editable_workshop

#: What was tried goes to the browser and comes back as it was: signed, for a working day.
_SALT = "roadmaps.ideas"
_KEPT = 8 * 3600  # seconds


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@takes_files(BOUNDS.max_bytes)
def proposal_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a file of ideas, which is only tried out; `?export=csv|xlsx` gives one to fill in."""
    workshop = editable_workshop(request.member, pk)
    asked = request.GET.get("export")
    if asked in exports.FORMATS:
        return exports.export(_model(workshop), fmt=asked, name="modele-idees")
    posted = request.method == "POST"
    form = IdeasFileForm(request.POST if posted else None, request.FILES if posted else None)
    read = submitted(request, form, lambda data: try_ideas(workshop, data["data"]))
    context = {**crumbs(workshop), "form": form, "tables": list(workshop.tables.all())}
    if read is not None:
        context |= _tried(workshop, read)
        return render(request, "roadmaps/proposal_import_tried.html", context)
    return render(request, "roadmaps/proposal_import.html", context)


def _model(workshop: Workshop) -> list[list[Any]]:
    return [
        list(HEADERS),
        *([table.rank, f"Une idée de la table « {table} »", ""] for table in workshop.tables.all()),
    ]


def _tried(workshop: Workshop, read: ReadIdeas) -> dict[str, Any]:
    tables = list(workshop.tables.all())
    keys = [[tables[row.table].pk, row.text, row.detail] for row in read.rows]
    return {
        "read": read,
        "rows": [(row, tables[row.table]) for row in read.rows],
        "signed": signing.dumps([workshop.pk, keys], salt=_SALT, compress=True),
        "count": len(read.rows),
    }


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
@require_POST
def proposal_import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the ideas that were tried out; those that came meanwhile in the same words are left out."""
    workshop = editable_workshop(request.member, pk)
    try:
        of, keys = signing.loads(request.POST.get("lignes", ""), salt=_SALT, max_age=_KEPT)
    except signing.BadSignature:
        of, keys = None, []
    if of != workshop.pk:
        messages.error(request, "Le fichier est à apporter de nouveau\u00a0: rien n’a été ajouté.")
        return redirect("proposal_import", request.network.slug, workshop.pk)
    tables = {table.pk: table for table in workshop.tables.all()}
    ideas = [(tables[key], text, detail) for key, text, detail in keys if key in tables]
    written = add_ideas(workshop, ideas=ideas, by=request.user, at=timezone.now())
    added = so_many(len(written), "idée est ajoutée", "idées sont ajoutées")
    messages.success(request, f"{added} au tableau.")
    return redirect(workshop)
