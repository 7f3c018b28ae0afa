"""What the page of a device shows: its way, what is met and what is missing, what comes next, what happened."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from equipment.enums import DeviceState, Grade
from equipment.models import Device, Wipe
from equipment.models.refurbishing import GONE
from equipment.rules.refurbishing import WAY, failed_checks, next_step
from equipment.views.tabs import REFURBISHING_TABS, tabs
from inclusion.core import states
from inclusion.core.access import Member, Permission
from inclusion.core.french.names import so_many
from inclusion.core.french.periods import plain_date

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


def refurbishing(member: Member, current: str) -> list[dict[str, Any]]:
    """The tabs of refurbishing."""
    return tabs(member, current, REFURBISHING_TABS)


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
        return device.blockers(to) if to == DeviceState.READY else []
    if device.state == DeviceState.RECYCLED:
        return ["Il est recyclé\u00a0: plus rien ne se note à son sujet."]
    if device.state == DeviceState.COLLECTED:
        return [
            "Ses données ne sont pas effacées. Aucun appareil ne va plus loin, ni ne part, avant son effacement."
        ]
    following = next_step(device.state)
    now = f"Il est «\u00a0{device.get_state_display().lower()}\u00a0»."
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
    allowed.sort(key=lambda to: to != main)
    return [DeviceStep(to, _verb(device, to), step_url(device, to), is_main=to == main) for to in allowed]


def _verb(device: Device, to: DeviceState) -> str:
    if device.state == DeviceState.REFURBISHED and to == DeviceState.TESTED:
        return "Le tester de nouveau"
    if device.state == DeviceState.READY and to == DeviceState.REFURBISHED:
        return "Reprendre la remise en état"
    return VERBS[to]


def corrections_for(device: Device) -> list[DeviceStep]:
    """What was just noted and may be corrected."""
    found = []
    if device.state not in (DeviceState.COLLECTED, *GONE):
        found.append(
            DeviceStep(DeviceState.WIPED, "Noter un nouvel effacement", step_url(device, DeviceState.WIPED))
        )
    if device.state == DeviceState.TESTED:
        found.append(
            DeviceStep(DeviceState.TESTED, "Corriger les tests", step_url(device, DeviceState.TESTED))
        )
    if device.state == DeviceState.GRADED:
        found.append(
            DeviceStep(DeviceState.GRADED, "Corriger sa classe", step_url(device, DeviceState.GRADED))
        )
    return found


def way_of(device: Device) -> list[tuple[str, str]]:
    """The way from the door to ready, as the component shows it."""
    here = DeviceState(device.state)
    if here in GONE:
        # A device is recycled from any step: only what it really passed is shown as done.
        return (
            [(here.label, "current")]
            if here == DeviceState.RECYCLED
            else [
                *((one.label, "done") for one in WAY),
                (here.label, "current"),
            ]
        )
    place = WAY.index(here)
    return [
        (one.label, "done" if rank < place else "current" if rank == place else "next")
        for rank, one in enumerate(WAY)
    ]


def checklist_of(device: Device, wipe: Wipe | None) -> list[tuple[str, bool]]:
    """What is met and what is missing before it may leave."""
    wiped = (
        f"Données effacées le {plain_date(wipe.done_on)} par {wipe.done_by}"
        if wipe
        else "Effacer ses données"
    )
    verified = wipe is not None and wipe.is_verified
    failed = failed_checks(device.tests)
    tested = "Le tester"
    if device.tests:
        tested = f"Testé\u00a0: {so_many(len(device.tests) - len(failed), 'point fonctionne', 'points fonctionnent')}"
        tested += f", ne fonctionne pas\u00a0: {', '.join(failed)}" if failed else ""
    graded = f"Classe {device.get_grade_display()}" if device.grade else "Lui donner une classe"
    done = device.state in (DeviceState.REFURBISHED, DeviceState.READY, DeviceState.LENT, DeviceState.GIVEN)
    rows = [
        (wiped, wipe is not None),
        ("Effacement vérifié" if verified else "Vérifier l’effacement", verified),
        (tested, bool(device.tests)),
        (graded, bool(device.grade)),
        ("Remis en état" if done else "Le remettre en état", done),
    ]
    if device.grade == Grade.D:
        rows.append(("Un appareil pour pièces ne repart pas\u00a0: il est recyclé", False))
    return rows


def story_of(device: Device, wipes: QuerySet[Wipe]) -> list[dict[str, Any]]:
    """What happened, the newest first: steps, wipes that no longer stand, hours."""
    labels = dict(DeviceState.choices)
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
            "at": timezone.make_aware(timezone.datetime.combine(one.worked_on, timezone.datetime.min.time())),
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
    if wipe.superseded:
        parts.append("ne compte plus")
    return ", ".join(parts)


def manages(member: Member) -> bool:
    """Whether the member works in the chain."""
    return member.may(Permission.REFURBISHING_MANAGE)
