"""A content in the words that people read."""

from datetime import date
from decimal import Decimal

import pytest

from roadmaps.plans.rules.contents import content_as_rows, dates, figure, targets
from tests.pages import plain


def action(**fields):
    return {
        "id": 1,
        "number": "1.1",
        "objective_id": None,
        "title": "Permanences",
        "description": "",
        "leads": ["CAF"],
        "partners": [],
        "start": "2025-01-01",
        "end": "2026-01-01",
        "state": "ongoing",
        "state_reason": "",
        "progress": 40,
        "priority": "high",
        "strand": "social",
        "needs": ["animer_la_gouvernance"],
        "origin": "emerging",
        "budget": "1000.00",
        "financing": [{"from": "Fonds", "amount": "600.00"}],
        **fields,
    }


def content(*actions, **fields):
    axis = {
        "id": 7,
        "rank": 1,
        "title": "Accès aux droits",
        "description": "",
        "taken_up": None,
        "objectives": [{"id": 3, "rank": 1, "title": "Aller vers", "description": ""}],
        "actions": list(actions),
    }
    return {
        "title": "Feuille",
        "summary": "",
        "level": "departmental",
        "axis_word": "orientation",
        "strand": "",
        "start": "2024-01-01",
        "end": "2028-01-01",
        "carriers": ["Département"],
        "territories": [],
        "parent": None,
        "axes": [axis],
        "indicators": [],
        **fields,
    }


def test_dates_labels_and_amounts_are_french():
    found = content_as_rows(content(action()), today=date(2026, 6, 1))
    (axis,) = found["axes"]
    (one,) = axis["actions"]
    assert plain(axis["name"]) == "Orientation 1 : Accès aux droits"
    assert plain(found["period"]) == "du 1er janvier 2024 au 31 décembre 2027"
    assert plain(one["dates"]) == "du 1er janvier au 31 décembre 2025"
    assert (one["state"].label, one["priority"].label, one["strand"]) == ("En cours", "Haute", "Volet social")
    assert one["needs"] == ["Animer la gouvernance"]
    assert (one["budget"], one["planned"], one["to_find"]) == (Decimal("1000.00"), Decimal("600.00"), Decimal("400.00"))
    assert one["is_emerging"]
    assert one["is_late"]


@pytest.mark.parametrize("how", [{"state": "done"}, {"financing": []}])
def test_nothing_is_left_to_find_where_that_is_not_known(how):
    assert content_as_rows(content(action(**how)))["actions"][0]["to_find"] is None
    assert content_as_rows(content(action()), with_posts={1})["actions"][0]["to_find"] is None


def test_a_frozen_content_is_never_late():
    assert not content_as_rows(content(action()))["actions"][0]["is_late"]


def test_actions_stand_under_their_objective_those_without_first():
    found = content_as_rows(content(action(id=1), action(id=2, objective_id=3)))
    groups = [
        (objective and objective["title"], [one["id"] for one in rows])
        for objective, rows in found["axes"][0]["groups"]
    ]
    assert groups == [(None, [1]), ("Aller vers", [2])]


def test_budgets_that_are_not_known_are_counted_and_not_taken_for_zero():
    found = content_as_rows(content(action(), action(id=2, budget=None)))
    assert (found["budget"], found["without_budget"]) == (Decimal("1000.00"), 1)
    assert content_as_rows(content(action(budget=None)))["budget"] is None


def test_indicators_stand_with_what_they_follow():
    own = {"name": "n", "definition": "", "unit": "pass", "targets": {"2026": "12.50", "2025": "1200.00"}}
    found = content_as_rows(
        content(
            action(),
            indicators=[
                {**own, "id": 1, "axis_id": None, "action_id": None},
                {**own, "id": 2, "axis_id": 7, "action_id": None},
                {**own, "id": 3, "axis_id": None, "action_id": 1},
            ],
        )
    )
    assert [one["id"] for one in found["indicators"]] == [1]
    assert [one["id"] for one in found["axes"][0]["indicators"]] == [2]
    assert [one["id"] for one in found["actions"][0]["indicators"]] == [3]
    assert [(year, plain(said)) for year, said in found["indicators"][0]["targets"]] == [
        ("2025", "1 200 pass"),
        ("2026", "12,5 pass"),
    ]


@pytest.mark.parametrize(
    ("value", "said"), [("0.00", "0"), ("12.50", "12,5"), ("1234.56", "1 234,56"), ("-3.10", "−3,1")]
)
def test_figures(value, said):
    assert plain(figure(value)) == said


def test_targets_without_unit():
    assert targets({"2026": "3.00"}) == [("2026", "3")]


def test_dates_that_are_known_in_part():
    day = date(2025, 3, 1)
    assert dates(day, None) == "à partir du 1er mars 2025"
    assert dates(None, day) == "jusqu’au 28 février 2025"
    assert dates(None, None) == ""


def test_a_dropped_action_costs_nothing_more():
    dropped = [action(id=2, state="dropped", state_reason="Faute d’élus"), action(id=3, state="dropped", budget=None)]
    found = content_as_rows(content(action(), *dropped))
    assert (found["budget"], found["without_budget"]) == (Decimal("1000.00"), 0)
