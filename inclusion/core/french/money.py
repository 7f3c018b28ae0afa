"""Exact money: euros as `Decimal` with two places, splits whose cents add up, French notation, calculation steps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from inclusion.core.errors import InvalidAmount

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
ZERO = Decimal("0.00")
#: The greatest amount that the database can store.
GREATEST = Decimal("9999999999.99")

type Exact = Decimal | int | Fraction


def _exact(value: Exact) -> Fraction:
    """The value as a fraction; floats are refused, for they cannot hold a cent."""
    if not isinstance(value, Decimal | int | Fraction):
        raise TypeError(f"Expected Decimal, int or Fraction, not {type(value).__name__}.")
    if isinstance(value, Decimal) and not value.is_finite():
        raise InvalidAmount("Ce montant n’est pas un nombre.")
    return Fraction(value)


def _from_cents(count: int) -> Decimal:
    """Whole cents as euros, exact at any size (arithmetic in a decimal context would round beyond 28 digits)."""
    digits = tuple(int(digit) for digit in str(abs(count)))
    return Decimal((int(count < 0), digits, -2))


def _whole_cents(value: Exact) -> int:
    count = _exact(value) * 100
    if count.denominator != 1:
        raise InvalidAmount("Un montant s’écrit avec deux décimales au plus.")
    return count.numerator


def cents(value: Exact) -> Decimal:
    """The amount in euros with exactly two places; `InvalidAmount` when it has a part of a cent or is no number."""
    return _from_cents(_whole_cents(value))


def cents_at_least_zero(value: Exact) -> Decimal:
    """Like `cents`, and refuses a negative amount."""
    amount = cents(value)
    if amount < 0:
        raise InvalidAmount("Un montant ne peut pas être négatif.")
    return amount


def floor_to_cent(value: Exact) -> Decimal:
    """The greatest whole number of cents that is not above the value, in euros."""
    return _from_cents(floor(_exact(value) * 100))


def round_half_up(value: Exact) -> Decimal:
    """The whole number of cents nearest to the value, a half going up, in euros."""
    return _from_cents(floor(_exact(value) * 100 + Fraction(1, 2)))


def split(amount: Exact, weights: Iterable[Exact]) -> list[Decimal]:
    """Split an amount over shares in proportion to their weights, by the largest remainder.

    The parts add up to the amount, exactly. Each part is its exact share rounded down or up to a cent; the cents that
    are left go to the largest remainders, ties to the earlier share; a share of weight zero gets nothing. A negative
    amount is the mirror of the positive one, so that taking back gives back what was given.

    Raises `ValueError` when all weights are zero (or there is none), when one is negative, and when the amount has a
    part of a cent.
    """
    total = _whole_cents(amount)
    shares = [_exact(weight) for weight in weights]
    if any(share < 0 for share in shares):
        raise ValueError("A weight cannot be negative.")
    weight_of_all = sum(shares, Fraction(0))
    if weight_of_all == 0:
        raise ValueError("At least one weight must be above zero.")
    exact = [abs(total) * share / weight_of_all for share in shares]
    parts = [floor(part) for part in exact]
    left = abs(total) - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda index: parts[index] - exact[index])  # a stable sort
    for index in by_remainder[:left]:
        parts[index] += 1
    return [_from_cents(-part if total < 0 else part) for part in parts]


def split_capped(amount: Exact, caps: Sequence[Exact]) -> list[Decimal]:
    """Split an amount in proportion to what each share holds; no part is above its cap, nor below zero.

    A cap below zero counts as empty. As caps are whole cents, a part that is rounded up never passes its cap.
    Raises `InvalidAmount` when the amount is negative or above what all the caps hold.
    """
    wanted = cents_at_least_zero(amount)
    limits = [max(cents(cap), ZERO) for cap in caps]
    if wanted == 0:
        return [ZERO for _ in limits]
    if sum(map(Fraction, limits)) < Fraction(wanted):
        raise InvalidAmount(f"Il n’y a pas {euros(wanted)} à répartir.")
    return split(wanted, limits)


def grouped(count: int) -> str:
    """A whole number with its thousands parted: « 1 284 »."""
    return f"{count:,}".replace(",", NARROW_SPACE)


def euros(value: Exact, *, decimals: bool = True) -> str:
    """An amount for a screen or a letter: « 1 234,56 € », or rounded half up to the euro « 1 235 € ».

    Thousands are parted by a narrow no-break space, the sign € follows a no-break space.
    """
    count = _whole_cents(value)
    if decimals:
        whole, rest = divmod(abs(count), 100)
        figure = f"{grouped(whole)},{rest:02d}"
    else:
        whole = abs(whole_euros(value))
        figure = grouped(whole)
    negative = count < 0 and (decimals or whole > 0)
    return f"{MINUS if negative else ''}{figure}{NO_BREAK_SPACE}€"


def brief_euros(value: Exact) -> str:
    """An amount with its cents only where there are any: « 10 € », « 12,50 € ». Never rounded."""
    return euros(value, decimals=_whole_cents(value) % 100 != 0)


def whole_euros(value: Exact) -> int:
    """An amount rounded to the euro as `euros(…, decimals=False)` shows it, so that sums of shown amounts hold."""
    count = _whole_cents(value)
    whole = (abs(count) + 50) // 100
    return -whole if count < 0 else whole


def figure(value: Exact) -> str:
    """An amount inside a line of arithmetic: without the sign €, and without cents when they are zero."""
    written = euros(value).removesuffix(f"{NO_BREAK_SPACE}€")
    return written.removesuffix(",00")


def equals(exact: Exact, rounded: Exact) -> str:
    """The sign that is true between an exact result and the cents it was rounded to: « = » or « ≈ »."""
    return "=" if _exact(exact) == _exact(rounded) else "≈"


# -- Steps of a calculation, to show where an amount comes from


@dataclass(frozen=True)
class CalculationStep:
    """One step: a French sentence (or the name of who is concerned) and at most one line of arithmetic."""

    sentence: str
    arithmetic: str = ""

    def __str__(self) -> str:
        return f"{self.sentence} {self.arithmetic}".rstrip()
