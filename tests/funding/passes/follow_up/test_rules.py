"""What is shown of what became of booklets, and that nothing small can be worked out across the tables."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.passes.follow_up.rules import FollowUp, Line, Row, Use, follow_up, months_before

NAMES = {
    "prescribers": {1: "CCAS", 2: "CMS", 3: "Mission locale"},
    "territories": {None: "Commune inconnue", "a": "Agen", "m": "Marmande"},
    "operators": {None: "Aucun", 7: "CAF"},
    "places": {10: "Cyber-base", 11: "Médiathèque"},
}


def lines(number: int, *, prescriber=1, territory="a", operator=7, used=0, idle=False, start=0) -> list[Line]:
    """So many booklets of ten passes, each of another person."""
    return [Line(start + n, prescriber, territory, operator, passes=10, used=used, idle=idle) for n in range(number)]


def shown(found: FollowUp, table: str) -> dict[str, Row]:
    return {row.name: row for row in getattr(found, table).rows}


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 24), 3, date(2026, 8, 24)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2028, 3, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 15), 12, date(2025, 1, 15)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_months_before(day, months, before):
    assert months_before(day, months) == before


def test_large_groups_are_shown_in_full():
    booklets = lines(10, used=4) + lines(8, prescriber=2, idle=True, start=100)
    uses = [Use(n, 10, 4) for n in range(10)]
    found = follow_up(booklets, uses, names=NAMES)
    assert shown(found, "prescribers") == {"CCAS": Row("CCAS", 10, 10, 100, 40, 0), "CMS": Row("CMS", 8, 8, 80, 0, 8)}
    assert found.total == Row("Ensemble", 18, 18, 180, 40, 8)
    assert found.total.share == 22
    assert [(row.name, row.people, row.used) for row in found.places.rows] == [("Cyber-base", 10, 40)]


def test_a_small_group_is_hidden_and_another_with_it():
    booklets = lines(3, prescriber=1) + lines(9, prescriber=2, start=100) + lines(20, prescriber=3, start=200)
    found = shown(follow_up(booklets, [], names=NAMES), "prescribers")
    assert found["CCAS"] == Row("CCAS", None, None, None, None, None)
    assert found["CMS"].people is None
    assert found["Mission locale"].people == 20


def test_few_who_used_hide_what_was_used_and_few_who_wait_what_waits():
    booklets = (
        lines(2, used=5)
        + lines(18, start=50)
        + lines(10, prescriber=2, used=5, start=100)
        + lines(10, prescriber=2, start=150)
        + lines(30, prescriber=3, used=5, start=200)
    )
    found = follow_up(booklets, [Use(line.person, 10, 5) for line in booklets if line.used], names=NAMES)
    rows = shown(found, "prescribers")
    assert (rows["CCAS"].people, rows["CCAS"].used, rows["CCAS"].share) == (20, None, None)
    assert (rows["CMS"].people, rows["CMS"].used) == (20, None)  # beside the total it would give CCAS away
    assert rows["Mission locale"].used == 150


def test_almost_everybody_waiting_says_as_much_as_almost_nobody():
    booklets = lines(18, idle=True) + lines(2, used=1, start=50) + lines(30, prescriber=2, idle=True, start=100)
    rows = shown(follow_up(booklets, [], names=NAMES), "prescribers")
    assert rows["CCAS"].idle is None


def test_a_total_that_one_table_cannot_stand_beside_is_in_none():
    """Five prescribers with one person each: the one territory would say how many they are together."""
    booklets = [Line(n, n, "a", 7, 10, 0, idle=False) for n in range(5)]
    found = follow_up(booklets, [], names={**NAMES, "prescribers": {n: f"P{n}" for n in range(5)}})
    assert found.total.people is None
    assert [row.people for row in found.territories.rows] == [None]


def test_nothing_at_all():
    found = follow_up([], [], names=NAMES)
    assert found.total == Row("Ensemble", 0, 0, 0, 0, 0)
    assert found.total.share is None
    assert found.places.rows == []


def test_the_same_person_twice_is_one_person():
    booklets = lines(4) + lines(4)
    assert follow_up(booklets, [], names=NAMES).total.people is None


LINES = st.lists(
    st.tuples(
        st.integers(0, 15),
        st.sampled_from([1, 2, 3]),
        st.sampled_from([None, "a", "m"]),
        st.sampled_from([None, 7]),
        st.sampled_from([0, 0, 3]),
        st.booleans(),
    ),
    max_size=40,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINES)
def test_no_small_group_is_shown_nor_left_beside_a_total(drawn):
    booklets = [
        Line(person, prescriber, territory, operator, 10, used, idle=waits and not used)
        for person, prescriber, territory, operator, used, waits in drawn
    ]
    found = follow_up(booklets, [], names=NAMES)
    for table, key in (("prescribers", "prescriber"), ("territories", "territory"), ("operators", "operator")):
        groups: dict = {}
        for line in booklets:
            groups.setdefault(NAMES[table][getattr(line, key)], []).append(line)
        rows = shown(found, table)
        for figure, belongs in (
            ("people", lambda line: True),
            ("used", lambda line: line.used),
            ("idle", lambda line: line.idle),
        ):
            people = {name: {one.person for one in group if belongs(one)} for name, group in groups.items()}
            hidden = {name for name, row in rows.items() if getattr(row, figure) is None}
            assert not [n for n, group in people.items() if 0 < len(group) < 5 and n not in hidden]
            together = set().union(*(people[name] for name in hidden))
            if getattr(found.total, figure) is not None:
                revealing = [name for name in hidden if people[name]]
                assert not revealing or (len(revealing) > 1 and len(together) >= 5)
