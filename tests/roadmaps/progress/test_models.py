"""A small tree in the database, with figures written by hand; moves that lose nothing; a fixed number of queries."""

from datetime import date
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from roadmaps.models import Action, Roadmap
from roadmaps.plans.actions.actions import add_condition, move_action, step
from roadmaps.plans.actions.budgets import plan_other
from roadmaps.progress.queries import board_of, departmental_for, matrix_of
from roadmaps.progress.rules import Weighting
from tests.builders import AT, make_commune, make_epci, make_partner
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_local, make_roadmap
from tests.setup_data import setup_data

D = Decimal
TODAY = date(2026, 11, 24)


@setup_data
def does(camille):
    return {"by": camille, "at": AT}


@setup_data
def tree(network, does):
    """Two departmental axes with two actions; a local roadmap that is adopted, one in preparation."""
    above = make_roadmap("Feuille départementale")
    access, skills = make_axis(above, "Accès aux droits"), make_axis(above, "Parcours")
    done = make_action(access, "Annuaire", budget=D("10000.00"), leads=[make_partner("CAF")])
    step(done, "done", **does)
    make_action(access, "Forum", budget=D("30000.00"), progress=50, end=date(2026, 6, 1))
    make_adopted(above)
    above.refresh_from_db()
    local = make_local(above, "Pays d’Orange", territories=[make_epci()])
    ours = make_axis(local, "Aller vers", takes_up=access)
    begun = make_action(ours, "Permanences", budget=D("5000.00"), progress=20)
    step(begun, "ongoing", **does)
    make_action(make_axis(local, "Parcours locaux", takes_up=skills), "Ateliers")
    make_action(make_axis(local, "Rien de départemental"), "Fête", budget=D("700.00"))
    make_adopted(local)
    draft = make_local(above, "En cours d’écriture", territories=[make_epci("200000002", "Autre")])
    make_action(make_axis(draft, "Brouillon", takes_up=access), "Pas encore", budget=D("80000.00"))
    return above


def board(roadmap):
    return board_of(roadmap, seen=Roadmap.objects.all(), today=TODAY)


def test_a_small_tree_by_hand(tree):
    found = board(tree)
    access, skills = found.axes
    assert (access.shares.own.budget, access.shares.total.budget) == (D("40000.00"), D("45000.00"))
    assert access.shares.total.progress(Weighting.NUMBER) == 40  # (100 + 0 + 20) / 3: the Forum is not begun
    assert access.shares.total.progress(Weighting.BUDGET) == 24  # (100 × 10 000 + 20 × 5 000) / 45 000 = 24.44
    assert [(str(roadmap), total.actions) for roadmap, total in access.local] == [("Pays d’Orange", 1)]
    assert [(str(roadmap), total.budget) for roadmap, total in access.waiting] == [
        ("En cours d’écriture", D("80000.00"))
    ]
    assert skills.shares.total.actions == 1
    assert found.roll_up.total.budget == D("45000.00")  # what takes no axis up is not counted here
    assert [one.title for one in found.late] == ["Forum"]
    assert found.late[0].late_since == date(2026, 6, 1)
    assert [str(one) for one in found.preparing] == ["En cours d’écriture"]


def test_a_local_roadmap_counts_all_its_axes(tree):
    found = board(Roadmap.objects.get(title="Pays d’Orange"))
    assert found.roll_up.total.actions == 3
    assert found.roll_up.total.budget == D("5700.00")
    assert not found.adopted


def test_what_may_not_be_seen_is_not_shown(tree):
    seen = Roadmap.objects.exclude(title="En cours d’écriture")
    found = board_of(tree, seen=seen, today=TODAY)
    assert not found.preparing
    assert not found.axes[0].waiting


def test_blocked_and_dropped_actions_are_listed_once(tree, does):
    forum = Action.objects.get(title="Forum")
    add_condition(forum, text="Trouver une salle", **does)
    step(Action.objects.get(title="Permanences"), "dropped", reason="Plus de poste", **does)
    found = board(tree)
    assert [one.title for one in found.blocked] == ["Forum"]
    assert [one.text for one in found.blocked[0].open_conditions] == ["Trouver une salle"]
    assert [one.title for one in found.dropped] == ["Permanences"]
    assert found.roll_up.total.budget == D("40000.00")


def test_a_move_changes_no_total(tree, does):
    before = board(tree)
    forum, skills = Action.objects.get(title="Forum"), tree.axes.get(title="Parcours")
    move_action(forum, axis=skills, **does)
    after = board(tree)
    assert after.roll_up.total == before.roll_up.total
    assert after.axes[0].shares.own.budget == D("10000.00")
    assert after.axes[1].shares.own.budget == D("30000.00")


def queries(function):
    with CaptureQueriesContext(connection) as caught:
        function()
    return len(caught)


def test_the_number_of_queries_does_not_grow(tree, does):
    access, _ = tree.axes.first(), tree.network
    first = queries(lambda: board(tree))
    matrix = queries(lambda: matrix_of(tree, seen=Roadmap.objects.all(), today=TODAY))
    for number in range(3):
        action = make_action(access, leads=[make_partner()], budget=D("10.00"))
        plan_other(action, label="Don", amount=D("5.00"), **does)
        add_condition(action, text="Attendre", **does)
        local = make_local(tree, territories=[make_epci(f"20000001{number}", f"Pays {number}")])
        make_action(make_axis(local, takes_up=access))
    assert queries(lambda: board(tree)) == first
    assert queries(lambda: matrix_of(tree, seen=Roadmap.objects.all(), today=TODAY)) == matrix


def test_the_matrix_names_who_takes_what_up(tree):
    orange, other, third = make_epci(), make_epci("200000002", "Autre"), make_epci("200000003", "Vide")
    for code, epci in (("47101", orange), ("47102", other), ("47103", third)):
        make_commune(code, f"Ville {code}", (code,), epci=epci)
    matrix = matrix_of(tree, seen=Roadmap.objects.all(), today=TODAY)
    rows = {place.name: [[cell.axis.title for cell in cells] for cells in row] for place, row in matrix.rows}
    assert rows[orange.name] == [["Aller vers"], ["Parcours locaux"]]
    assert rows["Autre"] == [["Brouillon"], []]
    assert rows["Vide"] == [[], []]
    assert (matrix.reached, matrix.prepared, matrix.gaps) == ([1, 1], [1, 0], 1)


def test_a_commune_reaches_its_intercommunalite_in_part(tree):
    other = make_epci("200000009", "Grand Pays")
    commune = make_commune("47109", "Bourg", ("47109",), epci=other)
    town = make_local(tree, "Plan du bourg", territories=[commune])
    make_axis(town, "Au bourg", takes_up=tree.axes.first())
    matrix = matrix_of(tree, seen=Roadmap.objects.all(), today=TODAY)
    (cell,) = next(row[0] for place, row in matrix.rows if place == other)
    assert (cell.axis.title, cell.in_part) == ("Au bourg", True)


def test_the_roadmap_in_force_comes_before_one_in_preparation(tree, cast):
    from inclusion.core.access import Member

    make_roadmap("La prochaine", start=date(2028, 1, 1), end=date(2030, 1, 1))
    assert departmental_for(Member(cast["coordinator"])) == tree
