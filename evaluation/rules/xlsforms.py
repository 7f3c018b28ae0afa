"""A questionnaire as the three sheets of an XLSForm, which other tools open; own columns say the rest."""

from collections.abc import Iterator

from evaluation.enums import ItemKind
from evaluation.rules.forms import ROW, SCALES, Choice, Form, Item, Section
from evaluation.rules.xlsform_logic import written_condition, written_limits

#: The columns of each sheet, in the order in which they are written; the portal's own are the last.
OWN = ("kind", "role", "measure", "right", "source")
SURVEY = ("type", "name", "label", "hint", "required", "relevant", "constraint", "appearance", *OWN)
CHOICES = ("list_name", "name", "label", "score")
SETTINGS = ("form_title", "form_id", "version", "default_language", "introduction", "thanks")
LANGUAGE = "fr"

type Row = dict[str, str]
type Sheets = dict[str, list[Row]]


def sheets_of(form: Form, *, form_id: str, version: str) -> Sheets:
    """The sheets « survey », « choices » and « settings » of a form, each a list of rows by column."""
    asked = {item.code: item for item in form.items()}
    survey = [row for section in form.sections for row in _section(section, asked)]
    settings = {
        "form_title": form.title,
        "form_id": form_id,
        "version": version,
        "default_language": LANGUAGE,
        "introduction": form.introduction,
        "thanks": form.thanks,
    }
    return {"survey": survey, "choices": list(_choices(form)), "settings": [settings]}


def _section(section: Section, asked: dict[str, Item]) -> Iterator[Row]:
    yield {
        "type": "begin_group",
        "name": section.code,
        "label": section.title,
        "hint": section.text,
        "relevant": _relevant(section, asked),
        "appearance": "field-list",
    }
    for item in section.items:
        yield from _matrix(item, asked) if item.kind == ItemKind.MATRIX else [_item(item, asked)]
    yield {"type": "end_group"}


def _item(item: Item, asked: dict[str, Item]) -> Row:
    return {
        "type": _type(item),
        "name": item.code,
        "label": item.label,
        "hint": item.help_text,
        "required": _required(item),
        "relevant": _relevant(item, asked),
        "constraint": written_limits(item.minimum, item.maximum),
        "appearance": "likert" if item.kind in SCALES else "multiline" if item.kind == ItemKind.TEXT else "",
        **_own(item),
        "right": item.right,
    }


def _matrix(item: Item, asked: dict[str, Item]) -> Iterator[Row]:
    yield {
        "type": "begin_group",
        "name": item.code,
        "label": item.label,
        "hint": item.help_text,
        "relevant": _relevant(item, asked),
        "appearance": "table-list",
        **_own(item),
    }
    for row in item.rows:
        yield {
            "type": f"select_one {item.code}",
            "name": f"{item.code}{ROW}{row.code}",
            "label": row.label,
            "required": _required(item),
        }
    yield {"type": "end_group"}


def _own(item: Item) -> Row:
    return {
        "kind": item.kind.value,
        "role": item.role.value,
        "measure": item.measure,
        "source": item.source,
    }


def _required(item: Item) -> str:
    return "yes" if item.required else ""


def _relevant(part: Section | Item, asked: dict[str, Item]) -> str:
    return written_condition(part.shown_if, asked.get(part.shown_if.item) if part.shown_if else None)


def _type(item: Item) -> str:
    match item.kind:
        case ItemKind.NUMBER:
            return "decimal"
        case ItemKind.DATE:
            return "date"
        case ItemKind.TEXT:
            return "text"
        case ItemKind.MULTIPLE:
            return f"select_multiple {item.code}"
        case _:
            return f"select_one {_list_of(item)}"


def _list_of(item: Item) -> str:
    """The list of choices of a question: one for all that ask on the same scale of the portal, else its own."""
    return f"scale_{item.kind.value}" if item.kind in SCALES else item.code


def _choices(form: Form) -> Iterator[Row]:
    written: dict[str, tuple[Choice, ...]] = {_list_of(item): item.answers for item in form.items()}
    for name, choices in written.items():
        for choice in choices:
            yield {
                "list_name": name,
                "name": choice.code,
                "label": choice.label,
                "score": "" if choice.score is None else str(choice.score),
            }
