"""What is read of finished answers to be counted: numbers of people, never who they are."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Subquery, Value, When
from django.db.models.expressions import Expression
from django.db.models.functions import Coalesce

from evaluation.results.rules.questions import Bracket
from evaluation.surveys.models import Answer, Response, ResponseQuerySet, Survey

#: What people are grouped by, in the order of `Dimension`: the columns of a response.
KINDS = ("epci", "structure__partner", "age_band", "campaign", "campaign__action")
#: People by the value of each kind and by what was answered.
type Counted = dict[tuple[tuple[Any, ...], tuple[str, ...]], int]


def finished_of(survey: Survey, moment: str) -> ResponseQuerySet:
    """The answers of one moment of a survey that were sent to the end."""
    found: ResponseQuerySet = Response.objects.finished().filter(campaign__survey=survey, campaign__moment=moment)
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
    return Coalesce(Subquery(_own(item).annotate(place=place).values("place")[:1]), Value(""), output_field=CharField())


def _answers(responses: ResponseQuerySet, item: str) -> Any:
    return Answer.objects.filter(response__in=responses.values("pk"), item=item).order_by()


def numbers_of(responses: ResponseQuerySet, item: str) -> list[Decimal]:
    """The numbers that were written."""
    rows = _answers(responses, item).exclude(number=None).order_by("number")
    return list(rows.values_list("number", flat=True))


def days_of(responses: ResponseQuerySet, item: str) -> list[date]:
    """The days that were written."""
    return list(_answers(responses, item).exclude(day=None).order_by("day").values_list("day", flat=True))


def texts_of(responses: ResponseQuerySet, item: str) -> list[str]:
    """What was written, in the order of the letters."""
    rows = _answers(responses, item).exclude(text="").order_by("text")
    return list(rows.values_list("text", flat=True))


def answers_of_each(responses: ResponseQuerySet, answer: Expression) -> Iterator[tuple[Any, tuple[Any, ...], str]]:
    """The number of the pair, the value of each kind and the answer of each person, to be counted and forgotten."""
    rows = responses.annotate(answer=answer).values_list("pair", *KINDS, "answer")
    for pair, *kinds, given in rows.iterator(chunk_size=5000):
        yield pair, tuple(kinds), given
