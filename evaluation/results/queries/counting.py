"""The findings of one moment of a survey, guarded against whoever adds and subtracts."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from evaluation.enums import AgeBand, ItemKind, ItemRole
from evaluation.questionnaires.library import LIBRARY
from evaluation.questionnaires.rules import Condition
from evaluation.results.queries import aggregates
from evaluation.results.queries.aggregates import Counted
from evaluation.results.queries.breakdown import Breakdown
from evaluation.results.rules.findings import (
    HIGH,
    NO_ANSWER,
    AnswerFinding,
    Findings,
    GroupCounts,
    QuestionFinding,
    Summary,
    TestedFinding,
    high_answers,
)
from evaluation.results.rules.numbers import rounding_of, summary_shown
from evaluation.results.rules.questions import (
    ONE_CHOICE,
    WRITTEN,
    AskedQuestion,
    Bracket,
    age_bins,
    asked_of,
    by_measure,
    day_bins,
    number_bins,
)
from evaluation.results.rules.suppression import FREE_TEXT_THRESHOLD, THRESHOLD
from evaluation.results.rules.tables import (
    EVERYBODY,
    Cells,
    GuardedTable,
    Test,
    differs,
    equals,
    guarded_beside,
    is_among,
)
from evaluation.surveys.models import Survey

NOTHING = AnswerFinding(code=NO_ANSWER, label="Sans réponse")
#: Somebody chose something.
ANSWERED = "answered"
#: What the upper answers of a scale together are called among the settled figures of its question.
UPPER = ("", HIGH)


#: Quartiles as findings name them.
NAMES = {"lower": "lower_quartile", "upper": "upper_quartile"}


def findings_of(survey: Survey, moment: str, *, threshold: int = THRESHOLD) -> Findings:
    """What the campaigns of one moment of a survey say together."""
    return _Moment(survey, moment, threshold).findings()


class _Moment:
    """One moment of a survey, while it is being counted."""

    def __init__(self, survey: Survey, moment: str, threshold: int) -> None:
        rows = survey.campaigns.filter(moment=moment).select_related("version__questionnaire")
        self.campaigns = list(rows.order_by("start", "pk"))
        self.version = self.campaigns[0].version
        self.asked = asked_of(self.version.form)
        self.responses = aggregates.finished_of(survey, moment)
        self.threshold = threshold
        self.kinds = Breakdown.of(self.responses, self.campaigns, threshold=threshold)
        #: What is shown already, by question.
        self.cells: dict[str, Cells] = {}
        #: Answers that were counted together, by question: which, and how many gave one of them.
        self.merged: dict[str, tuple[frozenset[str], int | None]] = {}
        #: Figures of everybody that were settled before those of groups: what each counts, and its number.
        self.settled: dict[tuple[str, ...], tuple[Test, int | None]] = {}

    def findings(self) -> Findings:
        questionnaire, key = self.version.questionnaire, self.version.questionnaire.library_key
        as_it_is = key in LIBRARY and LIBRARY[key].form == self.version.form
        shown = EVERYBODY in self.kinds.shown
        asked = [one for one in self.campaigns if one.start < one.asked_until] or self.campaigns
        return Findings(
            questionnaire=questionnaire.title,
            library_key=key if as_it_is else "",
            version=self.version.number,
            start=min(one.start for one in asked).isoformat(),
            end=max(one.asked_until for one in asked).isoformat(),
            people=self.kinds.everybody if shown else None,
            expected=self.kinds.expected,
            is_synthetic=any(one.is_synthetic for one in self.campaigns),
            groups=self.kinds.groups,
            hidden_groups=self.kinds.hidden_groups,
            alike=self.kinds.alike if shown else {},
            # The tables that several questions make together come after each of them.
            questions=tuple(self._question(asked) for asked in self.asked.values()) if shown else (),
            tested=tuple(self._tested()) if shown else (),
        )

    def _question(self, asked: AskedQuestion) -> QuestionFinding:
        if asked.item.role == ItemRole.AGE and (ages := self.kinds.shown_ages()) is not None:
            return self._age(asked, ages)
        if family := self._family(asked):
            if asked.code not in self.cells:
                self._settle(family)
            self._counted_in(family, asked)
            return self._merged(asked, self._written_down(asked, _answers_of(asked)), family)
        if asked.item.kind in ONE_CHOICE:
            found = self._written_down(asked, _answers_of(asked), self._by(asked, aggregates.chosen(asked.code)))
            return self._merged(asked, found, ())
        return {
            ItemKind.MULTIPLE: self._multiple,
            ItemKind.NUMBER: self._numbers,
            ItemKind.DATE: self._days,
            ItemKind.TEXT: self._texts,
        }[ItemKind(asked.item.kind)](asked)

    # -- Kinds of questions ------------------------------------------------------------------------------------------

    def _multiple(self, asked: AskedQuestion) -> QuestionFinding:
        """Each choice is a table of its own: who made it, who made others, who made none."""
        self._counted(asked, (ANSWERED,), self._by(asked, aggregates.answered(asked.code, ANSWERED)))
        codes = [choice.code for choice in asked.choices]
        # With two choices to make, who made both is known from who made each.
        for together in [codes] if len(codes) == 2 else [[code] for code in codes]:
            choices = [aggregates.among(asked.code, code, ANSWERED) for code in together]
            parts = self._by(asked, *choices)
            first = len(self._parents(asked))
            beside: list[tuple[Test, Any, Cells]] = [
                (equals(first, ""), NO_ANSWER, self.cells[asked.code]),
                (differs(first, ""), ANSWERED, self.cells[asked.code]),
            ]
            table = guarded_beside(
                parts,
                figures={code: equals(first + at, code) for at, code in enumerate(together)},
                shown=[*self._shown_of(asked), *beside],
                groups=self.kinds.shown,
                threshold=self.threshold,
            )
            self._remember(asked, table)
        return self._written_down(asked, _answers_of(asked))

    def _numbers(self, asked: AskedQuestion) -> QuestionFinding:
        values, item = aggregates.numbers_of(self.responses, asked.code), asked.item
        limits: dict[str, Any] = {"minimum": item.minimum, "maximum": item.maximum, "threshold": self.threshold}
        is_age = item.role == ItemRole.AGE
        bins = age_bins() if is_age else number_bins(values, **limits)
        found = self._binned(asked, bins, column="number")
        if is_age:
            # Bands are fixed: where one is hidden, the middle would say something of it.
            values = [] if None in found.counts else values
            limits["edges"] = [one.below for one in bins if one.below is not None]
        shown = summary_shown(values, **limits)
        summary = Summary(
            # How many wrote a number reveals how many did not.
            n=None if found.counts[-1] is None else shown["n"],
            mean=shown["mean"],
            median=shown["median"],
            lower_quartile=shown["lower"],
            upper_quartile=shown["upper"],
            rounding={NAMES.get(name, name): step for name, step in rounding_of(values, **limits).items()},
        )
        return found.model_copy(update={"summary": summary if values else None})

    def _days(self, asked: AskedQuestion) -> QuestionFinding:
        values = aggregates.days_of(self.responses, asked.code)
        return self._binned(asked, day_bins(values, threshold=self.threshold), column="day")

    def _binned(self, asked: AskedQuestion, bins: Sequence[Bracket[Any]], *, column: str) -> QuestionFinding:
        answers = tuple(AnswerFinding(code=one.code, label=one.label) for one in bins)
        parts = self._by(asked, aggregates.binned(asked.code, bins, column=column))
        return self._written_down(asked, answers, parts)

    def _texts(self, asked: AskedQuestion) -> QuestionFinding:
        parts = self._by(asked, aggregates.answered(asked.code, WRITTEN.code))
        found = self._written_down(asked, (AnswerFinding(code=WRITTEN.code, label=WRITTEN.label),), parts)
        texts = aggregates.texts_of(self.responses, asked.code)
        if len(texts) < FREE_TEXT_THRESHOLD:
            return found
        if found.counts[0] is None:
            # As many are left out as hide how many wrote nothing: which ones, says nothing of them.
            drawn = sorted(texts, key=lambda text: sha256(text.encode()).digest())
            texts = sorted(drawn[: max(0, self.kinds.everybody - self.threshold)])
        return found.model_copy(update={"texts": tuple(texts) if len(texts) >= FREE_TEXT_THRESHOLD else ()})

    def _age(self, asked: AskedQuestion, ages: Mapping[str, int | None]) -> QuestionFinding:
        """Whoever is grouped by age is counted by age already: no other figures of the same people."""
        bands = [AgeBand(band) for band in AgeBand if band != AgeBand.UNKNOWN]
        row = {**{band.value: ages.get(band, 0) for band in bands}, NO_ANSWER: ages.get(AgeBand.UNKNOWN, 0)}
        self.cells[asked.code] = {EVERYBODY: row}
        return self._written_down(asked, [AnswerFinding(code=band.value, label=band.label) for band in bands])

    def _merged(self, asked: AskedQuestion, found: QuestionFinding, family: Sequence[AskedQuestion]) -> QuestionFinding:
        """Count the upper half of a scale together where one of its answers is hidden, if that may be shown.

        Otherwise none of its answers is shown to everybody: alone, it would be read as all who are content.
        """
        above = _above(asked)
        hidden = {answer.code for answer, count in zip(found.answers, found.counts, strict=True) if count is None}
        if not above & hidden:
            return found
        if family:
            _, people = self.settled[asked.code, *UPPER]
        else:
            at, parts = len(self._parents(asked)), self._by(asked, aggregates.chosen(asked.code))
            shown = self._shown_of(asked)
            shown += [(equals(at, given), answer, self.cells[asked.code]) for answer, given in _given(asked)]
            table = guarded_beside(
                parts,
                figures={HIGH: is_among(at, above)},
                shown=shown,
                groups=self.kinds.shown,
                only={EVERYBODY},
                threshold=self.threshold,
            )
            people = table.cells[EVERYBODY][HIGH]
        self.merged[asked.code] = (above, people)
        counts = found.counts
        if people is None:
            codes = [one.code for one in found.answers]
            counts = tuple(None if code in above else count for code, count in zip(codes, counts, strict=True))
        return found.model_copy(update={"high": people, "counts": counts})

    # -- Figures ----------------------------------------------------------------------------------------------------

    def _parents(self, asked: AskedQuestion) -> list[tuple[str, str]]:
        """The questions that decide whether it is asked, each with the choice of several that does."""
        return list(
            dict.fromkeys(
                (one.item, one.choice if self._kind(one) == ItemKind.MULTIPLE else "") for one in asked.conditions
            )
        )

    def _kind(self, condition: Condition) -> str:
        return self.asked[condition.item].item.kind

    def _by(self, asked: AskedQuestion, *answers: Any) -> Counted:
        """People by group, by what decides whether they were asked, and by what they answered."""
        return self.kinds.people_by([*(self._answer_to(*one) for one in self._parents(asked)), *answers])

    def _answer_to(self, item: str, choice: str) -> Any:
        if choice:
            return aggregates.among(item, choice, ANSWERED)
        if self.asked[item].item.kind in ONE_CHOICE:
            return aggregates.chosen(item)
        return aggregates.answered(item, ANSWERED)

    def _shown_of(self, asked: AskedQuestion) -> list[tuple[Test, Any, Cells]]:
        """What is shown of the questions that decide whether it is asked."""
        found: list[tuple[Test, Any, Cells]] = []
        for at, (item, choice) in enumerate(self._parents(asked)):
            cells = self.cells[item]
            found.append((equals(at, ""), NO_ANSWER, cells))
            if choice:
                found.append((equals(at, choice), choice, cells))
            elif self.asked[item].item.kind in ONE_CHOICE:
                found += [(equals(at, one.code), one.code, cells) for one in self.asked[item].choices]
                if item in self.merged:
                    above, people = self.merged[item]
                    found.append((is_among(at, above), HIGH, {EVERYBODY: {HIGH: people}}))
        return found

    def _counted(self, asked: AskedQuestion, answers: Sequence[str], parts: Counted) -> None:
        first = len(self._parents(asked))
        table = guarded_beside(
            parts,
            figures={**{code: equals(first, code) for code in answers}, NO_ANSWER: equals(first, "")},
            shown=self._shown_of(asked),
            groups=self.kinds.shown,
            add_up=True,
            threshold=self.threshold,
        )
        self._remember(asked, table)

    def _remember(self, asked: AskedQuestion, table: GuardedTable) -> None:
        earlier = self.cells.get(asked.code, {})
        self.cells[asked.code] = {
            group: {**earlier.get(group, {}), **table.cells.get(group, {})} for group in {**earlier, **table.cells}
        }

    def _written_down(
        self, asked: AskedQuestion, answers: Sequence[AnswerFinding], parts: Counted | None = None
    ) -> QuestionFinding:
        if parts is not None:
            self._counted(asked, [one.code for one in answers], parts)
        answers = (*answers, NOTHING)
        rows = {group: tuple(row[one.code] for one in answers) for group, row in self.cells[asked.code].items()}
        return QuestionFinding(
            code=asked.code,
            label=asked.label,
            heading=asked.heading,
            section=asked.section,
            kind=asked.item.kind,
            role=asked.item.role,
            measure=asked.item.measure,
            source=asked.item.source,
            right=asked.item.right,
            answers=answers,
            people=self.kinds.everybody,
            counts=rows[EVERYBODY],
            groups=tuple(
                GroupCounts(group=place, people=found.people, counts=rows[group])
                for place, (group, found) in enumerate(self.kinds.found)
                if group in rows
            ),
            hides_something=any(None in row for row in rows.values()),
        )

    # -- Figures of everybody, before those of groups ---------------------------------------------------------------
    #
    # How many feel able, how many are, and whether they are the same is what all readers need: of questions that go
    # together, and of each other question that everybody is asked, the figures of everybody are settled before any
    # figure of a group, which gives way to them.

    def _pairs(self) -> Iterator[tuple[str, AskedQuestion, AskedQuestion]]:
        """Each measure with a question on how able one feels and one that tests it."""
        tested = by_measure(self.asked, ItemKind.TESTED)
        for measure, felts in by_measure(self.asked, ItemKind.SKILL, ItemKind.KNOWLEDGE).items():
            for felt in felts:
                for one in tested.get(measure, ()):
                    yield measure, felt, one

    def _family(self, asked: AskedQuestion) -> list[AskedQuestion]:
        """The questions of its pairs, itself among them, or itself; none where one is not asked of everybody."""
        found = [
            one
            for measure, *both in self._pairs()
            if asked.code in {two.code for two in both} or measure == asked.item.measure
            for one in both
        ]
        if not found and asked.item.kind in ONE_CHOICE:
            found = [asked]
        codes = dict.fromkeys(one.code for one in found)
        everyone = all(not one.conditions for one in found)
        return [self.asked[code] for code in codes] if everyone else []

    def _settle(self, family: Sequence[AskedQuestion]) -> None:
        """Decide what is shown of everybody of these questions, and of how their answers go together."""
        figures: dict[Any, Test] = {
            (one.code, answer): equals(at, given) for at, one in enumerate(family) for answer, given in _given(one)
        }
        figures |= {(one.code, *UPPER): is_among(at, above) for at, one in enumerate(family) if (above := _above(one))}
        place = {one.code: at for at, one in enumerate(family)}
        for _, felt, tested in self._pairs():
            if felt.code in place and tested.code in place:
                corners = _corners(felt, tested, first=place[felt.code], second=place[tested.code])
                figures |= {(felt.code, tested.code, name): test for name, test in corners.items()}
        table = guarded_beside(
            self.kinds.people_by([aggregates.chosen(one.code) for one in family]),
            figures=figures,
            shown=(),
            groups=self.kinds.shown,
            only={EVERYBODY},
            # Which wrong answer was chosen is given up first; how many feel able, and how many are, last.
            needed={name: _need(self.asked[name[0]], name[1:]) for name in figures},
            threshold=self.threshold,
        )
        self.settled |= {name: (figures[name], people) for name, people in table.cells[EVERYBODY].items()}
        for one in family:
            row = {answer: table.cells[EVERYBODY][one.code, answer] for answer, _ in _given(one)}
            self.cells[one.code] = {EVERYBODY: row}

    def _shown_in(self, family: Sequence[AskedQuestion]) -> list[tuple[Test, Any, Cells]]:
        """What is settled of everybody, and what is shown of the groups of a family so far."""
        codes = {one.code for one in family}
        shown: list[tuple[Test, Any, Cells]] = [
            (test, name, {EVERYBODY: {name: people}})
            for name, (test, people) in self.settled.items()
            if name[0] in codes
        ]
        for at, one in enumerate(family):
            groups = {group: row for group, row in self.cells[one.code].items() if group != EVERYBODY}
            shown += [(equals(at, given), answer, groups) for answer, given in _given(one)]
        return shown

    def _counted_in(self, family: Sequence[AskedQuestion], asked: AskedQuestion) -> None:
        """Count a question by groups, beside what is settled of everybody and what is shown of its family."""
        at = [one.code for one in family].index(asked.code)
        table = guarded_beside(
            self.kinds.people_by([aggregates.chosen(one.code) for one in family]),
            figures={answer: equals(at, given) for answer, given in _given(asked)},
            shown=self._shown_in(family),
            groups=self.kinds.shown,
            only=self.kinds.shown - {EVERYBODY},
            add_up=True,
            threshold=self.threshold,
        )
        self._remember(asked, table)

    def _tested(self) -> Iterator[TestedFinding]:
        for measure, felt, tested in self._pairs():
            if (felt.code, tested.code, "low_right") in self.settled:
                shown = {corner: self.settled[felt.code, tested.code, corner][1] for corner in _corners(felt, tested)}
            else:
                shown = self._beside(felt, tested)
            yield TestedFinding(
                measure=measure,
                felt_label=felt.label,
                tested_label=tested.label,
                **shown,
                hides_something=None in shown.values(),
            )

    def _beside(self, felt: AskedQuestion, tested: AskedQuestion) -> dict[str, int | None]:
        """How two questions go together of which one is not asked of everybody: what is shown of both stays."""
        table = guarded_beside(
            self.kinds.people_by([aggregates.chosen(felt.code), aggregates.chosen(tested.code)]),
            figures=_corners(felt, tested),
            shown=[
                *(
                    (equals(at, given), answer, self.cells[asked.code])
                    for at, asked in enumerate((felt, tested))
                    for answer, given in _given(asked)
                ),
                *(
                    (is_among(at, above), HIGH, {EVERYBODY: {HIGH: people}})
                    for at, asked in enumerate((felt, tested))
                    for above, people in [self.merged.get(asked.code, (frozenset(), None))]
                ),
            ],
            groups=self.kinds.shown,
            only={EVERYBODY},
            threshold=self.threshold,
        )
        return {str(corner): people for corner, people in table.cells[EVERYBODY].items()}


def _given(asked: AskedQuestion) -> list[tuple[str, str]]:
    """The answers to a question of one choice as figures name them, and as people give them."""
    return [*((one.code, one.code) for one in asked.choices), (NO_ANSWER, "")]


def _above(asked: AskedQuestion) -> frozenset[str]:
    """The upper answers of a scale; none of other questions."""
    return high_answers({one.code: one.score for one in asked.choices})


def _need(asked: AskedQuestion, answers: tuple[str, ...]) -> int:
    """How much a figure of a question of one answer, or of two questions, is needed."""
    if answers == UPPER:
        return 4
    if len(answers) > 1:
        return 3
    if asked.item.kind == ItemKind.TESTED:
        return 4 if answers == (asked.item.right,) else 0
    return 1 if answers == (NO_ANSWER,) else 2


def _corners(felt: AskedQuestion, tested: AskedQuestion, *, first: int = 0, second: int = 1) -> dict[str, Test]:
    """Who feels able or not, and is or not: by where the two answers are."""
    high = {choice.code for choice in felt.choices if (choice.score or 0) > len(felt.choices) / 2}
    low = {choice.code for choice in felt.choices} - high
    right = {tested.item.right}
    wrong = {choice.code for choice in tested.choices} - right
    return {
        f"{a}_{b}": _both_at(first, some, second, others)
        for a, some in (("low", low), ("high", high))
        for b, others in (("right", right), ("wrong", wrong))
    }


def _both_at(first: int, some: set[str], second: int, others: set[str]) -> Test:
    one, other = is_among(first, some), is_among(second, others)
    return lambda answers: one(answers) and other(answers)


def _answers_of(asked: AskedQuestion) -> tuple[AnswerFinding, ...]:
    return tuple(AnswerFinding(code=one.code, label=one.label, score=one.score) for one in asked.choices)
