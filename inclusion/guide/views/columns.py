"""The columns of a file of places: what each becomes, which rows are left out; the file is tried anew at once."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.web.acting import stamp
from inclusion.core.web.forms import submitted
from inclusion.guide.actions import imports as import_actions
from inclusion.guide.enums import PlaceImportState
from inclusion.guide.forms.columns import ColumnsForm
from inclusion.guide.models import PlaceImport
from inclusion.guide.rules.mapping import checked_mapping
from inclusion.guide.rules.standard import SEPARATOR
from inclusion.guide.rules.targets import LABELS
from inclusion.guide.views.imports import MAX_IN_PAGE, figures_of
from inclusion.guide.views.page import place_tabs

#: Why a column becomes what it does.
WHY = {"title": "d’après son titre", "values": "d’après ses valeurs"}


@requires(Permission.GUIDE_MANAGE)
def place_import_columns(request: MemberRequest, pk: int) -> HttpResponse:
    """What the columns of a tried file become, with the result; whoever changes them has the file tried anew."""
    files = PlaceImport.objects.select_related("source", "document")
    tried = get_object_or_404(files, pk=pk, state=PlaceImportState.TRIED)
    columns = tried.report.get("columns", [])
    if not columns:
        return redirect("place_import_detail", request.network.slug, pk)
    posted = request.POST if request.method == "POST" else None
    form = ColumnsForm(posted, columns=columns, initial=_initial(tried))
    changed = submitted(
        request, form, lambda data: import_actions.change_columns(tried, at_most=MAX_IN_PAGE, **data, **stamp(request))
    )
    if changed:
        return redirect("place_import_detail", request.network.slug, pk)
    # What no column gives and no place can do without.
    targets = {target for one in columns for target in (one["to"], *one["also"])}
    wanted = {
        "le nom": {"nom"},
        "l’adresse": {"adresse", "adresse:all"},
        "la commune ou le code postal": {"commune", "commune:all", "code_postal", "code_insee", "adresse:all"},
    }
    context = {
        "tried": tried,
        "form": form,
        "rows": [{**one, "reason": _reason(one)} for one in form.rows],
        "taken": sum(bool(one["to"]) for one in columns),
        "lacking": [said for said, names in wanted.items() if not names & targets],
        "working": import_actions.is_worked_on(tried),
        "tabs": place_tabs(request.member, "imports"),
        **figures_of(tried.report),
    }
    return render(request, "inclusion/guide/place_import_columns.html", context)


def _reason(one: dict[str, Any]) -> str:
    """Why a column becomes what it does, and what else it gives."""
    more = ", ".join(LABELS[target] for target in one["also"])
    return f"{WHY[one['why']]}{f'. Donne aussi\u00a0: {more}' if more else ''}" if one["why"] in WHY else ""


def _initial(tried: PlaceImport) -> dict[str, Any]:
    """What was chosen for the file as a whole."""
    if not tried.mapping:
        return {}
    mapping = checked_mapping(tried.mapping)
    services = mapping.columns["services"].otherwise if "services" in mapping.columns else ""
    return {
        "day": mapping.day,
        "closed_too": mapping.closed_too,
        "services": services.split(SEPARATOR) if services else [],
    }
