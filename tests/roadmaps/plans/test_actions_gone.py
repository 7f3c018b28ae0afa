"""What somebody else removed between the click and the lock: refused in a sentence, nothing written."""

from datetime import date
from decimal import Decimal

import pytest

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from roadmaps.models import Action, Axis, Objective
from roadmaps.plans.actions import actions as action_actions
from roadmaps.plans.actions import axes, budgets
from tests.builders import AT
from tests.roadmaps.builders import make_action, make_axis, make_roadmap
from tests.setup_data import setup_data

TO_A_GONE_ACTION = {
    "change": lambda action, **does: action_actions.change_action(action, title="Autre", **does),
    "move": lambda action, **does: action_actions.move_action(action, axis=action.axis, **does),
    "remove": action_actions.remove_action,
    "step": lambda action, **does: action_actions.step(action, "ongoing", **does),
    "note": lambda action, **does: action_actions.note(action, text="Vu.", **does),
    "condition": lambda action, **does: action_actions.add_condition(action, text="La salle", **does),
    "financing": lambda action, **does: budgets.plan_other(action, label="Ville", amount=Decimal(1), **does),
    "post": lambda action, **does: budgets.ask_for_staff(
        action.axis.roadmap, title="Médiatrice", fte=Decimal(1), action=action, **does
    ),
}
TO_A_GONE_AXIS = {
    "change": lambda axis, **does: axes.change_axis(axis, title="Autre", **does),
    "move": lambda axis, **does: axes.move_axis(axis, after=None, **does),
    "remove": axes.remove_axis,
    "take up": lambda axis, **does: axes.adopt_departmental_axis(axis, None, **does),
    "objective": lambda axis, **does: axes.add_objective(axis, title="But", **does),
    "action": lambda axis, **does: action_actions.add_action(axis, title="Permanences", **does),
    "action moved there": lambda axis, **does: action_actions.move_action(
        Action.objects.select_related("axis__roadmap").get(), axis=axis, **does
    ),
}
TO_A_GONE_OBJECTIVE = {
    "change": lambda objective, **does: axes.change_objective(objective, title="Autre", **does),
    "move": lambda objective, **does: axes.move_objective(objective, after=None, **does),
    "remove": axes.remove_objective,
    "action": lambda objective, **does: action_actions.add_action(
        objective.axis, objective=objective, title="Permanences", **does
    ),
}


@setup_data
def does(camille):
    return {"by": camille, "at": AT}


def refused(call, row, does):
    lines = JournalEntry.objects.count()
    with pytest.raises(DomainError, match=f"Quelqu’un d’autre vient de retirer «\u00a0{row}\u00a0»"):
        call(row, **does)
    assert JournalEntry.objects.count() == lines


@pytest.mark.parametrize("call", TO_A_GONE_ACTION.values(), ids=TO_A_GONE_ACTION)
def test_an_action(network, does, call):
    action = make_action(make_axis(make_roadmap()), "Bus", start=date(2024, 1, 1))
    seen = Action.objects.select_related("axis__roadmap").get(pk=action.pk)
    action_actions.remove_action(action, **does)
    refused(call, seen, does)


@pytest.mark.parametrize("call", TO_A_GONE_AXIS.values(), ids=TO_A_GONE_AXIS)
def test_an_axis(network, does, call):
    roadmap = make_roadmap()
    make_action(make_axis(roadmap))
    axis = make_axis(roadmap, "Équiper")
    seen = Axis.objects.select_related("roadmap").get(pk=axis.pk)
    axes.remove_axis(axis, **does)
    refused(call, seen, does)


@pytest.mark.parametrize("call", TO_A_GONE_OBJECTIVE.values(), ids=TO_A_GONE_OBJECTIVE)
def test_an_objective(network, does, call):
    objective = axes.add_objective(make_axis(make_roadmap()), title="But", **does)
    seen = Objective.objects.select_related("axis__roadmap").get(pk=objective.pk)
    axes.remove_objective(objective, **does)
    refused(call, seen, does)
