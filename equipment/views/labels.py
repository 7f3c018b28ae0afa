"""Sheets of labels for chosen items, for those that were just added, or for all that a list shows."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from equipment.documents.labels import SHEETS, Label, Layout, label_sheet
from equipment.filters.items import ItemFilter
from equipment.forms.items import LabelForm
from equipment.models import Bank, Item
from equipment.views.item_steps import chosen_items
from equipment.views.tabs import stock_room
from inclusion.core.access import Permission, requires
from inclusion.core.mail.emails import absolute
from inclusion.core.models.networks import Network
from inclusion.core.web import parameters
from inclusion.core.web.exports import attachment

#: Labels of one file: more are printed in several goes.
MAX_LABELS = 1000


@requires(Permission.EQUIPMENT_MANAGE)
def item_labels(request: HttpRequest) -> HttpResponse:
    """Choose the sheet; `imprimer` in the address gives the PDF of the same items."""
    items, total = _wanted(request)
    asked = "imprimer" in request.GET
    form = LabelForm(request.GET if asked else None)
    if asked and items and form.is_valid():
        layout, skip = Layout(form.cleaned_data["layout"]), form.cleaned_data["first"] - 1
        slug, line = request.network.slug, bank_line(request.network)
        data = label_sheet([_label(item, slug, line) for item in items], layout=layout, skip=skip)
        return attachment(data, filename="etiquettes.pdf", media_type="application/pdf", inline=True)
    context = {
        "form": form,
        "items": items[:12],
        "count": len(items),
        "more": len(items) - len(items[:12]),
        "left_out": total - len(items),
        "carried": [
            (name, value)
            for name, values in request.GET.lists()
            if name not in {"layout", "first", "imprimer"}
            for value in values
        ],
        "sheets": [(one.label, SHEETS[one].per_page) for one in Layout],
    }
    return render(request, "equipment/item_labels.html", stock_room(request.member, "items", **context))


def _wanted(request: HttpRequest) -> tuple[list[Item], int]:
    """The items that labels are asked for, and how many they would be without a limit."""
    rows: Any = Item.objects.select_related("model").order_by("inventory_number", "pk")
    first, last = parameters.key(request.GET.get("de")), parameters.key(request.GET.get("a"))
    if first and last:
        rows = rows.filter(pk__gte=first, pk__lte=last)
    elif "tous" in request.GET:
        rows = ItemFilter(request.GET, queryset=rows, request=request).qs
    else:
        chosen = chosen_items(request.GET)
        return chosen[:MAX_LABELS], len(chosen)
    return list(rows[:MAX_LABELS]), rows.count()


def _label(item: Item, slug: str, line: str) -> Label:
    url = absolute("equipment_by_code", slug, item.code)
    return Label(title=str(item.model), number=item.inventory_number, code_url=url, line=line)


def bank_line(network: Network) -> str:
    """Whom to call about a label's thing, on one line that keeps the number whole."""
    bank = Bank.objects.current()
    name, phone = (bank.name, bank.phone) if bank else (network.name, network.phone)
    return ", ".join(filter(None, (name, phone.replace(" ", "\u00a0"))))
