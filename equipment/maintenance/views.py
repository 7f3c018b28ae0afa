"""Pages of maintenance: begun from an item, corrected, ended, with pictures."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from equipment.inventory.models import Item
from equipment.loans.actions.photos import add_photo
from equipment.loans.enums import PhotoMoment
from equipment.loans.models.loans import Maintenance
from equipment.loans.queries import conflicts_of
from equipment.maintenance import actions
from equipment.maintenance.forms import MaintenanceBeginForm, MaintenanceEndForm, MaintenanceForm, PhotoForm, typed_day
from equipment.maintenance.lists import CostTable, MaintenanceFilter, MaintenanceTable, stand_chip
from equipment.maintenance.queries import cost_by_model, counts, in_order
from equipment.stock.queries import shown_items
from equipment.tabs import stock_context
from inclusion.core.access import MemberRequest, Permission, requires
from inclusion.core.french.names import of
from inclusion.core.french.periods import long_date
from inclusion.core.imports.uploads import MAX_PHOTO_BYTES, refuse_heavy
from inclusion.core.web.acting import formed, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing


def seen_maintenance(pk: int) -> Maintenance:
    """The maintenance with this key; nothing is found otherwise."""
    return get_object_or_404(Maintenance.objects.select_related("item__model", "network"), pk=pk)


@requires(Permission.EQUIPMENT_MANAGE)
def maintenance_list(request: MemberRequest) -> HttpResponse:
    """Everything that is or was repaired, the open ones first; what it costs by model."""
    today = timezone.localdate()
    return listing(
        request,
        queryset=in_order(on=today),
        table=MaintenanceTable,
        template="equipment/maintenance/maintenance_list.html",
        name="maintenances",
        filterset=MaintenanceFilter,
        counts=counts(on=today),
        costs=CostTable(list(cost_by_model()[:50])),
        **stock_context(request.member, "maintenance"),
    )


@requires(Permission.EQUIPMENT_MANAGE)
def maintenance_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One maintenance: why, until when, what was done, its pictures."""
    return _page(request, seen_maintenance(pk), PhotoForm())


def _page(request: MemberRequest, one: Maintenance, form: PhotoForm) -> HttpResponse:
    context = {"one": one, "form": form, "stand": stand_chip(one), "photos": one.photos.order_by("added_at", "pk")}
    return render(
        request,
        "equipment/maintenance/maintenance_detail.html",
        stock_context(request.member, "maintenance", **context),
    )


@requires(Permission.EQUIPMENT_MANAGE)
def maintenance_begin(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an item out to be repaired; loans that are in the way are named, with links to them."""
    item = get_object_or_404(shown_items(on=timezone.localdate()), pk=pk)
    form = MaintenanceBeginForm(request.POST or None, initial={"start": timezone.localdate()})
    begun = submitted(request, form, lambda data: actions.begin_maintenance(item, **data, **stamp(request)))
    if begun:
        messages.success(request, f"Le matériel {item} est en maintenance\u00a0: il n’est plus proposé au prêt.")
        return redirect("maintenance_detail", request.network.slug, begun.pk)
    context = stock_context(
        request.member,
        "maintenance",
        form=form,
        heading=f"Mettre {item} en maintenance",
        trail=(("Matériels", "item_list"), item, "Maintenance"),
        lead=f"{item.model}. Il ne sera plus proposé au prêt ces jours-là.",
        above="equipment/maintenance/maintenance_conflicts.html",
        conflicts=_conflicts(item, form),
        action_label="Mettre en maintenance",
        cancel_url=item.get_absolute_url(),
        cancel_label="Ne rien changer",
    )
    return render(request, "layout/form_page.html", context)


def _conflicts(item: Item, form: MaintenanceForm, *, besides: Maintenance | None = None) -> list[Any]:
    """What keeps the item busy on the days that were typed, where they were refused."""
    start = besides.start if besides else typed_day(form, "start")
    end = typed_day(form, "expected_end")
    if not form.errors or start is None or (end is not None and end <= start):
        return []
    found = conflicts_of(item, start, end)
    return list(found.exclude(maintenance=besides) if besides else found)


@requires(Permission.EQUIPMENT_MANAGE)
def maintenance_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct why and until when."""
    one = seen_maintenance(pk)
    if one.is_over:
        return _over(request, one)
    known = {"reason": one.reason, "expected_end": one.expected_end}
    form = MaintenanceForm(request.POST or None, initial=known)
    changed = submitted(request, form, lambda data: actions.change_maintenance(one, **data, **stamp(request)))
    if changed:
        messages.success(request, "La maintenance est à jour.")
        return redirect("maintenance_detail", request.network.slug, pk)
    item, detail = one.item, reverse("maintenance_detail", args=[request.network.slug, pk])
    context = stock_context(
        request.member,
        "maintenance",
        form=form,
        heading=f"Modifier la maintenance {of(item)}",
        trail=(("Maintenance", "maintenance_list"), str(item), detail, "Modifier"),
        lead=f"Depuis le {long_date(one.start)}.",
        above="equipment/maintenance/maintenance_conflicts.html",
        conflicts=_conflicts(item, form, besides=one),
        action_label="Enregistrer ces changements",
        cancel_url=detail,
        cancel_label="Ne rien changer",
    )
    return render(request, "layout/form_page.html", context)


@requires(Permission.EQUIPMENT_MANAGE)
def maintenance_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Put the item back on the shelf, with what was done and its cost."""
    one = seen_maintenance(pk)
    if one.is_over:
        return _over(request, one)
    item, detail = one.item, reverse("maintenance_detail", args=[request.network.slug, pk])
    return formed(
        request,
        MaintenanceEndForm(request.POST if request.method == "POST" else None),
        lambda data: actions.end_maintenance(one, **data, **stamp(request)),
        done=f"Le matériel {item} est de nouveau libre dès aujourd’hui.",
        then=item,
        back=detail,
        cancel_label="Pas encore",
        action_label="Remettre au prêt",
        heading=f"Terminer la maintenance {of(item)}",
        trail=(("Maintenance", "maintenance_list"), str(item), detail, "Terminer"),
        lead=f"{one.reason}. Le matériel redevient libre dès aujourd’hui"
        f"{f'\u00a0: rangez-le à «\u00a0{item.place}\u00a0»' if item.place else ''}.",
        **stock_context(request.member, "maintenance"),
    )


def _over(request: MemberRequest, one: Maintenance) -> HttpResponse:
    messages.info(request, "Cette maintenance est déjà terminée.")
    return redirect("maintenance_detail", request.network.slug, one.pk)


@requires(Permission.EQUIPMENT_MANAGE)
@takes_files(MAX_PHOTO_BYTES)
@require_POST
def maintenance_photo_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Keep a picture of what is repaired."""
    one = seen_maintenance(pk)
    form = PhotoForm(request.POST, request.FILES)
    kept = submitted(request, form, lambda data: _kept(request, one, data))
    if kept is None:
        return _page(request, one, form)
    messages.success(request, "La photo est gardée.")
    return redirect("maintenance_detail", request.network.slug, pk)


def _kept(request: MemberRequest, one: Maintenance, data: dict[str, Any]) -> Any:
    upload = data["file"]
    refuse_heavy(upload.size, filename=upload.name)
    return add_photo(
        one.item,
        data=upload.read(),
        filename=upload.name,
        moment=PhotoMoment.REPAIR,
        maintenance=one,
        caption=data["caption"],
        **stamp(request),
    )
