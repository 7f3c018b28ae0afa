"""Pages of items: all of them, one of them, and where the code of a label leads."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from equipment.enums import ItemState
from equipment.filters.items import ItemFilter
from equipment.models import Bank, Device, Item, Maintenance
from equipment.models.item_history import history_of
from equipment.models.items import bookings_of, holder_of, item_counts, step_blockers, taken_of, with_standing
from equipment.models.terms import calendar_of
from equipment.rules.codes import clean_code
from equipment.rules.item_calendar import months_of
from equipment.tables.items import ItemTable, standing
from equipment.views.tabs import stock_room
from inclusion.core.access import Member, Permission, requires
from inclusion.core.web.listing import listing


def visible_item(pk: int) -> Item:
    """The item with this key, as the list reads it; nothing is found otherwise."""
    rows = with_standing(Item.objects.all(), on=timezone.localdate())
    return get_object_or_404(rows.select_related("model", "purchase", "network"), pk=pk)


@requires(Permission.EQUIPMENT_MANAGE)
def item_list(request: HttpRequest) -> HttpResponse:
    """Every item of the bank, with where each is today."""
    today = timezone.localdate()
    rows = with_standing(Item.objects.all(), on=today).select_related("model", "network")
    return listing(
        request,
        queryset=rows,
        table=ItemTable,
        template="equipment/item_list.html",
        name="materiels",
        filterset=ItemFilter,
        counts=item_counts(on=today),
        **stock_room(request.member, "items"),
    )


@requires(Permission.EQUIPMENT_MANAGE)
def item_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is known of one item: where it is, what is next, what happened to it."""
    item, today = visible_item(pk), timezone.localdate()
    bank = Bank.objects.current()
    calendar = calendar_of(bank) if bank else None
    repairs = Maintenance.objects.filter(item=item, ended_at=None).order_by("start", "pk")
    context = {
        "item": item,
        "stand": standing(item, today=today),
        "holder": holder_of(item),
        "repairs": repairs,
        "bookings": bookings_of(item, since=today)[:10],
        "kits": item.kits.order_by("sort_name", "pk"),
        "months": months_of(
            taken_of(item, since=today),
            today=today,
            why_closed=calendar.why_closed if calendar else lambda day: None,
        ),
        "events": history_of(item, slug=request.network.slug),
        "retire_blockers": step_blockers(item, ItemState.RETIRED) if item.state != ItemState.RETIRED else [],
        "today": today,
    }
    return render(request, "equipment/item_detail.html", stock_room(request.member, "items", **context))


@requires(Permission.EQUIPMENT_VIEW)
def equipment_by_code(request: HttpRequest, code: str) -> HttpResponse:
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
