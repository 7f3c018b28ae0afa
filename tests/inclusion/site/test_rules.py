"""What a home page says: by when things are to be done."""

from datetime import date, timedelta

import pytest

from inclusion.core.navigation import Todo, Urgency
from inclusion.site.rules import by_urgency, home_title

TODAY = date(2026, 11, 26)


def todos(*days):
    return [Todo(f"{day}", "", "", "", None if day is None else TODAY + timedelta(days=day)) for day in days]


@pytest.mark.parametrize(
    ("days", "title"),
    [
        ((), "Rien ne vous attend"),
        ((None, 7), "Rien ne presse"),
        ((6, 1), "2\u00a0choses sont à faire cette semaine"),
        ((0, 3), "1\u00a0chose est à faire aujourd’hui"),
        ((-1, 3), "1\u00a0chose est en retard"),
        ((-26, -17, 0, 0, 1), "2\u00a0choses sont en retard, 2 sont pour aujourd’hui"),
        ((-1, 0), "1\u00a0chose est en retard, 1 est pour aujourd’hui"),
    ],
)
def test_the_title_says_what_presses(days, title):
    assert home_title(todos(*days), TODAY) == title


def test_each_urgency_has_a_line_and_what_presses_most_has_the_others():
    groups = by_urgency(todos(*range(-9, 0), 0, 1, 2, None), TODAY, most=7)
    shown = {group.urgency: (len(group.todos), group.counted) for group in groups}
    assert shown == {
        Urgency.LATE: (4, "4 sur 9"),  # 7 lines, less one for each of the three others
        Urgency.TODAY: (1, "1"),
        Urgency.WEEK: (1, "1 sur 2"),
        Urgency.LATER: (1, "1"),
    }
    assert [len(group.todos) for group in by_urgency(todos(-1, -1, None), TODAY)] == [2, 1]
