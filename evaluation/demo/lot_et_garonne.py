"""Lot-et-Garonne asks the people of its workshops before and after, for the action that the operators' euros pay."""

from datetime import date

from evaluation.demo.asking import Desk
from evaluation.demo.drawing import people
from evaluation.enums import Moment
from evaluation.surveys.actions import open_survey
from roadmaps.plans.models.actions import Action

#: Answers before and after, and how many of the second had given a first.
BEFORE, AFTER, CAME_BACK = 140, 96, 78
#: Where people were asked.
ASKING = ("cyber-base-marmande", "mediatheque-agen")
OPENED, LAST, CLOSED = date(2025, 9, 1), date(2026, 10, 1), date(2026, 10, 6)


def load_workshops(desk: Desk) -> None:
    """One survey of before and after, on the workshops « Mes droits depuis chez moi »."""
    leaning = desk.data.leanings["person"]
    action = Action.objects.get(title="Mes droits depuis chez moi")
    survey = open_survey(
        title="Ce que changent les ateliers « Mes droits depuis chez moi »",
        description="Les personnes des ateliers répondent à la première séance, puis à la dernière.",
        pairs=True,
        **desk.by(OPENED),
    )
    moments = [
        desk.campaign(survey, key, title=title, moment=moment, action=action, start=OPENED, end=LAST, expected=expected)
        for key, title, moment, expected in (
            ("person_before", "À la première séance", Moment.BEFORE, 180),
            ("person_after", "À la dernière séance", Moment.AFTER, 140),
        )
    ]
    places = [desk.loaded.partners[key] for key in ASKING]
    first, second = (desk.taking_part(one, places, expected=None, on=OPENED) for one in moments)
    invented = people(desk.rng, BEFORE)
    desk.answers(moments[0], [(one, first[at % 3 % 2]) for at, one in enumerate(invented)], leaning)
    back = [
        (one.after(max(-0.05, desk.rng.gauss(0.16, 0.14))), second[at % 3 % 2])
        for at, one in enumerate(invented[:CAME_BACK])
    ]
    others = [(one.after(0.1), second[0]) for one in people(desk.rng, AFTER - CAME_BACK)]
    desk.answers(moments[1], [*back, *others], leaning)
    desk.finish(survey, on=CLOSED)
