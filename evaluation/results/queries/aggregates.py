"""What is read of finished answers to be counted: numbers of people, never who they are."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import (
    Aggregate,
    Avg,
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    FloatField,
    OuterRef,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Expression
from django.db.models.functions import Coalesce

from evaluation.results.rules.questions import Bracket
from evaluation.surveys.models import Answer, Response, ResponseQuerySet, Survey

#: What people are grouped by, in the order of `Dimension`: the columns of a response.
KINDS = ("epci", "structure__partner", "age_band", "campaign", "campaign__action")
#: People by the value of each kind and by what was answered.
type Counted = dict[tuple[tuple[Any, ...], tuple[str, ...]], int]


class _Percentile(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field: Any = FloatField()


class _PercentileDay(_Percentile):
    function = "percentile_disc"
    output_field = DateField()


def finished_of(survey: Survey, moment: str) -> ResponseQuerySet:
    """The answers of one moment of a survey that were sent to the end."""
    found: ResponseQuerySet = Response.objects.finished().filter(
        campaign__survey=survey, campaign__moment=moment
    )
    return found.order_by()


def people_by(responses: ResponseQuerySet, answers: Sequence[Expression] = ()) -> Counted:
    """People by the value of each kind and by what each expression says of them, in one reading."""
    columns = [f"answer{at}" for at in range(len(answers))]
    rows = responses.annotate(**dict(zip(columns, answers, strict=True)))
    rows = rows.values_list(*KINDS, *columns).annotate(people=Count("pk"))
    return {
        (tuple(values[: len(KINDS)]), tuple(values[len(KINDS) :])): people
        for *values, people in rows.iterator(chunk_size=5000)
    }


def _own(item: str) -> Any:
    return Answer.objects.filter(response=OuterRef("pk"), item=item).order_by()


def chosen(item: str) -> Expression:
    """The one choice that answers a question; nothing where it was not answered."""
    return Coalesce(Subquery(_own(item).values("choice")[:1]), Value(""), output_field=CharField())


def among(item: str, choice: str, other: str) -> Expression:
    """The choice where it is among those that answer a question, `other` where only others are, else nothing."""
    return Case(
        When(Exists(_own(item).filter(choice=choice)), then=Value(choice)),
        When(Exists(_own(item)), then=Value(other)),
        default=Value(""),
        output_field=CharField(),
    )


def answered(item: str, word: str) -> Expression:
    """The word where a question was answered, else nothing."""
    return Case(When(Exists(_own(item)), then=Value(word)), default=Value(""), output_field=CharField())


def binned(item: str, bins: Sequence[Bracket[Any]], *, column: str) -> Expression:
    """The bin in which the number or the day lies that answers a question; nothing where it was not answered."""
    places = [
        When(**{f"{column}__lt": one.below}, then=Value(one.code))
        if one.below is not None
        else When(**{f"{column}__isnull": False}, then=Value(one.code))
        for one in bins
    ]
    place = Case(*places, default=Value(""), output_field=CharField())
    return Coalesce(
        Subquery(_own(item).annotate(place=place).values("place")[:1]), Value(""), output_field=CharField()
    )


def _answers(responses: ResponseQuerySet, item: str) -> Any:
    return Answer.objects.filter(response__in=responses.values("pk"), item=item).order_by()


def middle_of_numbers(responses: ResponseQuerySet, item: str) -> Mapping[str, float]:
    """How many numbers were written, where their middle lies, and between which most of them do."""
    found: Mapping[str, float] = _answers(responses, item).aggregate(
        n=Count("number"),
        mean=Avg("number", output_field=FloatField()),
        low=_Percentile("number", share=0.05),
        lower_quartile=_Percentile("number", share=0.25),
        median=_Percentile("number", share=0.5),
        upper_quartile=_Percentile("number", share=0.75),
        high=_Percentile("number", share=0.95),
    )
    return found


def most_days(responses: ResponseQuerySet, item: str) -> tuple[int, date | None, date | None]:
    """How many days were written, and between which most of them lie."""
    found = _answers(responses, item).aggregate(
        n=Count("day"), low=_PercentileDay("day", share=0.05), high=_PercentileDay("day", share=0.95)
    )
    return found["n"], found["low"], found["high"]


def texts_of(responses: ResponseQuerySet, item: str) -> list[str]:
    """What was written, in the order of the letters."""
    rows = _answers(responses, item).exclude(text="").order_by("text")
    return list(rows.values_list("text", flat=True))


def answers_of_each(
    responses: ResponseQuerySet, answer: Expression
) -> Iterator[tuple[Any, tuple[Any, ...], str]]:
    """The number of the pair, the value of each kind and the answer of each person, to be counted and forgotten."""
    rows = responses.annotate(answer=answer).values_list("pair", *KINDS, "answer")
    for pair, *kinds, given in rows.iterator(chunk_size=5000):
        yield pair, tuple(kinds), given
