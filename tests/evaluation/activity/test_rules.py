"""Ages of the people helped: shown where they reveal nobody."""

from datetime import date

import pytest

from evaluation.activity.rules.records import AgePart, ages_end, guarded_ages, quarter_of, themes_in_order
from evaluation.enums import AgeBand, Theme


@pytest.mark.parametrize(
    ("today", "end"),
    [
        (date(2026, 11, 24), date(2026, 10, 1)),
        (date(2026, 3, 31), date(2026, 1, 1)),
        (date(2026, 4, 1), date(2026, 4, 1)),
        (date(2027, 1, 1), date(2027, 1, 1)),
        (date(2025, 12, 31), date(2026, 1, 1)),
    ],
)
def test_ages_are_shown_of_quarters_that_are_over(today, end):
    assert ages_end(2026, today) == end
    assert quarter_of(today) == (today.month + 2) // 3


def part(structure: str, age: str, people: int, territory: str = "Albret", quarter: int = 1) -> AgePart:
    return AgePart(territory, structure, quarter, age, people)


def test_few_people_show_in_no_group():
    found = guarded_ages(
        [
            part("CCAS", AgeBand.FROM_70, 20),
            part("CCAS", AgeBand.FROM_25, 12),
            part("Mairie", AgeBand.FROM_70, 9),
            part("Mairie", AgeBand.UNDER_12, 2),
            part("Poste", AgeBand.FROM_25, 3, "Garonne"),
        ]
    )
    assert found.hides_something
    shown = [count for row in (found.everybody, *found.structures, *found.territories) if row for count in row.counts]
    assert not {1, 2, 3, 4} & set(shown)
    assert "Poste" not in [row.label for row in found.structures]


def test_nobody_helped_is_no_table():
    found = guarded_ages([])
    assert (found.everybody, found.structures, found.hides_something) == (None, (), False)


def test_a_handful_of_people_is_hidden_whole():
    assert guarded_ages([part("CCAS", AgeBand.FROM_70, 3)]).everybody is None


def test_themes_that_somebody_uses_come_first_and_none_is_lost():
    order = themes_in_order({Theme.JUSTICE: 3, Theme.EMAIL: 9, "drones": 4})
    assert order[:2] == [Theme.EMAIL, Theme.JUSTICE]
    assert sorted(order) == sorted(Theme.values)
