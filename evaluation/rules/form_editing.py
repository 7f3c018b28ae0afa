"""A questionnaire that is being written: questions and parts put in, changed, moved, copied, taken out.

Nothing here refuses an unfinished form: `evaluation.rules.form_checks` says what is wrong with one.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from json import dumps

from evaluation.enums import ItemKind
from evaluation.rules.forms import Choice, Condition, Form, Item, Section

#: Questions beyond which no more are taken in: what is asked has far fewer.
MAX_DRAFTED = 200
#: Letters of a code that is made from a wording.
_LONGEST_CODE = 30


def fingerprint(form: Form) -> str:
    """What tells whether a form is still the one that a page showed."""
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
                found[place] = known[place].model_copy(update={"label": line})
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
    """Where a question stands: its part and its place in it. Raises KeyError where there is none."""
    for number, section in enumerate(form.sections):
        for place, item in enumerate(section.items):
            if item.code == code:
                return number, place
    raise KeyError(code)


def section_of(form: Form, code: str) -> int:
    """Where a part stands. Raises KeyError where there is none."""
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
    """What is shown only after an answer to one of these questions, in words; what stands among them aside."""
    found = [
        section.title
        for section in form.sections
        if section.shown_if and section.shown_if.item in codes and not _only(section, codes)
    ]
    found += [
        item.label
        for item in form.items()
        if item.shown_if and item.shown_if.item in codes and item.code not in codes
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
    """The form with a question twice, and the code of the second, which stands right below."""
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
    return form.model_copy(
        update={"sections": (*form.sections[:number], section, *form.sections[number + 1 :])}
    )


def _repointed(form: Form, old: str, new: str, recoded: Mapping[str, str]) -> Form:
    """The form in which every condition on the old code names the new one."""

    def condition(one: Condition | None) -> Condition | None:
        if one is None or one.item != old:
            return one
        return one.model_copy(update={"item": new, "choice": recoded.get(one.choice, one.choice)})

    def parts() -> Iterator[Section]:
        for section in form.sections:
            items = tuple(
                item.model_copy(update={"shown_if": condition(item.shown_if)}) for item in section.items
            )
            yield section.model_copy(update={"items": items, "shown_if": condition(section.shown_if)})

    return form.model_copy(update={"sections": tuple(parts())})
