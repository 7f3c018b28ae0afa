"""How a departmental roadmap and the local ones that take it up make one: each action counts once, in one axis."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from inclusion.core.french.money import CalculationStep, equals, euros, figure, round_half_up
from inclusion.core.french.names import so_many
from roadmaps.rules.progress import Part, Total, Weighting, total_of


@dataclass(frozen=True)
class Placed:
    """An action as it counts: in an axis, by the roadmap itself (`source` None) or by a local one that takes it up."""

    axis: int
    part: Part
    source: int | None = None


@dataclass(frozen=True)
class AxisShares:
    """What makes an axis: the roadmap's own actions, and those of each local roadmap, by its key."""

    key: int
    own: Total
    #: Of adopted local roadmaps: they count.
    local: Mapping[int, Total] = field(default_factory=dict)
    #: Of local roadmaps in preparation: they are shown, and do not count.
    waiting: Mapping[int, Total] = field(default_factory=dict)

    @property
    def local_total(self) -> Total:
        """The local share."""
        return added(self.local.values())

    @property
    def total(self) -> Total:
        """Everything that counts."""
        return self.own + self.local_total


@dataclass(frozen=True)
class RollUp:
    """All axes, in their order."""

    axes: tuple[AxisShares, ...]

    @property
    def total(self) -> Total:
        """The whole: the sum of its axes."""
        return added(axis.total for axis in self.axes)

    @property
    def own(self) -> Total:
        """What the roadmap does itself."""
        return added(axis.own for axis in self.axes)

    @property
    def local(self) -> Total:
        """What local roadmaps do for it."""
        return added(axis.local_total for axis in self.axes)


def added(totals: Iterable[Total]) -> Total:
    """The sum of these totals."""
    return sum(totals, Total())


def roll_up(axes: Sequence[int], placed: Iterable[Placed], *, counting: Collection[int]) -> RollUp:
    """Gather actions by axis and by whose they are; local roadmaps whose key is in `counting` count.

    Raises KeyError for an action in an axis that is not named.
    """
    parts: dict[int, dict[int | None, list[Part]]] = {key: {} for key in axes}
    for one in placed:
        parts[one.axis].setdefault(one.source, []).append(one.part)
    return RollUp(tuple(_axis(key, parts[key], counting) for key in axes))


def _axis(key: int, parts: Mapping[int | None, list[Part]], counting: Collection[int]) -> AxisShares:
    totals = {source: total_of(found) for source, found in parts.items() if source is not None}
    return AxisShares(
        key,
        own=total_of(parts.get(None, [])),
        local={source: total for source, total in totals.items() if source in counting},
        waiting={source: total for source, total in totals.items() if source not in counting},
    )


def progress_steps(
    own: Total, local: Iterable[tuple[str, Total]], *, weighting: Weighting, own_name: str
) -> list[CalculationStep]:
    """How the progress of a group was reached, whose actions are named; the last step is the whole."""
    parts = [(own_name, own), *local]
    whole = added(total for _, total in parts)
    steps = [_step(name, total, weighting) for name, total in parts if total.actions]
    if len(steps) != 1:
        steps.append(_step("Ensemble", whole, weighting))
    if whole.dropped:
        dropped = so_many(whole.dropped, "action abandonnée", "actions abandonnées")
        steps.append(CalculationStep(f"{dropped}\u00a0: comptée{'s' if whole.dropped > 1 else ''} à part."))
    if weighting is Weighting.BUDGET and whole.without_budget:
        verb = "ne comptent pas" if whole.without_budget > 1 else "ne compte pas"
        steps.append(
            CalculationStep(
                f"{so_many(whole.without_budget, 'action', 'actions')} sans budget connu\u00a0: {verb}."
            )
        )
    return steps


def _step(name: str, total: Total, weighting: Weighting) -> CalculationStep:
    reached = total.progress(weighting)
    if reached is None:
        return CalculationStep(f"{name}\u00a0: rien ne compte encore.")
    if weighting is Weighting.NUMBER:
        sum_of, exact = total.by_number, total.by_number / total.kept
        arithmetic = (
            f"{int(sum_of)}\u00a0% ÷ {total.kept} {equals(exact, Fraction(reached))} {reached}\u00a0%"
        )
        actions = so_many(total.kept, "action", "actions")
        return CalculationStep(f"{name}\u00a0: la somme des avancements, divisée par {actions}.", arithmetic)
    done = round_half_up(total.by_budget / 100)
    exact = total.by_budget / Fraction(total.budget)
    arithmetic = (
        f"{figure(done)} ÷ {figure(total.budget)} {equals(exact, Fraction(reached))} {reached}\u00a0%"
    )
    return CalculationStep(
        f"{name}\u00a0: {euros(done)} d’actions faites, sur {euros(total.budget)} de budget.", arithmetic
    )
