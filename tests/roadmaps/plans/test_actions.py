"""Actions: added, written by two people, moved, removed."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inclusion.core.errors import DomainError
from roadmaps.enums import ActorRole, Origin
from roadmaps.models import Action, Roadmap
from roadmaps.plans.actions.actions import add_action, change_action, move_action, note, remove_action
from roadmaps.plans.actions.axes import add_objective
from roadmaps.plans.actions.editing import Clash
from roadmaps.plans.actions.roadmaps import change_roadmap
from roadmaps.plans.queries import content_of, whole_actions
from tests.builders import AT, make_partner
from tests.examples import examples
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_roadmap
from tests.setup_data import setup_data


@setup_data
def does(camille):
    return {"by": camille, "at": AT}


@setup_data
def axis(network):
    return make_axis(make_roadmap("Feuille"), "Premier axe")


def test_what_is_added_before_the_adoption_is_initial_and_emerges_after(axis):
    first = make_action(axis)
    make_adopted(axis.roadmap)
    assert (first.origin, make_action(axis).origin) == (Origin.INITIAL, Origin.EMERGING)


def test_leads_come_first_and_nobody_is_named_twice(axis):
    caf, region = make_partner("CAF"), make_partner("Région")
    action = make_action(axis, leads=[caf], partners=[region, caf])
    assert [(row.partner, row.role) for row in action.actor_rows.all()] == [
        (caf, ActorRole.LEAD),
        (region, ActorRole.PARTNER),
    ]


def test_dates_outside_the_period_are_refused(axis, does):
    with pytest.raises(DomainError, match="du 1er janvier 2024 au 31 décembre 2027") as refused:
        add_action(axis, title="Trop tôt", start=date(2023, 12, 31), **does)
    assert refused.value.field == "start"
    assert not Action.objects.exists()
    action = make_action(axis, start=date(2024, 5, 1), end=date(2025, 5, 1))
    with pytest.raises(DomainError, match="ne peut pas finir le 1er janvier 2028"):
        change_action(action, end=date(2028, 1, 2), **does)
    with pytest.raises(DomainError, match="sortiraient de la période"):
        change_roadmap(axis.roadmap, end=date(2025, 1, 1), by_coordination=True, **does)


def test_two_who_write_different_fields_lose_nothing(axis, does):
    action = make_action(axis, "Permanences", description="")
    seen = {"title": "Permanences", "description": ""}
    change_action(action, seen=seen, title="Permanences en mairie", description="", **does)
    action, meanwhile = change_action(action, seen=seen, title="Permanences", description="Deux par semaine", **does)
    assert (action.title, action.description) == ("Permanences en mairie", "Deux par semaine")
    assert meanwhile == ("title",)


def test_two_who_write_the_same_field_see_both_texts(axis, does):
    action = make_action(axis, "Permanences")
    change_action(action, seen={"title": "Permanences"}, title="Permanences en mairie", **does)
    with pytest.raises(Clash, match="Rien n’est perdu") as clash:
        change_action(action, seen={"title": "Permanences"}, title="Aide aux démarches", **does)
    (one,) = clash.value.clashes
    assert (one.field, one.theirs, one.yours) == ("title", "Permanences en mairie", "Aide aux démarches")
    action.refresh_from_db()
    assert action.title == "Permanences en mairie"


class TestMoving:
    def test_to_another_axis_and_back(self, axis, does):
        other = make_axis(axis.roadmap)
        a, b = make_action(axis, "a"), make_action(axis, "b")
        c = make_action(other, "c")
        move_action(a, axis=other, after=c, **does)
        numbers = {one.title: one.number for one in whole_actions(axis.roadmap)}
        assert numbers == {"b": "1.1", "c": "2.1", "a": "2.2"}
        move_action(a, axis=axis, after=b, **does)
        assert [one.title for one in whole_actions(axis.roadmap)] == ["b", "a", "c"]

    def test_not_out_of_the_roadmap(self, axis, does):
        with pytest.raises(DomainError, match="ne quitte pas sa feuille"):
            move_action(make_action(axis), axis=make_axis(make_roadmap()), **does)

    def test_not_into_an_objective_of_another_axis(self, axis, does):
        strange = add_objective(make_axis(axis.roadmap), title="Ailleurs", **does)
        action = make_action(axis)
        with pytest.raises(DomainError, match="celui d’un autre axe"):
            move_action(action, axis=axis, objective=strange, **does)
        with pytest.raises(DatabaseError, match="objective of another axis"), transaction.atomic():
            Action.objects.filter(pk=action.pk).update(objective=strange)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_a_neighbour_that_left_is_said(self, axis, does):
        gone = make_action(make_axis(axis.roadmap))
        with pytest.raises(DomainError, match="n’est plus à cette place"):
            move_action(make_action(axis), axis=axis, after=gone, **does)


@pytest.mark.django_db
@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(0, 5)), max_size=6))
def test_no_action_is_lost_by_any_moves(axis, camille, moves):
    with transaction.atomic():
        axes = [make_axis(axis.roadmap) for _ in range(3)]
        actions = [make_action(axes[rank % 3]) for rank in range(6)]
        for which, target, place in moves:
            beside = list(Action.objects.filter(axis=axes[target]).order_by("rank", "pk"))
            after = ([None, *beside])[min(place, len(beside))]
            move_action(actions[which], axis=axes[target], after=after, by=camille, at=AT)
            shown = whole_actions(axis.roadmap)
            assert sorted(one.pk for one in shown) == sorted(one.pk for one in actions)
            assert len({one.number for one in shown}) == 6
        transaction.set_rollback(True)


class TestRemoving:
    def test_a_slip_of_the_pen_goes(self, axis, does):
        remove_action(make_action(axis), **does)
        assert not Action.objects.exists()

    def test_what_was_adopted_is_dropped_instead(self, axis, does):
        action = make_action(axis)
        make_adopted(axis.roadmap)
        with pytest.raises(DomainError, match="version adoptée"):
            remove_action(action, **does)

    def test_what_has_a_history_stays(self, axis, does):
        action = make_action(axis)
        note(action, text="Vu en réunion.", **does)
        with pytest.raises(DomainError, match="histoire"):
            remove_action(action, **does)


def test_the_same_rows_give_the_same_content(axis):
    make_action(axis, leads=[make_partner("CAF")], needs=["structurer_un_fonds"], budget="1250.50")
    roadmap = Roadmap.objects.get(pk=axis.roadmap_id)
    content = content_of(roadmap)
    assert content == content_of(roadmap)
    (action,) = content["axes"][0]["actions"]
    assert (action["number"], action["leads"], action["budget"]) == ("1.1", ["CAF"], "1250.50")


def test_a_content_is_read_in_as_many_queries_whatever_its_size(axis, django_assert_num_queries):
    def queries():
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            content_of(Roadmap.objects.get(pk=axis.roadmap_id))
        return len(caught)

    make_action(axis, leads=[make_partner()])
    one = queries()
    for _ in range(2):
        more = make_axis(axis.roadmap)
        for _ in range(3):
            make_action(more, leads=[make_partner()], partners=[make_partner()])
    assert queries() == one
