"""The age bands of the State's Coop."""

from decimal import Decimal

from evaluation.enums import AgeBand

#: Each band by the first age that is beyond it.
BEYOND = (
    (12, AgeBand.UNDER_12),
    (18, AgeBand.FROM_12),
    (25, AgeBand.FROM_18),
    (40, AgeBand.FROM_25),
    (60, AgeBand.FROM_40),
    (70, AgeBand.FROM_60),
)


def band_of(age: Decimal | None) -> AgeBand:
    """The band of an age in years."""
    if age is None:
        return AgeBand.UNKNOWN
    return next((band for beyond, band in BEYOND if age < beyond), AgeBand.FROM_70)
