"""Sums of outputs by funded action and intercommunalité, and of how many people they are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import CharField, IntegerField, Sum, Value
from django.db.models.functions import Cast

from evaluation.chain.queries.figures import AMOUNT, OUTPUTS, Output
from evaluation.chain.rules import Crowd
from inclusion.core.french.periods import Period


@dataclass(frozen=True)
class Group:
    """The sum of an output for one action and intercommunalité, and of how many people it is."""

    key: str
    action: int
    area: str
    total: Decimal
    people: int


def groups_of(days: Period, outputs: Iterable[Output] = OUTPUTS) -> list[Group]:
    """All outputs of a period in the network, by action and intercommunalité: one query."""
    first, *others = [
        one.rows(days)
        .order_by()
        .values_list(Value(one.key, CharField()), "funded", "area")
        .annotate(
            total=Cast(Sum("size"), AMOUNT),
            people=Cast(one.crowd if one.crowd is not None else Value(0), IntegerField()),
        )
        for one in outputs
    ]
    return [Group(*row) for row in first.union(*others, all=True).order_by()]


def crowds_of(groups: Iterable[Group]) -> dict[str, Crowd]:
    """Of how many people each output is, in the network by action and by intercommunalité."""
    by_action: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    by_area: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in groups:
        by_action[one.key][one.action] += one.people
        by_area[one.key][one.area] += one.people
    return {key: Crowd(by_action[key], by_area[key]) for key in by_action}
