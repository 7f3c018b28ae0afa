"""Files of a roadmap tried out without a trace, then applied as a whole or not at all."""

from datetime import date
from decimal import Decimal

import pytest

from inclusion.core import states
from inclusion.core.enums import ImportState
from inclusion.core.errors import DomainError
from inclusion.core.imports.trials import apply_trial, drop_trial, try_file
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.imports import Trial
from inclusion.core.web import exports
from roadmaps.enums import ActionState, ActorRole, Origin, Priority, Verb
from roadmaps.files import actions as file_actions
from roadmaps.files.actions import ROADMAP_FILES, rows_of
from roadmaps.models import Action, Axis, Objective
from roadmaps.plans.actions.actions import change_action, remove_action
from roadmaps.plans.actions.roadmaps import close_roadmap
from tests.builders import AT, make_partner, make_user, own_details
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_local, make_roadmap
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("scope")
TITLES = ["Axe", "Objectif", "Action", "Pilotes", "Début", "Fin", "État", "Raison", "Avancement", "Identifiant"]


@setup_data
def by():
    return make_user()


@setup_data
def roadmap(scope):
    return make_roadmap()


@setup_data
def action(roadmap):
    return make_action(make_axis(roadmap, "Accès"), "Permanences", leads=[make_partner("CAF")], progress=20)


def tried(roadmap, by, *rows, titles=TITLES):
    return try_file(
        ROADMAP_FILES, subject=roadmap, data=exports.to_csv([titles, *rows]), filename="f.csv", by=by, at=AT
    )


def applied(roadmap, by, *rows, titles=TITLES):
    return apply_trial(ROADMAP_FILES, tried(roadmap, by, *rows, titles=titles), by=by, at=AT)


def test_trying_leaves_no_trace_in_the_roadmap(roadmap, action, by):
    roadmap.refresh_from_db()
    before = (rows_of(roadmap), roadmap.revision)
    found = tried(roadmap, by, ["Accès", "", "Autre titre", "", "", "", "", "", "", action.pk])
    roadmap.refresh_from_db()
    assert (rows_of(roadmap), roadmap.revision) == before
    assert found.state == ImportState.TRIED and found.document.filename == "f.csv"
    assert JournalEntry.objects.filter(verb=Verb.IMPORT_TRIED).get().details["changed"] == 1


def test_all_that_a_file_says_is_written(roadmap, action, by):
    make_partner("MSA")
    done = applied(
        roadmap,
        by,
        ["Accès", "Proches", "Aller vers", "MSA; CAF", "01/09/2026", "31/12/2026", "En cours", "", "40", action.pk],
        ["Neuf", "", "Ateliers", "CAF", "", "", "Suspendue", "Pas de salle", "", ""],
        ["Neuf", "", "Rencontres", "", "", "", "", "", "", ""],
    )
    assert done.state == ImportState.APPLIED and done.decided_by == by
    action.refresh_from_db()
    assert (action.title, action.objective.title, action.progress) == ("Aller vers", "Proches", 40)
    assert (action.start, action.end) == (date(2026, 9, 1), date(2027, 1, 1))
    assert action.state == ActionState.ONGOING and states.history(action).count() == 1
    assert [(str(one), one.role) for one in action.actor_rows.order_by("rank")] == [("MSA", "lead"), ("CAF", "lead")]
    new = list(Action.objects.filter(axis__title="Neuf").order_by("rank"))
    assert [(one.title, one.rank, one.state) for one in new] == [
        ("Ateliers", 1, "paused"),
        ("Rencontres", 2, "to_start"),
    ]
    assert new[0].state_reason == "Pas de salle" and new[0].origin == Origin.INITIAL
    assert new[0].actor_rows.get().role == ActorRole.LEAD
    line = JournalEntry.objects.get(verb=Verb.ROADMAP_IMPORTED)
    assert own_details(line) == {"added": 2, "changed": 1, "unchanged": 0, "missing": 0}


def test_a_file_brought_again_changes_nothing(roadmap, action, by):
    rows = [["Neuf", "But", "Ateliers", "CAF", "", "", "Bloquée", "Devis", "10", ""]]
    applied(roadmap, by, *rows)
    again = tried(roadmap, by, *rows)
    assert again.report["lines"][0]["effect"] == "unchanged"
    with pytest.raises(DomainError, match="ne change rien"):
        apply_trial(ROADMAP_FILES, again, by=by, at=AT)


def test_what_the_file_does_not_name_stays(roadmap, action, by):
    applied(roadmap, by, ["Neuf", "", "Ateliers", "", "", "", "", "", "", ""])
    assert Action.objects.filter(pk=action.pk).exists() and action.axis.title == "Accès"


def test_one_wrong_row_and_nothing_is_written(roadmap, action, by):
    found = tried(
        roadmap,
        by,
        ["Neuf", "", "Ateliers", "", "", "", "", "", "", ""],
        ["Accès", "", "Autre", "Inconnue", "", "", "", "", "", action.pk],
    )
    with pytest.raises(DomainError, match="à corriger"):
        apply_trial(ROADMAP_FILES, found, by=by, at=AT)
    assert not Axis.objects.filter(title="Neuf").exists()


def test_a_change_meanwhile_makes_the_differences_again(roadmap, action, by):
    found = tried(roadmap, by, ["Accès", "", "Le mien", "CAF", "", "", "", "", "", action.pk])
    change_action(action, title="Le sien", by=by, at=AT)
    again = apply_trial(ROADMAP_FILES, found, by=by, at=AT)
    assert again.pk != found.pk and again.state == ImportState.TRIED
    found.refresh_from_db()
    assert found.state == ImportState.DROPPED
    assert again.report["lines"][0]["changes"] == [{"label": "Action", "before": "Le sien", "after": "Le mien"}]
    apply_trial(ROADMAP_FILES, again, by=by, at=AT)
    action.refresh_from_db()
    assert action.title == "Le mien"


def test_a_removed_action_meanwhile_is_reported_and_nothing_is_written(roadmap, action, by):
    found = tried(roadmap, by, ["Accès", "", "Le mien", "", "", "", "", "", "", action.pk])
    remove_action(action, by=by, at=AT)
    again = apply_trial(ROADMAP_FILES, found, by=by, at=AT)
    assert again.state == ImportState.TRIED and again.report["lines"][0]["effect"] == "wrong"


def test_what_fails_half_way_leaves_nothing(roadmap, action, by, monkeypatch):
    found = tried(
        roadmap,
        by,
        ["Neuf", "But", "Ateliers", "", "", "", "", "", "", ""],
        ["Accès", "", "X", "", "", "", "", "", "", action.pk],
    )
    before = rows_of(roadmap)
    monkeypatch.setattr(file_actions, "write_action", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        apply_trial(ROADMAP_FILES, found, by=by, at=AT)
    assert rows_of(roadmap) == before and not Objective.objects.exists()
    assert Trial.objects.get().state == ImportState.TRIED


def test_a_file_is_decided_on_once(roadmap, action, by):
    found = tried(roadmap, by, ["Neuf", "", "Ateliers", "", "", "", "", "", "", ""])
    drop_trial(ROADMAP_FILES, found, by=by, at=AT)
    with pytest.raises(DomainError, match="Abandonné"):
        apply_trial(ROADMAP_FILES, found, by=by, at=AT)


def test_a_roadmap_that_is_over_takes_no_file(roadmap, action, by):
    make_adopted(roadmap)
    close_roadmap(roadmap, by=by, at=AT)
    with pytest.raises(DomainError, match="terminée"):
        tried(roadmap, by, ["Neuf", "", "Ateliers", "", "", "", "", "", "", ""])


def test_an_adopted_roadmap_gets_emerging_actions(roadmap, action, by):
    make_adopted(roadmap)
    applied(roadmap, by, ["Accès", "", "Neuve", "", "", "", "", "", "", ""])
    assert Action.objects.get(title="Neuve").origin == Origin.EMERGING


def test_an_axis_takes_up_the_departmental_one(roadmap, action, by):
    make_adopted(roadmap)
    local = make_local(roadmap)
    titles = ["Axe", "Action", "Reprend l’axe départemental", "Budget", "Priorité"]
    applied(local, by, ["Sur place", "Bus", "acces", "1 250,50", "haute"], titles=titles)
    bus = Action.objects.get(title="Bus")
    assert bus.axis.taken_up == action.axis
    assert (bus.budget, bus.priority) == (Decimal("1250.50"), Priority.HIGH)
    (line,) = ROADMAP_FILES.trials(local)
    assert line.state == ImportState.APPLIED


def test_a_whole_roadmap_is_carried_into_another(roadmap, action, by):
    other = make_roadmap("Reprise")
    rows = rows_of(roadmap)
    titles, *lines = rows
    key = titles.index("Identifiant")
    for line in lines:
        line[key] = ""
    applied(other, by, *lines, titles=titles)
    carried = rows_of(other)
    for line in carried[1:]:
        line[key] = ""
    assert carried == rows
