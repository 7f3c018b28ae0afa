"""Pages of devices: the board, the list, one of them, devices added."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from equipment.bank.models import Bank
from equipment.refurbishing.actions import devices as actions
from equipment.refurbishing.actions.devices import BOUNDS
from equipment.refurbishing.enums import DeviceState, Grade
from equipment.refurbishing.forms import DeviceForm, DeviceListForm
from equipment.refurbishing.lists import DeviceFilter, DeviceTable, device_chip
from equipment.refurbishing.models import AFTER_VERIFICATION, GONE, TO_VERIFY, Device, Donation, Wipe
from equipment.refurbishing.queries import board
from equipment.refurbishing.rules import WAY, failed_checks, next_step
from equipment.tabs import REFURBISHING_TABS, tabs
from inclusion.core import states
from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date
from inclusion.core.web.acting import formed, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.forms import submitted
from inclusion.core.web.listing import listing

#: What the button of each step says, for one device.
VERBS = {
    DeviceState.WIPED: "Noter l’effacement",
    DeviceState.TESTED: "Noter les tests",
    DeviceState.GRADED: "Donner sa classe",
    DeviceState.REFURBISHED: "Noter la remise en état",
    DeviceState.READY: "Dire qu’il est prêt",
    DeviceState.LENT: "Le confier à la banque de prêt",
    DeviceState.GIVEN: "Le donner à une association",
    DeviceState.RECYCLED: "Le faire recycler",
    DeviceState.COLLECTED: "Noter qu’il revient",
}
VERIFY = "Vérifier l’effacement"
#: The same for a card of the board, in a word.
SHORT_VERBS = {
    DeviceState.WIPED: "Effacer",
    DeviceState.TESTED: "Tester",
    DeviceState.GRADED: "Classer",
    DeviceState.REFURBISHED: "Remettre en état",
    DeviceState.READY: "Prêt",
}


@dataclass(frozen=True)
class DeviceStep:
    """A step that may be taken, or why it may not."""

    to: DeviceState
    label: str
    url: str
    is_main: bool = False


def framed(member: Member, current: str) -> dict[str, Any]:
    """The tabs above a page of refurbishing."""
    return {"tabs": tabs(member, current, REFURBISHING_TABS), "tabs_label": "Le reconditionnement"}


def found_device(pk: int) -> Device:
    """The device with this key, else 404."""
    rows = Device.objects.select_related("network", "donation__network", "item__network")
    return get_object_or_404(rows, pk=pk)


def may_be_taken(device: Device, to: DeviceState) -> bool:
    """Whether this step follows, or corrects what was just noted."""
    corrected = {
        DeviceState.WIPED: device.state not in GONE,
        DeviceState.TESTED: device.state == DeviceState.TESTED,
        DeviceState.GRADED: device.state == DeviceState.GRADED,
    }
    return to in device.TRANSITIONS[DeviceState(device.state)] or corrected.get(to, False)


def step_blockers(device: Device, to: DeviceState) -> list[str]:
    """Why this step may not be taken now, in sentences; none where it may."""
    if may_be_taken(device, to):
        return device.blockers(to) if to in AFTER_VERIFICATION else []
    if device.state == DeviceState.RECYCLED:
        return ["Il est recyclé\u00a0: plus rien ne se note à son sujet."]
    if device.state == DeviceState.COLLECTED:
        return ["Ses données ne sont pas effacées. Aucun appareil ne va plus loin, ni ne part, avant son effacement."]
    following = next_step(device.state)
    now = f"Il est «\u00a0{device.state_said.lower()}\u00a0»."
    if device.state in GONE:
        return [f"{now} S’il est de nouveau là, notez d’abord qu’il revient."]
    if following is None:
        return [f"{now} Cette étape est déjà passée."]
    passed = to in WAY and WAY.index(to) <= WAY.index(DeviceState(device.state))
    if passed:
        return [f"{now} Cette étape est déjà passée."]
    return [f"{now} L’étape qui suit est «\u00a0{following.label.lower()}\u00a0»."]


def step_url(device: Device, to: DeviceState) -> str:
    """The page of a step."""
    return reverse("device_step", args=[device.network.slug, device.pk, to.value])


def steps_for(device: Device, *, has_bank: bool) -> list[DeviceStep]:
    """What may be done with the device now, the main step first."""
    main = next_step(device.state)
    if device.state == DeviceState.READY:
        main = DeviceState.GIVEN
    allowed = [to for to in VERBS if to in device.TRANSITIONS[DeviceState(device.state)]]
    if not has_bank and DeviceState.LENT in allowed:
        allowed.remove(DeviceState.LENT)
    if device.awaits_verification:
        # What would be refused is not offered: the verification is, in its place.
        main = DeviceState.WIPED if main in AFTER_VERIFICATION else main
        allowed = [DeviceState.WIPED, *(to for to in allowed if to not in AFTER_VERIFICATION)]
    allowed.sort(key=lambda to: to != main)
    return [DeviceStep(to, verb_for(device, to), step_url(device, to), is_main=to == main) for to in allowed]


def verb_for(device: Device, to: DeviceState) -> str:
    """What the button of a step says for this device."""
    if to == DeviceState.WIPED and device.awaits_verification:
        return VERIFY
    if device.state == DeviceState.REFURBISHED and to == DeviceState.TESTED:
        return "Le tester de nouveau"
    if device.state == DeviceState.READY and to == DeviceState.REFURBISHED:
        return "Reprendre la remise en état"
    return VERBS[to]


def corrections_for(device: Device) -> list[DeviceStep]:
    """What was just noted and may be corrected."""
    found = []
    if device.state not in (DeviceState.COLLECTED, *GONE) and not device.awaits_verification:
        found.append(DeviceStep(DeviceState.WIPED, "Noter un nouvel effacement", step_url(device, DeviceState.WIPED)))
    if device.state == DeviceState.TESTED:
        found.append(DeviceStep(DeviceState.TESTED, "Corriger les tests", step_url(device, DeviceState.TESTED)))
    if device.state == DeviceState.GRADED:
        found.append(DeviceStep(DeviceState.GRADED, "Corriger sa classe", step_url(device, DeviceState.GRADED)))
    return found


def way_of(device: Device) -> list[tuple[str, str]]:
    """The steps from collected to ready, as the component shows them."""
    here = DeviceState(device.state)
    if here in GONE:
        # A device is recycled from any step: only what it really passed is shown as done.
        return (
            [(here.label, "current")]
            if here == DeviceState.RECYCLED
            else [*((one.label, "done") for one in WAY), (here.label, "current")]
        )
    place = WAY.index(here)
    way = [
        (one.label, "done" if rank < place else "current" if rank == place else "next") for rank, one in enumerate(WAY)
    ]
    if device.awaits_verification:
        wiped = WAY.index(DeviceState.WIPED)
        way[wiped] = (TO_VERIFY, "current" if wiped == place else "next")
    return way


def _wipe_checks(wipe: Wipe | None) -> list[tuple[str, bool]]:
    if wipe is None:
        return [("Effacer ses données", False), (VERIFY, False)]
    if not wipe.is_verified:
        return [(f"{VERIFY} noté le {plain_date(wipe.done_on)} par {wipe.done_by}", False)]
    verified = [] if wipe.leaves_nothing_to_read else [("Effacement vérifié", True)]
    return [(wipe.done_said, True), *verified]


def checklist_of(device: Device, wipe: Wipe | None) -> list[tuple[str, bool]]:
    """What is met and what is missing before it may leave."""
    failed = failed_checks(device.tests)
    tested = "Le tester"
    if device.tests:
        tested = f"Testé\u00a0: {so_many(len(device.tests) - len(failed), 'point fonctionne', 'points fonctionnent')}"
        tested += f", ne fonctionne pas\u00a0: {', '.join(failed)}" if failed else ""
    graded = f"Classe {device.get_grade_display()}" if device.grade else "Lui donner une classe"
    done = device.state in (DeviceState.REFURBISHED, DeviceState.READY, DeviceState.LENT, DeviceState.GIVEN)
    rows = [
        *_wipe_checks(wipe),
        (tested, bool(device.tests)),
        (graded, bool(device.grade)),
        ("Remis en état" if done else "Le remettre en état", done),
    ]
    if device.grade == Grade.D:
        rows.append(("Un appareil pour pièces ne repart pas\u00a0: il est recyclé", False))
    return rows


def story_of(device: Device, wipes: QuerySet[Wipe]) -> list[dict[str, Any]]:
    """What happened, the newest first: steps, wipes that no longer count, hours."""
    labels = {**dict(DeviceState.choices), DeviceState.WIPED: "Effacement noté"}
    items = [
        {"at": one.at, "label": labels.get(one.to_state, one.to_state), "by": one.by}
        for one in states.history(device).select_related("by")
    ]
    for one in wipes:
        method = one.get_method_display()
        label = f"Effacement\u00a0: {method[:1].lower()}{method[1:]}"
        items.append({"at": one.noted_at, "label": label, "by": one.noted_by, "detail": _in_words(one)})
    items += [
        {
            "at": timezone.make_aware(datetime.combine(one.worked_on, time.min)),
            "label": f"{one.hours.normalize():f}".replace(".", ",") + "\u00a0h de travail",
            "detail": "emploi d’insertion" if one.is_insertion else "",
        }
        for one in device.work.all()
    ]
    items.append({"at": device.donation.recorded_at, "label": f"Don {device.donation} enregistré"})
    return sorted(items, key=lambda one: one["at"], reverse=True)


def _in_words(wipe: Wipe) -> str:
    parts = [f"le {plain_date(wipe.done_on)} par {wipe.done_by}"]
    if wipe.tool:
        parts.append(wipe.tool)
    if wipe.certificate_number:
        parts.append(f"certificat {wipe.certificate_number}")
    if not wipe.is_verified:
        parts.append("non vérifié")
    if wipe.superseded:
        parts.append("ne compte plus")
    return ", ".join(parts)


def manages(member: Member) -> bool:
    """Whether the member works in the chain."""
    return member.may(Permission.REFURBISHING_MANAGE)


# -- Pages of devices: board, list, detail, adding


@requires(Permission.REFURBISHING_VIEW)
def device_board(request: MemberRequest) -> HttpResponse:
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
        **framed(request.member, "board"),
    }
    return render(request, "equipment/refurbishing/device_board.html", context)


def _verb_of(state: DeviceState) -> str:
    following = next_step(state)
    return SHORT_VERBS[following] if following else ""


@requires(Permission.REFURBISHING_VIEW)
def device_list(request: MemberRequest) -> HttpResponse:
    """Every device, whatever became of it."""
    return listing(
        request,
        queryset=Device.objects.with_verification().select_related("network", "donation__network"),
        table=DeviceTable,
        template="equipment/refurbishing/device_list.html",
        name="appareils",
        filterset=DeviceFilter,
        begun=Device.objects.exists(),
        manages=manages(request.member),
        **framed(request.member, "devices"),
    )


@requires(Permission.REFURBISHING_VIEW)
def device_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One device: its state, what is missing, the next step, what happened."""
    device = found_device(pk)
    wipes = device.wipes.select_related("noted_by", "certificate")
    standing = next((one for one in wipes if not one.superseded), None)
    can = manages(request.member)
    steps = steps_for(device, has_bank=Bank.objects.exists()) if can else []
    context = {
        "device": device,
        "chip": device_chip(device),
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
        **framed(request.member, "devices"),
    }
    return render(request, "equipment/refurbishing/device_detail.html", context)


def _lot(pk: int) -> Donation:
    return get_object_or_404(Donation.objects.select_related("network"), pk=pk)


@requires(Permission.REFURBISHING_MANAGE)
def device_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add one device of a lot; « et un autre » stays on the page."""
    donation = _lot(pk)
    return formed(
        request,
        DeviceForm(request.POST or None),
        lambda data: actions.add_device(donation, **data, **stamp(request)),
        done=lambda added: f"L’appareil {added.number} est ajouté au don {donation.number}.",
        then=request.path if "again" in request.POST else None,
        template="equipment/refurbishing/device_add.html",
        donation=donation,
        **framed(request.member, "donations"),
    )


@requires(Permission.REFURBISHING_MANAGE)
def device_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct what is known of a device."""
    device = found_device(pk)
    return formed(
        request,
        DeviceForm(request.POST or None, instance=found_device(pk)),
        lambda data: actions.change_device(device, **data, **stamp(request)),
        done=lambda changed: f"La fiche de {changed.number} est corrigée.",
        back=device,
        cancel_label="Revenir à l’appareil",
        action_label="Enregistrer ces corrections",
        title=f"Corriger {device.number}",
        heading=f"Corriger la fiche de {device.number}",
        trail=(("Appareils", "device_list"), device.number, device.get_absolute_url(), "Corriger"),
        **framed(request.member, "donations"),
    )


@requires(Permission.REFURBISHING_MANAGE)
@takes_files(BOUNDS.max_bytes)
def device_add_many(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a list: read first, and added when it is sent a second time and nothing is wrong."""
    donation = _lot(pk)
    posted = request.method == "POST"
    form = DeviceListForm(request.POST if posted else None, request.FILES if posted else None)
    reading = form.reading if posted and form.is_valid() else None
    if reading and not reading.faults and "add" in request.POST:
        added = submitted(request, form, lambda data: actions.add_devices(donation, reading.rows, **stamp(request)))
        if added:
            messages.success(request, f"{_so_many(added)} au don {donation.number}.")
            return redirect(donation)
    context = {
        "form": form,
        "reading": reading,
        "donation": donation,
        "may_add": bool(reading and reading.rows and not reading.faults),
        **framed(request.member, "donations"),
    }
    return render(request, "equipment/refurbishing/device_add_many.html", context)


def _so_many(added: list[Device]) -> str:
    said = so_many(len(added), "appareil est ajouté", "appareils sont ajoutés")
    span = added[0].number if len(added) == 1 else f"{added[0].number} à {added[-1].number}"
    return f"{said} ({span})"
