"""The guard of the figures of lending: nothing small is shown, nothing hidden can be worked out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipment.follow_up.rules import (
    Row,
    Table,
    days_words,
    guarded,
    longest,
    school_year,
    school_year_of,
    shown_part,
    use_rate,
    year_words,
)


def table(*pupils: int, shares: bool = False) -> Table:
    rows = tuple(Row(f"g{n}", count, count) for n, count in enumerate(pupils))
    return Table(rows, Row("Ensemble", sum(pupils), sum(pupils)), shares)


def shown(found: Table) -> list[int | None]:
    return [row.pupils for row in found.rows]


def test_large_groups_are_all_shown():
    assert shown(guarded(table(9, 7, 0))) == [9, 7, 0]


def test_a_small_group_takes_the_next_one_with_it():
    found = guarded(table(20, 9, 3))
    assert shown(found) == [20, None, None]
    assert found.total.pupils == 32
    assert found.hides


def test_four_pupils_in_all_are_not_shown_at_all():
    found = guarded(table(3, 1))
    assert shown(found) == [None, None]
    assert found.total.is_hidden


def test_a_lone_small_group_hides_the_total_too():
    """One group with all of the pupils but for the empty ones: its total would be itself."""
    found = guarded(Table((Row("a", 4, 4), Row("b", 0, 0)), Row("Ensemble", 6, 6)))
    assert found.total.is_hidden


@given(st.lists(st.integers(0, 30), max_size=12))
def test_what_is_hidden_cannot_be_had_from_the_total(pupils):
    found = guarded(table(*pupils))
    counts = {f"g{n}": count for n, count in enumerate(pupils)}
    hidden = [counts[row.name] for row in found.rows if row.is_hidden]
    assert all(row.pupils == 0 or row.pupils >= 5 for row in found.rows if not row.is_hidden)
    if hidden and not found.total.is_hidden:
        assert len(hidden) > 1 and sum(hidden) >= 5 and sum(hidden) > len(hidden)


def test_the_rest_of_a_long_table_stands_in_one_row_with_what_is_hidden():
    found = longest(guarded(table(20, 9, 8, 7, 3)), 2, others="Les {} autres")
    assert [(row.name, row.loans) for row in found.rows] == [("g0", 20), ("g1", 9), ("Les 3 autres", 18)]
    assert found.rows[-1].pupils is None


def test_a_short_table_stays_as_it_is():
    assert longest(table(20, 9), 5, others="{}") == table(20, 9)


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(0, 9, 0), (4, 20, None), (16, 20, None), (9, 20, 9), (20, 20, 20)]
)
def test_a_part_is_shown_where_neither_side_is_small(part, whole, shown):
    assert shown_part(part, whole) == shown


def test_rates_and_days_in_words():
    assert use_rate(1, 3) == 33
    assert use_rate(0, 0) is None
    assert [days_words(days) for days in (None, 0.2, 1.2, 3.6)] == [
        "–",
        "moins d’un jour",
        "1\u00a0jour",
        "4\u00a0jours",
    ]


def test_a_school_year_begins_in_september():
    assert school_year_of(date(2026, 8, 31)) == 2025
    assert school_year_of(date(2026, 9, 1)) == 2026
    assert school_year(2026) == (date(2026, 9, 1), date(2027, 9, 1))
    assert year_words(2026) == "2026-2027"
