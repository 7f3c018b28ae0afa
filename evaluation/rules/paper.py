"""A questionnaire on paper: its questions numbered, its scales as grids, its conditions in words.

The page on which papers are entered shows the same numbers and the same signs, so that nobody looks for a place.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from evaluation.enums import Comparison, ItemKind
from evaluation.rules.forms import SCALES, Choice, Condition, Form, Item, Section

#: What stands beside an answer on paper, and is typed for it.
SIGNS = "123456789abcdefghijklmnopqrstuvwxyz"
#: What tells the rows of a table apart.
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Line:
    """One thing that is answered: a question, or a row of a table."""

    code: str
    number: str
    label: str
    item: Item


@dataclass(frozen=True)
class Block:
    """What stands together: one question, or some that are answered on the same scale, as a grid."""

    lines: tuple[Line, ...]
    #: Above a grid that is a table of the questionnaire: its own number and wording.
    number: str = ""
    label: str = ""
    help_text: str = ""
    condition: str = ""
    is_grid: bool = False

    @property
    def choices(self) -> tuple[tuple[str, Choice], ...]:
        """What can be chosen, each with its sign."""
        return signed_choices(self.lines[0].item)


@dataclass(frozen=True)
class Part:
    """A section of the questionnaire."""

    section: Section
    blocks: tuple[Block, ...]
    condition: str = ""


def signed_choices(item: Item) -> tuple[tuple[str, Choice], ...]:
    """The answers of a question, each with the sign that is typed for it; none beyond the last sign."""
    return tuple(
        (SIGNS[place] if place < len(SIGNS) else "", choice) for place, choice in enumerate(item.answers)
    )


def paper_of(form: Form) -> tuple[Part, ...]:
    """The parts of a questionnaire as paper shows them."""
    numbers = {item.code: str(number) for number, item in enumerate(form.items(), start=1)}
    return tuple(
        Part(
            section,
            tuple(_blocks(section, form, numbers)),
            _in_words(section.shown_if, form, numbers, "cette partie"),
        )
        for section in form.sections
    )


def _blocks(section: Section, form: Form, numbers: dict[str, str]) -> Iterator[Block]:
    waiting: list[Line] = []
    for item in section.items:
        line = Line(item.code, numbers[item.code], item.label, item)
        on_scale = item.kind in SCALES and item.shown_if is None and not item.help_text
        if waiting and not (on_scale and waiting[0].item.kind == item.kind):
            yield _of_scale(waiting)
            waiting = []
        if on_scale:
            waiting.append(line)
            continue
        yield _alone(line, _in_words(item.shown_if, form, numbers, "cette question"))
    if waiting:
        yield _of_scale(waiting)


def _of_scale(lines: list[Line]) -> Block:
    return Block(tuple(lines), is_grid=len(lines) > 1)


def _alone(line: Line, condition: str) -> Block:
    item = line.item
    if item.kind != ItemKind.MATRIX:
        return Block((line,), help_text=item.help_text, condition=condition)
    rows = tuple(
        Line(code, f"{line.number}{LETTERS[place % len(LETTERS)]}", label, item)
        for place, (code, label) in enumerate(item.questions())
    )
    return Block(rows, line.number, line.label, item.help_text, condition, is_grid=True)


def _in_words(condition: Condition | None, form: Form, numbers: dict[str, str], what: str) -> str:
    """« Répondez à cette question seulement si vous avez répondu « Oui » à la question 3. »"""
    if condition is None:
        return ""
    asked = form.item(condition.item)
    number = numbers[condition.item]
    label = next((one.label for one in asked.answers if one.code == condition.choice), condition.choice)
    match condition.test:
        case Comparison.IS:
            how = f"vous avez répondu «\u00a0{label}\u00a0» à la question\u00a0{number}"
        case Comparison.IS_NOT:
            how = f"vous avez répondu autre chose que «\u00a0{label}\u00a0» à la question\u00a0{number}"
        case _:
            how = f"vous avez répondu à la question\u00a0{number}"
    return f"Répondez à {what} seulement si {how}."
