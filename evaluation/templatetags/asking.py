"""How a questionnaire is asked on a page: on a phone, at the kiosk, in the preview, where a paper is typed in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.forms import BaseForm

from evaluation.enums import Comparison, ItemKind
from evaluation.questionnaires.labels import FRENCH, direction, word
from evaluation.questionnaires.rules import Condition, Form, Item, Section
from evaluation.surveys.answers.rules import LONGEST_TEXT
from inclusion.templatetags.liant import error_target, wrong_fields

register = template.Library()

WHEN = "À remplir seulement si vous avez répondu «\u00a0{0}\u00a0» à «\u00a0{1}\u00a0»."
WHEN_NOT = "À remplir seulement si vous avez répondu autre chose que «\u00a0{0}\u00a0» à «\u00a0{1}\u00a0»."
WHEN_ANSWERED = "À remplir seulement si vous avez répondu à «\u00a0{0}\u00a0»."
#: How each kind is drawn; what is not here is chosen by a tick.
_CONTROLS = {ItemKind.NUMBER: "number", ItemKind.DATE: "date", ItemKind.TEXT: "text"}


@dataclass(frozen=True)
class AskedChoice:
    """One answer to tick."""

    id: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class AskedField:
    """One thing that is asked under one name: a question, or a row of a matrix."""

    name: str
    label: str
    choices: tuple[AskedChoice, ...]
    typed: str
    problem: str

    @property
    def id(self) -> str:
        """What its field, or the group of its choices, is called on the page."""
        return f"q_{self.name}"


@dataclass(frozen=True)
class AskedItem:
    """A question as it is drawn."""

    item: Item
    asked: tuple[AskedField, ...]
    #: When it is asked, in words, for pages on which no script hides it.
    when: str

    @property
    def control(self) -> str:
        """The template's word for how it is answered."""
        return _CONTROLS.get(self.item.kind, "choices")

    @property
    def one(self) -> AskedField:
        """What is asked where it is no matrix."""
        return self.asked[0]

    @property
    def is_matrix(self) -> bool:
        """Whether several things are asked on one scale."""
        return self.item.kind == ItemKind.MATRIX

    @property
    def tick(self) -> str:
        """The kind of its ticks."""
        return "checkbox" if self.item.kind == ItemKind.MULTIPLE else "radio"


@dataclass(frozen=True)
class AskedSection:
    """Questions that belong together."""

    section: Section
    items: tuple[AskedItem, ...]
    when: str


@register.simple_tag(takes_context=True, name="word")
def word_tag(context: Any, sentence: str, *values: object) -> str:
    """`{% word "Suivant" %}`: a sentence in the `language` of the page, French where it names none."""
    return word(sentence, context.get("language", FRENCH), *values)


@register.simple_tag(takes_context=True)
def spoken(context: Any) -> str:
    """`<html lang="{% spoken %}">`: the language of the page."""
    return str(context.get("language", FRENCH))


@register.simple_tag(takes_context=True)
def written_way(context: Any) -> str:
    """`<html dir="{% written_way %}">`: how the lines of the page run."""
    return direction(context.get("language", FRENCH))


@register.inclusion_tag("evaluation/surveys/asked_form.html", takes_context=True)
def asked(
    context: Any,
    form: Form,
    given: Mapping[str, Sequence[str]] | None = None,
    problems: Mapping[str, str] | None = None,
    here: str | None = None,
) -> dict[str, Any]:
    """`{% asked form given problems %}`: the questions, what was typed so far, what is wrong with it.

    `given` holds what was sent by the name of the question, as `dict(request.POST.lists())` does; fields are named by
    the codes of the questions. The page draws the `<form>` around them, and loads `js/asking.js` where conditions are
    to hide questions at once. With `here`, the code of a part, that part alone is shown.
    """
    language = context.get("language", FRENCH)
    return {
        "language": language,
        "here": here,
        "sections": [
            AskedSection(
                section,
                tuple(_asked_item(form, item, given or {}, problems or {}, language) for item in section.items),
                _when(form, section.shown_if, language),
            )
            for section in form.sections
        ],
        "longest": LONGEST_TEXT,
    }


@register.inclusion_tag("evaluation/surveys/asked_problems.html", takes_context=True)
def asked_problems(
    context: Any, form: Form, problems: Mapping[str, str], others: Sequence[str] = (), code: BaseForm | None = None
) -> dict[str, Any]:
    """`{% asked_problems form problems %}`: what to correct, each line leading to its question.

    `others` are sentences about the whole, `code` the form of the personal code.
    """
    wrong = list(_wrong(form, problems))
    for field in wrong_fields(code) if code is not None else ():
        wrong.append(_line(error_target(field), str(field.label), field.errors[0]))
    return {"wrong": wrong, "others": others, "language": context.get("language", FRENCH)}


def _wrong(form: Form, problems: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for item in form.items():
        for code, label in item.questions():
            if code in problems:
                target = f"q_{code}" if item.kind in _CONTROLS else f"q_{code}_0"
                yield _line(target, label, problems[code])


def _line(target: str, label: str, problem: str) -> dict[str, str]:
    return {"target": target, "label": label, "problem": problem}


def _asked_item(
    form: Form, item: Item, given: Mapping[str, Sequence[str]], problems: Mapping[str, str], language: str
) -> AskedItem:
    return AskedItem(
        item,
        tuple(
            AskedField(
                name=code,
                label=label,
                choices=tuple(
                    AskedChoice(f"q_{code}_{place}", choice.code, choice.label, choice.code in given.get(code, ()))
                    for place, choice in enumerate(item.answers)
                ),
                typed=next(iter(given.get(code, ())), ""),
                problem=problems.get(code, ""),
            )
            for code, label in item.questions()
        ),
        _when(form, item.shown_if, language),
    )


def _when(form: Form, condition: Condition | None, language: str) -> str:
    """« Seulement si vous avez répondu « Oui » à « Avez-vous un ordinateur ? » »; nothing where it is always asked."""
    if condition is None:
        return ""
    wordings = {code: (label, item.answers) for item in form.items() for code, label in item.questions()}
    question, choices = wordings.get(condition.item, (condition.item, ()))
    if condition.test == Comparison.IS_ANSWERED:
        return word(WHEN_ANSWERED, language, question)
    answer = next((one.label for one in choices if one.code == condition.choice), condition.choice)
    return word(WHEN_NOT if condition.test == Comparison.IS_NOT else WHEN, language, answer, question)
