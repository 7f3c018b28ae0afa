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
    NO_ANSWER,
    AnswerFinding,
    Findings,
    GroupCounts,
    QuestionFinding,
    Summary,
    TestedFinding,
)
from evaluation.results.rules.questions import (
    ONE_CHOICE,
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
    both_among,
    differs,
    equals,
    guarded_beside,
)
from evaluation.surveys.models import Survey

NOTHING = AnswerFinding(code=NO_ANSWER, label="Sans réponse")
#: Somebody chose something, or wrote something.
ANSWERED = "answered"
WRITTEN = AnswerFinding(code="written", label="A répondu")


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

    def findings(self) -> Findings:
        questionnaire, key = self.version.questionnaire, self.version.questionnaire.library_key
        as_it_is = key in LIBRARY and LIBRARY[key].form == self.version.form
        shown = EVERYBODY in self.kinds.shown
        return Findings(
            questionnaire=questionnaire.title,
            library_key=key if as_it_is else "",
            version=self.version.number,
            start=min(one.start for one in self.campaigns).isoformat(),
            end=max(one.end for one in self.campaigns).isoformat(),
            people=self.kinds.everybody if shown else None,
            expected=self.kinds.expected,
            is_synthetic=any(one.is_synthetic for one in self.campaigns),
            groups=self.kinds.groups,
            hidden_groups=self.kinds.hidden_groups,
            # The tables that several questions make together come after each of them.
            questions=tuple(self._question(asked) for asked in self.asked.values()) if shown else (),
            tested=tuple(self._tested()) if shown else (),
        )

    def _question(self, asked: AskedQuestion) -> QuestionFinding:
        if asked.item.role == ItemRole.AGE and (ages := self.kinds.shown_ages()) is not None:
            return self._age(asked, ages)
        if asked.item.kind in ONE_CHOICE:
            return self._written_down(
                asked, _answers_of(asked), self._by(asked, aggregates.chosen(asked.code))
            )
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
            told = [aggregates.among(asked.code, code, ANSWERED) for code in together]
            parts = self._by(asked, *told)
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
        middle = aggregates.middle_of_numbers(self.responses, asked.code)
        if asked.item.role == ItemRole.AGE:
            bins = age_bins()
        elif middle["n"] < THRESHOLD:
            bins = (Bracket(WRITTEN.code, WRITTEN.label, None),)
        else:
            bins = number_bins(middle["low"], middle["high"], minimum=asked.item.minimum)
        found = self._binned(asked, bins, column="number")
        nothing = found.counts[-1]
        if nothing is None or middle["n"] < THRESHOLD:
            # How many wrote a number reveals how many did not.
            return found
        summary = {
            name: round(middle[name], 1) for name in ("mean", "median", "lower_quartile", "upper_quartile")
        }
        return found.model_copy(update={"summary": Summary(n=int(middle["n"]), **summary)})

    def _days(self, asked: AskedQuestion) -> QuestionFinding:
        n, low, high = aggregates.most_days(self.responses, asked.code)
        if n < THRESHOLD or low is None or high is None:
            return self._binned(asked, (Bracket(WRITTEN.code, WRITTEN.label, None),), column="day")
        return self._binned(asked, day_bins(low, high), column="day")

    def _binned(self, asked: AskedQuestion, bins: Sequence[Bracket[Any]], *, column: str) -> QuestionFinding:
        answers = tuple(AnswerFinding(code=one.code, label=one.label) for one in bins)
        parts = self._by(asked, aggregates.binned(asked.code, bins, column=column))
        return self._written_down(asked, answers, parts)

    def _texts(self, asked: AskedQuestion) -> QuestionFinding:
        parts = self._by(asked, aggregates.answered(asked.code, WRITTEN.code))
        found = self._written_down(asked, (WRITTEN,), parts)
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

    # -- Figures ----------------------------------------------------------------------------------------------------

    def _parents(self, asked: AskedQuestion) -> list[tuple[str, str]]:
        """The questions that decide whether it is asked, each with the choice of several that does."""
        return list(
            dict.fromkeys(
                (one.item, one.choice if self._kind(one) == ItemKind.MULTIPLE else "")
                for one in asked.conditions
            )
        )

    def _kind(self, condition: Condition) -> str:
        return self.asked[condition.item].item.kind

    def _by(self, asked: AskedQuestion, *told: Any) -> Counted:
        """People by group, by what decides whether they were asked, and by what they answered."""
        return self.kinds.people_by([*(self._answer_to(*one) for one in self._parents(asked)), *told])

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
            group: {**earlier.get(group, {}), **row} for group, row in table.cells.items()
        }

    def _written_down(
        self, asked: AskedQuestion, answers: Sequence[AnswerFinding], parts: Counted | None = None
    ) -> QuestionFinding:
        if parts is not None:
            self._counted(asked, [one.code for one in answers], parts)
        answers = (*answers, NOTHING)
        rows = {
            group: tuple(row[one.code] for one in answers) for group, row in self.cells[asked.code].items()
        }
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

    # -- Felt beside tested -----------------------------------------------------------------------------------------

    def _tested(self) -> Iterator[TestedFinding]:
        tested = by_measure(self.asked, ItemKind.TESTED)
        for measure, felts in by_measure(self.asked, ItemKind.SKILL, ItemKind.KNOWLEDGE).items():
            for felt in felts:
                for one in tested.get(measure, ()):
                    yield self._both(measure, felt, one)

    def _both(self, measure: str, felt: AskedQuestion, tested: AskedQuestion) -> TestedFinding:
        high = {choice.code for choice in felt.choices if (choice.score or 0) > len(felt.choices) / 2}
        low = {choice.code for choice in felt.choices} - high
        right = {tested.item.right}
        wrong = {choice.code for choice in tested.choices} - right
        figures: Mapping[str, Test] = {
            f"{a}_{b}": both_among(some, others)
            for a, some in (("low", low), ("high", high))
            for b, others in (("right", right), ("wrong", wrong))
        }
        beside: list[tuple[Test, Any, Cells]] = [
            (equals(at, value), name, self.cells[asked.code])
            for at, asked in enumerate((felt, tested))
            for value, name in [("", NO_ANSWER), *((one.code, one.code) for one in asked.choices)]
        ]
        table = guarded_beside(
            self.kinds.people_by([aggregates.chosen(felt.code), aggregates.chosen(tested.code)]),
            figures=figures,
            shown=beside,
            groups=self.kinds.shown,
            only={EVERYBODY},
            threshold=self.threshold,
        )
        return TestedFinding(
            measure=measure,
            felt_label=felt.label,
            tested_label=tested.label,
            **{str(corner): people for corner, people in table.cells[EVERYBODY].items()},
            hides_something=table.hides_something,
        )


def _answers_of(asked: AskedQuestion) -> tuple[AnswerFinding, ...]:
    return tuple(AnswerFinding(code=one.code, label=one.label, score=one.score) for one in asked.choices)
