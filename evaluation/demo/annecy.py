"""Annecy's two diagnostics of 2019, of the population and of local actors, from which its plan was built.

That there were two surveys, and when their results were published, is known; their answers here are invented, as are
those of the visitors of the festival.
"""

from datetime import date
from typing import Any

from evaluation.demo.asking import Desk
from evaluation.demo.drawing import people
from evaluation.surveys.actions import open_survey
from inclusion.events.models import Event
from inclusion.partners.models import Partner
from roadmaps.plans.models.actions import Action

INHABITANTS, ACTORS, VISITORS = 318, 74, 96
HELP_DESK, RECEIVED = "Permanence numérique de Seynod, votre avis", 13
START, END, PUBLISHED = date(2019, 3, 4), date(2019, 7, 1), date(2019, 8, 28)


def load_diagnostics(desk: Desk) -> None:
    """The two surveys of 2019, and what visitors said of a festival."""
    _asked(
        desk,
        title="Diagnostic de la population, 2019",
        description="Ce que les habitants de la commune nouvelle font, et ne font pas, avec le numérique.",
        key="population",
        answers=INHABITANTS,
        days=(START, END, PUBLISHED),
    )
    _asked(
        desk,
        title="Diagnostic des acteurs locaux, 2019",
        description="Qui aide, avec quels moyens, et ce qui manque.",
        key="actors",
        answers=ACTORS,
        days=(START, END, PUBLISHED),
    )


def load_festival(desk: Desk) -> None:
    """What the visitors of the festival say of it; loaded once there are events."""
    _asked(
        desk,
        title="Retours des visiteurs de NuméricA 2025",
        description="Ce que les visiteurs du festival en disent, à la sortie.",
        key="event",
        answers=VISITORS,
        days=(date(2025, 4, 12), date(2025, 4, 14), date(2025, 4, 28)),
        event=Event.objects.get(title__startswith="NuméricA 2025"),
        action=Action.objects.get(title__startswith="NumericA, le festival"),
    )


def load_help_desk(desk: Desk) -> None:
    """What the thirteen people of a week of a help desk say of it: the usual size of a survey."""
    _asked(
        desk,
        title=HELP_DESK,
        description="Ce que disent les personnes reçues pendant une semaine, à la sortie.",
        key="event",
        answers=RECEIVED,
        days=(date(2026, 10, 5), date(2026, 10, 12), date(2026, 10, 19)),
        place=desk.loaded.partners["mairie-seynod"],
        action=Action.objects.get(title__startswith="Permanences d’aide aux démarches"),
    )


def _asked(
    desk: Desk, *, title: str, description: str, key: str, answers: int, days: tuple[date, date, date], **fields: Any
) -> None:
    start, end, published_on = days
    survey = open_survey(title=title, description=description, **desk.by(start))
    campaign = desk.campaign(survey, key, title=title, start=start, end=end, **fields)
    structures = desk.taking_part(campaign, _town_halls(desk), expected=None, on=start) if not fields else [None]
    respondents = people(desk.rng, answers)
    desk.answers(campaign, [(one, desk.rng.choice(structures)) for one in respondents], desk.data.leanings[key])
    desk.finish(survey, on=published_on)


def _town_halls(desk: Desk) -> list[Partner]:
    """The six town halls of the former communes, where the help desks take place."""
    return [row for key, row in desk.loaded.partners.items() if key.startswith("mairie-")]
