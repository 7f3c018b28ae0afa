"""Answers written for the demonstration: drawn from a person's ease, the same at each loading, marked as invented."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from random import Random

from evaluation.enums import AgeBand, HelpPlace, ItemKind, ItemRole, Theme
from evaluation.questionnaires.rules import Form, Item
from evaluation.surveys.answers.rules import Answered, read_answers

#: What is declared: a folder for each network.
DATA = Path(__file__).parent / "data"
#: How often somebody passes a question.
PASSED_OVER = 0.04
#: How often somebody writes a free text.
WRITES = 0.3
#: How likely somebody without any ease, and somebody with all of it, finds the right answer.
GUESSES, KNOWS = 0.2, 0.92

_FIRST_NAMES = (
    *("Amélie", "Bernard", "Chantal", "Didier", "Élise", "Fatima", "Gérard", "Hélène", "Isabelle", "Jacques"),
    *("Karine", "Lucien", "Monique", "Nicolas", "Odile", "Paulette", "Quentin", "Roland", "Simone", "Thérèse"),
)
_TOWNS = (
    *("Dax", "Mont-de-Marsan", "Mimizan", "Hagetmau", "Bordeaux", "Pau", "Bayonne", "Labouheyre", "Tartas"),
    *("Oran", "Porto", "Paris", "Capbreton", "Aire-sur-l’Adour", "Roquefort", "Peyrehorade", "Gabarret"),
)
#: Younger people come less often.
_AGES = {
    AgeBand.FROM_12: 2,
    AgeBand.FROM_18: 6,
    AgeBand.FROM_25: 16,
    AgeBand.FROM_40: 24,
    AgeBand.FROM_60: 26,
    AgeBand.FROM_70: 24,
    AgeBand.UNKNOWN: 4,
}
#: How much at ease each age starts, from 0 to 1.
_STARTS = {
    AgeBand.FROM_12: 0.6,
    AgeBand.FROM_18: 0.62,
    AgeBand.FROM_25: 0.55,
    AgeBand.FROM_40: 0.42,
    AgeBand.FROM_60: 0.32,
    AgeBand.FROM_70: 0.22,
    AgeBand.UNKNOWN: 0.4,
}


@dataclass(frozen=True)
class Invented:
    """Somebody who does not exist: an age, an ease from 0 to 1, the answers to the four questions of a code, and how
    much more at ease help made them.
    """

    age: AgeBand
    ease: float
    code: tuple[str, str, str, str]
    gain: float = 0.0

    def after(self, gain: float) -> "Invented":
        """The same person, more at ease."""
        return replace(self, gain=gain)

    def slipped(self) -> "Invented":
        """The same person, who writes another day of birth."""
        mother, day, town, name = self.code
        return replace(self, code=(mother, str(int(day) % 28 + 1), town, name))

    def ease_with(self, question: str, leaning: "Leaning") -> float:
        """How much at ease with what this question asks, from 0 to 1."""
        ease = self.ease + leaning.levels.get(question, 0.0) + self.gain * leaning.gains.get(question, 1.0)
        return min(1.0, max(0.0, ease))


@dataclass(frozen=True)
class Leaning:
    """What this survey's people answer more often: weights by question and choice, words by question.

    `levels`: how much easier a question is than the others, of an ease from 0 to 1; `gains`: how much of what help
    gives counts for it, all of it unless said.
    """

    weights: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    levels: Mapping[str, float] = field(default_factory=dict)
    gains: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Help:
    """Help that was noted, from `first` to `last`: how much by partner, and how often each theme, age, place, length.

    One in so many is a `workshop`.
    """

    given: Mapping[str, int]
    first: date
    last: date
    themes: Mapping[Theme, int]
    ages: Mapping[AgeBand, int]
    places: Mapping[HelpPlace, int]
    lengths: Mapping[int, int]
    workshop: int


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What is declared for the surveys of one network."""

    leanings: Mapping[str, Leaning]
    help: Help | None = None


def people(rng: Random, count: int) -> list[Invented]:
    """So many invented people."""
    bands = list(_AGES)
    found = []
    for band in rng.choices(bands, weights=list(_AGES.values()), k=count):
        ease = min(1.0, max(0.0, rng.gauss(_STARTS[band], 0.16)))
        code = (rng.choice(_FIRST_NAMES), str(rng.randint(1, 28)), rng.choice(_TOWNS), rng.choice(_FIRST_NAMES))
        found.append(Invented(band, ease, code))
    return found


def drawn(form: Form, person: Invented, rng: Random, leaning: Leaning) -> dict[str, Answered]:
    """What this person answers, read as a page's answers are."""
    sent = {
        code: words
        for item in form.items()
        for code, _ in item.questions()
        if (words := list(_words(item, person, rng, leaning)))
    }
    return read_answers(form, sent, unfinished=True).given


def _words(item: Item, person: Invented, rng: Random, leaning: Leaning) -> Iterable[str]:
    if item.role == ItemRole.AGE:
        return [person.age.value]
    if item.kind == ItemKind.TEXT:
        written = leaning.words.get(item.code, ())
        return [rng.choice(written)] if written and rng.random() < WRITES else []
    if rng.random() < PASSED_OVER:
        return []
    match item.kind:
        case ItemKind.TESTED:
            right = rng.random() < GUESSES + (KNOWS - GUESSES) * person.ease_with(item.code, leaning)
            others = [choice.code for choice in item.choices if choice.code != item.right]
            return [item.right if right else rng.choice(others)]
        case ItemKind.NUMBER:
            return [str(rng.randint(item.minimum or 0, min(item.maximum or 40, 40)))]
        case ItemKind.MULTIPLE:
            weights = leaning.weights.get(item.code, {})
            chosen = [one.code for one in item.choices if rng.random() < weights.get(one.code, 35) / 100]
            return ["none"] if "none" in chosen and len(chosen) == 1 else [one for one in chosen if one != "none"]
        case _:
            return [_step(item, person, rng, leaning)]


def _step(item: Item, person: Invented, rng: Random, leaning: Leaning) -> str:
    answers = [choice.code for choice in item.answers]
    weights = leaning.weights.get(item.code)
    if weights is not None:
        return rng.choices(answers, weights=[weights.get(code, 5) for code in answers])[0]
    if not item.is_scale:
        return rng.choice(answers)
    place = person.ease_with(item.code, leaning) * (len(answers) - 1) + rng.gauss(0, 0.55)
    return answers[min(len(answers) - 1, max(0, round(place)))]
