"""What is wrong with a questionnaire, in sentences that name the question."""

from collections import Counter
from collections.abc import Iterator, Sequence

from evaluation.enums import Comparison, ItemKind
from evaluation.rules.forms import (
    CHOICE_CODE,
    CODE,
    ROW,
    WITH_CHOICES,
    Choice,
    Condition,
    Form,
    Item,
    Section,
)

#: More are not answered by anybody who is tired.
MAX_ITEMS = 80


def form_problems(form: Form) -> list[str]:
    """Return why a form cannot be asked, nothing where it can."""
    return [*_of_the_whole(form), *_of_parts(form), *_of_conditions(form)]


def _of_the_whole(form: Form) -> Iterator[str]:
    if not form.title.strip():
        yield "Donnez un titre au questionnaire."
    count = sum(1 for _ in form.items())
    if not count:
        yield "Ce questionnaire n’a pas encore de question."
    if count > MAX_ITEMS:
        yield f"Ce questionnaire a {count} questions\u00a0: {MAX_ITEMS} au plus."
    for code in _doubles([section.code for section in form.sections]):
        yield f"Deux parties ont le code «\u00a0{code}\u00a0»."
    for code in _doubles([code for item in form.items() for code in {item.code, *dict(item.questions())}]):
        yield f"Deux questions ont le code «\u00a0{code}\u00a0»."


def _of_parts(form: Form) -> Iterator[str]:
    for section in form.sections:
        if not section.items:
            yield f"La partie «\u00a0{_name(section)}\u00a0» n’a pas de question."
        for code in (section.code, *(item.code for item in section.items)):
            if not CODE.fullmatch(code):
                yield _badly_coded(code)
    for item in form.items():
        yield from _of_item(item)


def _badly_coded(code: str) -> str:
    return (
        f"Le code «\u00a0{code}\u00a0» doit commencer par une lettre et ne compter que des lettres sans accent, des "
        "chiffres et des tirets bas, soixante au plus."
    )


def _of_item(item: Item) -> Iterator[str]:
    name = f"Question «\u00a0{item.label.strip() or item.code}\u00a0»"
    if not item.label.strip():
        yield f"Écrivez la question du code «\u00a0{item.code}\u00a0»."
    if ROW in item.code:
        yield f"{name}\u00a0: deux tirets bas de suite sont réservés aux lignes des tableaux."
    if item.kind in WITH_CHOICES:
        yield from (f"{name}\u00a0: {problem}" for problem in _of_choices(item.choices, "réponse", fewest=2))
    if item.kind == ItemKind.MATRIX:
        yield from (f"{name}\u00a0: {problem}" for problem in _of_choices(item.rows, "ligne", fewest=1))
    if item.kind == ItemKind.TESTED and item.right not in {choice.code for choice in item.choices}:
        yield f"{name}\u00a0: dites quelle réponse est la bonne."
    if item.minimum is not None and item.maximum is not None and item.minimum > item.maximum:
        yield f"{name}\u00a0: le minimum dépasse le maximum."


def _of_choices(choices: Sequence[Choice], noun: str, *, fewest: int) -> Iterator[str]:
    if len(choices) < fewest:
        yield f"il faut au moins {fewest} {noun}{'s' if fewest > 1 else ''}."
    for code in _doubles([choice.code for choice in choices]):
        yield f"deux {noun}s ont le code «\u00a0{code}\u00a0»."
    for choice in choices:
        if not choice.label.strip():
            yield f"une {noun} n’a pas de texte."
        if not CHOICE_CODE.fullmatch(choice.code):
            yield f"le code «\u00a0{choice.code}\u00a0» ne convient pas."
    scored = [choice.score is not None for choice in choices]
    if any(scored) and not all(scored):
        yield f"donnez un score à chaque {noun}, ou à aucune."


def _of_conditions(form: Form) -> Iterator[str]:
    earlier: dict[str, Item] = {}
    for section in form.sections:
        yield from _of_condition(section.shown_if, _name(section), earlier)
        for item in section.items:
            yield from _of_condition(item.shown_if, item.label, earlier)
            earlier[item.code] = item


def _of_condition(condition: Condition | None, name: str, earlier: dict[str, Item]) -> Iterator[str]:
    if condition is None:
        return
    asked = earlier.get(condition.item)
    if asked is None:
        yield f"«\u00a0{name}\u00a0» dépend de «\u00a0{condition.item}\u00a0», qui n’est pas posée avant."
    elif condition.test != Comparison.IS_ANSWERED and condition.choice not in {
        one.code for one in asked.answers
    }:
        yield (
            f"«\u00a0{name}\u00a0» dépend d’une réponse que «\u00a0{asked.label}\u00a0» n’a pas\u00a0: "
            f"«\u00a0{condition.choice}\u00a0»."
        )
    elif asked.kind == ItemKind.MATRIX:
        yield f"«\u00a0{name}\u00a0» ne peut pas dépendre d’un tableau."


def _name(section: Section) -> str:
    return section.title.strip() or section.code


def _doubles(codes: Sequence[str]) -> list[str]:
    return [code for code, times in Counter(codes).items() if times > 1]
