"""What is said of a questionnaire: how long it takes, where its scales come from, what a version changed."""

from evaluation.enums import ItemKind
from evaluation.rules.forms import Choice, Form, Item, Section
from inclusion.core.french.names import so_many

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
