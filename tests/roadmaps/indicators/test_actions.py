"""Indicators: what they may be, what feeds what, figures that two people enter at once."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from roadmaps.indicators.actions import (
    Cell,
    CellsClash,
    add_indicator,
    change_indicator,
    enter_figures,
    remove_indicator,
)
from roadmaps.indicators.queries import by_axis
from roadmaps.models import Indicator, IndicatorYear
from roadmaps.plans.actions.editing import Clash
from roadmaps.plans.actions.roadmaps import change_roadmap
from tests.builders import AT, make_epci
from tests.roadmaps.builders import make_action, make_axis, make_closed, make_indicator, make_local, make_roadmap
from tests.setup_data import setup_data

D = Decimal
TODAY = date(2026, 11, 24)


@setup_data
def roadmap(by):
    return make_roadmap(by=by)


def refused(sentence, field=None):
    """Expect a refusal with this sentence, at this field."""

    class Refused:
        def __enter__(self):
            self.raises = pytest.raises(DomainError, match=sentence)
            self.caught = self.raises.__enter__()

        def __exit__(self, *args):
            done = self.raises.__exit__(*args)
            assert self.caught.value.field == field
            return done

    return Refused()


def test_an_indicator_follows_a_roadmap_an_axis_or_an_action(roadmap, by):
    axis = make_axis(roadmap)
    action = make_action(axis)
    whole = make_indicator(roadmap, "  Personnes   accompagnées ", by=by)
    of_axis, of_action = make_indicator(roadmap, axis=axis), make_indicator(roadmap, action=action)
    assert whole.name == "Personnes accompagnées"
    found = by_axis(roadmap, today=TODAY)
    assert [one.indicator for one in found[None]] == [whole]
    assert [one.indicator for one in found[axis.pk]] == [of_axis, of_action]
    line = JournalEntry.objects.filter(verb="indicator.added").first()
    assert line.details == {"roadmap": roadmap.pk}


def test_a_place_elsewhere_is_refused(roadmap, by):
    axis = make_axis(make_roadmap())
    with refused("d’une autre feuille de route", "axis"):
        make_indicator(roadmap, axis=axis)
    with refused("d’une autre feuille de route", "action"):
        make_indicator(roadmap, action=make_action(axis))
    own = make_axis(roadmap)
    with refused("pas les deux", "action"):
        make_indicator(roadmap, axis=own, action=make_action(own))
    assert not Indicator.objects.exists()


def test_one_name_once_in_a_roadmap(roadmap, by):
    make_indicator(roadmap, "Personnes")
    with pytest.raises(ValidationError, match="porte déjà ce nom"):
        make_indicator(roadmap, "Personnes")


def test_a_counted_one_speaks_the_unit_of_what_is_counted(roadmap, by):
    counted = make_indicator(roadmap, source="counted", measure="passes_issued")
    assert counted.unit == "pass"
    with refused("Choisissez ce que le portail compte", "measure"):
        make_indicator(roadmap, source="counted", measure="nothing")
    with refused("Choisissez ce que le portail compte", "measure"):
        change_indicator(counted, source="counted", measure="", by=by, at=AT)
    changed = change_indicator(counted, source="typed", unit="personnes", by=by, at=AT)
    assert (changed.measure, changed.unit) == ("", "personnes")


def test_what_somebody_else_changed_is_kept(roadmap, by):
    one = make_indicator(roadmap, "Personnes", definition="")
    change_indicator(one, definition="Chacune une fois", by=by, at=AT)
    seen = {"name": "Personnes", "definition": "", "unit": "personnes"}
    changed = change_indicator(one, seen=seen, name="Personnes aidées", definition="", unit="personnes", by=by, at=AT)
    assert (changed.name, changed.definition) == ("Personnes aidées", "Chacune une fois")
    with pytest.raises(Clash):
        change_indicator(one, seen=seen, name="Autre nom", by=by, at=AT)


# -- What feeds what ---------------------------------------------------------------------------------------------------


@setup_data
def nested(roadmap, by):
    local = make_local(roadmap, "Coustellet", territories=[make_epci()])
    return make_indicator(roadmap, "Personnes aidées"), local


def test_a_local_one_feeds_the_departmental_one(nested, by):
    above, local = nested
    one = make_indicator(local, "Personnes venues", feeds=above)
    assert one.feeds == above
    with refused("«\u00a0Coustellet\u00a0» alimente cet indicateur", "unit"):
        change_indicator(above, unit="ateliers", by=by, at=AT)
    assert change_indicator(above, unit="Personnes", by=by, at=AT).unit == "Personnes"
    with refused("«\u00a0Coustellet\u00a0» alimente cet indicateur"):
        remove_indicator(above, by=by, at=AT)
    with refused("la même unité", "feeds"):
        change_indicator(one, unit="ateliers", by=by, at=AT)


def test_what_cannot_be_fed_is_refused_with_its_sentence(nested, by, other_network):
    above, local = nested
    with refused("Seul un indicateur d’une feuille de route locale", "feeds"):
        make_indicator(above.roadmap, feeds=above)
    with refused("l’un l’autre", "feeds"):
        change_indicator(above, feeds=above, by=by, at=AT)
    below = make_indicator(local, feeds=above)
    with refused("l’un l’autre", "feeds"):
        change_indicator(above, feeds=below, by=by, at=AT)
    elsewhere = make_indicator(make_roadmap())
    with refused("n’est pas de la feuille de route départementale", "feeds"):
        make_indicator(local, feeds=elsewhere)
    with scoped_to(other_network):
        foreign = make_indicator(make_roadmap())
    with refused("autre réseau", "feeds"):
        make_indicator(local, feeds=foreign)
    counted = make_indicator(above.roadmap, source="counted", measure="passes_issued")
    with refused("vaut déjà pour tout le réseau", "feeds"):
        make_indicator(local, unit="pass", feeds=counted)


def test_a_roadmap_that_feeds_another_one_does_not_leave_it(nested, by):
    above, local = nested
    make_indicator(local, "Personnes venues", feeds=above)
    with refused("«\u00a0Personnes venues\u00a0»", "parent"):
        change_roadmap(local, parent=make_roadmap(), by_coordination=True, by=by, at=AT)


# -- Figures -----------------------------------------------------------------------------------------------------------


def cell(one, year, field, seen, wanted):
    return Cell(one.pk, year, field, seen, wanted)


def test_figures_are_written_once_with_one_line_of_the_journal(roadmap, by):
    one, two = make_indicator(roadmap), make_indicator(roadmap)
    cells = [
        cell(one, 2024, "value", None, D(3)),
        cell(one, 2024, "target", None, D(5)),
        cell(two, 2025, "value", None, None),
    ]
    assert enter_figures(roadmap, cells=cells, by=by, at=AT) == 2
    row = IndicatorYear.objects.get()
    assert (row.indicator, row.year, row.value, row.target, row.entered_at) == (one, 2024, D(3), D(5), AT)
    (line,) = JournalEntry.objects.filter(verb="indicator.entered")
    assert line.details["figures"][0] == {"year": 2024, "field": "value", "from": None, "to": "3"}
    assert enter_figures(roadmap, cells=[cell(one, 2024, "value", D(3), None)], by=by, at=AT) == 1
    assert IndicatorYear.objects.get().value is None


def test_two_people_fill_the_same_table(roadmap, by):
    """Both saw nothing: what only one of them typed is kept, what both typed the same is no clash."""
    one = make_indicator(roadmap)
    enter_figures(
        roadmap, cells=[cell(one, 2024, "value", None, D(3)), cell(one, 2025, "value", None, D(4))], by=by, at=AT
    )
    cells = [
        cell(one, 2024, "value", None, None),
        cell(one, 2025, "value", None, D(4)),
        cell(one, 2026, "value", None, D(9)),
    ]
    assert enter_figures(roadmap, cells=cells, by=by, at=AT) == 1
    assert dict(IndicatorYear.objects.values_list("year", "value")) == {2024: D(3), 2025: D(4), 2026: D(9)}


def test_a_clash_writes_nothing_and_says_what_stands(roadmap, by):
    one = make_indicator(roadmap, values={2024: 3})
    cells = [cell(one, 2024, "value", None, D(7)), cell(one, 2025, "value", None, D(9))]
    with pytest.raises(CellsClash, match="rien n’est perdu") as refusal:
        enter_figures(roadmap, cells=cells, by=by, at=AT)
    (clash,) = refusal.value.clashes
    assert (clash.cell.wanted, clash.theirs) == (D(7), D(3))
    assert IndicatorYear.objects.get().value == D(3)


def test_what_cannot_be_entered_is_refused(roadmap, by):
    one = make_indicator(roadmap)
    counted = make_indicator(roadmap, source="counted", measure="passes_issued")
    other = make_indicator(make_roadmap())
    for wrong, sentence in (
        (cell(one, 2031, "value", None, D(1)), "hors de la période"),
        (cell(one, 2024, "value", None, D(-1)), "sous zéro"),
        (cell(counted, 2024, "value", None, D(1)), "compté par le portail"),
        (cell(other, 2024, "value", None, D(1)), "n’est plus dans cette feuille de route"),
    ):
        with pytest.raises(DomainError, match=sentence):
            enter_figures(roadmap, cells=[cell(one, 2025, "value", None, D(1)), wrong], by=by, at=AT)
    assert not IndicatorYear.objects.exists()
    assert enter_figures(roadmap, cells=[cell(counted, 2024, "target", None, D(9))], by=by, at=AT) == 1


def test_what_is_removed_stays_in_the_journal(roadmap, by):
    one = make_indicator(roadmap, values={2024: 3}, targets={2025: 4})
    remove_indicator(one, by=by, at=AT)
    assert not Indicator.objects.exists() and not IndicatorYear.objects.exists()
    years = JournalEntry.objects.get(verb="indicator.removed").details["years"]
    assert years == {"2024": {"target": None, "value": "3.00"}, "2025": {"target": "4.00", "value": None}}


def test_adding_needs_an_open_roadmap(roadmap, by):
    make_closed(roadmap, by=by)
    with refused("terminée"):
        add_indicator(roadmap, name="Personnes", by=by, at=AT)


def test_a_year_with_a_value_does_not_leave_the_period_of_its_roadmap(roadmap, by):
    make_indicator(roadmap, "Aidés", values={2024: 12, 2025: 30}, targets={2027: 100})
    with pytest.raises(DomainError, match="a une valeur pour 2024, qui ne compterait plus") as refused:
        change_roadmap(roadmap, start=date(2025, 1, 1), by_coordination=True, by=by, at=AT)
    assert refused.value.field == "start"
    with pytest.raises(DomainError, match="a une valeur pour 2025") as refused:
        change_roadmap(roadmap, end=date(2025, 1, 1), by_coordination=True, by=by, at=AT)
    assert refused.value.field == "end"
    assert change_roadmap(roadmap, end=date(2026, 1, 1), by_coordination=True, by=by, at=AT).years[-1] == 2025
