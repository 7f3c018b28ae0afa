"""The table in which the targets and the values of a roadmap's indicators are entered, as in a spreadsheet."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from roadmaps.actions.indicators import CellsClash, enter_figures
from roadmaps.forms.indicators import EntrySheet
from roadmaps.models import Roadmap
from roadmaps.models.indicator_queries import readings_of
from roadmaps.views.tabs import editable_roadmap, page_context

#: A form holds 1 000 fields at most; each figure takes two of them, what was seen being one.
MAX_FIELDS = 900


@requires(Permission.ROADMAPS_LOCAL, Permission.ROADMAPS_MANAGE)
def indicator_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Every indicator with a box for each value and target; one button keeps all of it."""
    roadmap = editable_roadmap(request.member, pk)
    years = roadmap.years
    page = Paginator(readings_of(roadmap), max(1, MAX_FIELDS // (4 * len(years)))).get_page(
        request.GET.get("page")
    )
    sheet = EntrySheet(list(page), years, request.POST if request.method == "POST" else None)
    if sheet.is_bound:
        refused = _entered(request, roadmap, sheet)
        if not refused:
            return redirect(reverse("roadmap_indicators", args=[request.network.slug, roadmap.pk]))
        context = {"refused": refused}
    else:
        context = {"refused": ""}
    context |= {"rows": sheet.rows(), "years": years, "page": page, "faults": len(sheet.faults)}
    return render(
        request,
        "roadmaps/indicator_entry.html",
        page_context(request.member, roadmap, "indicators", **context),
    )


def _entered(request: HttpRequest, roadmap: Roadmap, sheet: EntrySheet) -> str:
    """Write what was typed; the sentence that says why not where nothing was written."""
    cells = sheet.cells()
    if sheet.faults:
        wrong = so_many(len(sheet.faults), "case est à corriger", "cases sont à corriger")
        return f"{wrong}. Rien n’est encore enregistré, et ce que vous avez saisi est gardé."
    try:
        count = enter_figures(roadmap, cells=cells, by=request.user, at=timezone.now())
    except CellsClash as clash:
        sheet.take(clash.clashes)
        return str(clash)
    except DomainError as refused:
        return f"{refused} Rien n’est enregistré, et ce que vous avez saisi est gardé."
    said = so_many(count, "case est enregistrée", "cases sont enregistrées")
    messages.success(request, f"{said}." if count else "Rien n’a changé.")
    return ""
