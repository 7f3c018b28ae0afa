"""How far an action comes: each step with its reason and its line of history."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from inclusion.core import states
from inclusion.core.errors import DomainError
from roadmaps.enums import ActionState
from roadmaps.models import Action, ActionNote
from roadmaps.plans.actions.actions import add_condition, lift_condition, note, note_progress, step
from tests.builders import AT, make_partner
from tests.roadmaps.builders import make_action, make_axis, make_roadmap
from tests.setup_data import setup_data

S = ActionState


@setup_data
def does(camille):
    return {"by": camille, "at": AT}


@setup_data
def action(network):
    return make_action(make_axis(make_roadmap()), "Festival")


def test_a_step_keeps_its_day_and_its_line(action, does):
    action = step(action, S.ONGOING, on=date(2026, 11, 2), **does)
    assert (action.state, action.state_since) == (S.ONGOING, date(2026, 11, 2))
    assert [(row.from_state, row.to_state) for row in states.history(action)] == [("to_start", "ongoing")]
    assert [(one.to_state, one.said_on) for one in action.notes.all()] == [("ongoing", date(2026, 11, 2))]


@pytest.mark.parametrize("state", [S.BLOCKED, S.PAUSED, S.DROPPED])
def test_what_holds_up_or_ends_wants_its_reason(action, does, state):
    with pytest.raises(states.TransitionRefused, match="Indiquez pourquoi"):
        step(action, state, reason="  ", **does)
    action = step(action, state, reason="Plus de salle.", **does)
    assert action.state_reason == "Plus de salle."
    assert action.notes.get().text == "Plus de salle."


def test_the_reason_does_not_outlive_its_state_but_stays_in_the_history(action, does):
    step(action, S.BLOCKED, reason="Plus de salle.", **does)
    action = step(action, S.ONGOING, **does)
    assert action.state_reason == ""
    assert [one.text for one in action.notes.all()] == ["", "Plus de salle."]


def test_the_database_wants_the_reason_too(action):
    with pytest.raises(DatabaseError, match="roadmap_action_told_why"), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(state=S.DROPPED)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2027, 1, 1), "est à venir"),
        (date(2023, 12, 31), "est ajoutée depuis le 1er janvier 2024"),
        (date(2026, 11, 1), "à l’état «\u00a0En cours\u00a0» depuis le 2 novembre 2026"),
    ],
)
def test_an_advance_lies_between_the_last_one_and_today(action, does, day, said):
    """Not before the action was added, nor before its last change of state; with a change of state or without one."""
    if day.month == 11:
        action = step(action, S.ONGOING, on=date(2026, 11, 2), **does)
    for to in (S.DONE, str(action.state)):
        with pytest.raises(DomainError, match=said) as refused:
            note_progress(action, to=to, progress=40, reason="Fait", on=day, **does)
        assert refused.value.field == "on"
    with pytest.raises(DomainError, match=said):
        step(action, S.DONE, on=day, **does)


def test_of_two_who_take_a_step_the_second_is_refused(action, does):
    step(action, S.ONGOING, seen=S.TO_START, **does)
    with pytest.raises(DomainError, match="vient de passer cette action à «\u00a0En cours\u00a0»"):
        step(action, S.DONE, seen=S.TO_START, **does)
    assert step(action, S.ONGOING, seen=S.TO_START, **does).state == S.ONGOING


@pytest.mark.parametrize(
    ("state", "typed", "reached"), [(S.TO_START, 40, 0), (S.ONGOING, 40, 40), (S.DONE, 40, 100), (S.PAUSED, 40, 40)]
)
def test_the_progress_that_counts(state, typed, reached):
    assert Action(state=state, progress=typed).reached == reached


def test_notes_are_never_changed(action, does):
    note(action, text="Vu avec la mairie.", **does)
    for change in (ActionNote.objects.update, lambda **_: ActionNote.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(text="Autre")
    with pytest.raises(DomainError, match="Écrivez la note"):
        note(action, text=" ", **does)


def test_a_condition_blocks_until_it_is_lifted(action, does):
    condition = add_condition(action, text="Convention à signer", partner=make_partner("CAF"), **does)
    assert list(Action.objects.blocked()) == [action]
    lift_condition(condition, on=date(2026, 11, 20), **does)
    assert not Action.objects.blocked()
    assert lift_condition(condition, **does).lifted_on == date(2026, 11, 20)


def test_late_actions_are_found_as_each_one_says(action, does):
    today = date(2026, 11, 24)
    axis = action.axis
    late = [
        make_action(axis, "à commencer", start=date(2026, 11, 1)),
        make_action(axis, "à finir", end=date(2026, 11, 24)),
    ]
    make_action(axis, "finit aujourd’hui", end=date(2026, 11, 25))
    done = make_action(axis, "finie", end=date(2026, 1, 1))
    step(done, S.DONE, **does)
    found = list(Action.objects.late(today).order_by("pk"))
    assert found == late
    assert [one for one in Action.objects.order_by("pk") if one.is_late_on(today)] == found


def test_a_note_of_a_day_to_come_is_not_written(action, does):
    with pytest.raises(DomainError, match="est à venir") as refused:
        note(action, text="Vu.", on=date(2099, 1, 1), **does)
    assert refused.value.field == "on" and not ActionNote.objects.exists()
