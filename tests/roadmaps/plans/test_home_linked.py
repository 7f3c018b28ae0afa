"""Tasks of meetings serve the actions of the roadmaps in force, and are shown on their page."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from inclusion.core.registry.links import key_of, link, link_targets, linked_key
from inclusion.core.scope import scoped_to
from inclusion.events.actions.planning import change_event, duplicate_event
from inclusion.meetings.actions.decisions import drop_task
from inclusion.meetings.models import Decision
from roadmaps.enums import ActionState
from roadmaps.models import ActionLink
from roadmaps.plans.actions.actions import step
from tests.builders import AT, make_user
from tests.funding.staff_builders import make_staff_post
from tests.inclusion.event_builders import make_event
from tests.inclusion.minutes_builders import make_minuted, make_past_meeting, make_task
from tests.inclusion.pages import page, url
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_roadmap
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("clock")
TODAY = date(2026, 11, 24)


@setup_data
def actions(network):
    """Three actions of an adopted roadmap, the last one over; one of a draft."""
    with scoped_to(network):
        roadmap = make_roadmap("Feuille départementale")
        found = [make_action(make_axis(roadmap), title) for title in ("Ouvrir des lieux", "Former", "Finie")]
        make_adopted(roadmap)
        step(found[2], to=ActionState.DONE, by=make_user(), at=AT)
        make_action(make_axis(make_roadmap("En préparation")), "Pas encore")
        return found


def test_actions_in_force_are_offered_by_name(network, actions):
    with scoped_to(network):
        offered = link_targets(TODAY)
        assert [one.label for one in offered] == [
            "Ouvrir des lieux (Feuille départementale)",
            "Former (Feuille départementale)",
        ]
        assert offered[0].key == key_of(actions[0])
        assert offered[0].url == actions[0].get_absolute_url()
        assert link_targets(date(2030, 1, 1)) == []


def test_a_task_is_given_for_an_action_and_shown_on_its_page(network, actions, client_of, cast):
    coordinator = client_of("coordinator")
    with scoped_to(network):
        meeting = make_past_meeting(at=AT, title="COPIL d’automne")
    sent = {
        "title": "Trouver un local",
        "partner": cast["prescriber"].partner.pk,
        "due_on": "2026-12-06",
        "linked_key": key_of(actions[0]),
    }
    coordinator.post(url("task_add", network, meeting.pk), sent)
    for role in ("coordinator", "prescriber", "reader"):
        shown = page(client_of(role).get(url("roadmap_action", network, actions[0].pk)))
        for words in ("Décidé en réunion", "Trouver un local", "pour le 6 décembre 2026", "COPIL d’automne"):
            assert words in shown
    assert "Décidé en réunion" not in page(coordinator.get(url("roadmap_action", network, actions[1].pk)))
    listed = page(coordinator.get(url("task_list", network)))
    assert "Ouvrir des lieux (Feuille départementale)" in listed
    wrong = page(coordinator.post(url("task_add", network, meeting.pk), sent | {"linked_key": "roadmaps.action:0"}))
    assert "choix" in wrong


def test_what_was_decided_is_shown_once_the_minutes_were_sent(network, actions, client_of):
    with scoped_to(network):
        by = make_user()
        for make, text in ((make_past_meeting, "Encore secret"), (make_minuted, "Dit à tous")):
            meeting = make(at=AT, **({"by": by} if make is make_minuted else {}))
            decision = Decision.objects.create(meeting=meeting, rank=1, text=text, decided_at=AT)
            link(make_task(meeting, decision=decision), key_of(actions[0]))
    shown = page(client_of("reader").get(url("roadmap_action", network, actions[0].pk)))
    assert "Dit à tous" in shown
    assert "Encore secret" not in shown


def test_a_task_that_was_given_up_is_shown_nowhere(network, actions, client_of):
    with scoped_to(network):
        task = make_task()
        link(task, key_of(actions[0]))
        drop_task(task, by=make_user(), at=AT)
    assert "Décidé en réunion" not in page(client_of("reader").get(url("roadmap_action", network, actions[0].pk)))


def test_a_task_keeps_an_action_that_is_over(network, actions, client_of):
    with scoped_to(network):
        task = make_task()
        link(task, key_of(actions[2]))
    shown = page(client_of("coordinator").get(url("task_edit", network, task.pk)))
    assert "n’est plus en cours" in shown


def test_what_an_event_served_may_stay_when_it_is_over(network, actions):
    """An action that ended is no longer offered; the event that served it can still be corrected, and copied."""
    done = {"by": None, "at": AT}
    with scoped_to(network):
        event = make_event()
        link(event, key_of(actions[2]))
        changed = change_event(event, linked_key=key_of(actions[2]), title="Autre titre", **done)
        copy = duplicate_event(changed, day=date(2027, 1, 5), **done)
        assert (changed.title, linked_key(changed), linked_key(copy)) == ("Autre titre", *[key_of(actions[2])] * 2)
        change_event(changed, linked_key=key_of(actions[0]), **done)
        assert (linked_key(changed), linked_key(copy)) == (key_of(actions[0]), key_of(actions[2]))
        change_event(changed, linked_key="", **done)
        assert linked_key(changed) == ""


def test_a_post_serves_an_action_and_stands_on_its_page(network, actions, client_of):
    coordinator = client_of("coordinator")
    with scoped_to(network):
        post = make_staff_post(by=make_user())
    sent = {"kind": post.kind, "title": post.title, "employer": post.employer_id, "fte": "1", "paid_by": "state"}
    sent |= {"start": "2026-09-01", "linked_key": key_of(actions[0])}
    shown = page(coordinator.post(url("staff_edit", network, post.pk), sent, follow=True))
    assert "Ouvrir des lieux (Feuille départementale)" in shown
    assert post.title in page(client_of("reader").get(url("roadmap_action", network, actions[0].pk)))
    assert post.title not in page(client_of("prescriber").get(url("roadmap_action", network, actions[0].pk)))
    with scoped_to(network):
        link(post, key_of(actions[2]))
    assert "n’est plus en cours" in page(coordinator.get(url("staff_edit", network, post.pk)))


def test_the_database_refuses_a_link_to_nothing_or_to_two(network, actions):
    with scoped_to(network):
        event, task = make_event(), make_task()
        for wrong in ({"action_id": 999999, "task": task}, {"action": actions[0]}):
            with pytest.raises(IntegrityError), transaction.atomic():
                ActionLink.objects.create(**wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            ActionLink.objects.create(action=actions[0], task=task, event=event)
