"""Cells of one row that somebody changed: written, refused, kept, or left to a choice."""

from datetime import date
from decimal import Decimal

import pytest

from inclusion.core.french.periods import Period
from roadmaps.enums import ActionState, Priority
from roadmaps.plans.rules.grid import MAX_CELLS, CellChange, Malformed, changes_from, decide
from tests.pages import plain

WITHIN = Period(date(2024, 1, 1), date(2028, 1, 1))
NOW = {
    "title": "Interconnaissance",
    "state": ActionState.ONGOING,
    "start": date(2026, 1, 1),
    "end": date(2026, 7, 1),
    "progress": 40,
    "priority": Priority.NORMAL,
    "budget": Decimal("100.00"),
}
SHOWN = {
    "title": "Interconnaissance",
    "state": "En cours",
    "start": "01/01/2026",
    "end": "30/06/2026",
    "progress": "40 %",
    "priority": "Normale",
    "budget": "100,00 €",
}


def decided(reason="", seen=None, now=NOW, **typed):
    saw = {**SHOWN, **(seen or {})}
    changes = [
        CellChange(1, name, saw[name], value, reason if name == "state" else "") for name, value in typed.items()
    ]
    decision = decide(now, changes, within=WITHIN)
    return decision, {one.change.field: one for one in decision.outcomes}


def test_cells_that_stand_alone_are_written_beside_one_that_is_refused():
    decision, cells = decided(title="Rencontres", budget="cher", priority="haute")
    assert decision.write == {"title": "Rencontres", "priority": Priority.HIGH}
    assert cells["title"].is_ok and cells["priority"].is_ok and not cells["budget"].is_ok


def test_two_dates_are_checked_together():
    decision, cells = decided(start="01/09/2026", end="31/12/2026")
    assert decision.write == {"start": date(2026, 9, 1), "end": date(2027, 1, 1)}
    assert all(one.is_ok for one in cells.values())


def test_a_date_alone_is_checked_against_the_other_that_stands():
    decision, cells = decided(start="01/09/2026")
    assert decision.write == {} and "ne peut pas précéder" in cells["start"].error


def test_neither_date_is_written_where_one_cannot_be():
    decision, cells = decided(start="31/02/2026", end="31/12/2026")
    assert decision.write == {}
    assert "calendrier" in cells["start"].error and "réglez d’abord « début »" in plain(cells["end"].error)
    decision, cells = decided(start="01/02/2026", end="31/12/2029")
    assert decision.write == {}
    assert "du 1er janvier 2024 au 31 décembre 2027" in cells["end"].error
    assert "réglez d’abord « fin »" in plain(cells["start"].error)


@pytest.mark.parametrize("state", ["Bloquée", "Suspendue", "Abandonnée"])
def test_a_state_that_wants_a_reason_asks_for_it(state):
    decision, cells = decided(state=state, progress="50")
    assert decision.write == {} and cells["state"].asks_why and "Indiquez pourquoi" in cells["state"].error
    assert "Gardé" in cells["progress"].error
    decision, cells = decided("Le devis manque", state=state, progress="50")
    assert decision.write["state"].label == state and decision.write["progress"] == 50
    assert decision.reason == "Le devis manque"


def test_a_percentage_that_the_state_gainsays_is_refused():
    decision, cells = decided(state="Terminée", progress="50")
    assert decision.write == {} and "compte 100" in plain(cells["progress"].error)
    assert decided(state="Terminée")[0].write == {"state": ActionState.DONE}
    to_start = {**NOW, "state": ActionState.TO_START, "progress": 0}
    decision, cells = decided(now=to_start, seen={"progress": "0 %"}, progress="20")
    assert decision.write == {} and "passez-la d’abord" in cells["progress"].error


def test_a_percentage_pasted_with_its_state_is_kept_though_it_counted_the_same_before():
    done = {**NOW, "state": ActionState.DONE, "progress": 100}
    decision, _ = decided(now=done, seen={"state": "Terminée", "progress": "100 %"}, state="En cours", progress="100")
    assert decision.write == {"state": ActionState.ONGOING, "progress": 100}


def test_what_somebody_else_wrote_is_left_and_returned():
    decision, cells = decided(seen={"title": "Ancien"}, title="Le mien")
    assert decision.write == {} and cells["title"].theirs == "Interconnaissance"


def test_a_cell_that_was_left_alone_takes_what_stands():
    decision, cells = decided(seen={"title": "Ancien"}, title="Ancien")
    assert decision.write == {} and cells["title"].is_ok


def test_both_wrote_the_same():
    decision, cells = decided(seen={"budget": "50"}, budget="100")
    assert decision.write == {} and cells["budget"].is_ok


def test_a_date_waits_for_the_choice_about_the_other():
    decision, cells = decided(seen={"start": "01/02/2026"}, start="01/03/2026", end="31/12/2026")
    assert decision.write == {} and cells["start"].theirs == "01/01/2026" and "Gardé" in cells["end"].error


def test_what_was_seen_is_compared_as_a_value():
    decision, _ = decided(seen={"budget": "100", "start": "2026-01-01"}, budget="200", start="02/01/2026")
    assert decision.write == {"budget": Decimal("200.00"), "start": date(2026, 1, 2)}


def test_an_unknown_column_is_refused():
    change = CellChange(1, "pk", "1", "2")
    assert "ne se modifie pas" in decide(NOW, [change], within=WITHIN).outcomes[0].error


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {},
        {"changes": 3},
        {"changes": [3]},
        {"changes": [{}]},
        {"changes": [{"id": "1", "field": "title", "value": "x"}]},
        {"changes": [{"id": True, "field": "title", "value": "x"}]},
        {"changes": [{"id": 2**70, "field": "title", "value": "x"}]},
        {"changes": [{"id": 1, "field": "title", "value": None}]},
        {"changes": [{"id": 1, "field": "title", "value": "x"}] * (MAX_CELLS + 1)},
    ],
)
def test_what_is_no_list_of_cells_is_refused(sent):
    with pytest.raises(Malformed):
        changes_from(sent)


def test_of_a_cell_sent_twice_the_last_counts():
    cell = {"id": 1, "field": "title", "seen": "", "value": "un"}
    assert [one.value for one in changes_from({"changes": [cell, {**cell, "value": "deux"}]})] == ["deux"]
