"""Help that the actors of Landes noted this year: what is counted, beside what changed."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from evaluation.activity.actions import record_help
from evaluation.demo.asking import Desk
from evaluation.enums import AgeBand, HelpKind, HelpPlace
from inclusion.demo.loading import moment


def load_help(desk: Desk) -> None:
    """Each structure notes what it gave, on the days of its desk."""
    rng, data = desk.rng, desk.data.help
    assert data is not None

    def one_of[Kind](weights: Mapping[Kind, int]) -> Kind:
        return rng.choices(list(weights), weights=list(weights.values()))[0]

    for key, count in data.given.items():
        for number in range(count):
            on = data.first + timedelta(days=rng.randrange((data.last - data.first).days))
            group = number % data.workshop == 0
            record_help(
                desk.loaded.partners[key],
                once=UUID(int=rng.getrandbits(128)),
                given_on=on,
                themes=sorted({one_of(data.themes) for _ in range(rng.choice((1, 1, 2)))}),
                place=HelpPlace.PLACE if group else one_of(data.places),
                minutes=120 if group else one_of(data.lengths),
                kind=HelpKind.GROUP if group else HelpKind.INDIVIDUAL,
                people=rng.randint(4, 9) if group else 1,
                age_band=AgeBand.UNKNOWN if group else one_of(data.ages),
                by=desk.loaded.coordinator,
                at=moment(on),
            )
