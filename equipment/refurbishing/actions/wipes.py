"""The wiping of data: recorded for one device or a whole donation, repeated, cancelled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from equipment.enums import ItemState, Verb
from equipment.inventory.models import Item
from equipment.inventory.rules import clean_code
from equipment.refurbishing.actions.devices import lock_device, refuse_days
from equipment.refurbishing.enums import DeviceState, WipeMethod
from equipment.refurbishing.models import GONE, NOTHING_TO_READ, Device, Wipe
from inclusion.core import journal, states
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.imports.uploads import checked_pdf
from inclusion.core.models.documents import Document

#: Methods that a tool carries out: which one it was must be said.
BY_A_TOOL = (WipeMethod.OVERWRITE, WipeMethod.CRYPTO_ERASE, WipeMethod.SECURE_ERASE)


@dataclass(frozen=True)
class Erasure:
    """How data was erased, when and by whom; the same words serve one device or thirty."""

    method: str
    done_on: date
    done_by: str
    tool: str = ""
    verified: bool = False
    certificate_number: str = ""
    #: A certificate that the tool made: a PDF, with the name of its file.
    certificate: tuple[bytes, str] | None = None
    storage_serials: Sequence[str] = field(default=())


@transaction.atomic
def wipe(devices: Iterable[Device], erasure: Erasure, *, by: Any, at: datetime) -> list[Wipe]:
    """Note that the data of these devices is gone, all or none; a certificate is kept once for all of them.

    A device that is still in the chain may be wiped anew: the last wipe counts. Raises DomainError at the parameter
    that is at fault.
    """
    found = sorted(devices, key=lambda one: one.pk)
    if not found:
        raise DomainError("Cochez au moins un appareil.").at("devices")
    _refuse_unclear(erasure)
    paper = None
    if erasure.certificate is not None:
        data, filename = erasure.certificate
        paper = _kept(data, filename, by=by, at=at)
    return [_wiped(one, erasure, paper, by=by, at=at) for one in found]


def _refuse_unclear(erasure: Erasure) -> None:
    if not one_line(erasure.done_by):
        raise DomainError("Indiquez qui a effacé les données\u00a0: une personne ou un prestataire.").at("done_by")
    if erasure.method in BY_A_TOOL and not one_line(erasure.tool):
        raise DomainError("Indiquez avec quel outil, et si possible sa version.").at("tool")


def _kept(data: bytes, filename: str, *, by: Any, at: datetime) -> Document:
    try:
        data = checked_pdf(data, filename=filename, wanted="le certificat de l’outil")
    except DomainError as refused:
        raise refused.at("certificate") from None
    return store(
        data, kind=DocumentKind.WIPE_CERTIFICATE, filename=filename, media_type="application/pdf", by=by, at=at
    )


def _wiped(device: Device, erasure: Erasure, paper: Document | None, *, by: Any, at: datetime) -> Wipe:
    device = lock_device(device)
    _refuse_for(device, erasure, at=at)
    before = device.wipes.filter(superseded=False).first()
    if paper is None and before is not None and _is_same(before, erasure):
        # The same wipe noted again, once it is verified: its certificate stays.
        paper = before.certificate
    device.wipes.filter(superseded=False).update(superseded=True)
    wipe_ = Wipe(
        network_id=device.network_id,
        device=device,
        method=erasure.method,
        tool=one_line(erasure.tool),
        storage_serials=[clean_code(one) for one in erasure.storage_serials if clean_code(one)],
        certificate_number=one_line(erasure.certificate_number),
        certificate=paper,
        done_on=erasure.done_on,
        done_by=one_line(erasure.done_by),
        verified=erasure.verified,
        noted_at=at,
        noted_by=by,
    )
    wipe_.full_clean()
    wipe_.save()
    if device.state == DeviceState.COLLECTED:
        states.move(device, DeviceState.WIPED, by=by, at=at)
    journal.record(Verb.DEVICE_WIPED, on=device, by=by, at=at, method=str(erasure.method))
    return wipe_


def _is_same(before: Wipe, erasure: Erasure) -> bool:
    return (before.method, before.tool, before.done_on, before.done_by) == (
        erasure.method,
        one_line(erasure.tool),
        erasure.done_on,
        one_line(erasure.done_by),
    )


def _refuse_for(device: Device, erasure: Erasure, *, at: datetime) -> None:
    if device.state in GONE:
        raise DomainError(
            f"L’appareil {device} est «\u00a0{device.get_state_display().lower()}\u00a0»\u00a0: "
            "notez d’abord qu’il revient, s’il est de nouveau là."
        ).at("devices")
    if erasure.method == WipeMethod.NO_STORAGE and device.has_storage:
        raise DomainError(
            f"L’appareil {device} est noté comme gardant des données\u00a0: «\u00a0aucun support\u00a0» ne convient "
            "pas. Choisissez la méthode employée, ou corrigez sa fiche s’il n’a vraiment aucun support."
        ).at("method")
    if device.state == DeviceState.READY and not (erasure.verified or erasure.method in NOTHING_TO_READ):
        raise DomainError(
            f"L’appareil {device} est prêt à partir\u00a0: un nouvel effacement se note une fois vérifié."
        ).at("verified")
    refuse_days(device, erasure.done_on, at=at, field="done_on")
    collected_on = timezone.localdate(device.collected_at)
    came_back = states.history(device).filter(to_state=DeviceState.COLLECTED).exists()
    if came_back and erasure.done_on < collected_on:
        raise DomainError(f"L’appareil {device} est revenu depuis\u00a0: ce qui a été effacé avant ne compte plus.").at(
            "done_on"
        )


@transaction.atomic
def come_back(device: Device, *, reason: str = "", by: Any, at: datetime) -> Device:
    """Take back a device that was lent or given: it goes through the chain anew.

    It holds data again, so its wipe no longer counts. The item of the bank that it was leaves what the bank lends.
    `reason` stays in its history.
    """
    device = states.move(
        device,
        DeviceState.COLLECTED,
        by=by,
        at=at,
        collected_at=at,
        left_on=None,
        left_to="",
        grade="",
        tests=[],
        tested_on=None,
    )
    Wipe.objects.filter(device=device, superseded=False).update(superseded=True)
    if device.item_id is not None:
        item = Item.objects.select_for_update(of=("self",)).get(pk=device.item_id)
        if item.state != ItemState.RETIRED:
            states.move(item, ItemState.RETIRED, by=by, at=at)
            journal.record(Verb.ITEM_STEP, on=item, by=by, at=at, to=str(ItemState.RETIRED))
    journal.record(Verb.DEVICE_STEP, on=device, by=by, at=at, to="collected", reason=one_line(reason))
    return device
