"""What is done with items: inventoried, corrected, moved, lost, found, taken out, put back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from equipment.actions.items import CORRECTED, add_items, change_item, move_items, step_item
from equipment.enums import ItemState
from equipment.forms.items import ItemAddForm, ItemForm, MoveForm, ReasonForm, places
from equipment.models import EquipmentModel, Item
from equipment.models.items import bookings_of, latest_number, step_blockers
from equipment.rules.inventory import next_numbers
from equipment.views.items import visible_item
from equipment.views.tabs import stock_room
from inclusion.core.access import Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.web import parameters
from inclusion.core.web.forms import submitted

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
def item_add(request: HttpRequest) -> HttpResponse:
    """Inventory one item or several of a model; the next numbers are proposed."""
    count = parameters.whole(request.GET.get("nombre", "1"), high=100)
    proposed = next_numbers(latest_number(), count or 1)
    known = {"numbers": "\n".join(proposed), "model": request.GET.get("modele", "")}
    form = ItemAddForm(request.POST or None, initial=known)
    added = submitted(
        request,
        form,
        lambda data: add_items(data.pop("model"), **data, by=request.user, at=timezone.now()),
    )
    if added:
        many = so_many(len(added), "matériel est inventorié", "matériels sont inventoriés")
        messages.success(request, f"{many}. Voici leurs étiquettes, si vous voulez les imprimer.")
        url = reverse("item_labels", args=[request.network.slug])
        return redirect(f"{url}?de={added[0].pk}&a={added[-1].pk}")
    context = {"form": form, "places": places(), "no_model": not EquipmentModel.objects.exists()}
    return render(request, "equipment/item_add.html", stock_room(request.member, "items", **context))


@requires(Permission.EQUIPMENT_MANAGE)
def item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is known of an item."""
    item = visible_item(pk)
    form = ItemForm(request.POST or None, initial={name: getattr(item, name) for name in CORRECTED})
    changed = submitted(
        request, form, lambda data: change_item(item, **data, by=request.user, at=timezone.now())
    )
    if changed:
        messages.success(request, f"Le matériel {changed} est à jour.")
        return redirect(item)
    context = {"form": form, "item": item, "places": places()}
    return render(request, "equipment/item_edit.html", stock_room(request.member, "items", **context))


@requires(Permission.EQUIPMENT_MANAGE)
def item_lost(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then note that it cannot be found."""
    return _step(request, pk, ItemState.LOST)


@requires(Permission.EQUIPMENT_MANAGE)
def item_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then put back in service what was lost or taken out."""
    return _step(request, pk, ItemState.IN_SERVICE)


@requires(Permission.EQUIPMENT_MANAGE)
def item_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take it out for good."""
    return _step(request, pk, ItemState.RETIRED)


def _step(request: HttpRequest, pk: int, to: ItemState) -> HttpResponse:
    item = visible_item(pk)
    question, meaning, verb, done = STEPS[to]
    if item.state == to:
        messages.info(request, f"Le matériel {item} est déjà «\u00a0{to.label.lower()}\u00a0».")
        return redirect(item)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    moved = submitted(
        request, form, lambda data: step_item(item, to, **data, by=request.user, at=timezone.now())
    )
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
    return render(request, "equipment/item_step.html", stock_room(request.member, "items", **context))


@requires(Permission.EQUIPMENT_MANAGE)
def item_move(request: HttpRequest) -> HttpResponse:
    """Put the chosen items on another shelf."""
    chosen = chosen_items(request.POST if request.method == "POST" else request.GET)
    form = MoveForm(request.POST if request.method == "POST" else None)
    moved = submitted(
        request,
        form,
        lambda data: (
            move_items([one.pk for one in chosen], **data, by=request.user, at=timezone.now()),
            data["place"],
        ),
    )
    if moved is not None:
        many = so_many(moved[0], "matériel est rangé", "matériels sont rangés")
        messages.success(request, f"{many} à «\u00a0{moved[1].strip()}\u00a0».")
        return redirect("item_list", request.network.slug)
    context = {"form": form, "chosen": chosen, "places": places()}
    return render(request, "equipment/item_move.html", stock_room(request.member, "items", **context))


def chosen_items(given: QueryDict) -> list[Item]:
    """The items that boxes were ticked for, by their numbers; nothing that is no key is looked for."""
    keys = parameters.keys(given.getlist("item"))
    return list(Item.objects.filter(pk__in=keys).select_related("model").order_by("inventory_number", "pk"))
