"""Funding statements: the worked example, the identity, the seal."""

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.ledger.rules import leverage_of
from funding.statements.rules.statement import (
    GRANTS,
    ActionLine,
    GrantLine,
    Movement,
    MovementKind,
    Weighed,
    canonical_json,
    part_of_grants,
    seal,
    state_funding,
)
from inclusion.core.errors import InvalidAmount
from inclusion.core.french.periods import civil_year
from tests.examples import examples

D = Decimal
RECEIVED, MATCHED, COMMITTED, RELEASED, PAID = MovementKind
DAY = date(2026, 3, 2)
YEAR = civil_year(2026)
RIGHTS, FORUM = "Mes droits depuis chez moi", "Forum"


def moved(kind, payer, amount, action="", on=DAY):
    return Movement(kind, on, payer, D(amount), action)


MOVEMENTS = [
    moved(RECEIVED, "CAF", 10000),
    moved(MATCHED, "CAF", 20000),
    moved(RECEIVED, "Orange", 5000),
    moved(MATCHED, "Orange", 10000),
    moved(COMMITTED, "CAF", 9000, RIGHTS),
    moved(COMMITTED, "CAF", 5250, FORUM),
    moved(COMMITTED, "Orange", 3750, FORUM),
    moved(PAID, "CAF", 4000, RIGHTS),
]


def of(payer, movements=MOVEMENTS, period=YEAR):
    return state_funding(movements, payer=payer, start=period.start, end=period.end)


def test_the_worked_example():
    assert of("CAF").figures() == {
        "opening": "0.00",
        "received": "10000.00",
        "match": "20000.00",
        "grants": "0.00",
        "actions": [
            {"label": RIGHTS, "amount": "9000.00", "released": "0.00", "paid": "4000.00", "share": "100.00"},
            {"label": FORUM, "amount": "5250.00", "released": "0.00", "paid": "0.00", "share": "58.33"},
        ],
        "granted": [],
        "committed": "14250.00",
        "released": "0.00",
        "paid": "4000.00",
        "carried": "0.00",
        "closing": "15750.00",
        "leverage": "3.00",
    }
    assert of("CAF").actions[1].share == Fraction(7, 12)


def test_who_gave_nothing_has_a_dash():
    statement = of("CPAM")
    assert statement.leverage is None
    assert statement.figures()["leverage"] is None
    assert statement.figures()["actions"] == []
    assert str(statement.closing) == "0.00"


def test_the_next_year_opens_where_this_one_closed():
    later = [
        *MOVEMENTS,
        moved(RELEASED, "CAF", 250, FORUM, on=date(2027, 1, 1)),
        moved(PAID, "CAF", 5000, RIGHTS, on=date(2027, 1, 1)),
    ]
    before, after = of("CAF", later), of("CAF", later, civil_year(2027))
    assert before.closing == after.opening == 15750
    assert (before.released, after.released, after.closing) == (D(0), D(250), D(16000))
    assert after.actions == (ActionLine(FORUM, D(0), D(250), D(0), D(0)), ActionLine(RIGHTS, D(0), D(0), D(5000), D(0)))
    assert (before.carried, after.carried) == (0, 10250)  # 14 250 committed, 4 000 of them paid


def test_a_statement_needs_a_day():
    with pytest.raises(ValueError):
        state_funding([], payer="CAF", start=DAY, end=DAY)


def test_grants_follow_the_shares_that_paid_beside_them():
    with_grants = [*MOVEMENTS, moved(COMMITTED, GRANTS, 1200, FORUM)]
    caf, orange = of("CAF", with_grants), of("Orange", with_grants)
    assert (caf.grants, orange.grants) == (D(700), D(500))  # 1 200 × 5 250 ÷ 9 000
    assert caf.leverage == D("3.07")  # 30 700 ÷ 10 000
    assert orange.leverage == D("3.10")
    assert caf.closing == 15750
    assert caf.actions[1].share == Fraction(5250, 10200)
    assert caf.granted == (GrantLine(FORUM, D(1200), Weighed.COMMITTED, D(5250), D(9000), D(700)),)
    assert caf.figures()["granted"] == [
        {
            "label": FORUM,
            "grants": "1200.00",
            "weighed": "committed",
            "own": "5250.00",
            "all": "9000.00",
            "amount": "700.00",
        }
    ]


def test_grants_beside_no_share_follow_the_money_received():
    with_grants = [*MOVEMENTS, moved(COMMITTED, GRANTS, 1000, "Atelier")]
    assert of("CAF", with_grants).grants == D("666.67")
    assert of("Orange", with_grants).grants == D("333.33")
    assert of("CPAM", with_grants).grants == 0
    assert of("CPAM", with_grants).granted == ()
    (line,) = of("CAF", with_grants).granted
    assert (line.weighed, line.own, line.all) == (Weighed.RECEIVED, D(10000), D(15000))


def test_grants_that_were_given_back_paid_nothing():
    with_grants = [*MOVEMENTS, moved(COMMITTED, GRANTS, 1200, FORUM), moved(RELEASED, GRANTS, 1200, FORUM)]
    assert of("CAF", with_grants).grants == 0
    later = [
        *with_grants[:-1],
        *(moved(RELEASED, *row, FORUM, on=date(2027, 2, 1)) for row in ((GRANTS, 120), ("CAF", 525), ("Orange", 375))),
    ]
    assert of("CAF", later, civil_year(2027)).granted == (
        GrantLine(FORUM, D(-120), Weighed.RELEASED, D(525), D(900), D(-70)),
    )


def test_a_share_that_got_all_back_paid_nothing_beside_a_grant():
    """CAF paid 600 of the workshop by mistake and got them back; the grant alone pays it: by what each has received."""
    story = [
        *MOVEMENTS,
        moved(COMMITTED, GRANTS, 300, "Atelier"),
        moved(COMMITTED, "CAF", 600, "Atelier"),
        moved(RELEASED, GRANTS, 300, "Atelier"),
        moved(RELEASED, "CAF", 600, "Atelier"),
        moved(COMMITTED, GRANTS, 300, "Atelier"),
    ]
    assert (of("CAF", story).grants, of("Orange", story).grants) == (D(200), D(100))
    assert [line.weighed for line in of("CAF", story).granted] == [Weighed.RECEIVED]
    part = [*story, moved(COMMITTED, "Orange", 50, "Atelier")]
    assert (of("CAF", part).grants, of("Orange", part).grants) == (D(0), D(300))


def test_part_of_grants():
    received = {"CAF": D(10), "MSA": D(10), "CPAM": D(-5)}
    assert part_of_grants(D("0.05"), committed_by={}, received_by=received) == {"CAF": D("0.03"), "MSA": D("0.02")}
    assert part_of_grants(D(9), committed_by={"MSA": D(1), "CAF": D(0)}, received_by=received) == {"MSA": D(9)}
    assert part_of_grants(D(9), committed_by={}, received_by={}) == {}


@pytest.mark.parametrize(
    ("received", "match", "grants", "ratio"),
    [
        ("10000", "20000", "0", "3.00"),
        ("3", "0.01", "0", "1.00"),
        ("200", "1", "0", "1.01"),
        ("0", "5", "5", None),
        ("-1", "0", "0", None),
    ],
)
def test_leverage_has_two_places_rounded_half_up(received, match, grants, ratio):
    found = leverage_of(D(received) + D(match) + D(grants), D(received))
    assert (None if found is None else str(found)) == ratio


rows = st.tuples(
    st.sampled_from(list(MovementKind)),
    st.sampled_from(["CAF", "Orange", "MSA", GRANTS]),
    st.integers(1, 10**6).map(lambda count: D(count) / 100),
    st.sampled_from(["A", "B"]),
    st.integers(-200, 200),
)


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(rows, max_size=20))
def test_opening_and_movements_give_the_closing(drawn):
    movements = [
        moved(
            kind,
            payer,
            amount,
            action if kind in (COMMITTED, RELEASED, PAID) else "",
            YEAR.start + timedelta(days=days),
        )
        for kind, payer, amount, action, days in drawn
        if payer != GRANTS or kind in (COMMITTED, RELEASED, PAID)
    ]
    statements = [of(payer, movements) for payer in ("CAF", "Orange", "MSA")]
    for statement in statements:
        assert (
            statement.opening + statement.received + statement.match - statement.committed + statement.released
            == statement.closing
        )
        assert all(0 <= line.share <= 1 for line in statement.actions)
    granted = sum(
        (row.amount if row.kind == COMMITTED else -row.amount)
        for row in movements
        if row.payer == GRANTS and row.kind != PAID and YEAR.holds(row.on)
    )
    assert sum(statement.grants for statement in statements) in (granted, *_of_some_actions(movements))


def _of_some_actions(movements):
    """Where nobody received or paid anything, the grants of an action are nobody's part."""
    sums = {"A": D(0), "B": D(0)}
    for row in movements:
        if row.payer == GRANTS and row.kind != PAID and YEAR.holds(row.on):
            sums[row.action] += row.amount if row.kind == COMMITTED else -row.amount
    return (D(0), *sums.values())


def test_the_canonical_form():
    figures = {"b": D("1.5"), "a": [D(2), None, DAY, "e\u0301"], "c": {"y": True, "x": 3}}
    assert canonical_json(figures) == '{"a":["2.00",null,"2026-03-02","é"],"b":"1.50","c":{"x":3,"y":true}}'
    assert seal(figures) == hashlib.sha256(canonical_json(figures).encode()).hexdigest()


def test_the_seal_depends_on_the_figures_alone():
    figures = of("CAF").figures()
    assert seal(figures) == seal(dict(reversed(figures.items())))
    assert seal(figures) != seal(figures | {"closing": "15750.01"})
    assert seal({"a": D("1.50")}) == seal({"a": "1.50"}) == seal({"a": D("1.5")})


def test_what_has_no_canonical_form_is_refused():
    with pytest.raises(TypeError):
        seal({"a": 1.5})
    with pytest.raises(InvalidAmount):
        seal({"a": D("1.005")})
