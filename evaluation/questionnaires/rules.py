"""A questionnaire as a document: sections, questions, choices, conditions; its faults, its facts and its editing."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from json import dumps
from typing import Self

from pydantic import BaseModel, ConfigDict

from evaluation.enums import Comparison, ItemKind, ItemRole
from inclusion.core.french.names import so_many

# A questionnaire as it is written: sections of questions, their choices and conditions; what is wrong with one.
#
# A form is kept as one document with each version of a questionnaire: a version that was asked never changes.

#: What names a question or a part in files and exports: what XLSForm allows, without what spreadsheets read otherwise.
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
#: What names a choice.
CHOICE_CODE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,59}")
#: Between a matrix and the row of it that is asked.
ROW = "__"


class Part(BaseModel):
    """What a questionnaire is made of; its texts are French, `texts` holds their translations by language and name."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    texts: dict[str, dict[str, str]] = {}

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in type(self).model_fields if name != "texts"))


class Choice(Part):
    """One answer that can be chosen."""

    code: str
    label: str
    #: Its step on a scale; None where the choices are not one.
    score: int | None = None


def _scale(*steps: tuple[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code=code, label=label, score=score) for score, (code, label) in enumerate(steps, start=1))


#: Likert's five steps of agreement.
AGREEMENT = _scale(
    ("not_at_all", "Pas du tout d’accord"),
    ("rather_not", "Plutôt pas d’accord"),
    ("neither", "Ni d’accord, ni pas d’accord"),
    ("rather", "Plutôt d’accord"),
    ("fully", "Tout à fait d’accord"),
)
#: The four steps that DigCompSAT takes for skills, in the portal's own words.
SKILL = _scale(
    ("cannot", "Je ne sais pas le faire"),
    ("with_help", "Je sais le faire avec de l’aide"),
    ("alone", "Je sais le faire sans aide"),
    ("can_guide", "Je le fais avec aisance, je peux aider quelqu’un"),
)
#: The four steps that DigCompSAT takes for knowledge, in the portal's own words.
KNOWLEDGE = _scale(
    ("never_heard", "Je n’en ai jamais entendu parler"),
    ("a_little", "J’en ai une idée, il faudrait m’expliquer"),
    ("well", "Je comprends bien de quoi il s’agit"),
    ("can_explain", "Je le maîtrise, je peux l’expliquer"),
)
SCALES = {ItemKind.AGREEMENT: AGREEMENT, ItemKind.SKILL: SKILL, ItemKind.KNOWLEDGE: KNOWLEDGE}
#: Kinds whose choices the questionnaire writes itself.
WITH_CHOICES = frozenset({ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.MATRIX, ItemKind.TESTED})


class Condition(Part):
    """A question or a section is shown only where an earlier question was answered so."""

    item: str
    test: Comparison = Comparison.IS
    choice: str = ""


class Item(Part):
    """One question."""

    code: str
    kind: ItemKind
    label: str
    help_text: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    #: Of a matrix: what is asked on its scale, one after the other.
    rows: tuple[Choice, ...] = ()
    #: Of a number.
    minimum: int | None = None
    maximum: int | None = None
    #: Of a tested competence: the choice that is right.
    right: str = ""
    role: ItemRole = ItemRole.NONE
    #: What it measures: a skill felt before, felt after and tested bears one name.
    measure: str = ""
    #: Where the wording or the scale comes from.
    source: str = ""
    shown_if: Condition | None = None

    @property
    def answers(self) -> tuple[Choice, ...]:
        """What can be chosen: the choices that were written, or the kind's own scale."""
        return self.choices or SCALES.get(self.kind, ())

    @property
    def is_scale(self) -> bool:
        """Whether every answer is a step, so that before and after can be compared."""
        return bool(self.answers) and all(choice.score is not None for choice in self.answers)

    def questions(self) -> tuple[tuple[str, str], ...]:
        """Code and wording of what is asked: itself, or each row of a matrix."""
        if self.kind != ItemKind.MATRIX:
            return ((self.code, self.label),)
        return tuple((f"{self.code}{ROW}{row.code}", row.label) for row in self.rows)


class Section(Part):
    """Questions of one page."""

    code: str
    title: str
    text: str = ""
    items: tuple[Item, ...] = ()
    shown_if: Condition | None = None


class Form(Part):
    """A whole questionnaire."""

    title: str
    #: Read before the first question: who asks, why, what becomes of it.
    introduction: str = ""
    #: Read after the last.
    thanks: str = ""
    sections: tuple[Section, ...] = ()

    def items(self) -> Iterator[Item]:
        """All questions in their order."""
        for section in self.sections:
            yield from section.items

    def item(self, code: str) -> Item:
        """The question of this code. Raises KeyError where there is none."""
        for item in self.items():
            if item.code == code:
                return item
        raise KeyError(code)

    @classmethod
    def of(cls, document: object) -> Self:
        """Read a form from what was kept of it. Raises pydantic's ValidationError for another document."""
        return cls.model_validate(document)

    def document(self) -> dict[str, object]:
        """What is kept of it, without what was not said."""
        return self.model_dump(mode="json", exclude_defaults=True)


# -- Faults of a questionnaire, in sentences that name the question

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
        yield f"{name}\u00a0: indiquez quelle réponse est la bonne."
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
    elif condition.test != Comparison.IS_ANSWERED and condition.choice not in {one.code for one in asked.answers}:
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


# -- Description of a questionnaire: duration, sources of its scales, changes of a version

#: Seconds that a question takes somebody who reads slowly; each row of a table counts as one.
_SECONDS = {ItemKind.TEXT: 45, ItemKind.TESTED: 30, ItemKind.MULTIPLE: 25, ItemKind.MATRIX: 12}
_USUAL = 18


def minutes(form: Form) -> int:
    """About how many minutes it takes, one at least."""
    seconds = sum(_SECONDS.get(item.kind, _USUAL) * max(len(item.questions()), 1) for item in form.items())
    return max(1, -(-seconds // 60))


def questions_count(form: Form) -> int:
    """How many questions are put; a table is one."""
    return sum(1 for _ in form.items())


def sources(form: Form) -> list[tuple[str, int]]:
    """Where the wordings and scales come from, each with how many questions, in the order of the form."""
    found: dict[str, int] = {}
    for item in form.items():
        if item.source:
            found[item.source] = found.get(item.source, 0) + 1
    return list(found.items())


def drawable(form: Form) -> Form:
    """The form with a word wherever something is not written yet, so that it can be shown as people will see it."""
    return form.model_copy(update={"sections": tuple(_drawable_section(one) for one in form.sections)})


def _drawable_section(section: Section) -> Section:
    items = tuple(_drawable_item(one) for one in section.items)
    return section.model_copy(update={"title": section.title or "Votre partie", "items": items})


def _drawable_item(item: Item) -> Item:
    rows = item.rows
    if item.kind == ItemKind.MATRIX and not rows:
        rows = (Choice(code="ligne", label="Première ligne du tableau"),)
    return item.model_copy(update={"label": item.label or "Votre question", "rows": rows})


def what_changed(before: Form, after: Form) -> list[str]:
    """What a version changed, in sentences that name the questions."""
    old, new = _by_code(before), _by_code(after)
    added = [new[code] for code in new if code not in old]
    gone = [old[code] for code in old if code not in new]
    changed = [new[code] for code in new if code in old and new[code] != old[code]]
    found = [
        f"{so_many(len(items), one, many)}\u00a0: {_named(items)}"
        for items, one, many in (
            (added, "question ajoutée", "questions ajoutées"),
            (gone, "question retirée", "questions retirées"),
            (changed, "question modifiée", "questions modifiées"),
        )
        if items
    ]
    kept = [code for code in old if code in new]
    if kept != [code for code in new if code in old]:
        found.append("L’ordre des questions a changé.")
    if _around(before) != _around(after):
        found.append("Les textes qui entourent les questions ont changé.")
    return found


def _by_code(form: Form) -> dict[str, Item]:
    return {item.code: item for item in form.items()}


def _named(items: list[Item]) -> str:
    shown = ", ".join(f"«\u00a0{item.label}\u00a0»" for item in items[:5])
    return f"{shown} et {len(items) - 5} de plus" if len(items) > 5 else shown


def _around(form: Form) -> tuple[object, ...]:
    sections = [(one.code, one.title, one.text, one.shown_if) for one in form.sections]
    return form.title, form.introduction, form.thanks, sections


# -- Editing of a questionnaire: questions and parts added, changed, moved, copied, removed
#
# Nothing here refuses an unfinished form: `evaluation.questionnaires.rules` says what is wrong with one.

#: Questions beyond which no more are taken in: what is asked has far fewer.
MAX_DRAFTED = 200
#: Letters of a code that is made from a wording.
_LONGEST_CODE = 30


def fingerprint(form: Form) -> str:
    """What shows whether a form is still the one that a page showed."""
    return sha256(dumps(form.document(), sort_keys=True).encode()).hexdigest()[:24]


def code_from(label: str, taken: Collection[str], *, otherwise: str) -> str:
    """A code that says what a wording says, and that nothing else has; `otherwise` where no letter is left of it."""
    spelled = label.lower().replace("œ", "oe").replace("’", " ")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    words = "_".join(re.findall(r"[a-z0-9]+", plain))
    if len(words) > _LONGEST_CODE:
        words = words[: _LONGEST_CODE + 1].rpartition("_")[0] or words[:_LONGEST_CODE]
    if not words:
        words = otherwise
    elif not words[0].isalpha():
        words = f"{otherwise}_{words}"
    return _free(words, taken)


def _free(code: str, taken: Collection[str]) -> str:
    number = 1
    free = code
    while free in taken:
        number += 1
        free = f"{code}_{number}"
    return free


def written_choices(
    lines: Sequence[str], known: Sequence[Choice], *, scaled: bool, otherwise: str
) -> tuple[Choice, ...]:
    """Choices as they are written one below the other; those that were there keep their code, and their score.

    A line that is reworded where nothing was added or taken away stays the same choice. Steps that rise one by one are
    counted again in the order of the lines; scores that somebody gave by hand stay with their choice.
    """
    left = list(known)
    found: dict[int, Choice] = {}
    for place, line in enumerate(lines):
        if same := next((one for one in left if one.label == line), None):
            left.remove(same)
            found[place] = same
    if len(lines) == len(known):
        for place, line in enumerate(lines):
            if place not in found and known[place] in left:
                found[place] = known[place].model_copy(update={"label": line, "texts": {}})
                left.remove(known[place])
    taken = {one.code for one in known}
    made = []
    for place, line in enumerate(lines):
        if place not in found:
            found[place] = Choice(code=code_from(line, taken, otherwise=otherwise), label=line)
            taken.add(found[place].code)
        made.append(found[place])
    return tuple(
        one.model_copy(update={"score": score})
        for one, score in zip(made, _scores(made, known, scaled=scaled), strict=True)
    )


def _scores(made: Sequence[Choice], known: Sequence[Choice], *, scaled: bool) -> list[int | None]:
    if not scaled:
        return [None for _ in made]
    before = [one.score for one in known]
    first = before[0] if before and before[0] is not None else 1
    if all(score is None for score in before) or before == list(range(first, first + len(before))):
        return [first + place for place in range(len(made))]
    return [one.score for one in made]


def place_of(form: Form, code: str) -> tuple[int, int]:
    """Where a question is: its part and its place in it. Raises KeyError where there is none."""
    for number, section in enumerate(form.sections):
        for place, item in enumerate(section.items):
            if item.code == code:
                return number, place
    raise KeyError(code)


def section_of(form: Form, code: str) -> int:
    """Where a part is. Raises KeyError where there is none."""
    for number, section in enumerate(form.sections):
        if section.code == code:
            return number
    raise KeyError(code)


def askable_before(form: Form, *, section: int, code: str = "") -> list[Item]:
    """The questions on which one of this part can depend: those put before it, tables aside.

    Without a code, those before a question that comes last in the part.
    """
    found: list[Item] = []
    for number, one in enumerate(form.sections[: section + 1]):
        for item in one.items:
            if number == section and item.code == code:
                break
            if item.kind != ItemKind.MATRIX and item.code != code:
                found.append(item)
    return found


def depending_on(form: Form, codes: Collection[str]) -> list[str]:
    """What is shown only after an answer to one of these questions, in words; what is among them aside."""
    found = [
        section.title
        for section in form.sections
        if section.shown_if and section.shown_if.item in codes and not _only(section, codes)
    ]
    found += [
        item.label for item in form.items() if item.shown_if and item.shown_if.item in codes and item.code not in codes
    ]
    return found


def _only(section: Section, codes: Collection[str]) -> bool:
    return bool(section.items) and all(item.code in codes for item in section.items)


def with_item(
    form: Form, item: Item, *, section: str, replacing: str = "", recoded: Mapping[str, str] | None = None
) -> Form:
    """The form with this question: in the place of the one that it replaces, or at the end of its part.

    What depends on the replaced question goes on depending on it, whatever its new code, and that of its choices:
    `recoded` says the new code of each by the old one.
    """
    target = section_of(form, section)
    if not replacing:
        return _with_items(form, target, (*form.sections[target].items, item))
    number, place = place_of(form, replacing)
    if number == target:
        items = list(form.sections[number].items)
        items[place] = item
        form = _with_items(form, number, items)
    else:
        form = without_item(form, replacing)
        form = _with_items(form, target, (*form.sections[target].items, item))
    return _repointed(form, replacing, item.code, recoded or {})


def with_section(form: Form, section: Section, *, replacing: str = "") -> Form:
    """The form with what is said of this part; a new one comes last. The questions of one that is there stay."""
    if not replacing:
        return form.model_copy(update={"sections": (*form.sections, section)})
    number = section_of(form, replacing)
    kept = section.model_copy(update={"items": form.sections[number].items})
    return _with_section_at(form, number, kept)


def moved_item(form: Form, code: str, step: int) -> Form:
    """The form with a question one place further up (-1) or down (1), over the edge of its part too."""
    number, place = place_of(form, code)
    items = list(form.sections[number].items)
    if 0 <= place + step < len(items):
        items[place], items[place + step] = items[place + step], items[place]
        return _with_items(form, number, items)
    beside = number + step
    if not 0 <= beside < len(form.sections):
        return form
    item = items.pop(place)
    others = form.sections[beside].items
    form = _with_items(form, number, items)
    return _with_items(form, beside, (*others, item) if step < 0 else (item, *others))


def moved_section(form: Form, code: str, step: int) -> Form:
    """The form with a part one place further up (-1) or down (1)."""
    number = section_of(form, code)
    sections = list(form.sections)
    if 0 <= number + step < len(sections):
        sections[number], sections[number + step] = sections[number + step], sections[number]
    return form.model_copy(update={"sections": tuple(sections)})


def copied_item(form: Form, code: str) -> tuple[Form, str]:
    """The form with a question twice, and the code of the second, which is right below."""
    number, place = place_of(form, code)
    items = list(form.sections[number].items)
    copy = items[place].model_copy(update={"code": _free(code, codes_of(form))})
    items.insert(place + 1, copy)
    return _with_items(form, number, items), copy.code


def without_item(form: Form, code: str) -> Form:
    """The form without a question."""
    number, place = place_of(form, code)
    items = list(form.sections[number].items)
    del items[place]
    return _with_items(form, number, items)


def without_section(form: Form, code: str) -> Form:
    """The form without a part and its questions."""
    number = section_of(form, code)
    return form.model_copy(update={"sections": (*form.sections[:number], *form.sections[number + 1 :])})


def codes_of(form: Form) -> set[str]:
    """Every code that a question or a row of a table has."""
    return {code for item in form.items() for code in (item.code, *dict(item.questions()))}


def _with_items(form: Form, number: int, items: Sequence[Item]) -> Form:
    return _with_section_at(form, number, form.sections[number].model_copy(update={"items": tuple(items)}))


def _with_section_at(form: Form, number: int, section: Section) -> Form:
    return form.model_copy(update={"sections": (*form.sections[:number], section, *form.sections[number + 1 :])})


def _repointed(form: Form, old: str, new: str, recoded: Mapping[str, str]) -> Form:
    """The form in which every condition on the old code names the new one."""

    def condition(one: Condition | None) -> Condition | None:
        if one is None or one.item != old:
            return one
        return one.model_copy(update={"item": new, "choice": recoded.get(one.choice, one.choice)})

    def parts() -> Iterator[Section]:
        for section in form.sections:
            items = tuple(item.model_copy(update={"shown_if": condition(item.shown_if)}) for item in section.items)
            yield section.model_copy(update={"items": items, "shown_if": condition(section.shown_if)})

    return form.model_copy(update={"sections": tuple(parts())})
