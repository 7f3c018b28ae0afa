"""Pages of items: the list, one of them, what is done with them, items from a file, their labels."""

from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from equipment.bank.models import Bank
from equipment.bank.queries import calendar_of
from equipment.enums import ItemState
from equipment.inventory.models import EquipmentModel, Item
from equipment.inventory.rules import clean_code, next_numbers
from equipment.labels import SHEETS, Label, Layout, label_sheet
from equipment.loans.models.loans import Maintenance
from equipment.loans.queries import missing_parts
from equipment.refurbishing.models import Device
from equipment.stock.actions import ITEMS, add_items, change_item, move_items, step_item
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
from inclusion.core.french.money import grouped
from inclusion.core.french.names import so_many
from inclusion.core.mail.emails import absolute
from inclusion.core.models.imports import Trial
from inclusion.core.models.networks import Network
from inclusion.core.web import parameters
from inclusion.core.web.acting import EmptyState, formed, stamp
from inclusion.core.web.exports import attachment
from inclusion.core.web.listing import listing
from inclusion.core.web.trials import TrialPages


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
    return redirect("equipment_home", member.network.slug)


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
    one = "matériel est inventorié. Voici son étiquette, si vous voulez l’imprimer."
    many = "matériels sont inventoriés. Voici leurs étiquettes, si vous voulez les imprimer."
    labels_url = reverse("item_labels", args=[request.network.slug])
    no_model = EmptyState(
        "Le catalogue n’a encore aucun modèle.",
        "Un exemplaire est toujours celui d’un modèle\u00a0: ajoutez d’abord le modèle au catalogue, puis revenez ici.",
    )
    return formed(
        request,
        ItemAddForm(request.POST or None, initial=known),
        lambda data: add_items(data.pop("model"), **data, **stamp(request)),
        done=lambda added: so_many(len(added), one, many),
        then=lambda added: f"{labels_url}?de={added[0].pk}&a={added[-1].pk}",
        back=reverse("item_list", args=[request.network.slug]),
        cancel_label="Revenir aux matériels",
        action_label="Inventorier",
        heading="Inventorier du matériel",
        trail=(("Matériels", "item_list"), "Inventorier"),
        lead="Un numéro par exemplaire\u00a0: le portail propose la suite du dernier. "
        "Chaque exemplaire reçoit aussi un code pour son étiquette, que vous pourrez imprimer tout de suite après. "
        "Les numéros s’écrivent sans espace, en capitales.",
        instead=None if EquipmentModel.objects.exists() else no_model,
        above="equipment/stock/places.html",
        **stock_context(request.member, "items", places=places()),
    )


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
    return formed(
        request,
        ReasonForm(request.POST if request.method == "POST" else None),
        lambda data: step_item(item, to, **data, **stamp(request)),
        done=done.format(item),
        then=item,
        template="equipment/stock/item_step.html",
        item=item,
        question=question.format(item),
        meaning=meaning,
        verb=verb,
        blockers=step_blockers(item, to),
        bookings=bookings_of(item, since=timezone.localdate()),
        **stock_context(request.member, "items"),
    )


@requires(Permission.EQUIPMENT_MANAGE)
def item_move(request: MemberRequest) -> HttpResponse:
    """Put the chosen items on another shelf."""
    chosen = chosen_items(request.POST if request.method == "POST" else request.GET)
    form = MoveForm(request.POST if request.method == "POST" else None)
    return formed(
        request,
        form,
        lambda data: move_items([one.pk for one in chosen], **data, **stamp(request)),
        done=lambda count: (
            f"{so_many(count, 'matériel est rangé', 'matériels sont rangés')} "
            f"à «\u00a0{form.cleaned_data['place'].strip()}\u00a0»."
        ),
        then=reverse("item_list", args=[request.network.slug]),
        template="equipment/stock/item_move.html",
        **stock_context(request.member, "items", chosen=chosen, places=places()),
    )


def chosen_items(given: QueryDict) -> list[Item]:
    """The items that boxes were ticked for, by their numbers; nothing that is no key is looked for."""
    keys = parameters.keys(given.getlist("item"))
    return list(Item.objects.filter(pk__in=keys).select_related("model").order_by("inventory_number", "pk"))


# -- Items from a file


class ItemImportPages(TrialPages):
    """A file of items."""

    importer = ITEMS
    permissions = (Permission.EQUIPMENT_MANAGE,)
    form = ItemFileForm
    names = ("item_import", "item_import_detail", "item_import_apply", "item_import_drop")
    new_template = "equipment/stock/item_import.html"
    heading = "Inventorier depuis un fichier"
    lead = (
        "Le fichier est d’abord essayé\u00a0: vous voyez ce qu’il ajouterait, et rien n’est enregistré avant votre "
        "accord. S’il reste une seule erreur, rien ne l’est."
    )
    crumb = "Depuis un fichier"
    back_label = "Revenir aux matériels"
    faults_caption = "À corriger dans votre fichier"
    drop_label = "Abandonner ce fichier"
    outdated = (
        "Le stock a changé depuis que ce fichier a été lu\u00a0: rien n’est ajouté. "
        "Voici ce que le fichier ajouterait maintenant."
    )

    def back(self, slug: str, subject: Any) -> str:
        return reverse("item_list", args=[slug])

    def trail(self, slug: str, subject: Any) -> list[tuple[Any, str]]:
        return [("Matériels", self.back(slug, subject))]

    def apply_label(self, report: Any) -> str:
        return "Inventorier ce matériel" if report.count == 1 else f"Inventorier ces {grouped(report.count)} matériels"

    def frame(self, member: Member, subject: Any) -> dict[str, Any]:
        return stock_context(member, "items")

    def guide(self, request: MemberRequest, subject: Any) -> dict[str, Any]:
        return {"headers": COLUMNS.headers}

    def model(self, subject: Any) -> tuple[str, list[list[Any]]]:
        return "modele-materiels", [COLUMNS.headers, list(EXAMPLE)]

    def done(self, trial: Trial, report: Any) -> str:
        return f"{super().done(trial, report)} Leurs étiquettes s’impriment depuis cette liste."


ITEM_IMPORT = ItemImportPages()


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
        labels = [
            Label(
                title=str(item.model),
                number=item.inventory_number,
                code_url=absolute("equipment_by_code", slug, item.code),
                line=line,
            )
            for item in items
        ]
        data = label_sheet(labels, layout=layout, skip=skip)
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


def bank_line(network: Network) -> str:
    """Whom to call about a label's thing, on one line that keeps the number whole."""
    bank = Bank.objects.current()
    name, phone = (bank.name, bank.phone) if bank else (network.name, network.phone)
    return ", ".join(filter(None, (name, phone.replace(" ", "\u00a0"))))
