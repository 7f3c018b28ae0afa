"""What helped: the trials of a model, read for its page in the catalogue."""

from collections import defaultdict
from dataclasses import dataclass

from equipment.enums import FeedbackAuthor, Helped, Need, TrialOutcome
from equipment.models.catalogue import EquipmentModel
from equipment.models.feedback import TrialFeedback
from equipment.rules.advice import WHY_HIDDEN, Advice, Answer, Line, Trial, advise

#: How an outcome that nobody has noted yet is named.
NOT_KNOWN = "Pas encore connue"


@dataclass(frozen=True)
class AdviceLine:
    """A line in words; `trials` is None where it is hidden."""

    label: str
    trials: int | None
    helped: str


@dataclass(frozen=True)
class ShownAdvice:
    """What `equipment/advice_panel.html` shows."""

    any: bool
    trials: int | None
    helped: str
    by_need: list[AdviceLine]
    by_author: list[AdviceLine]
    outcomes: list[AdviceLine]
    #: Why something is not shown; empty where all is.
    why: str


def advice_for(model: EquipmentModel) -> ShownAdvice:
    """What the trials of this model taught, in words, small groups hidden; one query."""
    advice = advise(_trials_of(model), needs=Need.values, authors=FeedbackAuthor.values)
    return _in_words(advice)


def _trials_of(model: EquipmentModel) -> list[Trial]:
    """Its loans that somebody answered about; a loan without a pupil counts as one of its own."""
    rows = TrialFeedback.objects.filter(loan__model=model).order_by("loan", "pk")
    fields = ("loan_id", "loan__pupil_id", "loan__needs", "loan__outcome", "author", "helped")
    answers: dict[int, list[Answer]] = defaultdict(list)
    loans: dict[int, tuple[object, tuple[str, ...], str]] = {}
    for loan, pupil, needs, outcome, author, helped in rows.values_list(*fields):
        answers[loan].append(Answer(author, helped))
        loans[loan] = (pupil or ("loan", loan), tuple(needs), outcome)
    return [
        Trial(pupil, needs, tuple(answers[key]), outcome) for key, (pupil, needs, outcome) in loans.items()
    ]


def _in_words(advice: Advice) -> ShownAdvice:
    return ShownAdvice(
        any=advice.any,
        trials=advice.trials,
        helped=_helped(advice.helped),
        by_need=[_in_words_line(line, Need(line.key).label) for line in advice.by_need],
        by_author=[_in_words_line(line, FeedbackAuthor(line.key).label) for line in advice.by_author],
        outcomes=[
            _in_words_line(line, TrialOutcome(line.key).label if line.key else NOT_KNOWN)
            for line in advice.outcomes
        ],
        why=WHY_HIDDEN if advice.hides else "",
    )


def _in_words_line(line: Line, label: str) -> AdviceLine:
    return AdviceLine(label, line.trials, _helped(line.helped))


def _helped(level: int | None) -> str:
    return Helped(level).label if level else ""
