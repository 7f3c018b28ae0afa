"""Indicators as they are read: counted once a measure and year, local shares, the same queries for few and many."""

from datetime import date
from decimal import Decimal

import pytest

from roadmaps.indicators.actions import Cell, enter_figures
from roadmaps.indicators.queries import reading_of, readings_of, results_of
from roadmaps.models import Indicator
from tests.builders import AT, make_epci
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_indicator, make_local, make_roadmap
from tests.setup_data import setup_data

D = Decimal
TODAY = date(2026, 11, 24)


@setup_data
def roadmap(by):
    return make_roadmap(by=by)


@setup_data
def nested(roadmap, by):
    local = make_local(roadmap, "Coustellet", territories=[make_epci()])
    return make_indicator(roadmap, "Personnes aidées"), local


def test_only_adopted_roadmaps_add_their_share(nested, by):
    """Coustellet, in preparation, 5 of 25: shown, not counted; once adopted it counts."""
    above, local = nested
    enter_figures(above.roadmap, cells=[Cell(above.pk, 2025, "value", None, D(20))], by=by, at=AT)
    make_indicator(local, feeds=above, values={2025: 5})
    before = reading_of(above, today=TODAY)
    assert (before.own, before.local, before.total) == (D(20), None, D(20))
    assert [(one.name, one.counts) for one in before.shares] == [("Coustellet", False)]
    axes = [make_axis(above.roadmap) for _ in range(2)]
    for axis in axes:
        make_action(axis)
    make_adopted(above.roadmap)
    for axis in axes:
        make_action(make_axis(local, takes_up=axis))
    make_adopted(local)
    after = reading_of(above, today=TODAY)
    assert (after.own, after.local, after.total) == (D(20), D(5), D(25))
    assert after.shares[0].counts


def test_each_measure_and_year_is_counted_once(roadmap, by, monkeypatch):
    """The roadmap is for 2024–2027, today is in 2026: nothing is counted of a year to come, this one up to today."""
    from inclusion.core.registry import measures as registry_measures

    asked = []
    measure = registry_measures.Measure(
        registry_measures.measures()["passes_issued"].figure,
        lambda network, start, end: asked.append((start, end)) or 7,
    )
    monkeypatch.setitem(registry_measures._measures, "passes_issued", measure)
    for number in range(3):
        make_indicator(roadmap, f"Pass {number}", source="counted", measure="passes_issued")
    found = readings_of(roadmap, today=TODAY)
    assert asked == [
        (date(2024, 1, 1), date(2025, 1, 1)),
        (date(2025, 1, 1), date(2026, 1, 1)),
        (date(2026, 1, 1), date(2026, 11, 25)),
    ]
    assert [one.own for one in found] == [D(21)] * 3
    assert found[0].figures[3].total is None
    assert found[0].measure == measure


@pytest.mark.parametrize("count", [1, 6])
def test_reading_takes_the_same_queries_for_few_and_many(roadmap, by, count, django_assert_num_queries):
    local = make_local(roadmap)
    for number in range(count):
        above = make_indicator(roadmap, axis=make_axis(roadmap), values={2024: number})
        make_indicator(local, feeds=above, values={2024: 1})
    with django_assert_num_queries(4):
        assert len(readings_of(roadmap, today=TODAY)) == count


def test_a_removed_measure_is_shown_as_unknown(roadmap, by):
    one = make_indicator(roadmap, source="counted", measure="passes_issued")
    Indicator.objects.filter(pk=one.pk).update(measure="gone")
    (found,) = readings_of(roadmap, today=TODAY)
    assert found.measure is None and found.total is None


@pytest.mark.parametrize("unit", ["élèves", "Personnes formées", "familles équipées", "usagers"])
def test_the_number_of_a_few_people_is_for_nobody_to_read_whatever_they_are_called(roadmap, unit):
    few = make_indicator(roadmap, "Aidés", unit=unit, values={2025: 4, 2026: 5})
    assert results_of(roadmap, today=TODAY)[few.pk] == {"2025": f"moins de 5\u00a0{unit}", "2026": f"5\u00a0{unit}"}
