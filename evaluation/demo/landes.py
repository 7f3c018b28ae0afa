"""Landes evaluates beyond counting: what people feel and what they show, before and after, with every actor.

All answers are invented; the surveys, their three years and who carries them follow what the agency said.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from evaluation.demo.asking import Desk
from evaluation.demo.drawing import Invented, Leaning, people
from evaluation.enums import Moment
from evaluation.results.actions import show_to_all
from evaluation.surveys.actions import open_survey
from inclusion.partners.models import Partner

#: Answers before and after; together the 1 200 of three years.
BEFORE, AFTER = 690, 510
#: Of those who answered after, how many had answered before, and how many of them wrote one answer of their code
#: otherwise.
CAME_BACK, SLIPPED = 430, 14
ACTORS = 132
#: Of a hundred people whom a structure receives, how many answer, from one structure to the next.
ANSWERED = (78, 64, 91, 52, 70, 43, 83, 58)
OPENED, LAST_BEFORE, LAST_AFTER, CLOSED = (date(2024, 1, 8), date(2026, 7, 1), date(2026, 10, 1), date(2026, 10, 5))


def load_surveys(desk: Desk) -> None:
    """Three years of before and after, the survey of actors, and the season that has begun."""
    _three_years(desk)
    _actors(desk)
    _this_season(desk)
    _in_six_languages(desk)


def _three_years(desk: Desk) -> None:
    leaning = desk.data.leanings["person"]
    survey = open_survey(
        title="Ce que l’accompagnement change, 2024-2026",
        description=(
            "Pendant trois ans, les acteurs landais évaluent ensemble, avec l’Université de Pau\u00a0: ce que les "
            "personnes ressentent, ce qu’elles savent faire, avant et après. Compter les accompagnements ne suffit pas."
        ),
        pairs=True,
        **desk.by(OPENED),
    )
    before = desk.campaign(
        survey, "person_before", title="Avant l’accompagnement", moment=Moment.BEFORE, start=OPENED, end=LAST_BEFORE
    )
    after = desk.campaign(
        survey,
        "person_after",
        title="Après l’accompagnement",
        moment=Moment.AFTER,
        start=date(2024, 3, 4),
        end=LAST_AFTER,
    )
    receiving = _receiving(desk)
    there = _spread(desk, BEFORE, len(receiving))
    invented = people(desk.rng, BEFORE)
    back = desk.rng.sample(range(BEFORE), CAME_BACK)
    newcomers = people(desk.rng, AFTER - CAME_BACK)
    again = [*(there[at] for at in back), *_spread(desk, len(newcomers), len(receiving))]
    helped = [
        *(_helped(desk, invented[at], number) for number, at in enumerate(back)),
        *(one.after(0.15) for one in newcomers),
    ]
    first = desk.taking_part(before, receiving, expected=_expected(there, len(receiving)), on=OPENED)
    second = desk.taking_part(after, receiving, expected=_expected(again, len(receiving)), on=date(2024, 3, 4))
    desk.answers(before, [(one, first[at]) for one, at in zip(invented, there, strict=True)], leaning)
    desk.answers(after, [(one, second[at]) for one, at in zip(helped, again, strict=True)], leaning)
    desk.finish(survey, on=CLOSED)
    show_to_all(survey, **desk.by(CLOSED))


def _expected(there: Sequence[int], structures: int) -> list[int]:
    """How many people each structure received: some ask nearly all of them to answer, others fewer than half."""
    counts = Counter(there)
    return [counts[at] * 100 // ANSWERED[at % len(ANSWERED)] + 1 for at in range(structures)]


def _helped(desk: Desk, person: Invented, number: int) -> Invented:
    """Somebody after the help: most gain, some do not; a few write their code otherwise."""
    gained = person.after(max(-0.05, desk.rng.gauss(0.2, 0.12)))
    return gained.slipped() if number < SLIPPED else gained


def _actors(desk: Desk) -> None:
    start, end = date(2026, 3, 2), date(2026, 5, 1)
    survey = open_survey(
        title="Les acteurs landais de l’inclusion numérique, 2026",
        description="Tous les acteurs qui aident, pas seulement les conseillers financés par l’État.",
        **desk.by(start),
    )
    campaign = desk.campaign(survey, "actors", title="Enquête auprès des acteurs", start=start, end=end, expected=210)
    structures = desk.taking_part(campaign, _receiving(desk), expected=10, on=start)
    respondents = zip(people(desk.rng, ACTORS), _spread(desk, ACTORS, len(structures)), strict=True)
    desk.answers(campaign, [(one.after(0.25), structures[at]) for one, at in respondents], desk.data.leanings["actor"])
    desk.finish(survey, on=date(2026, 5, 11))


def _this_season(desk: Desk) -> None:
    """What is running: answers come in, two structures have few, some codes nearly agree."""
    leaning = desk.data.leanings["person"]
    start = date(2026, 9, 7)
    survey = open_survey(
        title="Ce que l’accompagnement change, saison 2026-2027",
        description="La suite\u00a0: les mêmes questions, pour toutes les personnes accueillies cette saison.",
        pairs=True,
        **desk.by(start),
    )
    before = desk.campaign(
        survey,
        "person_before",
        title="Avant, saison 2026-2027",
        moment=Moment.BEFORE,
        start=start,
        end=date(2027, 7, 1),
    )
    after = desk.campaign(
        survey,
        "person_after",
        title="Après, saison 2026-2027",
        moment=Moment.AFTER,
        start=date(2026, 10, 5),
        end=date(2027, 9, 1),
    )
    few = _receiving(desk)[:6]
    first = desk.taking_part(before, few, expected=25, on=start)
    second = desk.taking_part(after, few, expected=20, on=date(2026, 10, 5))
    invented = people(desk.rng, 58)
    last = date(2026, 11, 20)
    there = [at % 4 for at in range(len(invented))]
    desk.answers(before, [(one, first[at]) for one, at in zip(invented, there, strict=True)], leaning, last=last)
    back = [(_helped(desk, invented[at], SLIPPED), second[there[at]]) for at in range(4, 22)]
    slipped = [(invented[at].after(0.2).slipped(), second[there[at]]) for at in range(3)]
    desk.answers(after, [*back, *slipped], leaning, last=last)


def _in_six_languages(desk: Desk) -> None:
    """What runs now and is answered in French, English, Spanish, Portuguese, Ukrainian or Arabic."""
    start = date(2026, 11, 16)
    title = "Semaine portes ouvertes du numérique, votre avis"
    survey = open_survey(
        title=title,
        description="Ce qu’en pensent les personnes venues, dont celles qui apprennent encore le français.",
        **desk.by(start),
    )
    campaign = desk.campaign(survey, "event", title=title, start=start, end=date(2026, 12, 21), expected=60)
    respondents = [(one.after(0.25), None) for one in people(desk.rng, 23)]
    desk.answers(campaign, respondents, Leaning(), last=date(2026, 11, 27))


def _receiving(desk: Desk) -> list[Partner]:
    """Who receives people: the eighteen intercommunalités, the social centre, the library."""
    keys = [key for key in desk.loaded.partners if key.startswith("epci-")]
    return [desk.loaded.partners[key] for key in ("cms-mont-de-marsan", "mediatheque-dax", *keys)]


def _spread(desk: Desk, people: int, structures: int) -> list[int]:
    """Which structure receives each: the first ones more than the last ones, which receive few."""
    weights = [structures + 4 - at for at in range(structures)]
    return desk.rng.choices(range(structures), weights=weights, k=people)
