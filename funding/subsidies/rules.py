"""The budget of a subsidy request: expenses and resources that are equal, the subsidy among the resources."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from inclusion.core.french.money import ZERO, euros


class Line(NamedTuple):
    """What a line of a budget is for, and its amount in euros."""

    label: str
    amount: Decimal


def total(lines: Sequence[tuple[str, Decimal]]) -> Decimal:
    """The sum of one side, in euros."""
    return sum((amount for _, amount in lines), ZERO)


def unequal(expenses: Sequence[tuple[str, Decimal]], resources: Sequence[tuple[str, Decimal]]) -> str:
    """Say both sums and what is between them where the two sides differ; empty where they are equal."""
    spent, found = total(expenses), total(resources)
    if spent == found:
        return ""
    lacking = "recettes" if found < spent else "dépenses"
    return (
        f"Les dépenses font {euros(spent)} et les recettes {euros(found)}\u00a0: "
        f"il manque {euros(abs(spent - found))} de {lacking}."
    )


def subsidy_missing(resources: Sequence[tuple[str, Decimal]], *, asked: Decimal, operator: str) -> str:
    """Say that no resource is the subsidy that is asked for; empty where one is."""
    if any(amount == asked for _, amount in resources):
        return ""
    return (
        f"Aucune recette n’est de {euros(asked)}, la subvention demandée à {operator}\u00a0: ajoutez-la aux recettes, "
        "ou corrigez le montant demandé."
    )


def carried(
    resources: Sequence[tuple[str, Decimal]], *, asked_before: Decimal, asked: Decimal, operator: str
) -> list[Line]:
    """The resources of last year with the subsidy of this one: the line of what was asked changes its amount."""
    lines = [Line(*line) for line in resources]
    same = [index for index, line in enumerate(lines) if line.amount == asked_before]
    named = [index for index in same if operator.lower() in lines[index].label.lower()]
    if not same:
        return [*lines, subsidy_line(operator, asked)]
    at = (named or same)[0]
    lines[at] = lines[at]._replace(amount=asked)
    return lines


def subsidy_line(operator: str, asked: Decimal) -> Line:
    """The line of the subsidy itself."""
    return Line(f"Subvention demandée à {operator}"[:120], asked)
