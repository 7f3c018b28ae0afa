"""How far actions have come, and how the parts make the whole: exact sums, so that any regrouping gives the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from inclusion.core.french.names import so_many

ZERO = Decimal("0.00")


class Weighting(StrEnum):
    """What an action weighs in the progress of a group."""

    NUMBER = "nombre"
    BUDGET = "budget"


@dataclass(frozen=True)
class Part:
    """One action as it counts in a total. A dropped action is counted apart: it weighs nothing and costs nothing more.

    `progress` is a whole percentage, `budget`, `committed` and `paid` are euros; a budget of None is not known yet.
    """

    progress: int
    budget: Decimal | None = None
    committed: Decimal = ZERO
    paid: Decimal = ZERO
    is_dropped: bool = False
    is_done: bool = False
    is_late: bool = False
    is_blocked: bool = False


@dataclass(frozen=True)
class Total:
    """What several actions make together. Totals add: the whole is the sum of its parts, whichever way it is cut."""

    actions: int = 0
    dropped: int = 0
    done: int = 0
    late: int = 0
    blocked: int = 0
    #: Actions that go on and whose budget is not known: they weigh nothing where the budget weighs.
    without_budget: int = 0
    budget: Decimal = ZERO
    committed: Decimal = ZERO
    paid: Decimal = ZERO
    #: Sum of the percentages, each once; and each times the action's budget.
    by_number: Fraction = Fraction(0)
    by_budget: Fraction = Fraction(0)

    def __add__(self, other: "Total") -> "Total":
        return Total(
            self.actions + other.actions,
            self.dropped + other.dropped,
            self.done + other.done,
            self.late + other.late,
            self.blocked + other.blocked,
            self.without_budget + other.without_budget,
            self.budget + other.budget,
            self.committed + other.committed,
            self.paid + other.paid,
            self.by_number + other.by_number,
            self.by_budget + other.by_budget,
        )

    @property
    def kept(self) -> int:
        """Actions that were not dropped."""
        return self.actions - self.dropped

    def progress(self, weighting: Weighting) -> int | None:
        """The percentage, rounded down so that 100 means done; None where nothing weighs."""
        if weighting is Weighting.BUDGET:
            return int(self.by_budget / Fraction(self.budget)) if self.budget else None
        return int(self.by_number / self.kept) if self.kept else None

    def explained(self, weighting: Weighting) -> str:
        """How the percentage was reached, in one sentence."""
        reached = self.progress(weighting)
        if reached is None:
            return "Aucune action ne compte encore dans cet avancement."
        if weighting is Weighting.NUMBER:
            return (
                f"Moyenne de l’avancement de {self.kept} action{'s' if self.kept > 1 else ''}\u00a0: "
                f"chacune compte autant."
            )
        said = "Chaque action compte selon son budget."
        if self.without_budget:
            left_out = so_many(self.without_budget, "action", "actions")
            said += f" {left_out} sans budget ne compte{'nt' if self.without_budget > 1 else ''} pas."
        return said


def total_of(parts: Iterable[Part]) -> Total:
    """Return what these actions make together."""
    total = Total()
    for part in parts:
        total += _alone(part)
    return total


def _alone(part: Part) -> Total:
    if part.is_dropped:
        return Total(actions=1, dropped=1, committed=part.committed, paid=part.paid)
    return Total(
        actions=1,
        done=int(part.is_done),
        late=int(part.is_late),
        blocked=int(part.is_blocked),
        without_budget=int(part.budget is None),
        budget=part.budget or ZERO,
        by_number=Fraction(part.progress),
        by_budget=part.progress * Fraction(part.budget or 0),
        committed=part.committed,
        paid=part.paid,
    )
