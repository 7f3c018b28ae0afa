"""Annecy's two diagnostics of 2019, of the population and of local actors, from which its plan was built.

That there were two surveys, and when their results were told, is known; their answers here are invented, as are those
of the visitors of the festival.
"""

from datetime import date

from evaluation.actions.surveys import open_survey
from evaluation.demo.asking import Desk
from evaluation.demo.drawing import Leaning, people
from inclusion.models import Partner

INHABITANTS, ACTORS, VISITORS = 318, 74, 96
START, END, TOLD = date(2019, 3, 4), date(2019, 7, 1), date(2019, 8, 28)

POPULATION = Leaning(
    weights={
        "internet_home": {"yes": 86, "no": 11, "unsure": 3},
        "devices": {"phone": 78, "computer": 64, "tablet": 33, "printer": 41, "none": 4},
        "procedures": {"alone": 48, "helped": 22, "by_relative": 14, "professional": 8, "not_at_all": 8},
        "gave_up": {"yes": 21, "no": 71, "unsure": 8},
        "knows_place": {"yes": 34, "no": 66},
        "distance": {"short": 46, "middle": 38, "long": 16},
        "would_learn": {
            "basics": 28,
            "procedures": 52,
            "safety": 44,
            "photos": 30,
            "work": 18,
            "nothing": 14,
        },
    },
    words={
        "says": (
            "Il faut garder un guichet avec quelqu’un",
            "Je ne sais pas à qui m’adresser",
            "Tout change trop vite",
            "Une permanence dans chaque mairie déléguée serait utile",
            "Merci de demander notre avis",
            "Les mots de passe, c’est le plus difficile",
        )
    },
)
LOCAL_ACTORS = Leaning(
    weights={
        "kind": {"town": 44, "county": 8, "state": 8, "association": 26, "library": 10, "volunteer": 4},
        "post": {"whole": 14, "part": 40, "beside": 46},
        "meets": {"yes": 22, "no": 78},
        "lacks": {
            "training": 48,
            "devices": 26,
            "money": 30,
            "colleagues": 58,
            "map": 62,
            "method": 34,
            "nothing": 2,
        },
    },
    words={
        "idea": (
            "Un guide qui recense les permanences et les ateliers",
            "Se réunir une fois par trimestre",
            "Former les agents d’accueil",
            "Un festival pour montrer ce que chacun fait",
        )
    },
)
FESTIVAL = Leaning(
    weights={
        "satisfied": {"not_at_all": 2, "rather_not": 6, "rather": 42, "very": 50},
        "found": {"ideas": 61, "people": 38, "help": 24, "tools": 42, "nothing": 6},
        "will_use": {"not_at_all": 3, "rather_not": 8, "neither": 20, "rather": 41, "fully": 28},
        "would_come": {"not_at_all": 2, "rather_not": 4, "neither": 10, "rather": 34, "fully": 50},
    },
    words={
        "better": (
            "Davantage d’ateliers pour les enfants",
            "Un plan plus lisible à l’entrée",
            "Des conférences moins longues",
            "Plus de places assises",
        )
    },
)


def tell_diagnostics(desk: Desk) -> None:
    """The two surveys of 2019, and what visitors said of a festival."""
    _asked(
        desk,
        title="Diagnostic de la population, 2019",
        description="Ce que les habitants de la commune nouvelle font, et ne font pas, avec le numérique.",
        key="population",
        leaning=POPULATION,
        answers=INHABITANTS,
        days=(START, END, TOLD),
    )
    _asked(
        desk,
        title="Diagnostic des acteurs locaux, 2019",
        description="Qui aide, avec quels moyens, et ce qui manque.",
        key="actors",
        leaning=LOCAL_ACTORS,
        answers=ACTORS,
        days=(START, END, TOLD),
    )
    _asked(
        desk,
        title="Retours des visiteurs de NuméricA 2025",
        description="Ce que les visiteurs du festival en disent, à la sortie.",
        key="event",
        leaning=FESTIVAL,
        answers=VISITORS,
        days=(date(2025, 4, 12), date(2025, 4, 14), date(2025, 4, 28)),
        event="NuméricA, 12 et 13 avril 2025",
    )


def _asked(
    desk: Desk,
    *,
    title: str,
    description: str,
    key: str,
    leaning: Leaning,
    answers: int,
    days: tuple[date, date, date],
    **fields: str,
) -> None:
    start, end, told_on = days
    survey = open_survey(title=title, description=description, **desk.by(start))
    campaign = desk.campaign(survey, key, title=title, start=start, end=end, **fields)
    structures = (
        desk.taking_part(campaign, _town_halls(desk), expected=None, on=start) if not fields else [None]
    )
    told = people(desk.rng, answers)
    desk.answers(campaign, [(one, desk.rng.choice(structures)) for one in told], leaning)
    desk.finish(survey, on=told_on)


def _town_halls(desk: Desk) -> list[Partner]:
    """The six town halls of the former communes, where the help desks are held."""
    return [row for key, row in desk.loaded.partners.items() if key.startswith("mairie-")]
