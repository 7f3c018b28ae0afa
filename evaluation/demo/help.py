"""Help that the actors of Landes noted this year: what is counted, beside what changed."""

from datetime import date, timedelta
from uuid import UUID

from evaluation.actions.activity import record_help
from evaluation.demo.asking import Desk
from evaluation.enums import AgeBand, HelpKind, HelpPlace, Theme
from inclusion.demo.loading import moment

#: How often help is given, by structure; few of them count yet.
GIVEN = {
    "cms-mont-de-marsan": 130,
    "mediatheque-dax": 96,
    "epci-244000865": 74,
    "epci-244000675": 58,
    "epci-244000808": 41,
    "epci-244000873": 23,
}
FIRST, LAST = date(2026, 1, 5), date(2026, 11, 20)
THEMES = {
    Theme.PAPERWORK: 30,
    Theme.HEALTH: 12,
    Theme.EMAIL: 14,
    Theme.INTERNET: 10,
    Theme.DEVICE: 12,
    Theme.SAFETY: 9,
    Theme.JOBS: 7,
    Theme.MONEY: 6,
}
AGES = {
    AgeBand.FROM_18: 6,
    AgeBand.FROM_25: 18,
    AgeBand.FROM_40: 28,
    AgeBand.FROM_60: 24,
    AgeBand.FROM_70: 20,
    AgeBand.UNKNOWN: 4,
}
PLACES = {HelpPlace.PLACE: 82, HelpPlace.HOME: 8, HelpPlace.DISTANCE: 10}
LENGTHS = {15: 26, 30: 40, 45: 16, 60: 18}
#: One in so many is a workshop.
WORKSHOP = 9


def tell_help(desk: Desk) -> None:
    """Each structure notes what it gave, on the days of its desk."""
    rng = desk.rng

    def one_of[Kind](weights: dict[Kind, int]) -> Kind:
        return rng.choices(list(weights), weights=list(weights.values()))[0]

    for key, count in GIVEN.items():
        for number in range(count):
            on = FIRST + timedelta(days=rng.randrange((LAST - FIRST).days))
            group = number % WORKSHOP == 0
            record_help(
                desk.loaded.partners[key],
                once=UUID(int=rng.getrandbits(128)),
                given_on=on,
                themes=sorted({one_of(THEMES) for _ in range(rng.choice((1, 1, 2)))}),
                place=HelpPlace.PLACE if group else one_of(PLACES),
                minutes=120 if group else one_of(LENGTHS),
                kind=HelpKind.GROUP if group else HelpKind.INDIVIDUAL,
                people=rng.randint(4, 9) if group else 1,
                age_band=AgeBand.UNKNOWN if group else one_of(AGES),
                by=desk.loaded.coordinator,
                at=moment(on),
            )
