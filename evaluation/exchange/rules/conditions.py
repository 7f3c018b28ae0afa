"""Conditions and limits as XLSForm writes them: `relevant` and `constraint`."""

import re

from evaluation.enums import Comparison, ItemKind
from evaluation.questionnaires.rules import Condition, Item

_NAME = r"\$\{\s*(?P<item>\w+)\s*\}"
_TEXT = r"['\"‘’“”](?P<choice>[^'\"‘’“”]*)['\"‘’“”]"
_ANSWERED = rf"(?:\s+and\s+\$\{{\s*\w+\s*\}}\s*!=\s*{_TEXT.replace('?P<choice>', '?:')})?"
#: What a condition may be, with what it tests; the first that matches is meant.
_WAYS = (
    (re.compile(rf"{_NAME}\s*!=\s*['\"‘’“”]{{2}}"), Comparison.IS_ANSWERED),
    (re.compile(rf"{_NAME}\s*=\s*{_TEXT}"), Comparison.IS),
    (re.compile(rf"selected\(\s*{_NAME}\s*,\s*{_TEXT}\s*\)"), Comparison.IS),
    (re.compile(rf"{_NAME}\s*!=\s*{_TEXT}{_ANSWERED}"), Comparison.IS_NOT),
    (re.compile(rf"not\(\s*selected\(\s*{_NAME}\s*,\s*{_TEXT}\s*\)\s*\){_ANSWERED}"), Comparison.IS_NOT),
)
_LIMIT = re.compile(r"\.\s*(?P<sign><=|>=|<|>)\s*(?P<number>-?\d+)")


def written_condition(condition: Condition | None, asked: Item | None) -> str:
    """The `relevant` of a condition; `asked` is the question that it looks at."""
    if condition is None:
        return ""
    name, text = f"${{{condition.item}}}", f"'{condition.choice}'"
    if condition.test == Comparison.IS_ANSWERED:
        return f"{name} != ''"
    several = asked is not None and asked.kind == ItemKind.MULTIPLE
    if condition.test == Comparison.IS:
        return f"selected({name}, {text})" if several else f"{name} = {text}"
    other = f"not(selected({name}, {text}))" if several else f"{name} != {text}"
    return f"{other} and {name} != ''"


def read_condition(written: str) -> Condition:
    """The condition of a `relevant`. Raises ValueError with the French sentence for one that the portal cannot ask."""
    for way, test in _WAYS:
        if found := way.fullmatch(written.strip()):
            return Condition(item=found["item"], test=test, choice=found.groupdict().get("choice") or "")
    raise ValueError(
        f"le portail ne lit que des conditions simples, comme ${{question}} = 'reponse'\u00a0; ici\u00a0: {written}"
    )


def written_limits(minimum: int | None, maximum: int | None) -> str:
    """The `constraint` of a number."""
    return " and ".join(
        f". {sign} {number}" for sign, number in ((">=", minimum), ("<=", maximum)) if number is not None
    )


def read_limits(written: str) -> tuple[int | None, int | None]:
    """The smallest and the largest whole number of a `constraint`. Raises ValueError for what says something else."""
    minimum, maximum = None, None
    for part in re.split(r"\s+and\s+", written.strip(), flags=re.IGNORECASE):
        found = _LIMIT.fullmatch(part.strip())
        if found is None:
            raise ValueError(f"le portail ne lit que des limites comme . >= 0 and . <= 10\u00a0; ici\u00a0: {written}")
        number = int(found["number"])
        match found["sign"]:
            case ">=":
                minimum = number
            case ">":
                minimum = number + 1
            case "<=":
                maximum = number
            case _:
                maximum = number - 1
    return minimum, maximum
