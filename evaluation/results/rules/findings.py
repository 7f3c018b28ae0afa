"""What is published of a survey: guarded figures, in the order in which the questions were asked.

A figure that is None is hidden, and no other figure of the document gives it away. Pages, exports and papers show
nothing else.
"""

from collections import Counter
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from evaluation.enums import Dimension, ItemKind, ItemRole
from inclusion.core.charts.shares import percent
from inclusion.core.french.names import so_many

#: Said wherever a figure is missing.
WHY_HIDDEN = (
    "Certains chiffres ne sont pas montrés\u00a0: ils parleraient de moins de cinq personnes, ou permettraient de les "
    "retrouver par soustraction."
)
#: Said where words are missing.
WHY_NO_TEXTS = "Les réponses libres sont montrées à partir de dix\u00a0: moins, elles désigneraient leurs auteurs."
#: Said instead of the words where everybody reads.
NO_PUBLIC_TEXTS = "Les réponses libres restent dans le réseau\u00a0: elles pourraient désigner quelqu’un."
#: The code of what is beside the choices of every question: no answer.
NO_ANSWER = "no_answer"
#: What became of an answer; where the answers to a question went, once tested.
ROSE, STAYED, FELL, UNPAIRED = "rose", "stayed", "fell", "unpaired"
UNCLEAR = "unclear"
#: The name of the upper half of a scale, whose answers are counted together where one of them is hidden.
HIGH = "high"
#: The name of the others, where they are known.
LOW = "low"


def bare(label: str) -> str:
    """The wording of a question inside a sentence, without the sign that it ends with."""
    return label.rstrip(".:\u00a0 ")


def high_answers(scores: Mapping[str, int | None]) -> frozenset[str]:
    """The answers above the middle of a scale, by the score of each; none where one has no score."""
    known = [score for score in scores.values() if score is not None]
    if not known or len(known) < len(scores):
        return frozenset()
    middle = (min(known) + max(known)) / 2
    return frozenset(code for code, score in scores.items() if score is not None and score > middle)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GroupFinding(_Part):
    """A group of people that may be shown: a territory, a structure, an age…"""

    dimension: Dimension
    #: Of the row it stands for, or of the age band.
    key: str
    label: str
    people: int
    #: How many were expected, where somebody said so.
    expected: int | None = None


class AnswerFinding(_Part):
    """One answer that could be given; the last one of each question is `NO_ANSWER`."""

    code: str
    label: str
    score: int | None = None


class GroupCounts(_Part):
    """How a group answered one question: people per answer in the question's order, None where it is hidden."""

    #: The place of the group among `Findings.groups`.
    group: int
    people: int
    counts: tuple[int | None, ...]


class Summary(_Part):
    """The middle of numbers, over everybody who wrote one; None where a figure would tell of few people."""

    n: int | None
    mean: float | None
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None
    #: To what each figure is rounded, by its name: `numbers.rounding_of`.
    rounding: dict[str, float] = {}


class QuestionFinding(_Part):
    """One question, or one row of a matrix."""

    code: str
    label: str
    #: Of the matrix that a row belongs to.
    heading: str = ""
    section: str
    kind: ItemKind
    role: ItemRole = ItemRole.NONE
    measure: str = ""
    source: str = ""
    #: Of a tested competence: the answer that is right.
    right: str = ""
    answers: tuple[AnswerFinding, ...] = ()
    #: How many people took part, whether they were asked and answered or not; of several choices the counts add up to
    #: more. Who was not asked, since an earlier answer made it pointless, counts as `NO_ANSWER`.
    people: int = 0
    #: Of everybody; None where a figure is hidden. Empty where the whole question is.
    counts: tuple[int | None, ...] = ()
    #: Of everybody, the upper half of a scale together, where one of its answers is hidden and they may be shown so.
    high: int | None = None
    groups: tuple[GroupCounts, ...] = ()
    summary: Summary | None = None
    #: In the order of the letters; empty below ten. Some are left out where their number reveals too much.
    texts: tuple[str, ...] = ()
    hides_something: bool = False

    @property
    def words(self) -> list[str]:
        """What was written, in the order of the letters: what several wrote alike once, with how many did."""
        times = Counter(self.texts)
        return [text if count == 1 else f"{text} ({count}\u00a0fois)" for text, count in times.items()]


class TestedFinding(_Part):
    """A competence felt beside the same one tested, in one moment: people by both."""

    measure: str
    felt_label: str
    tested_label: str
    #: Felt: « low » (cannot, or with help), « high » (alone, or can guide); tested: « right », « wrong » (or unsure).
    low_right: int | None
    low_wrong: int | None
    high_right: int | None
    high_wrong: int | None
    hides_something: bool = False


class Findings(_Part):
    """What one moment of a survey says."""

    questionnaire: str
    #: Of the library, where it comes from there as it is: what may be read beside national figures.
    library_key: str = ""
    version: int
    #: Days of the first campaign's start and of the last one's end, excluded, as ISO dates; the end is no later than
    #: the start where each was closed before its first day.
    start: str
    end: str
    people: int | None
    expected: int | None = None
    is_synthetic: bool = False
    groups: tuple[GroupFinding, ...] = ()
    #: Groups that are not shown, by dimension: how many.
    hidden_groups: dict[Dimension, int] = {}
    #: Of a dimension that does not distinguish people, the key that all of them have.
    alike: dict[Dimension, str] = {}
    questions: tuple[QuestionFinding, ...] = ()
    tested: tuple[TestedFinding, ...] = ()


def without_texts(found: Findings) -> Findings:
    """The same without what people wrote in their own words, which may name somebody: what everybody may read."""
    kept = tuple(one.model_copy(update={"texts": ()}) for one in found.questions)
    return found.model_copy(update={"questions": kept})


def without_summaries(found: Findings) -> Findings:
    """The same without the means and medians of numbers."""
    kept = tuple(one.model_copy(update={"summary": None}) for one in found.questions)
    return found.model_copy(update={"questions": kept})


class GroupDirections(_Part):
    """Of a group before: who rose, stayed, fell, and who has no second answer; None where it is hidden."""

    #: The place of the group among `PairedFindings.groups`.
    group: int
    people: int
    rose: int | None
    stayed: int | None
    fell: int | None
    unpaired: int | None


class ChangeFinding(_Part):
    """What changed of one measure between the two moments."""

    code: str
    label: str
    section: str
    measure: str = ""
    kind: ItemKind
    #: Kept apart: what people say today of how they were before.
    is_retrospective: bool = False
    answers: tuple[AnswerFinding, ...]
    #: Pairs with both answers; None where fewer than five.
    n: int | None
    #: Pairs that lack one answer or both.
    missing: int | None
    #: Where `n` would reveal few people, itself or beside the pairs: rounded down to a multiple of five.
    n_at_least: int | None = None
    #: The fields of `PairedChange`, of five pairs and more, rounded; no sum of ranks where a
    #: figure of the flows is hidden.
    median_change: float | None = None
    statistic: float | None = None
    #: Of these three none where a direction or `missing` is hidden: they would give it back.
    p_value: float | None = None
    effect: float | None = None
    #: Where `effect` is not shown: to `changes.ROUGHLY`, worked out of the figures that are.
    effect_about: float | None = None
    interval: tuple[float, float] | None = None
    #: `ROSE` or `FELL` where that is clear, `UNCLEAR` where chance may explain it; nothing where nothing is tested.
    way: str = ""
    #: People by answer before (rows) and after (columns), `NO_ANSWER` aside; None where a figure is hidden.
    flows: tuple[tuple[int | None, ...], ...] = ()
    rose: int | None = None
    stayed: int | None = None
    fell: int | None = None
    groups: tuple[GroupDirections, ...] = ()
    #: One or two plain sentences.
    reading: str = ""
    hides_something: bool = False

    @property
    def sentence(self) -> str:
        """Which parts rose and fell, and whether chance may explain it; the reading where one of these is not shown."""
        if not self.n or self.rose is None or self.fell is None or not self.way:
            return self.reading
        start = f"Sur {so_many(self.n, 'personne', 'personnes')}"
        if self.is_retrospective:
            start = f"{start}, en comparant aujourd’hui et le souvenir d’avant"
        rose = f"{percent(self.rose, self.n)} ont progressé" if self.rose else "aucune n’a progressé"
        fell = f"{percent(self.fell, self.n)} ont reculé" if self.fell else "aucune n’a reculé"
        sure = "peut être dû au hasard" if self.way == UNCLEAR else "est net"
        return f"{start}, {rose} et {fell}\u00a0: l’écart {sure}."

    @property
    def named_sentence(self) -> str:
        """The sentence where nothing around it says of what it speaks; nothing where there is none."""
        if not (said := self.sentence):
            return ""
        return f"«\u00a0{bare(self.label)}\u00a0»\u00a0: {said[:1].lower()}{said[1:]}"


class PairedFindings(_Part):
    """What changed between the answers before and after of the same people."""

    before: int | None
    after: int | None
    #: Pairs that were found; None where fewer than five.
    pairs: int | None
    #: Where `pairs` would reveal few people who are in none: rounded down to a multiple of five.
    pairs_at_least: int | None = None
    #: Answers left alone since several of one moment bear the same code.
    doubles: int | None
    #: Answers without a code.
    without_code: int | None
    is_synthetic: bool = False
    groups: tuple[GroupFinding, ...] = ()
    changes: tuple[ChangeFinding, ...] = ()
