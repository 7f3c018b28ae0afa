"""Pages of devices: the board, the list, one of them, bringing some in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from equipment.actions import devices as actions
from equipment.actions.device_lists import BOUNDS
from equipment.enums import DeviceState
from equipment.filters.devices import DeviceFilter
from equipment.forms.devices import DeviceForm, DeviceListForm
from equipment.models import Bank, Device, Donation
from equipment.models.refurbishing_queries import board
from equipment.rules.refurbishing import next_step
from equipment.tables.devices import DeviceTable
from equipment.views.device_page import (
    SHORT_VERBS,
    checklist_of,
    corrections_for,
    found_device,
    manages,
    refurbishing,
    steps_for,
    story_of,
    way_of,
)
from inclusion.core.access import Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing


@requires(Permission.REFURBISHING_VIEW)
def device_board(request: HttpRequest) -> HttpResponse:
    """The chain: a column for each state, the oldest device first."""
    columns = board()
    filled = [one for one in columns if one.count]
    asked = request.GET.get("colonne")
    shown = next((one for one in columns if one.state == asked), filled[0] if filled else columns[0])
    context = {
        "columns": [(one, next_step(one.state), _verb_of(one.state)) for one in columns],
        "shown": shown.state,
        "waiting": sum(one.count for one in columns),
        "to_wipe": columns[0].count,
        "begun": Donation.objects.exists(),
        "manages": manages(request.member),
        "tabs": refurbishing(request.member, "board"),
        "section": "Le reconditionnement",
    }
    return render(request, "equipment/device_board.html", context)


def _verb_of(state: DeviceState) -> str:
    following = next_step(state)
    return SHORT_VERBS[following] if following else ""


@requires(Permission.REFURBISHING_VIEW)
def device_list(request: HttpRequest) -> HttpResponse:
    """Every device, whatever became of it."""
    return listing(
        request,
        queryset=Device.objects.select_related("network", "donation__network"),
        table=DeviceTable,
        template="equipment/device_list.html",
        name="appareils",
        filterset=DeviceFilter,
        begun=Device.objects.exists(),
        manages=manages(request.member),
        tabs=refurbishing(request.member, "devices"),
        section="Le reconditionnement",
    )


@requires(Permission.REFURBISHING_VIEW)
def device_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One device: where it stands, what is missing, the next step, what happened."""
    device = found_device(pk)
    wipes = device.wipes.select_related("noted_by", "certificate")
    standing = next((one for one in wipes if not one.superseded), None)
    can = manages(request.member)
    steps = steps_for(device, has_bank=Bank.objects.exists()) if can else []
    context = {
        "device": device,
        "wipe": standing,
        "way": way_of(device),
        "checks": checklist_of(device, standing),
        "main": next((one for one in steps if one.is_main), None),
        "others": [one for one in steps if not one.is_main],
        "corrections": corrections_for(device) if can else [],
        "story": story_of(device, wipes),
        "manages": can,
        "gone": device.state in (DeviceState.LENT, DeviceState.GIVEN, DeviceState.RECYCLED),
        "to_family": device.state == DeviceState.GIVEN and not device.left_to,
        "tabs": refurbishing(request.member, "devices"),
        "section": "Le reconditionnement",
    }
    return render(request, "equipment/device_detail.html", context)


def _lot(pk: int) -> Donation:
    return get_object_or_404(Donation.objects.select_related("network"), pk=pk)


@requires(Permission.REFURBISHING_MANAGE)
def device_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring one device of a lot in; « et un autre » stays on the page."""
    donation = _lot(pk)
    form = DeviceForm(request.POST or None)
    added = submitted(
        request,
        form,
        lambda data: actions.add_device(donation, **data, by=request.user, at=timezone.now()),
    )
    if added:
        messages.success(request, f"L’appareil {added.number} est ajouté au don {donation.number}.")
        return redirect(request.path if "again" in request.POST else added.get_absolute_url())
    return render(
        request, "equipment/device_add.html", {"form": form, "donation": donation, **_frame(request)}
    )


def _frame(request: HttpRequest) -> dict[str, Any]:
    return {"tabs": refurbishing(request.member, "donations"), "section": "Le reconditionnement"}


@requires(Permission.REFURBISHING_MANAGE)
def device_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is known of a device."""
    device = found_device(pk)
    form = DeviceForm(request.POST or None, instance=found_device(pk))
    changed = submitted(
        request,
        form,
        lambda data: actions.change_device(device, **data, by=request.user, at=timezone.now()),
    )
    if changed:
        messages.success(request, f"La fiche de {changed.number} est corrigée.")
        return redirect(changed)
    context = {"form": form, "device": device, **_frame(request)}
    return render(request, "equipment/device_edit.html", context)


@requires(Permission.REFURBISHING_MANAGE)
@takes_files(BOUNDS.max_bytes)
def device_add_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a list in: read first, and added when it is read again and nothing is wrong."""
    donation = _lot(pk)
    posted = request.method == "POST"
    form = DeviceListForm(request.POST if posted else None, request.FILES if posted else None)
    reading = form.reading if posted and form.is_valid() else None
    if reading and not reading.faults and "add" in request.POST:
        added = submitted(
            request,
            form,
            lambda data: actions.add_devices(donation, reading.rows, by=request.user, at=timezone.now()),
        )
        if added:
            messages.success(request, f"{_so_many(added)} au don {donation.number}.")
            return redirect(donation)
    context = {
        "form": form,
        "reading": reading,
        "donation": donation,
        "may_add": bool(reading and reading.rows and not reading.faults),
        **_frame(request),
    }
    return render(request, "equipment/device_add_many.html", context)


def _so_many(added: list[Device]) -> str:
    said = so_many(len(added), "appareil est ajouté", "appareils sont ajoutés")
    span = added[0].number if len(added) == 1 else f"{added[0].number} à {added[-1].number}"
    return f"{said} ({span})"
