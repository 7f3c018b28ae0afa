"""What a second life spares, by kind of device: values that the network sets, with their source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from equipment.enums import Verb
from equipment.models import ImpactReference
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.networks.actions import lock_network


@dataclass(frozen=True)
class Value:
    """For one kind: kg of CO₂ avoided and average weight in kg of a device, and where the figures come from."""

    kind: str
    co2_kg: Decimal
    weight_kg: Decimal
    source: str


@transaction.atomic
def set_impact(values: Sequence[Value], *, by: Any, at: datetime) -> list[ImpactReference]:
    """Set the values of the network; a kind that is not among them has none from now on.

    Raises DomainError (at "source_<kind>") for a value whose source is not told.
    """
    for one in values:
        if not one_line(one.source):
            raise DomainError("Dites d’où vient cette valeur\u00a0: qui la publie, quand.").at(
                f"source_{one.kind}"
            )
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
    journal.record(
        Verb.IMPACT_CHANGED, on=network, by=by, at=at, kinds=sorted(str(one.kind) for one in values)
    )
    return list(ImpactReference.objects.all())
