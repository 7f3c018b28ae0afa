"""Pages of supplies: the stock, its moves and their history."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import BooleanField, Case, F, Q, Value, When
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from equipment.inventory.models import Supply
from equipment.stock import actions
from equipment.stock.forms import SupplyAddForm, SupplyForm, SupplyMoveForm, Way, places
from equipment.stock.lists import SupplyFilter, SupplyTable
from equipment.tabs import stock_context
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.web.acting import formed, stamp
from inclusion.core.web.listing import listing

PER_PAGE = 50


def seen_supply(pk: int) -> Supply:
    """The supply with this key; nothing is found otherwise."""
    return get_object_or_404(Supply.objects.select_related("model", "network"), pk=pk)


@requires(Permission.EQUIPMENT_MANAGE)
def supply_list(request: MemberRequest) -> HttpResponse:
    """Every supply, those to buy again first."""
    enough = Case(When(Q(stock__gt=F("low_at")), then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = Supply.objects.select_related("model", "network").annotate(enough=enough)
    return listing(
        request,
        queryset=rows.order_by("enough", "sort_name", "pk"),
        table=SupplyTable,
        template="equipment/stock/supply_list.html",
        name="fournitures",
        filterset=SupplyFilter,
        begun=Supply.objects.exists(),
        low=Supply.objects.filter(stock__lte=F("low_at")).count(),
        **stock_context(request.member, "supplies"),
    )


@requires(Permission.EQUIPMENT_MANAGE)
def supply_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One supply with every move of its stock, the newest first."""
    supply = seen_supply(pk)
    moves = supply.moves.select_related("by", "loan__network").order_by("-at", "-pk")
    context = {"supply": supply, "page": Paginator(moves, PER_PAGE).get_page(request.GET.get("page"))}
    return render(request, "equipment/stock/supply_detail.html", stock_context(request.member, "supplies", **context))


@requires(Permission.EQUIPMENT_MANAGE)
def supply_add(request: MemberRequest) -> HttpResponse:
    """Begin to count a supply."""
    return formed(
        request,
        SupplyAddForm(request.POST or None),
        lambda data: actions.add_supply(**data, **stamp(request)),
        done=lambda added: f"La fourniture «\u00a0{added}\u00a0» est suivie.",
        then=lambda added: reverse("supply_detail", args=[request.network.slug, added.pk]),
        back=reverse("supply_list", args=[request.network.slug]),
        cancel_label="Revenir aux fournitures",
        action_label="Suivre cette fourniture",
        heading="Suivre une fourniture",
        trail=(("Fournitures", "supply_list"), "Suivre une fourniture"),
        above="equipment/stock/places.html",
        **stock_context(request.member, "supplies", places=places()),
    )


@requires(Permission.EQUIPMENT_MANAGE)
def supply_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct what a supply is; its stock changes by moves alone."""
    supply = seen_supply(pk)
    detail = reverse("supply_detail", args=[request.network.slug, pk])
    return formed(
        request,
        SupplyForm(request.POST or None, initial=model_to_dict(supply, SupplyForm.base_fields)),
        lambda data: actions.change_supply(supply, **data, **stamp(request)),
        done=lambda changed: f"La fourniture «\u00a0{changed}\u00a0» est à jour.",
        then=detail,
        back=detail,
        cancel_label="Ne rien changer",
        action_label="Enregistrer ces changements",
        title=f"Modifier {supply}",
        heading=f"Modifier «\u00a0{supply}\u00a0»",
        trail=(("Fournitures", "supply_list"), supply, detail, "Modifier"),
        lead="Le stock ne se change pas ici\u00a0: notez ce qui arrive ou part, pour que la raison soit gardée.",
        above="equipment/stock/places.html",
        **stock_context(request.member, "supplies", places=places()),
    )


@requires(Permission.EQUIPMENT_MANAGE)
def supply_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Note what came, what went, or what was counted."""
    supply = seen_supply(pk)
    return formed(
        request,
        SupplyMoveForm(request.POST or None),
        lambda data: _moved(request, supply, data),
        done=lambda moved: (
            f"C’est noté\u00a0: il y a {so_many(moved.stock, 'exemplaire', 'exemplaires')} de «\u00a0{moved}\u00a0»."
        ),
        then=reverse("supply_detail", args=[request.network.slug, pk]),
        template="equipment/stock/supply_move.html",
        **stock_context(request.member, "supplies", supply=supply),
    )


def _moved(request: MemberRequest, supply: Supply, data: dict[str, Any]) -> Supply:
    if data["way"] == Way.COUNT:
        return actions.count_supply(supply, counted=data["count"], **stamp(request))
    change = data["count"] if data["way"] == Way.IN else -data["count"]
    return actions.move_supply(supply, change=change, reason=data["reason"], **stamp(request))
