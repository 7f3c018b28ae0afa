"""Pages of supplies: the stock, its moves and their history."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import BooleanField, Case, F, Q, Value, When
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from equipment.inventory.models import Supply
from equipment.stock import actions
from equipment.stock.forms import SupplyAddForm, SupplyForm, SupplyMoveForm, Way, places
from equipment.stock.lists import SupplyFilter, SupplyTable
from equipment.tabs import stock_context
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.web.acting import stamp
from inclusion.core.web.forms import submitted
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
    form = SupplyAddForm(request.POST or None)
    added = submitted(request, form, lambda data: actions.add_supply(**data, **stamp(request)))
    if added:
        messages.success(request, f"La fourniture «\u00a0{added}\u00a0» est suivie.")
        return redirect("supply_detail", request.network.slug, added.pk)
    context = {"form": form, "places": places()}
    return render(request, "equipment/stock/supply_add.html", stock_context(request.member, "supplies", **context))


@requires(Permission.EQUIPMENT_MANAGE)
def supply_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct what a supply is; its stock changes by moves alone."""
    supply = seen_supply(pk)
    known = model_to_dict(supply, SupplyForm.base_fields)
    form = SupplyForm(request.POST or None, initial=known)
    changed = submitted(request, form, lambda data: actions.change_supply(supply, **data, **stamp(request)))
    if changed:
        messages.success(request, f"La fourniture «\u00a0{changed}\u00a0» est à jour.")
        return redirect("supply_detail", request.network.slug, pk)
    context = {"form": form, "supply": supply, "places": places()}
    return render(request, "equipment/stock/supply_edit.html", stock_context(request.member, "supplies", **context))


@requires(Permission.EQUIPMENT_MANAGE)
def supply_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Note what came, what went, or what was counted."""
    supply = seen_supply(pk)
    form = SupplyMoveForm(request.POST or None)
    moved = submitted(request, form, lambda data: _moved(request, supply, data))
    if moved:
        left = so_many(moved.stock, "exemplaire", "exemplaires")
        messages.success(request, f"C’est noté\u00a0: il y a {left} de «\u00a0{moved}\u00a0».")
        return redirect("supply_detail", request.network.slug, pk)
    context = {"form": form, "supply": supply}
    return render(request, "equipment/stock/supply_move.html", stock_context(request.member, "supplies", **context))


def _moved(request: MemberRequest, supply: Supply, data: dict[str, Any]) -> Supply:
    if data["way"] == Way.COUNT:
        return actions.count_supply(supply, counted=data["count"], **stamp(request))
    change = data["count"] if data["way"] == Way.IN else -data["count"]
    return actions.move_supply(supply, change=change, reason=data["reason"], **stamp(request))
