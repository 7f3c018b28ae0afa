"""Donations are recorded and signed; hours of work and values for the environment are noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models.functions import Length
from django.utils import timezone

from equipment.enums import Verb
from equipment.refurbishing.models import Device, Donation, ImpactReference, Wipe, WorkLog
from equipment.refurbishing.rules import DONATION_PREFIX, DONATION_WIDTH, MAX_HOURS, MAX_HOURS_OF_ONE, numbered
from inclusion.core import journal
from inclusion.core.documents import store
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.french.money import grouped
from inclusion.core.french.names import one_line
from inclusion.core.french.periods import plain_date
from inclusion.core.scope import active_network
from inclusion.networks.actions import lock_network

_TEXTS = ("donor_name", "donor_signatory")


def _free_number(year: int) -> str:
    """The next number of the year; who asks for one meanwhile waits until this transaction ends."""
    lock_network()
    own = Donation.objects.filter(number__regex=rf"^{DONATION_PREFIX}-{year}-\d+$")
    last = own.order_by(Length("number").desc(), "-number").values_list("number", flat=True).first()
    return numbered(DONATION_PREFIX, year, last or "", width=DONATION_WIDTH)


def _set(donation: Donation, fields: dict[str, Any], *, at: datetime) -> None:
    for name, value in fields.items():
        setattr(donation, name, one_line(value) if name in _TEXTS else value)
    if donation.donor is not None and not donation.donor_name:
        donation.donor_name = donation.donor.name
    if not donation.donor_name:
        raise DomainError("Choisissez le partenaire qui donne, ou écrivez le nom du donateur.").at("donor_name")
    if donation.received_on > timezone.localdate(at):
        raise DomainError(
            f"Le {plain_date(donation.received_on)} n’est pas encore passé\u00a0: notez le don le jour où il est reçu."
        ).at("received_on")
    _refuse_too_late(donation)


def _refuse_too_late(donation: Donation) -> None:
    """Refuse a lot received after a day on which something was done with it."""
    if donation.pk is None:
        return
    days = [
        *Wipe.objects.filter(device__donation=donation).values_list("done_on", flat=True),
        *donation.work.values_list("worked_on", flat=True),
    ]
    if days and donation.received_on > min(days):
        raise DomainError(
            f"Un travail sur ce don est noté le {plain_date(min(days))}\u00a0: il a été reçu ce jour au plus tard."
        ).at("received_on")


@transaction.atomic
def record_donation(*, by: Any, at: datetime, **fields: Any) -> Donation:
    """Record a lot; its number is the next of the year in which it was received. Raises DomainError at a field."""
    donation = Donation(network_id=active_network().pk, recorded_at=at)
    _set(donation, fields, at=at)
    donation.number = _free_number(donation.received_on.year)
    donation.full_clean()
    donation.save()
    journal.record(Verb.DONATION_RECORDED, on=donation, by=by, at=at, label=donation.number)
    return donation


@transaction.atomic
def change_donation(donation: Donation, *, by: Any, at: datetime, **fields: Any) -> Donation:
    """Correct a lot. Once its agreement is signed, who gives and when it was received stay as they were signed."""
    donation = _lock(donation)
    if donation.signed_on is not None:
        fields = {name: value for name, value in fields.items() if name in ("announced", "donor", "donor_email")}
    _set(donation, fields, at=at)
    donation.full_clean()
    donation.save()
    journal.record(Verb.DONATION_CHANGED, on=donation, by=by, at=at, label=donation.number, fields=sorted(fields))
    return donation


def _lock(donation: Donation) -> Donation:
    return Donation.objects.select_for_update(of=("self",), no_key=True).get(pk=donation.pk)


@transaction.atomic
def keep_agreement(donation: Donation, *, pdf: bytes, by: Any, at: datetime) -> Donation:
    """Store the agreement that was made, to be signed; until it is, one that is made anew replaces it."""
    donation = _lock(donation)
    if donation.signed_on is not None:
        raise DomainError("Cette convention est signée\u00a0: elle reste telle qu’elle a été signée.")
    donation.agreement = store(
        pdf,
        kind=DocumentKind.DONATION_AGREEMENT,
        filename=f"convention-de-don-{donation.number}.pdf",
        media_type="application/pdf",
        by=by,
        at=at,
    )
    donation.save(update_fields=["agreement"])
    journal.record(Verb.DONATION_AGREED, on=donation, by=by, at=at, label=donation.number)
    return donation


@transaction.atomic
def sign_agreement(donation: Donation, *, signed_on: date, by: Any, at: datetime) -> Donation:
    """Note on which day the agreement was signed by both; it stays as it is from then on."""
    donation = _lock(donation)
    if donation.agreement_id is None:
        raise DomainError("Mettez d’abord la convention en pages\u00a0: c’est elle qui est signée.")
    if donation.signed_on is not None:
        raise DomainError(f"La convention est déjà signée, le {plain_date(donation.signed_on)}.")
    if signed_on > timezone.localdate(at):
        raise DomainError(f"Le {plain_date(signed_on)} n’est pas encore passé.").at("signed_on")
    assert donation.agreement is not None
    made_on = timezone.localdate(donation.agreement.stored_at)
    if signed_on < (first := max(made_on, donation.received_on)):
        done = "La convention est mise en pages" if first == made_on else "Le don est reçu"
        raise DomainError(
            f"{done} le {plain_date(first)}\u00a0: elle n’a pas été signée avant. Indiquez ce jour ou un jour qui suit."
        ).at("signed_on")
    donation.signed_on = signed_on
    donation.save(update_fields=["signed_on"])
    journal.record(Verb.DONATION_SIGNED, on=donation, by=by, at=at, label=donation.number, on_day=str(signed_on))
    return donation


# -- Hours worked on refurbishing, without any name


@transaction.atomic
def log_work(
    *,
    worked_on: date,
    hours: Decimal,
    is_insertion: bool,
    donation: Donation | None = None,
    device: Device | None = None,
    note: str = "",
    by: Any,
    at: datetime,
) -> WorkLog:
    """Write hours of one day or of a stretch that ends then, on a device, on a lot or on the workshop as a whole.

    Raises DomainError for a day to come and for hours that cannot be.
    """
    if worked_on > timezone.localdate(at):
        raise DomainError(f"Le {plain_date(worked_on)} n’est pas encore passé.").at("worked_on")
    lot = donation or (device.donation if device else None)
    if lot is not None and worked_on < lot.received_on:
        raise DomainError(
            f"Le don {lot.number} a été reçu le {plain_date(lot.received_on)}\u00a0: indiquez ce jour ou un jour qui "
            "suit."
        ).at("worked_on")
    most = MAX_HOURS_OF_ONE if device else MAX_HOURS
    if hours > most:
        raise DomainError(
            f"Notez {grouped(int(most))} heures au plus à la fois\u00a0: vérifiez le nombre, ou le jour."
        ).at("hours")
    work = WorkLog(
        network_id=active_network().pk,
        donation=lot,
        device=device,
        worked_on=worked_on,
        hours=hours,
        is_insertion=is_insertion,
        note=one_line(note),
    )
    work.full_clean()
    work.save()
    journal.record(Verb.DEVICE_WORKED, on=work, by=by, at=at, hours=str(hours), is_insertion=is_insertion)
    return work


# -- Values of savings by kind of device, with their source


@dataclass(frozen=True)
class Value:
    """For one kind: kg of CO₂ avoided by a device, its average weight in kg where it is known, and their source."""

    kind: str
    co2_kg: Decimal
    weight_kg: Decimal | None
    source: str


@transaction.atomic
def set_impact(values: Sequence[Value], *, by: Any, at: datetime) -> list[ImpactReference]:
    """Set the values of the network; a kind that is not among them has none from now on.

    Raises DomainError (at "source_<kind>") for a value without its source.
    """
    for one in values:
        if not one_line(one.source):
            raise DomainError("Indiquez d’où vient cette valeur\u00a0: qui la publie, quand.").at(f"source_{one.kind}")
    network = lock_network()
    ImpactReference.objects.exclude(kind__in=[one.kind for one in values]).delete()
    for one in values:
        ImpactReference.objects.update_or_create(
            kind=one.kind,
            defaults={
                "network_id": network.pk,
                "co2_kg": one.co2_kg,
                "weight_kg": one.weight_kg,
                "source": one_line(one.source),
            },
        )
    journal.record(Verb.IMPACT_CHANGED, on=network, by=by, at=at, kinds=sorted(str(one.kind) for one in values))
    return list(ImpactReference.objects.all())
