"""Answers read and checked against their questionnaire; the questionnaire on paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from evaluation.enums import Comparison, ItemKind
from evaluation.questionnaires.rules import SCALES, Choice, Condition, Form, Item, Section
from evaluation.surveys.rules import QUESTIONS
from inclusion.core.french.identifiers import NIR_REFUSED as SOCIAL_SECURITY_NUMBER
from inclusion.core.french.identifiers import has_social_security_number

#: Letters of a free text; the rest is cut off by the page before it is sent.
LONGEST_TEXT = 2000
#: Beyond this no number of a questionnaire means anything.
LARGEST_NUMBER = Decimal(1_000_000_000)
#: The finest step of a number that is kept.
FINEST = Decimal("0.0001")
#: What whoever sent a refused answer reads: nobody has to know why the page and the portal disagree.
NOT_A_CHOICE = "Choisissez une des réponses proposées."


@dataclass(frozen=True)
class Answered:
    """The answer to one question: choices, or one of a number, a day and a text."""

    choices: tuple[str, ...] = ()
    number: Decimal | None = None
    day: date | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.choices or self.number is not None or self.day or self.text)


@dataclass(frozen=True)
class ReadAnswers:
    """Answers by the code of what was asked, and what is wrong with the others by the same code."""

    given: dict[str, Answered] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


#: Questions on one page, rows of a table counted: a phone shows so many without getting lost.
PAGE_SIZE = 4


def paged(form: Form) -> Form:
    """The form in parts of few questions each, as pages ask them; the second page of a part is called « code-2 »."""
    return form.model_copy(update={"sections": tuple(page for section in form.sections for page in _pages(section))})


def _pages(section: Section) -> Iterator[Section]:
    total = sum(len(item.questions()) for item in section.items)
    most = -(-total // max(1, -(-total // PAGE_SIZE)))
    pages: list[list[Item]] = [[]]
    for item in section.items:
        if pages[-1] and sum(len(one.questions()) for one in (*pages[-1], item)) > most:
            pages.append([])
        pages[-1].append(item)
    yield section.model_copy(update={"items": tuple(pages[0])})
    for number, items in enumerate(pages[1:], start=2):
        further = {"code": f"{section.code}-{number}", "text": "", "items": tuple(items)}
        yield section.model_copy(update=further)


def read_answers(form: Form, sent: Mapping[str, Sequence[str]], *, unfinished: bool = False) -> ReadAnswers:
    """Read what was sent for each question that the answers before it show.

    What was sent for a question that is not shown, or not of the form, is left out: somebody changed an earlier answer.
    An `unfinished` questionnaire lacks nothing.
    """
    read = ReadAnswers()
    for section in form.sections:
        if not is_shown(section.shown_if, read.given):
            continue
        for item in section.items:
            if is_shown(item.shown_if, read.given):
                _read_item(item, sent, read, unfinished=unfinished)
    return read


def is_shown(condition: Condition | None, given: Mapping[str, Answered]) -> bool:
    """Whether a question is shown after these answers."""
    if condition is None:
        return True
    answer = given.get(condition.item, Answered())
    if condition.test == Comparison.IS_ANSWERED:
        return bool(answer)
    chosen = condition.choice in answer.choices
    return chosen if condition.test == Comparison.IS else bool(answer) and not chosen


def _read_item(item: Item, sent: Mapping[str, Sequence[str]], read: ReadAnswers, *, unfinished: bool) -> None:
    for code, _ in item.questions():
        words = [word.strip() for word in sent.get(code, ()) if word.strip()]
        try:
            answer = _given(item, words)
        except ValueError as refused:
            read.problems[code] = str(refused)
            continue
        if answer:
            read.given[code] = answer
        elif item.required and not unfinished:
            read.problems[code] = "Répondez à cette question."


def _given(item: Item, words: Sequence[str]) -> Answered:
    if not words:
        return Answered()
    match item.kind:
        case ItemKind.NUMBER:
            word = words[0]
            plain = "".join(word.split()).replace(",", ".")
            try:
                number = Decimal(plain)
            except InvalidOperation:
                raise ValueError("Écrivez un nombre, en chiffres.") from None
            if not number.is_finite() or abs(number) > LARGEST_NUMBER:
                raise ValueError("Ce nombre est trop grand.")
            # What is kept: a number written with a million decimals would stop the database.
            if number != (kept := number.quantize(FINEST)):
                number = kept
            if item.minimum is not None and number < item.minimum:
                raise ValueError(f"Écrivez {item.minimum} au moins.")
            if item.maximum is not None and number > item.maximum:
                raise ValueError(f"Écrivez {item.maximum} au plus.")
            return Answered(number=number)
        case ItemKind.DATE:
            return Answered(day=_day(words[0]))
        case ItemKind.TEXT:
            return Answered(text=_text(words[0]))
        case _:
            known = [choice.code for choice in item.answers]
            if set(words) - set(known):
                raise ValueError(NOT_A_CHOICE)
            if item.kind != ItemKind.MULTIPLE and len(set(words)) > 1:
                raise ValueError("Choisissez une seule réponse.")
            return Answered(choices=tuple(code for code in known if code in words))


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise ValueError("Écrivez un jour qui existe.") from None


def _text(word: str) -> str:
    plain = "".join(one for one in word.replace("\r\n", "\n") if one == "\n" or one.isprintable())
    if has_social_security_number(plain):
        raise ValueError(SOCIAL_SECURITY_NUMBER)
    return plain[:LONGEST_TEXT].strip()


# -- Questionnaire on paper: numbered questions, scales as grids, conditions in words
#
# The page on which papers are entered shows the same numbers and the same signs, so that nobody looks for a place.

#: What is printed beside an answer on paper, and is typed for it.
SIGNS = "123456789abcdefghijklmnopqrstuvwxyz"
#: What distinguishes the rows of a table.
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
    """What belongs together: one question, or some that are answered on the same scale, as a grid."""

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
    return tuple((SIGNS[place] if place < len(SIGNS) else "", choice) for place, choice in enumerate(item.answers))


def paper_of(form: Form) -> tuple[Part, ...]:
    """The parts of a questionnaire as paper shows them."""
    numbers = {item.code: str(number) for number, item in enumerate(form.items(), start=1)}
    return tuple(
        Part(
            section, tuple(_blocks(section, form, numbers)), _in_words(section.shown_if, form, numbers, "cette partie")
        )
        for section in form.sections
    )


def form_pdf_context(form: Form, *, foot: str = "", asks_code: bool = False, until: str = "") -> dict[str, Any]:
    """What the paper of a questionnaire says. No right answer is shown: it is for whoever answers."""
    codes = [(question, range(question.letters or 2)) for question in QUESTIONS]
    return {
        "title": form.title,
        "foot": foot or form.title,
        "form": form,
        "parts": paper_of(form),
        "code_questions": codes if asks_code else [],
        "until": until,
    }


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
