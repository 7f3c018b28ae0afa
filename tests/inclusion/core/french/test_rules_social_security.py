"""What has the shape of a social security number, and what only has many digits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inclusion.core.french.identifiers import has_social_security_number
from tests.examples import examples


@pytest.mark.parametrize(
    "text",
    [
        "2 85 05 47 001 001 42",
        "2850547001001",
        "285054700100142",
        "Sa carte : 1 70 12 2A 004 123 55.",
        "1 70 12 2b 004 123",
        "1\u00a099\u202f02\u00a099 351 042",
        "1-85-31-47-001-001",  # a month that is not known
        "1.85.05.971.23.001",  # overseas
        "(2850547001001)",
        "٢٨٥٠٥٤٧٠٠١٠٠١",  # Arabic-Indic digits
    ],
)
def test_a_number_is_found_however_it_is_written(text):
    assert has_social_security_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "05 53 00 00 00",
        "Appeler le 06 11 22 33 44 ou le 07 55 66 77 88",
        "06 11 22 33 44 07 55 66 77 88",
        "SIRET 130 005 481 00010",
        "FR76 3000 6000 0112 3456 7890 189",
        "2850047001001",  # no month 00
        "3850547001001",  # neither 1 nor 2
        "1 85 05 00 001 001",  # no département 00
        "28505470010014",  # fourteen digits
        "2850547001001421",  # sixteen
        "le 12 05 2026, 3 enfants, 40 000 €",
        "2 85 05 47",
    ],
)
def test_other_digits_are_not(text):
    assert not has_social_security_number(text)


GAPS = st.sampled_from(["", " ", "\u00a0", ".", "-", " . "[:2]])


@settings(max_examples=examples(200), deadline=None)
@given(
    st.sampled_from("12"),
    st.integers(0, 99),
    st.integers(1, 12),
    st.sampled_from([*(f"{one:02}" for one in range(1, 100)), "2A", "2B", "2a"]),
    st.integers(0, 999_999),
    st.none() | st.integers(0, 99),
    st.data(),
)
def test_any_is_found_inside_any_words(sex, year, month, department, rest, key, data):
    signs = f"{sex}{year:02}{month:02}{department}{rest:06}" + ("" if key is None else f"{key:02}")
    written = "".join(sign + data.draw(GAPS) for sign in signs).rstrip(" .-\u00a0")
    assert has_social_security_number(f"La mère, {written}, attend.")
