"""Many cells saved at once: each with what became of it, nothing of others overwritten."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inclusion.core import states
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from roadmaps.enums import ActionState, Verb
from roadmaps.models import ActionNote
from roadmaps.plans.actions.actions import change_action
from roadmaps.plans.actions.grid import save_cells
from roadmaps.plans.actions.roadmaps import close_roadmap
from roadmaps.plans.rules.grid import CellChange
from tests.builders import AT, make_user
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_roadmap
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("scope")


@setup_data
def by():
    return make_user()


@setup_data
def roadmap(scope):
    return make_roadmap()


@setup_data
def action(roadmap):
    return make_action(make_axis(roadmap), "Permanences", budget=Decimal("100.00"))


def save(roadmap, by, *changes):
    return save_cells(roadmap, [CellChange(*one) for one in changes], by=by, at=AT)


def test_cells_are_written_and_recorded(roadmap, action, by):
    before = roadmap.revision
    saved = save(roadmap, by, (action.pk, "title", "Permanences", "Aller vers"), (action.pk, "start", "", "01/02/2026"))
    assert all(one.is_ok for one in saved.outcomes)
    action.refresh_from_db()
    roadmap.refresh_from_db()
    assert (action.title, action.start) == ("Aller vers", date(2026, 2, 1))
    assert roadmap.revision > before and saved.revision == roadmap.revision
    line = JournalEntry.objects.filter(verb=Verb.ACTION_CHANGED).latest("pk")
    assert line.details["fields"] == ["start", "title"] and line.by == by


def test_a_state_changes_with_its_reason_and_its_history(roadmap, action, by):
    save(roadmap, by, (action.pk, "state", "À lancer", "bloquée", "Le devis manque"))
    action.refresh_from_db()
    assert (action.state, action.state_reason) == (ActionState.BLOCKED, "Le devis manque")
    assert states.history(action).get().to_state == "blocked"
    note = ActionNote.objects.get(action=action)
    assert (note.text, note.to_state) == ("Le devis manque", "blocked")


def test_what_is_refused_counts_no_modification(roadmap, action, by):
    roadmap.refresh_from_db()
    before = roadmap.revision
    saved = save(roadmap, by, (action.pk, "budget", "100", "cher"), (action.pk, "state", "À lancer", "Bloquée"))
    assert not any(one.is_ok for one in saved.outcomes)
    roadmap.refresh_from_db()
    assert roadmap.revision == before


def test_what_somebody_else_wrote_is_returned_with_their_name(roadmap, action, by):
    camille = make_user(first_name="Camille")
    change_action(action, title="Le sien", by=camille, at=AT)
    saved = save(roadmap, by, (action.pk, "title", "Permanences", "Le mien"), (action.pk, "budget", "100", "200"))
    clash, fine = saved.outcomes
    assert clash.theirs == "Le sien" and saved.writers[action.pk, "title"] == "Camille" and fine.is_ok
    action.refresh_from_db()
    assert (action.title, action.budget) == ("Le sien", Decimal("200.00"))


def test_an_action_of_another_roadmap_is_none_here(roadmap, action, by):
    other = make_action(make_axis(make_roadmap()))
    (outcome,) = save(roadmap, by, (other.pk, "title", other.title, "Pris")).outcomes
    assert "n’est plus dans la feuille de route" in outcome.error
    other.refresh_from_db()
    assert other.title != "Pris"


def test_a_roadmap_that_is_over_is_not_written(roadmap, action, by):
    make_adopted(roadmap)
    close_roadmap(roadmap, by=by, at=AT)
    with pytest.raises(DomainError, match="terminée"):
        save(roadmap, by, (action.pk, "title", "Permanences", "Trop tard"))


def test_one_cell_costs_the_same_however_large_the_roadmap(roadmap, action, by):
    def cost(value):
        with CaptureQueriesContext(connection) as queries:
            save(roadmap, by, (action.pk, "budget", str(action.budget), value))
        action.refresh_from_db()
        return len(queries)

    first = cost("200")
    for _ in range(2):
        axis = make_axis(roadmap)
        for _ in range(3):
            make_action(axis)
    assert cost("300") == first <= 8
