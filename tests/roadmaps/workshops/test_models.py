"""The board of a workshop, read in few queries."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from roadmaps.workshops.actions import merge_ideas, take_idea, withdraw_idea
from roadmaps.workshops.queries import board_of
from tests.builders import AT
from tests.roadmaps.builders import make_axis, make_roadmap
from tests.roadmaps.workshop_builders import make_idea, make_workshop
from tests.setup_data import setup_data


@setup_data
def workshop(network):
    return make_workshop(make_roadmap("Feuille"), "Un", "Deux")


def test_ideas_by_their_voices_or_in_the_order_of_writing(workshop):
    first, second = make_idea(workshop, voters=1), make_idea(workshop, voters=3)
    elsewhere = make_idea(workshop, table=2, voters=2)
    board = board_of(workshop)
    assert board.tables[0].ideas == [second, first]
    assert board.ideas == [second, elsewhere, first]
    assert [table.summary for table in board.tables] == ["2\u00a0idées, 4\u00a0voix", "1\u00a0idée, 2\u00a0voix"]
    assert (board.votes, board.summary) == (6, "3\u00a0idées, 6\u00a0voix")
    assert board_of(workshop, by_votes=False).tables[0].ideas == [first, second]


def test_doubles_and_what_was_taken_out_stand_apart_and_actions_are_counted(workshop, camille):
    kept, double, out = (make_idea(workshop, voters=1) for _ in range(3))
    merge_ideas(kept, doubles=[double], by=camille, at=AT)
    withdraw_idea(out, by=camille, at=AT)
    take_idea(kept, axis=make_axis(workshop.roadmap), by=camille, at=AT)
    board = board_of(workshop)
    assert board.ideas == [kept]
    assert board.ideas[0].doubles == [double]
    assert board.ideas[0].votes == 2
    assert board.tables[0].withdrawn == [out]
    assert board.taken == 1


def test_ideas_that_may_be_the_same_are_paired(workshop):
    one = make_idea(workshop, "Une permanence le samedi matin")
    other = make_idea(workshop, "Ouvrir une permanence le samedi matin", table=2)
    make_idea(workshop, "Des tablettes à prêter")
    assert board_of(workshop).likely_doubles() == [(one, other)]


def test_three_queries_however_many_ideas(workshop):
    for table in (1, 2):
        for _ in range(3):
            make_idea(workshop, table=table, voters=1)
    with CaptureQueriesContext(connection) as queries:
        board = board_of(workshop)
        assert [idea.table.topic for idea in board.ideas]
    assert len(queries) == 3
