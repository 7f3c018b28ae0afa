"""Two lines of one organisation become one: what it carries and does in roadmaps follows, each thing once."""

import pytest

from inclusion.core.models.history import JournalEntry
from inclusion.partners.actions import merge_partners
from roadmaps.enums import ActorRole
from roadmaps.models import ActionActor, RoadmapCarrier
from roadmaps.plans.actions.actions import change_action
from tests.builders import AT, make_partner
from tests.roadmaps.builders import make_action, make_axis, make_roadmap
from tests.setup_data import setup_data


@setup_data
def pair(scope):
    return make_partner("CCAS bis"), make_partner("CCAS")


def actors(action):
    return list(action.actor_rows.values_list("partner__name", "role"))


def test_what_it_carries_and_does_follows(pair, by):
    gone, kept = pair
    roadmap = make_roadmap(carriers=[gone])
    action = make_action(make_axis(roadmap), leads=[gone])
    merge_partners(gone, kept=kept, by=by, at=AT)
    assert RoadmapCarrier.objects.get(roadmap=roadmap).partner == kept
    assert actors(action) == [("CCAS", ActorRole.LEAD)]
    moved = JournalEntry.objects.get(verb="partner.merged").details["moved"]
    assert (moved["roadmapcarrier.partner"], moved["actionactor.partner"]) == (1, 1)


def test_a_roadmap_that_both_carry_names_the_kept_one_once(pair, by):
    gone, kept = pair
    other = make_partner("Autre")
    roadmap = make_roadmap(carriers=[gone, other, kept])
    merge_partners(gone, kept=kept, by=by, at=AT)
    assert list(roadmap.carrier_rows.values_list("partner__name", flat=True)) == ["Autre", "CCAS"]


@pytest.mark.parametrize("leader", [0, 1])
def test_an_action_of_both_is_led_where_either_led(pair, by, leader):
    other = make_partner("Autre")
    action = make_action(make_axis(make_roadmap()), leads=[pair[leader]], partners=[pair[1 - leader], other])
    merge_partners(pair[0], kept=pair[1], by=by, at=AT)
    assert actors(action) == [("CCAS", ActorRole.LEAD), ("Autre", ActorRole.PARTNER)]


def test_two_who_took_part_are_one_who_takes_part(pair, by):
    action = make_action(make_axis(make_roadmap()), partners=list(pair))
    merge_partners(pair[0], kept=pair[1], by=by, at=AT)
    assert actors(action) == [("CCAS", ActorRole.PARTNER)]
    assert change_action(action, leads=[pair[1]], by=by, at=AT)
    assert ActionActor.objects.get().role == ActorRole.LEAD
