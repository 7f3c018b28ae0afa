"""What a workshop gives away: rows of a spreadsheet, a code for phones."""

import re

import segno

from inclusion.core.papers.codes import code_drawing
from roadmaps.workshops.actions import merge_ideas, take_idea
from roadmaps.workshops.papers import HEADINGS, rows_of
from roadmaps.workshops.queries import board_of
from tests.builders import AT
from tests.roadmaps.builders import make_axis, make_roadmap
from tests.roadmaps.workshop_builders import make_idea, make_workshop
from tests.setup_data import setup_data


@setup_data
def workshop(network):
    return make_workshop(make_roadmap("Feuille"), "Un", "Deux")


def test_results_come_with_their_voices_doubles_and_actions(workshop, camille):
    bus = make_idea(workshop, "Un bus", voters=1, detail="La nuit")
    double = make_idea(workshop, "Un autobus", voters=1)
    make_idea(workshop, "Des prêts", table=2, voters=3)
    merge_ideas(bus, doubles=[double], by=camille, at=AT)
    take_idea(bus, axis=make_axis(workshop.roadmap), title="Le bus du soir", by=camille, at=AT)
    assert list(rows_of(board_of(workshop))) == [
        HEADINGS,
        (2, "Deux", "Des prêts", "", 3, "", ""),
        (1, "Un", "Un bus", "La nuit", 2, "Un autobus", "Le bus du soir"),
    ]


def test_the_code_is_a_drawing_dark_on_light_whatever_the_theme():
    drawn = code_drawing("https://exemple.example/reseau/ateliers/abc/")
    assert drawn.startswith("<svg")
    assert "style=" not in drawn
    assert {"#fff", "#000"} <= set(re.findall(r'(?:fill|stroke)="(#\w+)"', drawn))
    side = segno.make("https://exemple.example/reseau/ateliers/abc/", error="m", micro=False).symbol_size(scale=4)[0]
    assert f'viewBox="0 0 {side} {side}"' in drawn
