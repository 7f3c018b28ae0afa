"""Pages of items: the list, one of them, what is done with them, items from a file, their labels."""

import json
from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from equipment.bank.models import Bank
from equipment.bank.queries import calendar_of
from equipment.enums import ItemState
from equipment.inventory.models import EquipmentModel, Item
from equipment.inventory.rules import clean_code, next_numbers
from equipment.labels import SHEETS, Label, Layout, label_sheet
from equipment.loans.models.loans import Maintenance
from equipment.loans.queries import missing_parts
from equipment.refurbishing.models import Device
from equipment.stock.actions import (
    BOUNDS,
    Table,
    add_items,
    change_item,
    import_items,
    move_items,
    step_item,
    table_of,
    try_items,
)
from equipment.stock.forms import ItemAddForm, ItemFileForm, ItemForm, LabelForm, MoveForm, ReasonForm, places
from equipment.stock.lists import ItemFilter, ItemTable, standing
from equipment.stock.queries import (
    bookings_of,
    history_of,
    holder_of,
    item_counts,
    latest_number,
    shown_items,
    step_blockers,
    taken_of,
    with_standing,
)
from equipment.stock.rules import COLUMNS, EXAMPLE, months_of
from equipment.tabs import stock_context
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.errors import DomainError
from inclusion.core.french.names import so_many
from inclusion.core.french.text import read_json
from inclusion.core.mail.emails import absolute
from inclusion.core.models.networks import Network
from inclusion.core.web import exports, parameters
from inclusion.core.web.acting import formed, perform, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.exports import attachment
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing


def visible_item(pk: int) -> Item:
    """The item with this key, as the list reads it; nothing is found otherwise."""
    return get_object_or_404(shown_items(on=timezone.localdate()), pk=pk)


@requires(Permission.EQUIPMENT_MANAGE)
def item_list(request: MemberRequest) -> HttpResponse:
    """Every item of the bank, with where each is today."""
    today = timezone.localdate()
    rows = with_standing(Item.objects.all(), on=today).select_related("model", "network")
    return listing(
        request,
        queryset=rows,
        table=ItemTable,
        template="equipment/stock/item_list.html",
        name="materiels",
        filterset=ItemFilter,
        counts=item_counts(on=today),
        **stock_context(request.member, "items"),
    )


@requires(Permission.EQUIPMENT_MANAGE)
def item_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """All that is known of one item: where it is, what is next, what happened to it."""
    item, today = visible_item(pk), timezone.localdate()
    bank = Bank.objects.current()
    calendar = calendar_of(bank) if bank else None
    repairs = Maintenance.objects.filter(item=item, ended_at=None).order_by("start", "pk")
    context = {
        "item": item,
        "stand": standing(item, today=today),
        "holder": holder_of(item),
        "missing": missing_parts([item]).get(item.pk),
        "repairs": repairs,
        "bookings": bookings_of(item, since=today)[:10],
        "kits": item.kits.order_by("sort_name", "pk"),
        "months": months_of(
            taken_of(item, since=today), today=today, why_closed=calendar.why_closed if calendar else lambda day: None
        ),
        "events": history_of(item, slug=request.network.slug),
        "retire_blockers": step_blockers(item, ItemState.RETIRED) if item.state != ItemState.RETIRED else [],
        "today": today,
    }
    return render(request, "equipment/stock/item_detail.html", stock_context(request.member, "items", **context))


@requires(Permission.EQUIPMENT_VIEW)
def equipment_by_code(request: MemberRequest, code: str) -> HttpResponse:
    """Where the code of a label leads: to the thing itself for who runs it, else to its model in the catalogue."""
    code = clean_code(code)
    member: Member = request.member
    item = Item.objects.found_by(code).select_related("model", "network").first()
    if item is not None:
        shown = item if member.may(Permission.EQUIPMENT_MANAGE) else item.model
        return redirect(shown)
    device = Device.objects.filter(code=code).select_related("network").first()
    if device is None:
        raise Http404
    if member.may(Permission.REFURBISHING_VIEW):
        return redirect(device)
    return redirect(_catalogue(member))


def _catalogue(member: Member) -> str:
    try:
        return reverse("equipment_home", args=[member.network.slug])
    except NoReverseMatch:
        return reverse("network_home", args=[member.network.slug])


# -- Steps of items: inventory, correction, move, loss, withdrawal

#: What each step asks, what it means, its verb, what is said once it is done.
STEPS = {
    ItemState.LOST: (
        "Déclarer {} perdu\u00a0?",
        "Il n’est plus proposé au prêt. S’il reparaît, remettez-le en service\u00a0: son histoire est gardée.",
        "Déclarer perdu",
        "Le matériel {} est noté perdu.",
    ),
    ItemState.IN_SERVICE: (
        "Remettre {} en service\u00a0?",
        "Il peut de nouveau être prêté, et la liste d’attente est servie s’il y était attendu.",
        "Remettre en service",
        "Le matériel {} est de nouveau en service.",
    ),
    ItemState.RETIRED: (
        "Sortir {} du parc\u00a0?",
        "Il n’est plus prêté ni attendu aux inventaires. Son histoire est gardée, et il peut revenir.",
        "Sortir du parc",
        "Le matériel {} est sorti du parc.",
    ),
}


@requires(Permission.EQUIPMENT_MANAGE)
def item_add(request: MemberRequest) -> HttpResponse:
    """Inventory one item or several of a model; the next numbers are proposed."""
    count = parameters.whole(request.GET.get("nombre", "1"), high=100)
    proposed = next_numbers(latest_number(), count or 1)
    known = {"numbers": "\n".join(proposed), "model": request.GET.get("modele", "")}
    form = ItemAddForm(request.POST or None, initial=known)
    added = submitted(request, form, lambda data: add_items(data.pop("model"), **data, **stamp(request)))
    if added:
        one = "matériel est inventorié. Voici son étiquette, si vous voulez l’imprimer."
        many = "matériels sont inventoriés. Voici leurs étiquettes, si vous voulez les imprimer."
        messages.success(request, so_many(len(added), one, many))
        url = reverse("item_labels", args=[request.network.slug])
        return redirect(f"{url}?de={added[0].pk}&a={added[-1].pk}")
    context = {"form": form, "places": places(), "no_model": not EquipmentModel.objects.exists()}
    return render(request, "equipment/stock/item_add.html", stock_context(request.member, "items", **context))


@requires(Permission.EQUIPMENT_MANAGE)
def item_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct what is known of an item."""
    item = visible_item(pk)
    return formed(
        request,
        ItemForm(request.POST or None, initial=model_to_dict(item, ItemForm.base_fields)),
        lambda data: change_item(item, **data, **stamp(request)),
        done=lambda changed: f"Le matériel {changed} est à jour.",
        then=item,
        back=item,
        cancel_label="Ne rien changer",
        action_label="Enregistrer ces changements",
        heading=f"Modifier {item}",
        trail=(("Matériels", "item_list"), item, "Modifier"),
        lead=f"{item.model}. Son étiquette reste valable\u00a0: le code ne change pas, même si le numéro change.",
        above="equipment/stock/places.html",
        **stock_context(request.member, "items", places=places()),
    )


@requires(Permission.EQUIPMENT_MANAGE)
def item_lost(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then note that it cannot be found."""
    return _step(request, pk, ItemState.LOST)


@requires(Permission.EQUIPMENT_MANAGE)
def item_restore(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then put back in service what was lost or taken out."""
    return _step(request, pk, ItemState.IN_SERVICE)


@requires(Permission.EQUIPMENT_MANAGE)
def item_retire(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take it out for good."""
    return _step(request, pk, ItemState.RETIRED)


def _step(request: MemberRequest, pk: int, to: ItemState) -> HttpResponse:
    item = visible_item(pk)
    question, meaning, verb, done = STEPS[to]
    if item.state == to:
        messages.info(request, f"Le matériel {item} est déjà «\u00a0{to.label.lower()}\u00a0».")
        return redirect(item)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    moved = submitted(request, form, lambda data: step_item(item, to, **data, **stamp(request)))
    if moved:
        messages.success(request, done.format(item))
        return redirect(item)
    context = {
        "item": item,
        "form": form,
        "question": question.format(item),
        "meaning": meaning,
        "verb": verb,
        "blockers": step_blockers(item, to),
        "bookings": bookings_of(item, since=timezone.localdate()),
    }
    return render(request, "equipment/stock/item_step.html", stock_context(request.member, "items", **context))


@requires(Permission.EQUIPMENT_MANAGE)
def item_move(request: MemberRequest) -> HttpResponse:
    """Put the chosen items on another shelf."""
    chosen = chosen_items(request.POST if request.method == "POST" else request.GET)
    form = MoveForm(request.POST if request.method == "POST" else None)
    moved = submitted(
        request, form, lambda data: (move_items([one.pk for one in chosen], **data, **stamp(request)), data["place"])
    )
    if moved is not None:
        many = so_many(moved[0], "matériel est rangé", "matériels sont rangés")
        messages.success(request, f"{many} à «\u00a0{moved[1].strip()}\u00a0».")
        return redirect("item_list", request.network.slug)
    context = {"form": form, "chosen": chosen, "places": places()}
    return render(request, "equipment/stock/item_move.html", stock_context(request.member, "items", **context))


def chosen_items(given: QueryDict) -> list[Item]:
    """The items that boxes were ticked for, by their numbers; nothing that is no key is looked for."""
    keys = parameters.keys(given.getlist("item"))
    return list(Item.objects.filter(pk__in=keys).select_related("model").order_by("inventory_number", "pk"))


# -- Items from a file: file to fill in, trial, adding

SHOWN = 100


@requires(Permission.EQUIPMENT_MANAGE)
@takes_files(BOUNDS.max_bytes)
def item_import(request: MemberRequest) -> HttpResponse:
    """Read a file: it is tried out, and its page asks before anything is written."""
    posted = request.method == "POST"
    form = ItemFileForm(request.POST if posted else None, request.FILES if posted else None)
    table = submitted(request, form, lambda data: table_of(data["data"]))
    context: dict[str, Any] = {"form": form, "headers": COLUMNS.headers, "read": None}
    if table:
        context |= _tried(table)
    return render(request, "equipment/stock/item_import.html", stock_context(request.member, "items", **context))


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
def item_import_apply(request: MemberRequest) -> HttpResponse:
    """Add what the page before has shown, all or nothing."""
    return perform(
        request,
        lambda: import_items(_table_in(request.POST.get("table", "")), **stamp(request)),
        done=_inventoried,
        back=reverse("item_import", args=[request.network.slug]),
        then=reverse("item_list", args=[request.network.slug]),
    )


def _inventoried(added: list[Item]) -> str:
    many = so_many(len(added), "matériel est inventorié", "matériels sont inventoriés")
    return f"{many}. Leurs étiquettes s’impriment depuis cette liste."


def _table_in(text: str) -> Table:
    try:
        found = read_json(text)
        if found and all(isinstance(line, int) and isinstance(cells, list) for line, cells in found):
            return [(line, cells) for line, cells in found]
    except (ValueError, TypeError):
        pass
    raise DomainError("Le fichier n’est pas parvenu au portail\u00a0: importez-le à nouveau. Rien n’est ajouté.")


@requires(Permission.EQUIPMENT_MANAGE)
def item_import_template(request: MemberRequest) -> HttpResponse:
    """The file to fill in, with a line as an example; `?export=csv` or `xlsx`."""
    asked = request.GET.get("export")
    return exports.export(
        [COLUMNS.headers, EXAMPLE], fmt=asked if asked in exports.FORMATS else "xlsx", name="modele-materiels"
    )


# -- Sheets of labels, for chosen, new or listed items

#: Labels of one file: more are printed in several goes.
MAX_LABELS = 1000


@requires(Permission.EQUIPMENT_MANAGE)
def item_labels(request: MemberRequest) -> HttpResponse:
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
    return render(request, "equipment/stock/item_labels.html", stock_context(request.member, "items", **context))


def _wanted(request: MemberRequest) -> tuple[list[Item], int]:
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
