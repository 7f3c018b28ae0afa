"""Several people save one cell at the same moment: one writes it, the others are refused; without the lock nobody."""

from threading import Barrier
from typing import Any

import pytest
from django.db.models import QuerySet

from inclusion.core.scope import scoped_to
from roadmaps.models import Action, Roadmap
from roadmaps.plans.actions import grid
from roadmaps.plans.actions.grid import save_cells
from roadmaps.plans.rules.grid import CellChange
from tests.builders import AT, make_network, make_user
from tests.roadmaps.builders import make_action, make_axis, make_roadmap
from tests.roadmaps.plans.test_actions_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 4


@pytest.fixture
def network():
    return make_network()


def saved_at_once(network) -> tuple[int, int]:
    """Let each write the same title anew; how many were answered that it is saved, and that somebody else wrote."""
    with scoped_to(network):
        roadmap = make_roadmap("Feuille")
        action = make_action(make_axis(roadmap), "Avant")
        by = make_user()
    found = at_once(
        network,
        lambda n: save_cells(roadmap, [CellChange(action.pk, "title", "Avant", f"De {n}")], by=by, at=AT).outcomes[0],
        times=WRITERS,
    )
    return sum(one.is_ok for one in found), sum(one.theirs is not None for one in found)


def test_one_writes_and_the_others_are_refused(network):
    assert saved_at_once(network) == (1, WRITERS - 1)


def test_without_the_lock_each_overwrites_the_other(network, monkeypatch):
    """The negative control: everybody decides on what stood before anybody wrote."""
    together, real, decide = Barrier(WRITERS), QuerySet.select_for_update, grid.decide

    def without_lock(self, *args: Any, **kwargs: Any) -> QuerySet:
        return self if self.model in (Roadmap, Action) else real(self, *args, **kwargs)

    def decide_together(*args: Any, **kwargs: Any) -> Any:
        found = decide(*args, **kwargs)
        together.wait(60)
        return found

    monkeypatch.setattr(QuerySet, "select_for_update", without_lock)
    monkeypatch.setattr(grid, "decide", decide_together)
    assert saved_at_once(network) == (WRITERS, 0)
