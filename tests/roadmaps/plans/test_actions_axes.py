"""Axes: where they stand, what they take up, what holds them."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from roadmaps.enums import RoadmapLevel
from roadmaps.models import Axis, Roadmap
from roadmaps.plans.actions.axes import (
    add_axis,
    add_objective,
    adopt_departmental_axis,
    change_axis,
    move_axis,
    move_objective,
    remove_axis,
    remove_objective,
)
from roadmaps.plans.actions.editing import Clash
from roadmaps.plans.actions.roadmaps import begin_roadmap, change_roadmap
from tests.builders import AT, make_department, make_epci, make_network
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_local, make_roadmap
from tests.setup_data import setup_data


def titles(roadmap):
    return [(axis.rank, axis.title) for axis in roadmap.axes.order_by("rank")]


@setup_data
def does(camille):
    return {"by": camille, "at": AT}


@setup_data
def departmental(network):
    roadmap = make_roadmap("Feuille départementale")
    for title in ("Accès aux droits", "Parcours", "Filière"):
        make_action(make_axis(roadmap, title))
    make_adopted(roadmap)
    return Roadmap.objects.get(pk=roadmap.pk)


@setup_data
def local(departmental):
    return make_local(departmental, "Feuille locale", territories=[make_epci()])


def test_axes_are_rearranged(departmental, does):
    first, second, third = departmental.axes.order_by("rank")
    move_axis(third, after=None, **does)
    assert titles(departmental) == [(1, "Filière"), (2, "Accès aux droits"), (3, "Parcours")]
    move_axis(first, after=second, **does)
    assert titles(departmental) == [(1, "Filière"), (2, "Parcours"), (3, "Accès aux droits")]
    assert Roadmap.objects.get(pk=departmental.pk).revision == departmental.revision + 2


def test_an_axis_stays_in_its_roadmap(departmental, local, does):
    with pytest.raises(DomainError, match="ne quitte pas sa feuille"):
        move_axis(departmental.axes.first(), after=make_axis(local), **does)


def test_an_axis_that_locals_take_up_is_not_removed_and_they_are_named(departmental, local, does):
    empty = make_axis(departmental, "Financements")
    make_axis(local, "Chercher des fonds", takes_up=empty)
    with pytest.raises(DomainError, match="repris par «\u00a0Feuille locale\u00a0» \\(axe 1\\)"):
        remove_axis(empty, **does)
    assert Axis.objects.filter(pk=empty.pk).exists()


def test_an_axis_with_actions_is_not_removed(departmental, does):
    with pytest.raises(DomainError, match="Déplacez ou supprimez d’abord son action"):
        remove_axis(departmental.axes.first(), **does)


def test_the_axes_below_a_removed_one_move_up(departmental, does):
    middle = departmental.axes.get(rank=2)
    middle.actions.all().delete()
    remove_axis(middle, **does)
    assert titles(departmental) == [(1, "Accès aux droits"), (2, "Filière")]


class TestTakingUp:
    def test_a_departmental_axis_is_taken_up_and_left_again(self, departmental, local, does):
        axis = make_axis(local)
        above = departmental.axes.first()
        assert adopt_departmental_axis(axis, above, **does).taken_up == above
        assert adopt_departmental_axis(axis, None, **does).taken_up is None

    def test_not_one_of_another_network(self, local, does):
        axis = make_axis(local)
        other = make_network("landes", "Landes", department=make_department("40", "Landes", "des Landes"))
        with scoped_to(other):
            strange = make_axis(make_roadmap())
        with pytest.raises(DomainError, match="celui d’un autre réseau"):
            adopt_departmental_axis(axis, strange, **does)

    def test_not_one_of_another_roadmap(self, local, does):
        beside = make_roadmap("Ancienne feuille départementale")
        with pytest.raises(DomainError, match="n’est pas un axe de «\u00a0Feuille départementale\u00a0»"):
            adopt_departmental_axis(make_axis(local), make_axis(beside), **does)

    def test_not_one_of_a_local_roadmap(self, departmental, local, does):
        neighbour = make_axis(make_local(departmental, "Voisine"))
        with pytest.raises(DomainError, match="n’est pas un axe de"):
            adopt_departmental_axis(make_axis(local), neighbour, **does)

    def test_a_departmental_axis_takes_up_nothing(self, departmental, does):
        first, second = departmental.axes.all()[:2]
        with pytest.raises(DomainError, match="Seul un axe d’une feuille de route locale"):
            adopt_departmental_axis(first, second, **does)

    def test_not_before_the_roadmap_is_attached(self, departmental, does):
        alone = make_local(None, "Seule")
        with pytest.raises(DomainError, match="Rattachez d’abord"):
            adopt_departmental_axis(make_axis(alone), departmental.axes.first(), **does)

    def test_the_database_refuses_what_goes_round_the_action(self, departmental, local):
        axis = make_axis(local)
        strange = make_axis(make_roadmap("Ancienne"))
        with pytest.raises(DatabaseError, match="not of the roadmap above"), transaction.atomic():
            Axis.objects.filter(pk=axis.pk).update(taken_up=strange)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_the_roadmap_above_is_not_left_while_its_axes_are_taken_up(self, departmental, local, does):
        make_axis(local, "Aller vers", takes_up=departmental.axes.first())
        other = make_roadmap("Nouvelle feuille départementale")
        with pytest.raises(DomainError, match="«\u00a0Aller vers\u00a0»"):
            change_roadmap(local, parent=other, by_coordination=True, **does)


class TestNesting:
    def test_a_local_roadmap_is_nested_under_no_local_one(self, local, does):
        with pytest.raises(DomainError, match="se rattache à une feuille départementale"):
            make_local(local, "Troisième étage")
        with pytest.raises(DomainError, match="se rattache à une feuille départementale"):
            change_roadmap(local, parent=local, by_coordination=True, **does)

    def test_a_departmental_roadmap_is_nested_under_none(self, departmental, does):
        with pytest.raises(DomainError, match="n’est rattachée à aucune autre"):
            begin_roadmap(
                level=RoadmapLevel.DEPARTMENTAL,
                title="Sous une autre",
                start=date(2024, 1, 1),
                end=date(2025, 1, 1),
                parent=departmental,
                **does,
            )

    def test_the_database_refuses_a_cycle(self, departmental, local):
        with pytest.raises(DatabaseError, match="nested under a departmental one"), transaction.atomic():
            Roadmap.objects.filter(pk=local.pk).update(parent=local)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_two_who_write_one_axis(departmental, does):
    axis = departmental.axes.first()
    seen = {"title": axis.title, "description": axis.description}
    change_axis(axis, seen=seen, title="Accès aux droits pour tous", description="", **does)
    axis = change_axis(axis, seen=seen, title=seen["title"], description="Aller vers", **does)
    assert (axis.title, axis.description) == ("Accès aux droits pour tous", "Aller vers")
    with pytest.raises(Clash, match="intitulé") as clash:
        change_axis(axis, seen=seen, title="Autre", description="Autre texte", **does)
    assert [(one.theirs, one.yours) for one in clash.value.clashes] == [
        ("Accès aux droits pour tous", "Autre"),
        ("Aller vers", "Autre texte"),
    ]
    axis.refresh_from_db()
    assert axis.title == "Accès aux droits pour tous"


def test_objectives_are_rearranged_and_removed_when_empty(departmental, does):
    axis = departmental.axes.first()
    one, two = (add_objective(axis, title=title, **does) for title in ("Un", "Deux"))
    move_objective(two, after=None, **does)
    assert [row.title for row in axis.objectives.order_by("rank")] == ["Deux", "Un"]
    make_action(axis, objective=one)
    with pytest.raises(DomainError, match="Déplacez d’abord les actions"):
        remove_objective(one, **does)
    remove_objective(two, **does)
    assert [(row.rank, row.title) for row in axis.objectives.all()] == [(1, "Un")]


def test_a_roadmap_that_is_over_is_not_written(departmental, does):
    from roadmaps.plans.actions.roadmaps import close_roadmap, open_again

    close_roadmap(departmental, **does)
    with pytest.raises(DomainError, match="terminée"):
        add_axis(departmental, title="De plus", **does)
    open_again(departmental, **does)
    assert add_axis(departmental, title="De plus", **does).rank == 4
