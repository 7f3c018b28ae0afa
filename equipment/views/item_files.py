"""Items from a file: the file to fill in, what one would add, and adding it."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from equipment.actions.item_files import BOUNDS, Table, import_items, table_of, try_items
from equipment.forms.items import ItemFileForm
from equipment.models import EquipmentModel
from equipment.rules.item_rows import EXAMPLE, HEADERS
from equipment.views.tabs import stock_room
from inclusion.core.access import Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.french.text import read_json
from inclusion.core.web import exports
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted

SHOWN = 100


@requires(Permission.EQUIPMENT_MANAGE)
@takes_files(BOUNDS.max_bytes)
def item_import(request: HttpRequest) -> HttpResponse:
    """Bring in a file: it is tried out, and its page asks before anything is written."""
    posted = request.method == "POST"
    form = ItemFileForm(request.POST if posted else None, request.FILES if posted else None)
    table = submitted(request, form, lambda data: table_of(data["data"]))
    context: dict[str, Any] = {"form": form, "headers": HEADERS, "read": None}
    if table:
        context |= _tried(table)
    return render(request, "equipment/item_import.html", stock_room(request.member, "items", **context))


def _tried(table: Table) -> dict[str, Any]:
    read = try_items(table)
    keys = {row.model for row in read.rows}
    names = {one.pk: str(one) for one in EquipmentModel.objects.filter(pk__in=keys)}
    return {
        "read": read,
        "faults": read.faults[:SHOWN],
        "more_faults": max(len(read.faults) - SHOWN, 0),
        "by_model": read.by_model(names),
        # Sent back as it was read, and tried again before it is written: nothing is believed.
        "table": json.dumps(table, default=str, ensure_ascii=False),
    }


@requires(Permission.EQUIPMENT_MANAGE)
@require_POST
def item_import_apply(request: HttpRequest) -> HttpResponse:
    """Add what the page before has shown, all or nothing."""
    try:
        table = _table_in(request.POST.get("table", ""))
        added = import_items(table, by=request.user, at=timezone.now())
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect("item_import", request.network.slug)
    many = so_many(len(added), "matériel est inventorié", "matériels sont inventoriés")
    messages.success(request, f"{many}. Leurs étiquettes s’impriment depuis cette liste.")
    return redirect("item_list", request.network.slug)


def _table_in(text: str) -> Table:
    try:
        found = read_json(text)
        if found and all(isinstance(line, int) and isinstance(cells, list) for line, cells in found):
            return [(line, cells) for line, cells in found]
    except (ValueError, TypeError):
        pass
    raise DomainError(
        "Le fichier n’est pas parvenu au portail\u00a0: apportez-le à nouveau. Rien n’est ajouté."
    )


@requires(Permission.EQUIPMENT_MANAGE)
def item_import_template(request: HttpRequest) -> HttpResponse:
    """The file to fill in, with a line as an example; `?export=csv` or `xlsx`."""
    asked = request.GET.get("export")
    return exports.export(
        [HEADERS, EXAMPLE], fmt=asked if asked in exports.FORMATS else "xlsx", name="modele-materiels"
    )
