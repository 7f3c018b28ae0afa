"""What everybody may read: adopted roadmaps alone, as they were adopted."""

from datetime import date

from inclusion.core.scope import scoped_to
from roadmaps.adoption.queries import last_version, networks_with_roadmaps, progress_now, public_roadmaps
from roadmaps.plans.actions.actions import change_action, step
from tests.builders import AT, make_department, make_network
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_roadmap
from tests.setup_data import setup_data

DAY = date(2026, 11, 24)


@setup_data
def adopted(network):
    roadmap = make_roadmap("Feuille")
    make_action(make_axis(roadmap), "Forum")
    make_adopted(roadmap)
    return roadmap


def test_drafts_stay_inside(adopted):
    make_roadmap("Brouillon")
    assert [str(one) for one in public_roadmaps()] == ["Feuille"]
    assert public_roadmaps().get().adopted_on == date(2024, 3, 1)


def test_networks_show_roadmaps_from_the_first_adoption(adopted, network):
    other = make_network("maine-et-loire", "MedNum 49", department=make_department("49", "Maine-et-Loire", "de"))
    with scoped_to(other):
        make_roadmap("Brouillon")
    assert networks_with_roadmaps(DAY) == {network.pk}


def test_what_was_adopted_is_read_with_how_far_it_has_come(adopted, camille):
    action = adopted.axes.get().actions.get()
    change_action(action, title="Autre titre", by=camille, at=AT)
    step(action, "done", by=camille, at=AT)
    version = last_version(adopted)
    assert version.content["axes"][0]["actions"][0]["title"] == "Forum"
    assert progress_now(adopted, today=DAY) == {action.pk: {"state": "done", "progress": 100, "is_late": False}}
