"""What was asked, and which earlier answers decide it."""

from evaluation.enums import ItemKind
from evaluation.results.rules.questions import asked_of, by_measure
from tests.evaluation.written import EVERY_KIND


def test_rows_of_a_matrix_are_questions_of_their_own():
    asked = asked_of(EVERY_KIND)
    assert list(asked)[:4] == ["equipped", "age", "since", "search"]
    assert (asked["places__yes"].label, asked["places__yes"].heading) == ("Oui", "Où ?")
    assert "places" not in asked


def test_conditions_of_the_questions_looked_at_count_too():
    asked = asked_of(EVERY_KIND)
    assert asked["equipped"].conditions == ()
    assert [one.item for one in asked["search"].conditions] == ["equipped"]
    assert [one.item for one in asked["address"].conditions] == ["equipped", "uses"]


def test_questions_of_one_measure_find_each_other():
    asked = asked_of(EVERY_KIND)
    assert [one.code for one in by_measure(asked, ItemKind.TESTED)["search"]] == ["address"]
    assert [one.code for one in by_measure(asked, ItemKind.SKILL)["search"]] == ["search"]
