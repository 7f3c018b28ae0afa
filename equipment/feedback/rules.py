"""Trial feedback: until when a link takes answers, names in free text, what the trials of a model show."""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

from equipment.schools.rules import is_first_name
from inclusion.core.suppression import THRESHOLD, suppressed, total_may_be_shown

#: Days after the end of a loan in which answers are still taken.
AFTER_THE_END = 30
#: How long after its return a trial is asked about on the school's home page.
ASKED_AFTER = timedelta(days=60)

_TITLED = re.compile(r"\b(?:M\.|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle)\s+([A-ZÀ-Þ][\w’'-]+)")
_CAPITALISED = re.compile(r"\b[A-ZÀ-Þ][^\W\d_]+(?:-[A-ZÀ-Þ][^\W\d_]+)*")


def inside(label: str) -> str:
    """A label as it reads inside a sentence: « MDPH » keeps its capitals."""
    return label[:1].lower() + label[1:]


def open_until(*, due: date, today: date) -> date:
    """The last day of a link that is made or opened again today, for a loan that is due on a day."""
    return max(due, today) + timedelta(days=AFTER_THE_END)


def names_in(texts: Iterable[str]) -> list[str]:
    """Words that read like somebody's name, in the order of the text, each once.

    A frequent first name with its capital, and whatever follows « Madame » or « M. ». Advice for whoever writes, no
    more: rare names are not known, and a flower's name at the start of a sentence is taken for a person's.
    """
    found: dict[str, None] = {}
    for text in texts:
        found |= dict.fromkeys(_TITLED.findall(text))
        words = _CAPITALISED.findall(text)
        found |= dict.fromkeys(word for word in words if any(is_first_name(part) for part in (word, *word.split("-"))))
    return list(found)


def name_sentence(names: Iterable[str]) -> str:
    """What is said to whoever wrote these words."""
    listed = ", ".join(f"«\u00a0{name}\u00a0»" for name in names)
    return (
        f"Nous avons lu {listed}. Si c’est le nom ou le prénom de quelqu’un, enlevez-le\u00a0: écrivez par "
        "exemple «\u00a0l’élève\u00a0» ou «\u00a0mon enfant\u00a0». Sinon, envoyez votre texte tel quel. "
        "Rien n’est perdu."
    )


# -- Results of the trials of a model, without any recognisable pupil
# A group is shown by the median of how much it was helped, never by who was not; groups of few pupils are hidden, and
# with them what would give them away (inclusion.core.suppression).

WHY_HIDDEN = (
    f"Un groupe de moins de {THRESHOLD}\u00a0élèves n’est pas montré, et parfois le plus petit groupe "
    "à côté de lui\u00a0: on pourrait reconnaître quelqu’un."
)


@dataclass(frozen=True)
class Answer:
    """One answer about a trial: of whom, and how much it helped, from 1 (not at all) to 5 (very much)."""

    author: str
    helped: int


@dataclass(frozen=True)
class Trial:
    """One loan that somebody answered about: the pupil it was for, the needs, the answers, what came of it."""

    pupil: Hashable
    needs: tuple[str, ...]
    answers: tuple[Answer, ...]
    outcome: str = ""

    @property
    def helped(self) -> int:
        """How much it helped, in the middle of its answers, the lower where two are in the middle."""
        return median_low([one.helped for one in self.answers])


@dataclass(frozen=True)
class Line:
    """One group: how many trials, and how much it helped in the middle; None where the group is hidden."""

    key: str
    trials: int | None
    helped: int | None

    @property
    def is_hidden(self) -> bool:
        """Whether the group is too small to be shown."""
        return self.trials is None


@dataclass(frozen=True)
class Advice:
    """What is shown of a model. `trials` is None where there are some, but of too few pupils to show anything."""

    any: bool
    trials: int | None = None
    helped: int | None = None
    by_need: tuple[Line, ...] = ()
    by_author: tuple[Line, ...] = ()
    outcomes: tuple[Line, ...] = ()

    @property
    def hides(self) -> bool:
        """Whether something is not shown."""
        lines = (*self.by_need, *self.by_author, *self.outcomes)
        return (self.any and self.trials is None) or any(line.is_hidden for line in lines)


def advise(trials: Sequence[Trial], *, needs: Sequence[str], authors: Sequence[str]) -> Advice:
    """Return what trials taught, in the order of these needs and authors; outcomes in the order of their number.

    An outcome that is not known yet is the empty key: without it the rest would follow from the total.
    """
    if not trials:
        return Advice(any=False)
    if len({trial.pupil for trial in trials}) < THRESHOLD:
        return Advice(any=True)
    by_need = {need: [one for one in trials if need in one.needs] for need in needs}
    outcomes = sorted({one.outcome for one in trials})
    by_outcome = {key: [one for one in trials if one.outcome == key] for key in outcomes}
    return Advice(
        any=True,
        trials=len(trials),
        helped=median_low([one.helped for one in trials]),
        by_need=_lines(by_need),
        by_author=_by_author(trials, authors),
        outcomes=_outcomes(by_outcome),
    )


def _lines(groups: Mapping[str, Sequence[Trial]]) -> tuple[Line, ...]:
    hidden = suppressed(_pupils(groups))
    return tuple(
        Line(key, None, None) if key in hidden else Line(key, len(group), median_low([one.helped for one in group]))
        for key, group in groups.items()
        if group
    )


def _by_author(trials: Sequence[Trial], authors: Sequence[str]) -> tuple[Line, ...]:
    """The trials that each kind of author answered about, and what these answers said."""
    answered = {
        author: [
            Trial(one.pupil, one.needs, tuple(said for said in one.answers if said.author == author))
            for one in trials
            if any(said.author == author for said in one.answers)
        ]
        for author in authors
    }
    return _lines(answered)


def _outcomes(groups: Mapping[str, Sequence[Trial]]) -> tuple[Line, ...]:
    """All outcomes, or none where the total shown above them would give one of them away."""
    pupils = _pupils(groups)
    hidden = suppressed(pupils)
    if not total_may_be_shown(pupils, hidden):
        return ()
    lines = [Line(key, None if key in hidden else len(group), None) for key, group in groups.items()]
    return tuple(sorted(lines, key=lambda line: (line.key == "", -(line.trials or 0), line.key)))


def _pupils(groups: Mapping[str, Iterable[Trial]]) -> dict[str, AbstractSet[Hashable]]:
    return {key: {one.pupil for one in group} for key, group in groups.items()}
