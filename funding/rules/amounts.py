"""Amounts that the books hold: whole cents, and no more of them than an account of the database has room for."""

from decimal import Decimal

from inclusion.core.errors import InvalidAmount
from inclusion.core.french.money import cents, cents_at_least_zero, euros

#: The greatest amount that the database holds.
GREATEST = Decimal("9999999999.99")


def _within(value: Decimal) -> Decimal:
    """The value, unless it is too great; what is no number at all is for `cents` to refuse."""
    if isinstance(value, bool):
        raise TypeError("An amount is a number, not a truth.")
    if isinstance(value, Decimal) and value.is_finite() and abs(value) > GREATEST:
        raise InvalidAmount(f"Un montant ne dépasse pas {euros(GREATEST)}\u00a0: vérifiez-le.")
    return value


def booked(value: Decimal) -> Decimal:
    """The amount in euros with exactly two places, of either sign.

    Raises `InvalidAmount` for parts of a cent, what is no number, and what no account can hold.
    """
    return cents(_within(value))


def quantize_non_negative(value: Decimal) -> Decimal:
    """Like `booked`, and refuses a negative amount."""
    return cents_at_least_zero(_within(value))
