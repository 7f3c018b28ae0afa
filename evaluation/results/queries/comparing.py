"""The findings of before and after of the same people, beside what is published of both moments."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from evaluation.enums import ItemKind, ItemRole, Moment
from evaluation.results.queries import aggregates
from evaluation.results.queries.breakdown import DIMENSIONS
from evaluation.results.rules.changes import (
    ABSENT,
    Flows,
    PairedChange,
    ScaleStep,
    at_least,
    guarded_flows,
    paired_change,
    reading_of,
    said_by_shown,
    steady_way,
    way_of,
)
from evaluation.results.rules.findings import (
    FELL,
    HIGH,
    NO_ANSWER,
    ROSE,
    STAYED,
    AnswerFinding,
    ChangeFinding,
    Findings,
    GroupDirections,
    PairedFindings,
)
from evaluation.results.rules.questions import AskedQuestion, asked_of
from evaluation.results.rules.suppression import THRESHOLD
from evaluation.surveys.models import Survey

#: Of somebody who is in no group of a moment.
NOWHERE = (ABSENT,) * len(DIMENSIONS)
RIGHT, WRONG = "right", "wrong"


@dataclass(frozen=True)
class ClosingCounts:
    """What was counted when the survey was closed, and the codes with which it could be counted were destroyed."""

    doubles: int
    without_code: int


def paired_findings_of(
    survey: Survey, before: Findings, after: Findings, left: ClosingCounts, *, threshold: int = THRESHOLD
) -> PairedFindings:
    """What changed between two moments of a closed survey, of which these findings are published."""
    return _Comparison(survey, before, after, left, threshold).findings()


class _Comparison:
    """Two moments of a survey, while they are being compared."""

    def __init__(self, survey: Survey, before: Findings, after: Findings, left: ClosingCounts, threshold: int) -> None:
        self.before, self.after, self.left, self.threshold = before, after, left, threshold
        self.first = aggregates.finished_of(survey, Moment.BEFORE)
        self.second = aggregates.finished_of(survey, Moment.AFTER)
        self.asked_first = _asked(survey, Moment.BEFORE)
        self.asked_second = _asked(survey, Moment.AFTER)
        both = set(self.first.exclude(pair=None).values_list("pair", flat=True))
        self.pairs = both & set(self.second.exclude(pair=None).values_list("pair", flat=True))
        alone = [self.first.count() - len(self.pairs), self.second.count() - len(self.pairs)]
        self.pairs_shown = not any(self._is_few(one) for one in (len(self.pairs), *alone))
        rest = sum(alone) - left.doubles - left.without_code
        self.left_shown = not any(self._is_few(one) for one in (left.doubles, left.without_code, rest))
        self.groups = [((DIMENSIONS.index(group.dimension), group.key)) for group in before.groups]

    def _is_few(self, people: int) -> bool:
        return 0 < people < self.threshold

    def _least_pairs(self) -> int | None:
        return at_least(len(self.pairs), of=[self.first.count(), self.second.count()], threshold=self.threshold)

    def findings(self) -> PairedFindings:
        both_shown = self.before.people is not None and self.after.people is not None
        return PairedFindings(
            before=self.before.people,
            after=self.after.people,
            pairs=len(self.pairs) if self.pairs_shown else None,
            pairs_at_least=None if self.pairs_shown else self._least_pairs(),
            doubles=self.left.doubles if self.left_shown else None,
            without_code=self.left.without_code if self.left_shown else None,
            is_synthetic=self.before.is_synthetic or self.after.is_synthetic,
            groups=self.before.groups,
            changes=(*self._changes(), *self._remembered()) if both_shown else (),
        )

    # -- Compared questions ------------------------------------------------------------------------------------------

    def _changes(self) -> Iterator[ChangeFinding]:
        for code, asked in self.asked_second.items():
            steps = _steps(asked)
            same = code in self.asked_first and _steps(self.asked_first[code]) == steps
            if not steps or not same or asked.item.role != ItemRole.NONE:
                continue
            first = _answers(self.first, asked)
            second = _answers(self.second, asked)
            moved = self._moved(first, second)
            flows = guarded_flows(
                moved,
                steps=steps,
                before=_row(self.before, code),
                after=_row(self.after, code),
                pairs_shown=self.pairs_shown,
                groups=set(self.groups),
                threshold=self.threshold,
            )
            yield self._written_down(asked, steps, moved, flows)

    def _remembered(self) -> Iterator[ChangeFinding]:
        """What people say today of how they were before, beside what they say of today: one answer holds both."""
        for asked in self.asked_second.values():
            mirrored = self._mirrored(asked)
            if mirrored is None:
                continue
            steps = _steps(asked)
            moved: Counter[Any] = Counter()
            answers = zip(_answers(self.second, asked), _answers(self.second, mirrored), strict=True)
            for (_, _, then), (_, _, now) in answers:
                moved[(NOWHERE, (then, now))] += 1
            flows = guarded_flows(
                moved,
                steps=steps,
                before=_row(self.after, asked.code),
                after=_row(self.after, mirrored.code),
                pairs_shown=True,
                groups=set(),
                threshold=self.threshold,
            )
            yield self._written_down(asked, steps, moved, flows)

    def _mirrored(self, asked: AskedQuestion) -> AskedQuestion | None:
        """The question of today that a look back mirrors: of the same measure, on the same steps."""
        if asked.item.role != ItemRole.RETROSPECTIVE or not asked.item.measure or not _steps(asked):
            return None
        others = (
            other
            for other in self.asked_second.values()
            if other.item.measure == asked.item.measure and other.item.role == ItemRole.NONE
        )
        return next((other for other in others if _steps(other) == _steps(asked)), None)

    # -- Change of one question --------------------------------------------------------------------------------------

    def _moved(self, first: Any, second: Any) -> Counter[Any]:
        """People by their groups of before and both answers."""
        moved: Counter[Any] = Counter()
        of_pair: dict[Any, tuple[tuple[Any, ...], str]] = {}
        for pair, kinds, answer in first:
            if pair in self.pairs:
                of_pair[pair] = (kinds, answer)
            else:
                moved[(kinds, (answer, ABSENT))] += 1
        for pair, _, answer in second:
            if pair in self.pairs:
                kinds_before, before = of_pair[pair]
                moved[(kinds_before, (before, answer))] += 1
            else:
                moved[(NOWHERE, (ABSENT, answer))] += 1
        return moved

    def _written_down(
        self, asked: AskedQuestion, steps: tuple[ScaleStep, ...], moved: Counter[Any], flows: Flows
    ) -> ChangeFinding:
        score = {answer: float(step.score) for step in steps for answer in step.answers}
        # In an order of its own: the interval is drawn from the pairs as they are, and must not show theirs.
        pairs = sorted(both for _, both in moved.elements() if ABSENT not in both)
        change = paired_change([score.get(one) for one, _ in pairs], [score.get(one) for _, one in pairs])
        remembers = asked.item.role == ItemRole.RETROSPECTIVE
        common: dict[str, Any] = {
            "code": asked.code,
            "label": asked.label,
            "section": asked.section,
            "measure": asked.item.measure,
            "kind": asked.item.kind,
            "is_retrospective": remembers,
            "answers": tuple(AnswerFinding(code=one.code, label=one.label, score=one.score) for one in steps),
        }
        if change.n < self.threshold:
            return ChangeFinding(**common, n=None, missing=None, hides_something=True)
        pairs_shown = self.pairs_shown or remembers
        missing = change.missing if flows.both is not None and pairs_shown else None
        answered = [sum(both[at] in score for _, both in moved.elements()) for at in (0, 1)]
        least = at_least(change.n, of=[len(pairs), *answered], threshold=self.threshold)
        hides = flows.hides_something or missing is None
        # An effect is a function of few whole numbers: beside those that are shown it gives back the one that is not.
        exact = not hides
        if exact:
            way, about = way_of(change), None
        else:
            way, about = said_by_shown(flows, steps)
            way = way or steady_way(
                [score[b] - score[a] for a, b in pairs if {a, b} <= score.keys()],
                far=max(score.values()) - min(score.values()),
                threshold=self.threshold,
            )
        said = change if about is None else replace(change, effect=about)
        return ChangeFinding(
            **common,
            n=flows.both,
            missing=missing,
            n_at_least=least if flows.both is None else None,
            **(_rounded(change) if exact else {}),
            effect_about=about,
            way=way,
            flows=flows.cells,
            rose=flows.directions[ROSE],
            stayed=flows.directions[STAYED],
            fell=flows.directions[FELL],
            groups=tuple(
                GroupDirections(group=at, people=self.before.groups[at].people, **flows.groups[group])
                for at, group in enumerate(self.groups)
                if group in flows.groups
            ),
            reading=reading_of(
                said,
                people=_people(flows.both, least),
                missing=missing,
                sized=exact or about is not None,
                way=way,
                is_retrospective=remembers,
            ),
            hides_something=hides,
        )


def _people(exactly: int | None, least: int | None) -> str:
    if exactly is not None:
        return f"{exactly} personnes"
    return f"au moins {least} personnes" if least else "toutes les personnes"


def _rounded(change: PairedChange) -> dict[str, Any]:
    """The figures of a change of which nothing is hidden, no finer than they can be read."""
    rounded: dict[str, Any] = {
        "median_change": change.median_change,
        "statistic": change.statistic,
        "p_value": None if change.p_value is None else round(change.p_value, 4),
        "effect": None if change.effect is None else round(change.effect, 2),
    }
    if change.interval is not None:
        rounded["interval"] = (round(change.interval[0], 2), round(change.interval[1], 2))
    return rounded


def _asked(survey: Survey, moment: str) -> dict[str, AskedQuestion]:
    campaign = survey.campaigns.filter(moment=moment).select_related("version").first()
    return asked_of(campaign.version.form) if campaign else {}


def _steps(asked: AskedQuestion) -> tuple[ScaleStep, ...]:
    """The steps on which the answers to a question move; none where they are no scale."""
    item = asked.item
    if item.kind == ItemKind.TESTED:
        others = frozenset(one.code for one in item.answers) - {item.right}
        return (
            ScaleStep(WRONG, "Autre réponse", 0, others),
            ScaleStep(RIGHT, "Bonne réponse", 1, frozenset([item.right])),
        )
    if item.kind == ItemKind.MULTIPLE or not item.is_scale:
        return ()
    return tuple(
        ScaleStep(one.code, one.label, one.score, frozenset([one.code]))
        for one in item.answers
        if one.score is not None
    )


def _answers(responses: Any, asked: AskedQuestion) -> Iterator[tuple[Any, tuple[str, ...], str]]:
    """Pair, groups and answer of each person, in an order that is always the same."""
    rows = aggregates.answers_of_each(responses.order_by("pk"), aggregates.chosen(asked.code))
    for pair, kinds, answer in rows:
        yield pair, tuple("" if one is None else str(one) for one in kinds), answer or NO_ANSWER


def _row(findings: Findings, code: str) -> dict[Any, int | None]:
    """What is shown of how everybody answered a question in one moment."""
    question = next(one for one in findings.questions if one.code == code)
    counts = dict(zip((answer.code for answer in question.answers), question.counts, strict=True))
    return {**counts, HIGH: question.high}
