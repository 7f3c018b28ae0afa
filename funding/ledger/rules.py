"""Amounts: whole cents, in French words, and the shares of a chart of money; what a fund can still commit."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from itertools import groupby
from math import floor

from num2words import num2words

from inclusion.core.charts.bars import Chart
from inclusion.core.errors import InvalidAmount
from inclusion.core.french.money import GREATEST, ZERO, Exact, brief_euros, cents, cents_at_least_zero, euros

# -- Amounts: whole cents, within what the database can store


def _within(value: Decimal) -> Decimal:
    """The value, unless it is too great; what is no number at all is for `cents` to refuse."""
    if isinstance(value, bool):
        raise TypeError("An amount is a number, not a truth.")
    if isinstance(value, Decimal) and value.is_finite() and abs(value) > GREATEST:
        raise InvalidAmount(f"Un montant ne dépasse pas {euros(GREATEST)}\u00a0: vérifiez-le.")
    return value


def booked(value: Decimal) -> Decimal:
    """The amount in euros with exactly two places, of either sign.

    Raises `InvalidAmount` for parts of a cent, what is no number, and what no account can store.
    """
    return cents(_within(value))


def quantize_non_negative(value: Decimal) -> Decimal:
    """Like `booked`, and refuses a negative amount."""
    return cents_at_least_zero(_within(value))


def two_places(value: Fraction) -> Decimal:
    """A ratio rounded half up to two places, exactly (symmetrically below zero)."""
    hundredths = floor(abs(value) * 100 + Fraction(1, 2))
    return cents(Fraction(-hundredths if value < 0 else hundredths, 100))


def leverage_of(raised: Decimal, received: Decimal) -> Decimal | None:
    """`raised ÷ received`, "for 1 € paid in", two places; None (a dash) where nothing was received.

    Raised is what was received with its match and its part of the grants.
    """
    return two_places(Fraction(raised) / Fraction(received)) if received > 0 else None


# -- Amounts in French words
#
# Source of the spelling: the traditional one (hyphens below one hundred only), which the Académie française
# admits beside that of 1990. « vingt » and « cent » take an s when they are multiplied and end the number, or
# come before a noun such as « million »; « mille » never does.


def number_in_words(count: int) -> str:
    """« deux mille quatre-vingts » for 2080. Raises `ValueError` below zero and from one thousand billion on."""
    if not 0 <= count < 10**12:
        raise ValueError("A number in words is from zero to 999 999 999 999.")
    return num2words(count, lang="fr")


def euros_in_words(value: Exact) -> str:
    """« dix mille euros et cinquante centimes ».

    Raises `InvalidAmount` for an amount below zero or with parts of a cent.
    """
    amount: Decimal = cents_at_least_zero(value)
    whole, rest = divmod(int(amount * 100), 100)
    of = "d’" if whole and whole % 10**6 == 0 else ""
    said = f"{number_in_words(whole)} {of}euro{'s' if whole > 1 else ''}"
    if not rest:
        return said
    said_cents = f"{number_in_words(rest)} centime{'s' if rest > 1 else ''}"
    return f"{said} et {said_cents}" if whole else said_cents


# -- What a fund can still commit
#
# Its free pot, less what is promised and not committed yet. What a grant reserves for some actions is never part of it.


@dataclass(frozen=True)
class Obligation:
    """Euros that a fund promised and did not commit yet: to what, by which day, and the page that says so."""

    to: str
    amount: Decimal
    due_on: date
    url: str = ""


@dataclass(frozen=True)
class Purpose:
    """The obligations of one fund to one thing, together."""

    to: str
    amount: Decimal
    first_due_on: date
    last_due_on: date
    url: str


@dataclass(frozen=True)
class Available:
    """What a fund can still commit, in euros; `pot` is what is left of all shares."""

    pot: Decimal
    obligations: tuple[Obligation, ...] = ()

    @property
    def promised(self) -> Decimal:
        """All that is promised and not committed."""
        return sum((one.amount for one in self.obligations), ZERO)

    @property
    def amount(self) -> Decimal:
        """What can still be committed; below zero where more is promised than the pot has."""
        return self.pot - self.promised

    @property
    def missing(self) -> Decimal:
        """What is promised beyond the pot."""
        return max(-self.amount, ZERO)

    @property
    def words(self) -> str:
        """What can still be committed, for a title: whole euros, rounded down as they must be there, zero at least."""
        amount = max(self.amount, ZERO)
        return brief_euros(amount if amount < 1 else amount.quantize(Decimal(1), ROUND_FLOOR))

    @property
    def purposes(self) -> list[Purpose]:
        """What the obligations are for, the first due in front."""
        ordered = sorted(self.obligations, key=lambda one: (one.to, one.url, one.due_on))
        found = []
        for (to, url), group in groupby(ordered, key=lambda one: (one.to, one.url)):
            own = list(group)
            amount = sum((one.amount for one in own), ZERO)
            found.append(Purpose(to, amount, own[0].due_on, own[-1].due_on, url))
        return sorted(found, key=lambda one: one.first_due_on)


def rest_name(*, ended: bool) -> str:
    """What the euros are called that are free: none of an ended fund will be committed."""
    return "non engagé" if ended else "encore à engager"


# -- Parts of the pictures of money

WIDE, NARROW = 760, 360


def text_alternative(chart: Chart) -> str:
    """The drawing in words, for whoever does not see it."""
    parts = [f"{bar.title} ({', '.join(one.words for one in bar.pieces)})" for bar in chart.bars if bar.pieces]
    return ". ".join(parts) + "."
