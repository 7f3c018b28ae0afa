"""How long a file is kept: two years after it was last used."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.people.rules import keep_until


@pytest.mark.parametrize(
    ("used", "kept"),
    [
        (date(2026, 11, 24), date(2028, 11, 24)),
        (date(2024, 2, 29), date(2026, 3, 1)),
        (date(2024, 2, 28), date(2026, 2, 28)),
        (date(2026, 2, 28), date(2028, 2, 28)),
    ],
)
def test_a_file_is_kept_two_years(used, kept):
    assert keep_until(used) == kept


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_two_years_are_two_years_and_never_less(used):
    assert 730 <= (keep_until(used) - used).days <= 731
