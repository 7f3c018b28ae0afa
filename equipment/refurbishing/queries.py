"""Reads of the refurbishing chain: counts by state, donors, hours, durations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, DurationField, Exists, ExpressionWrapper, F, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractYear

from equipment.refurbishing.enums import DeviceState
from equipment.refurbishing.models import Device, Donation, ImpactReference, WorkLog
from equipment.refurbishing.rules import REUSED, WAY, Figures, Reference, figures_of
from equipment.refurbishing.rules import Count as Counted
from inclusion.core.models.history import StateChange

#: Cards of a column of the board; the rest is counted.
CARDS = 5


@dataclass(frozen=True)
class Column:
    """One column of the board: the devices of one state, the oldest first."""

    state: DeviceState
    count: int
    oldest: datetime | None
    devices: list[Device]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.devices)


def board() -> list[Column]:
    """The columns of the chain, in its order."""
    rows = Device.objects.in_the_chain().order_by().values("state")
    counts = {
        row["state"]: (row["count"], row["oldest"])
        for row in rows.annotate(count=Count("pk"), oldest=Min("collected_at"))
    }
    columns = []
    for state in WAY:
        count, oldest = counts.get(state, (0, None))
        shown = Device.objects.filter(state=state).with_verification().select_related("network", "donation")
        columns.append(Column(state, count, oldest, list(shown.order_by("collected_at", "pk")[:CARDS])))
    return columns


def donations_with_counts(donations: Any) -> Any:
    """Donations with `received`, `reused` and `recycled`: how many devices."""
    return donations.annotate(
        received=Count("devices"),
        reused=Count("devices", filter=Q(devices__state__in=REUSED)),
        recycled=Count("devices", filter=Q(devices__state=DeviceState.RECYCLED)),
    )


def added_since(donation: Donation) -> int:
    """How many devices were added to the lot since its agreement was made, so that it does not name them.

    One that came back since was there already: its day is that of its return.
    """
    if donation.agreement is None:
        return 0
    back = StateChange.objects.filter(
        target_model=Device._meta.label, target_id=OuterRef("pk"), to_state=DeviceState.COLLECTED
    )
    later = donation.devices.filter(~Exists(back), collected_at__gt=donation.agreement.stored_at)
    return int(later.count())


def years() -> list[int]:
    """The years in which something was given, the newest first."""
    found = Donation.objects.order_by().annotate(year=ExtractYear("received_on")).values_list("year", flat=True)
    return sorted(set(found.distinct()), reverse=True)


def donors() -> list[str]:
    """The names of those who gave, in alphabetical order."""
    found = Donation.objects.order_by("donor_name").values_list("donor_name", flat=True).distinct()
    return list(found)


def devices_of(*, year: int | None, donor: str) -> Any:
    """The devices that were given in a year, by a donor; None and empty: all of them."""
    found = Device.objects.all()
    if year:
        found = found.filter(donation__received_on__year=year)
    return found.filter(donation__donor_name=donor) if donor else found


def figures(devices: Any) -> Figures:
    """What these devices became, and what it spared after the values of the network."""
    rows = devices.order_by().values("kind", "state")
    counts = [
        Counted(row["kind"], row["state"], row["count"], row["weight"], row["unweighed"])
        for row in rows.annotate(
            count=Count("pk"),
            weight=Coalesce(Sum("weight_kg"), Decimal(0)),
            unweighed=Count("pk", filter=Q(weight_kg=None)),
        )
    ]
    references = {one.kind: Reference(one.co2_kg, one.weight_kg, one.source) for one in ImpactReference.objects.all()}
    return figures_of(counts, references)


def by_donor_and_year(devices: Any) -> Iterable[dict[str, Any]]:
    """For each year and donor: how many devices were collected, are used again, were recycled."""
    rows = devices.order_by().annotate(year=ExtractYear("donation__received_on"))
    return (
        rows.values("year", donor=F("donation__donor_name"))
        .annotate(
            collected=Count("pk"),
            reused=Count("pk", filter=Q(state__in=REUSED)),
            recycled=Count("pk", filter=Q(state=DeviceState.RECYCLED)),
        )
        .order_by("-year", "donor")
    )


def hours(*, year: int | None, donor: str) -> dict[str, Decimal]:
    """Hours worked in a year, on what a donor gave: `insertion` and `others`."""
    found = WorkLog.objects.order_by()
    if year:
        found = found.filter(worked_on__year=year)
    if donor:
        found = found.filter(donation__donor_name=donor)
    return found.aggregate(
        insertion=Coalesce(Sum("hours", filter=Q(is_insertion=True)), Decimal(0)),
        others=Coalesce(Sum("hours", filter=Q(is_insertion=False)), Decimal(0)),
    )


def days_to_ready(devices: Any) -> int | None:
    """Whole days from collected to ready, on the average of those that were ready since they came last; None: none."""
    ready = StateChange.objects.filter(
        target_model=Device._meta.label,
        target_id=OuterRef("pk"),
        to_state=DeviceState.READY,
        at__gte=OuterRef("collected_at"),
    ).order_by("at", "pk")
    lasting = ExpressionWrapper(F("ready_at") - F("collected_at"), output_field=DurationField())
    found = devices.order_by().annotate(ready_at=Subquery(ready.values("at")[:1])).exclude(ready_at=None)
    mean: timedelta | None = found.aggregate(mean=Avg(lasting))["mean"]
    return None if mean is None else round(mean / timedelta(days=1))


def waiting() -> dict[str, int]:
    """How many devices wait for each next step."""
    rows = Device.objects.in_the_chain().order_by().values("state")
    return {row["state"]: row["count"] for row in rows.annotate(count=Count("pk"))}
