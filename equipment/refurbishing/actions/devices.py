"""Devices are added one by one or from a list, brought through the chain, lent by the bank."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Length
from django.utils import timezone

from equipment.bank.queries import the_bank
from equipment.enums import Condition, ItemState, Verb
from equipment.inventory.models import EquipmentModel, Item
from equipment.inventory.rules import clean_code
from equipment.loans.actions.booking import schedule_waiting_list
from equipment.refurbishing.actions.donations import log_work
from equipment.refurbishing.enums import DeviceState, Grade
from equipment.refurbishing.models import Device, Donation
from equipment.refurbishing.rules import (
    COLUMNS,
    DEVICE_PREFIX,
    DEVICE_WIDTH,
    MAX_AT_ONCE,
    Reading,
    failed_checks,
    read_rows,
    run_of_numbers,
    with_titles,
)
from inclusion.core import journal, states
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.french.periods import plain_date
from inclusion.core.imports.spreadsheets import Bounds, read_table
from inclusion.networks.actions import lock_network

_TEXTS = ("brand", "model_name", "specification", "place")


def lock_device(device: Device) -> Device:
    """Lock a device for this transaction: whoever works on it meanwhile waits."""
    return Device.objects.select_for_update(of=("self",), no_key=True).get(pk=device.pk)


def free_numbers(count: int, *, year: int) -> Sequence[str]:
    """So many numbers of the year that no device carries; others who ask wait until this transaction ends."""
    lock_network()
    own = Device.objects.filter(number__regex=rf"^{DEVICE_PREFIX}-{year}-\d+$").order_by(
        Length("number").desc(), "-number"
    )
    last = own.values_list("number", flat=True).first() or ""
    return run_of_numbers(DEVICE_PREFIX, year, last, width=DEVICE_WIDTH, count=count)


def _tidied(fields: dict[str, Any]) -> dict[str, Any]:
    tidy = {name: one_line(value) if name in _TEXTS else value for name, value in fields.items()}
    if "serial" in tidy:
        tidy["serial"] = clean_code(tidy["serial"])
    return tidy


@transaction.atomic
def add_device(donation: Donation, *, by: Any, at: datetime, **fields: Any) -> Device:
    """Add one device of a lot, under the next number of the year. Raises ValidationError for wrong fields."""
    number = free_numbers(1, year=timezone.localdate(at).year)[0]
    device = Device(
        network_id=donation.network_id, donation=donation, number=number, collected_at=at, **_tidied(fields)
    )
    device.full_clean()
    device.save()
    journal.record(Verb.DEVICE_ADDED, on=device, by=by, at=at, donation=donation.pk)
    return device


@transaction.atomic
def add_devices(donation: Donation, rows: Sequence[dict[str, Any]], *, by: Any, at: datetime) -> list[Device]:
    """Add many devices of a lot at once, all or none; each gets its number, in the order of the rows."""
    if not rows:
        raise DomainError("Il n’y a aucun appareil à ajouter.").at("rows")
    if len(rows) > MAX_AT_ONCE:
        raise DomainError(
            f"Ajoutez {MAX_AT_ONCE} appareils au plus à la fois\u00a0: partagez votre liste en plusieurs."
        ).at("rows")
    numbers = free_numbers(len(rows), year=timezone.localdate(at).year)
    devices = [
        Device(network_id=donation.network_id, donation=donation, number=number, collected_at=at, **_tidied(row))
        for number, row in zip(numbers, rows, strict=True)
    ]
    for device in devices:
        device.clean_fields()
    Device.objects.bulk_create(devices)
    journal.record(Verb.DEVICE_ADDED, on=donation, by=by, at=at, count=len(devices), first=numbers[0], last=numbers[-1])
    return devices


@transaction.atomic
def change_device(device: Device, *, by: Any, at: datetime, **fields: Any) -> Device:
    """Correct what is known of a device. Raises DomainError (at "has_storage") where its wipe would lose its sense."""
    device = lock_device(device)
    for name, value in _tidied(fields).items():
        setattr(device, name, value)
    if device.has_storage and device.wipes.filter(superseded=False, method="no_storage").exists():
        raise DomainError(
            "Il est noté effacé comme «\u00a0sans support de données\u00a0». "
            "S’il garde des données, notez d’abord son vrai effacement."
        ).at("has_storage")
    device.full_clean()
    device.save()
    journal.record(Verb.DEVICE_CHANGED, on=device, by=by, at=at, fields=sorted(fields))
    return device


def step(device: Device, to: DeviceState, *, by: Any, at: datetime, **changes: Any) -> Device:
    """Move a device by `states.move`, with a line of the journal, both in the caller's transaction."""
    device = states.move(device, to, by=by, at=at, **changes)
    journal.record(Verb.DEVICE_STEP, on=device, by=by, at=at, to=str(to))
    return device


def refuse_days(device: Device, day: date, *, at: datetime, field: str) -> None:
    """Refuse a day to come, or one before the device was there. `field` names what is at fault."""
    if day > timezone.localdate(at):
        raise DomainError(f"Le {plain_date(day)} n’est pas encore passé.").at(field)
    received = device.donation.received_on
    if day < received:
        raise DomainError(
            f"Le don {device.donation.number} a été reçu le {plain_date(received)}\u00a0: "
            f"l’appareil {device} n’était pas encore là le {plain_date(day)}."
        ).at(field)


def refuse_backwards(device: Device, day: date, *, field: str, but: str = "") -> None:
    """Refuse a day before that of a step which is noted already since the device came; `but`: the one corrected."""
    noted = {name: on for name, on in _noted_days(device).items() if on is not None and name != but}
    if not noted:
        return
    last = max(noted, key=lambda name: noted[name])
    if day < noted[last]:
        raise DomainError(
            f"Pour l’appareil {device}, {last} le {plain_date(noted[last])}\u00a0: indiquez ce jour ou un jour qui "
            "suit."
        ).at(field)


_TESTS = "les tests sont notés"


def _noted_days(device: Device) -> dict[str, date | None]:
    """The days of the steps that a device has passed since it came last, by what is said of each."""
    wipe = device.wipes.filter(superseded=False).first()
    came_on = timezone.localdate(device.collected_at)
    again = states.history(device).filter(to_state=DeviceState.COLLECTED).exists()
    work = device.work.filter(worked_on__gte=came_on) if again else device.work.all()
    return {
        "l’effacement est noté": wipe.done_on if wipe else None,
        _TESTS: device.tested_on,
        "la remise en état est notée": work.aggregate(last=Max("worked_on"))["last"],
    }


@transaction.atomic
def note_tests(device: Device, *, tests: Sequence[dict[str, Any]], tested_on: date, by: Any, at: datetime) -> Device:
    """Write what was tested, `[{"label": str, "ok": bool}]`.

    What failed is kept and said, the device goes on all the same. A device that was just tested is corrected. Raises
    DomainError without any test.
    """
    if not tests:
        raise DomainError("Indiquez pour un point au moins s’il fonctionne.").at("tests")
    refuse_days(device, tested_on, at=at, field="tested_on")
    locked = lock_device(device)
    if tested_on != locked.tested_on:
        refuse_backwards(locked, tested_on, field="tested_on", but=_TESTS)
    noted = [{"label": one_line(str(one["label"])), "ok": bool(one["ok"])} for one in tests]
    if locked.state == DeviceState.TESTED:
        locked.tests, locked.tested_on = noted, tested_on
        locked.save(update_fields=["tests", "tested_on"])
        journal.record(Verb.DEVICE_CHANGED, on=locked, by=by, at=at, fields=["tests", "tested_on"])
        return locked
    return step(device, DeviceState.TESTED, by=by, at=at, tests=noted, tested_on=tested_on)


@transaction.atomic
def grade_device(device: Device, *, grade: str, by: Any, at: datetime) -> Device:
    """Give a tested device its class, or another one while it is graded and no more."""
    locked = lock_device(device)
    if grade == Grade.A and (failed := failed_checks(locked.tests)):
        raise DomainError(
            f"Un appareil «\u00a0comme neuf\u00a0» a passé tous les tests\u00a0: ici, {', '.join(failed)} "
            "ne fonctionne pas. Choisissez une autre classe."
        ).at("grade")
    if locked.state == DeviceState.GRADED:
        locked.grade = grade
        locked.full_clean()
        locked.save(update_fields=["grade"])
        journal.record(Verb.DEVICE_CHANGED, on=locked, by=by, at=at, fields=["grade"])
        return locked
    return step(device, DeviceState.GRADED, by=by, at=at, grade=grade)


@transaction.atomic
def refurbish(
    device: Device,
    *,
    work_done: str,
    hours: Decimal | None = None,
    is_insertion: bool = True,
    worked_on: date | None = None,
    by: Any,
    at: datetime,
) -> Device:
    """Write what was replaced or installed, and the hours that it took (None: they are not counted here)."""
    if not work_done.strip():
        raise DomainError("Indiquez ce qui a été remplacé, nettoyé ou installé.").at("work_done")
    worked_on = worked_on or timezone.localdate(at)
    refuse_days(device, worked_on, at=at, field="worked_on")
    refuse_backwards(lock_device(device), worked_on, field="worked_on")
    device = step(device, DeviceState.REFURBISHED, by=by, at=at, work_done=work_done.strip())
    if hours:
        log_work(device=device, worked_on=worked_on, hours=hours, is_insertion=is_insertion, by=by, at=at)
    return device


@transaction.atomic
def make_ready(devices: Iterable[Device], *, by: Any, at: datetime) -> list[Device]:
    """Say that these devices may leave, all or none."""
    return [step(one, DeviceState.READY, by=by, at=at) for one in _in_order(devices)]


def _in_order(devices: Iterable[Device]) -> list[Device]:
    """Locks are taken in one order, so that there is no deadlock."""
    found = sorted(devices, key=lambda one: one.pk)
    if not found:
        raise DomainError("Cochez au moins un appareil.").at("devices")
    return found


@transaction.atomic
def give(devices: Iterable[Device], *, left_to: str, left_on: date, by: Any, at: datetime) -> list[Device]:
    """Give ready devices to an association or another body, named by `left_to`; all or none."""
    if not one_line(left_to):
        raise DomainError("Indiquez à qui l’appareil est donné.").at("left_to")
    return [_leave(one, DeviceState.GIVEN, left_to, left_on, by=by, at=at) for one in _in_order(devices)]


@transaction.atomic
def give_to_family(device: Device, *, by: Any, at: datetime, left_on: date) -> Device:
    """Give a ready device to a family, which only the aid names.

    Raises DomainError for a device that is not ready, with what is missing.
    """
    return _leave(device, DeviceState.GIVEN, "", left_on, by=by, at=at)


@transaction.atomic
def recycle(devices: Iterable[Device], *, left_to: str, left_on: date, by: Any, at: datetime) -> list[Device]:
    """Send wiped devices to a recycler, named by `left_to`; all or none."""
    if not one_line(left_to):
        raise DomainError("Indiquez à quelle filière ou à quelle entreprise l’appareil est confié.").at("left_to")
    return [_leave(one, DeviceState.RECYCLED, left_to, left_on, by=by, at=at) for one in _in_order(devices)]


def _leave(device: Device, to: DeviceState, left_to: str, left_on: date, *, by: Any, at: datetime) -> Device:
    refuse_days(device, left_on, at=at, field="left_on")
    locked = lock_device(device)
    if not states.blockers(locked, to):
        # What is missing for the step is said before what is wrong with its day.
        refuse_backwards(locked, left_on, field="left_on")
    return step(locked, to, by=by, at=at, left_on=left_on, left_to=one_line(left_to))


# -- Lists of devices, pasted or uploaded: read before anything is added

BOUNDS = Bounds(megabytes=2, rows=MAX_AT_ONCE)


def read_pasted(pasted: str) -> Reading:
    """What a pasted list would add. Raises DomainError (at "rows") for what is no list."""
    try:
        text, titled = with_titles(pasted)
        return _with_known_serials(read_rows(_table(text.encode()), titled=titled))
    except DomainError as refused:
        raise refused.at("rows") from None


def as_pasted(data: bytes) -> str:
    """The list of a file as it would be pasted, with tabs, so that it can be corrected on the page.

    Raises DomainError (at "file").
    """
    return "\n".join(
        "\t".join("" if one is None else " ".join(str(one).split()) for one in cells) for _, cells in _table(data)
    )


def _table(data: bytes) -> list[tuple[int, list[object]]]:
    return read_table(data, bounds=BOUNDS, known_headers=COLUMNS.count_known)


def _with_known_serials(reading: Reading) -> Reading:
    """Add a warning for each serial number that a device of the network has already."""
    serials = {clean_code(row["serial"]): row["serial"] for row in reading.rows if row["serial"]}
    known = dict(Device.objects.filter(serial__in=list(serials)).values_list("serial", "number"))
    for line, row in zip(reading.lines, reading.rows, strict=True):
        if number := known.get(clean_code(row["serial"])):
            reading.warn(line, row["serial"], f"L’appareil {number} porte déjà ce numéro de série.")
    return reading


# -- Refurbished devices that become items of the loan bank

#: What a class says of wear.
_WEAR = {Grade.A: Condition.GOOD, Grade.B: Condition.GOOD, Grade.C: Condition.WORN}


@transaction.atomic
def lend(
    device: Device, *, model: EquipmentModel | None, inventory_number: str = "", left_on: date, by: Any, at: datetime
) -> Device:
    """Add a ready device to the loan bank as an item of this model.

    `inventory_number` empty: the device's own number. A device that was an item before is that item again, whatever
    else is said. Raises NoBank, DomainError (at "model", at "inventory_number").
    """
    the_bank()
    refuse_days(device, left_on, at=at, field="left_on")
    locked = Device.objects.select_for_update(of=("self",)).get(pk=device.pk)
    if missing := states.blockers(locked, DeviceState.LENT):
        # For a device without an item, what is missing is said before anything is inventoried.
        raise states.TransitionRefused(" ".join(missing))
    refuse_backwards(locked, left_on, field="left_on")
    item = (
        _item_in_service(locked, by=by, at=at)
        if locked.item_id
        else _inventoried(locked, model, inventory_number, by=by, at=at)
    )
    device = step(locked, DeviceState.LENT, by=by, at=at, item=item, left_on=left_on, left_to="")
    schedule_waiting_list(device.network_id)
    return device


def _item_in_service(device: Device, *, by: Any, at: datetime) -> Item:
    item = Item.objects.select_for_update(of=("self",)).get(device=device)
    if item.state != ItemState.IN_SERVICE:
        item = states.move(item, ItemState.IN_SERVICE, by=by, at=at, condition=_wear(device))
        journal.record(Verb.ITEM_STEP, on=item, by=by, at=at, to=str(ItemState.IN_SERVICE))
    return item


def _inventoried(device: Device, model: EquipmentModel | None, inventory_number: str, *, by: Any, at: datetime) -> Item:
    if model is None:
        raise DomainError("Choisissez le modèle du catalogue sous lequel il sera prêté.").at("model")
    number = clean_code(inventory_number) or device.number
    if Item.objects.filter(inventory_number=number).exists():
        raise DomainError(f"Un matériel de la banque porte déjà le numéro {number}.").at("inventory_number")
    item = Item(
        network_id=device.network_id,
        model=model,
        inventory_number=number,
        serial=device.serial,
        condition=_wear(device),
        place=device.place,
        note=f"Reconditionné, {device.number} ({device.donation}).",
        added_at=at,
    )
    item.full_clean()
    item.save()
    journal.record(Verb.ITEM_ADDED, on=item, by=by, at=at, device=device.pk)
    return item


def _wear(device: Device) -> Condition:
    return _WEAR.get(Grade(device.grade), Condition.WORN)
