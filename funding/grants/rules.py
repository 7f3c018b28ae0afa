"""What is said of a grant: its sums explained, how near its deadlines are, the sentence of its heading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from inclusion.core.french.money import ZERO, CalculationStep, brief_euros, euros, figure
from inclusion.core.french.periods import distance, plain_date

#: From how many days before it a deadline is pressing.
PRESSING_DAYS = 60


@dataclass(frozen=True)
class GrantSums:
    """The euros of a grant: what was awarded, came in, went back to its funder, and what is left of it."""

    awarded: Decimal
    received_in: Decimal
    given_back: Decimal
    left: Decimal

    @property
    def received(self) -> Decimal:
        """What came in, less what was given back."""
        return self.received_in - self.given_back

    @property
    def used(self) -> Decimal:
        """What it pays of its actions."""
        return self.received - self.left

    @property
    def to_come(self) -> Decimal:
        """What was awarded and never came in; what was given back does not come again."""
        return max(self.awarded - self.received_in, ZERO)


class Deadline(NamedTuple):
    """How near a deadline is: the tone and the words of its chip, and when it is, in words."""

    tone: str
    chip: str
    words: str

    @property
    def presses(self) -> bool:
        """Whether somebody should act on it now."""
        return self.tone in ("warn", "bad")


def spending(day: date | None, *, sums: GrantSums, today: date) -> Deadline:
    """How pressing the last day is on which a grant may pay; what is left after it goes back to its funder."""
    if not sums.left and not sums.to_come:
        return Deadline("good", "Soldée", _named(day))
    if day is None:
        return Deadline("calm", "Sans date limite", "")
    if day < today and not sums.left:
        return Deadline("calm", "Terminé", _named(day))
    return _waiting(day, today=today, waits="À employer", late="Délai dépassé")


def justifying(day: date | None, *, justified_on: date | None, today: date) -> Deadline:
    """How pressing the day is by which the funder of a grant is informed of what its money did."""
    if justified_on is not None:
        return Deadline("good", "Justifiée", _named(justified_on))
    if day is None:
        return Deadline("calm", "Sans date limite", "")
    return _waiting(day, today=today, waits="À justifier", late="En retard")


def _named(day: date | None) -> str:
    return "" if day is None else f"le {plain_date(day)}"


def _waiting(day: date, *, today: date, waits: str, late: str) -> Deadline:
    """A day that something waits for; a day that has passed is named beside how long ago it was."""
    words = distance(day, today)
    if day < today:
        return Deadline("bad", late, f"{words} ({plain_date(day)})")
    return Deadline("warn" if (day - today).days <= PRESSING_DAYS else "calm", waits, words)


def headline(name: str, *, sums: GrantSums, justified: bool, late: bool) -> str:
    """What matters most about a grant, in one sentence without a full stop. `late`: its last day to pay has passed."""
    left = brief_euros(sums.left)
    if sums.left and late:
        return f"Il reste {left} de «\u00a0{name}\u00a0» et le délai pour les employer est dépassé"
    if justified:
        return f"«\u00a0{name}\u00a0» est justifiée"
    if not sums.received_in:
        return f"«\u00a0{name}\u00a0» est accordée, rien n’est encore arrivé"
    if sums.left:
        return f"Il reste {left} de «\u00a0{name}\u00a0» à employer"
    if not sums.used:
        return f"«\u00a0{name}\u00a0» a été rendue à son financeur"
    if sums.to_come:
        return f"Tout ce qui est arrivé de «\u00a0{name}\u00a0» est employé"
    return f"«\u00a0{name}\u00a0» est entièrement employée"


def grant_steps(sums: GrantSums, uses: Sequence[tuple[str, Decimal]]) -> list[CalculationStep]:
    """Why this is left of a grant, from what came in to what it pays of each action (name and euros)."""
    steps = [
        CalculationStep(f"Le financeur a accordé {euros(sums.awarded)}. Il en est arrivé {euros(sums.received_in)}.")
    ]
    if sums.given_back:
        steps.append(
            CalculationStep(
                f"{euros(sums.given_back)} lui ont été rendus.",
                f"{figure(sums.received_in)} − {figure(sums.given_back)} = {euros(sums.received)}",
            )
        )
    paid = [(name, amount) for name, amount in uses if amount]
    if paid:
        amounts = ", ".join(f"{name} {euros(amount)}" for name, amount in paid)
        together = " + ".join(figure(amount) for _, amount in paid)
        steps.append(
            CalculationStep(
                f"Le fonds en a engagé pour ses actions\u00a0: {amounts}.",
                f"{together} = {euros(sums.used)}" if len(paid) > 1 else "",
            )
        )
    else:
        steps.append(CalculationStep("Rien n’en est encore engagé."))
    steps.append(
        CalculationStep(
            "Ce qui reste est ce qui est arrivé, moins ce qui est engagé.",
            f"{figure(sums.received)} − {figure(sums.used)} = {euros(sums.left)}",
        )
    )
    return steps
