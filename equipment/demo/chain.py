"""The refurbishing chain of Déclic 47: what was given is wiped, tested, graded, repaired, and leaves."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import chain, repeat
from typing import Any

from equipment.demo.shapes import Batch, Lot, Refurbishing
from equipment.refurbishing.actions import devices as steps
from equipment.refurbishing.actions.donations import (
    Value,
    keep_agreement,
    log_work,
    record_donation,
    set_impact,
    sign_agreement,
)
from equipment.refurbishing.actions.wipes import BY_A_TOOL, Erasure, wipe
from equipment.refurbishing.enums import DeviceKind, DeviceState, Grade, WipeMethod
from equipment.refurbishing.models import Device, Donation
from equipment.refurbishing.papers import agreement_pdf
from equipment.refurbishing.rules import checks_of, failed_checks, public_values
from inclusion.demo.loading import moment
from inclusion.demo.story import Story

#: How many days after the lot came each step was done; a step of which the day is still to come waits for it.
_WIPED, _TESTED, _GRADED, _REPAIRED, _READY, _GONE = (timedelta(days=n) for n in (7, 14, 16, 28, 30, 49))
_REACHES = {
    DeviceState.COLLECTED: 0,
    DeviceState.WIPED: 1,
    DeviceState.TESTED: 2,
    DeviceState.GRADED: 3,
    DeviceState.REFURBISHED: 4,
    DeviceState.READY: 5,
    DeviceState.GIVEN: 6,
    #: Nothing is repaired that is only good for its material.
    DeviceState.RECYCLED: 3,
}
_METHODS = {
    DeviceKind.SMARTPHONE: WipeMethod.FACTORY_RESET,
    DeviceKind.TABLET: WipeMethod.FACTORY_RESET,
    DeviceKind.DESKTOP: WipeMethod.OVERWRITE,
}
_WORK = {
    DeviceKind.LAPTOP: "Batterie vérifiée, système libre installé, clavier nettoyé.",
    DeviceKind.DESKTOP: "Poussière enlevée, disque changé, système libre installé.",
    DeviceKind.SMARTPHONE: "Batterie changée, coque neuve.",
    DeviceKind.SCREEN: "Nettoyé, câbles fournis.",
}


@dataclass
class Workshop:
    """The chain as its story is loaded: what was brought in, by the state in which it stands today."""

    story: Story
    data: Refurbishing
    devices: dict[tuple[str, int], list[Device]] = field(default_factory=dict)

    def by(self, on: date) -> dict[str, Any]:
        """Whoever runs the workshop, on a day."""
        return {"by": self.story.loaded.users["bank-manager"], "at": moment(on)}


def load_chain(story: Story, data: Refurbishing) -> None:
    """Note the donations and what became of their devices."""
    workshop = Workshop(story, data)
    for lot in data.lots:
        _load_lot(workshop, lot)
    if data.lots and data.years_of_use:
        values = [
            Value(kind, one.co2_kg, one.weight_kg, one.source) for kind, one in public_values(data.years_of_use).items()
        ]
        first = min(lot.on for lot in data.lots)
        story.then(first, lambda: set_impact(values, **workshop.by(first)))
    for on, hours, is_insertion, note in data.hours:
        worked = partial(log_work, worked_on=on, hours=hours, is_insertion=is_insertion, note=note)
        story.then(on, partial(worked, **workshop.by(on)))


def _load_lot(workshop: Workshop, lot: Lot) -> None:
    then, donations = workshop.story.then, list[Donation]()
    then(lot.on, lambda: donations.append(_receive(workshop, lot)))
    if lot.signed is not None:
        signed = lot.signed
        then(signed, lambda: _sign(workshop, donations[0], signed))
    for rank in range(len(lot.batches)):
        key, batch = (lot.donor, rank), lot.batches[rank]
        wiped = lot.on + _WIPED
        then(wiped, partial(_wipe, workshop, key, batch, wiped))
        for after, step in (
            (_TESTED, _test),
            (_GRADED, _grade),
            (_REPAIRED, _repair),
            (_READY, _make_ready),
            (_GONE, _leave),
        ):
            on = lot.on + after
            then(on, partial(step, workshop, key, batch, on))


def _receive(workshop: Workshop, lot: Lot) -> Donation:
    partner = workshop.story.loaded.partners[lot.donor]
    donation = record_donation(
        donor=partner,
        donor_name=partner.name,
        donor_address=partner.address,
        donor_email=partner.email,
        donor_signatory=lot.signatory,
        received_on=lot.on,
        description=lot.says,
        announced=lot.announced,
        **workshop.by(lot.on),
    )
    for rank, batch in enumerate(lot.batches):
        rows = [
            {
                "kind": batch.kind,
                "brand": batch.brand,
                "model_name": batch.model,
                "specification": batch.spec,
                "serial": f"{batch.brand[:2].upper()}{lot.on:%y%m}{rank}{number:03}",
                "has_storage": batch.has_storage,
                "weight_kg": batch.weight,
                "place": "Atelier, rayonnage 1",
            }
            for number in range(1, batch.count + 1)
        ]
        workshop.devices[lot.donor, rank] = steps.add_devices(donation, rows, **workshop.by(lot.on))
    return donation


def _sign(workshop: Workshop, donation: Donation, on: date) -> None:
    paper = agreement_pdf(donation, list(donation.devices.all()), draft=False)
    donation = keep_agreement(donation, pdf=paper, **workshop.by(on))
    sign_agreement(donation, signed_on=on, **workshop.by(on))


def _standing(workshop: Workshop, key: tuple[str, int], batch: Batch) -> list[tuple[Device, DeviceState]]:
    """The devices of a batch as they are now, each with the state in which the story leaves it."""
    ends = chain.from_iterable(repeat(DeviceState(end), count) for end, count in batch.ends.items())
    known = Device.objects.select_related("donation").in_bulk([one.pk for one in workshop.devices[key]])
    return [(known[one.pk], end) for one, end in zip(workshop.devices[key], ends, strict=True)]


def _reaching(workshop: Workshop, key: tuple[str, int], batch: Batch, step: int) -> list[tuple[Device, bool]]:
    """The devices of a batch that go at least so far, each with whether it is only good for its material."""
    return [
        (device, end == DeviceState.RECYCLED)
        for device, end in _standing(workshop, key, batch)
        if _REACHES[end] >= step
    ]


def _ending(workshop: Workshop, key: tuple[str, int], batch: Batch, state: DeviceState) -> list[Device]:
    return [device for device, end in _standing(workshop, key, batch) if end == state]


def _wipe(workshop: Workshop, key: tuple[str, int], batch: Batch, on: date) -> None:
    found = [device for device, _ in _reaching(workshop, key, batch, 1)]
    if not found:
        return
    method = _METHODS.get(DeviceKind(batch.kind), WipeMethod.SECURE_ERASE)
    if not batch.has_storage:
        method = WipeMethod.NO_STORAGE
    by_a_tool = method in BY_A_TOOL
    erasure = Erasure(
        method=method,
        done_on=on,
        done_by="Atelier de reconditionnement",
        tool="Outil libre d’effacement 2.1" if by_a_tool else "",
        verified=batch.has_storage,
        certificate_number=f"EFF-{on:%Y%m%d}-{key[1] + 1}" if by_a_tool else "",
    )
    wipe(found, erasure, **workshop.by(on))


def _test(workshop: Workshop, key: tuple[str, int], batch: Batch, on: date) -> None:
    labels = checks_of(batch.kind)
    for rank, (device, is_poor) in enumerate(_reaching(workshop, key, batch, 2)):
        # What is only good for its material does not start; others lack something small at times.
        failed = set(labels[:2]) if is_poor else set(labels[-1:]) if rank % 5 == 3 else set()
        tests = [{"label": label, "ok": label not in failed} for label in labels]
        steps.note_tests(device, tests=tests, tested_on=on, **workshop.by(on))


def _grade(workshop: Workshop, key: tuple[str, int], batch: Batch, on: date) -> None:
    for rank, (device, is_poor) in enumerate(_reaching(workshop, key, batch, 3)):
        best = Grade.A if rank % 3 == 0 else Grade.B
        grade = Grade.D if is_poor else Grade.C if failed_checks(device.tests) else best
        steps.grade_device(device, grade=grade, **workshop.by(on))


def _repair(workshop: Workshop, key: tuple[str, int], batch: Batch, on: date) -> None:
    for rank, (device, _) in enumerate(_reaching(workshop, key, batch, 4)):
        longer = Decimal("1.75") + Decimal("0.25") * (rank % 4)
        steps.refurbish(
            device,
            work_done=_WORK[DeviceKind(batch.kind)],
            hours=Decimal("0.50") if batch.kind == DeviceKind.SCREEN else longer,
            worked_on=on,
            **workshop.by(on),
        )


def _make_ready(workshop: Workshop, key: tuple[str, int], batch: Batch, on: date) -> None:
    if found := [device for device, _ in _reaching(workshop, key, batch, 5)]:
        steps.make_ready(found, **workshop.by(on))


def _leave(workshop: Workshop, key: tuple[str, int], batch: Batch, on: date) -> None:
    if found := _ending(workshop, key, batch, DeviceState.RECYCLED):
        steps.recycle(found, left_to=workshop.data.recycler, left_on=on, **workshop.by(on))
    if found := _ending(workshop, key, batch, DeviceState.GIVEN):
        associations = workshop.data.associations
        to = associations[(on.month + key[1]) % len(associations)]
        steps.give(found, left_to=to, left_on=on, **workshop.by(on))
