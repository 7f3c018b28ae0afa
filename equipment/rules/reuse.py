"""The figures of a refurbishing chain: what was collected, what went back to use, what that spared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from equipment.enums import DeviceKind, DeviceState

REUSED = (DeviceState.LENT, DeviceState.GIVEN)
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Count:
    """Devices of one kind in one state: how many, the weight of those that were weighed in kg, how many were not."""

    kind: str
    state: str
    count: int
    weight: Decimal
    unweighed: int


@dataclass(frozen=True)
class Reference:
    """For one kind: kg of CO₂ avoided by a device that is used again, its usual weight in kg, who says so."""

    co2_kg: Decimal
    weight_kg: Decimal
    source: str


@dataclass(frozen=True)
class ReuseSavings:
    """What the devices of one kind that are used again spare."""

    kind: str
    reused: int
    #: kg, of those that were weighed or of which the usual weight is known.
    weight: Decimal
    #: How many count with the usual weight of their kind.
    estimated: int
    #: How many have no weight at all.
    without_weight: int
    #: kg of CO₂ for one, and for all of them; None where the network set no value.
    co2_each: Decimal | None
    co2: Decimal | None
    source: str

    @property
    def label(self) -> str:
        """The kind in words."""
        return DeviceKind(self.kind).label


@dataclass(frozen=True)
class Figures:
    """All of it; the counts by state add up to what was collected."""

    by_state: dict[str, int]
    spared: list[ReuseSavings]

    @property
    def collected(self) -> int:
        """Every device that was brought in."""
        return sum(self.by_state.values())

    @property
    def reused(self) -> int:
        """Those that are lent or were given."""
        return sum(self.by_state[state] for state in REUSED)

    @property
    def recycled(self) -> int:
        """Those that went to a recycler."""
        return self.by_state[DeviceState.RECYCLED]

    @property
    def in_the_chain(self) -> int:
        """Those that have not left."""
        return self.collected - self.reused - self.recycled

    @property
    def reuse_rate(self) -> Decimal | None:
        """Of the devices that left the chain, the percentage that is used again; None while none has left."""
        left = self.reused + self.recycled
        return (Decimal(100) * self.reused / left).quantize(_TENTH, ROUND_HALF_UP) if left else None

    @property
    def weight(self) -> Decimal:
        """kg kept from waste."""
        return sum((one.weight for one in self.spared), Decimal(0))

    @property
    def co2(self) -> Decimal | None:
        """kg of CO₂ avoided, of the kinds that have a value; None where none has."""
        known = [one.co2 for one in self.spared if one.co2 is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def without_co2(self) -> int:
        """How many devices that are used again are of a kind without a value."""
        return sum(one.reused for one in self.spared if one.co2 is None)


def figures_of(counts: Sequence[Count], references: Mapping[str, Reference]) -> Figures:
    """Add the counts up. A device that was not weighed counts with the usual weight of its kind, where one is known."""
    by_state = {str(state): 0 for state in DeviceState}
    for one in counts:
        by_state[one.state] += one.count
    spared = []
    for kind in DeviceKind:
        own = [one for one in counts if one.kind == kind and one.state in REUSED]
        if reused := sum(one.count for one in own):
            spared.append(_spared(kind, reused, own, references.get(kind)))
    return Figures(by_state, spared)


def _spared(kind: str, reused: int, own: Sequence[Count], known: Reference | None) -> ReuseSavings:
    unweighed = sum(one.unweighed for one in own)
    weight = sum((one.weight for one in own), Decimal(0))
    return ReuseSavings(
        kind=str(kind),
        reused=reused,
        weight=weight + (unweighed * known.weight_kg if known else 0),
        estimated=unweighed if known else 0,
        without_weight=0 if known else unweighed,
        co2_each=known.co2_kg if known else None,
        co2=known.co2_kg * reused if known else None,
        source=known.source if known else "",
    )
