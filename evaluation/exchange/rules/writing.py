"""Export of a questionnaire as an XLSForm: three sheets, with a column of texts for each language."""

from collections.abc import Iterator, Mapping, Sequence

from evaluation.enums import ItemKind
from evaluation.exchange.rules.conditions import written_condition, written_limits
from evaluation.questionnaires.labels import FRENCH, LANGUAGES, texts_of, word
from evaluation.questionnaires.rules import ROW, SCALES, Choice, Form, Item, Part, Section

#: The columns of each sheet, in the order in which they are written; the portal's own are the last.
OWN = ("kind", "role", "measure", "right", "source")
SURVEY = ("type", "name", "label", "hint", "required", "relevant", "constraint", "appearance", *OWN)
CHOICES = ("list_name", "name", "label", "score")
SETTINGS = ("form_title", "form_id", "version", "default_language", "introduction", "thanks")
#: What is written in each language, by the names of the columns: the fields of a section, an item, a choice, a form.
SECTION_TEXTS = {"title": "label", "text": "hint"}
ITEM_TEXTS = {"label": "label", "help_text": "hint"}
CHOICE_TEXTS = {"label": "label"}
FORM_TEXTS = {"title": "form_title", "introduction": "introduction", "thanks": "thanks"}

type Row = dict[str, str]
type Sheets = dict[str, list[Row]]


def sheets_of(form: Form, *, form_id: str, version: str) -> Sheets:
    """The sheets « survey », « choices » and « settings » of a form, each a list of rows by column.

    Columns without a language are French; each language in which something is written has its own beside them.
    """
    asked = {item.code: item for item in form.items()}
    survey = [row for section in form.sections for row in _section(section, asked)]
    settings = {
        "form_title": form.title,
        "form_id": form_id,
        "version": version,
        "default_language": FRENCH,
        "introduction": form.introduction,
        "thanks": form.thanks,
        **_texts_in(form, FORM_TEXTS),
    }
    return {"survey": survey, "choices": list(_choices(form)), "settings": [settings]}


def columns_of(sheets: Sheets) -> dict[str, tuple[str, ...]]:
    """The columns of each sheet: the portal's own order, then those of other languages."""
    written = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
    return {
        name: (*columns, *sorted({one for row in sheets[name] for one in row} - set(columns)))
        for name, columns in written.items()
    }


def _texts_in(part: Part, columns: Mapping[str, str]) -> Row:
    """What is written of a part in other languages, under the headers of XLSForm: « label::English (en) »."""
    return {
        _column(columns[name], code): text
        for code, texts in part.texts.items()
        for name, text in texts.items()
        if name in columns
    }


def _column(name: str, code: str) -> str:
    if name in FORM_TEXTS.values():  # the standard translates no settings: these are columns of the portal's own
        return f"{name}_{code}"
    return f"{name}::{LANGUAGES[code]} ({code})"


def spoken(form: Form) -> list[str]:
    """The languages other than French in which something is written."""
    return [code for code in LANGUAGES if code != FRENCH and any(one.translation for one in texts_of(form, code))]


def _section(section: Section, asked: dict[str, Item]) -> Iterator[Row]:
    yield {
        "type": "begin_group",
        "name": section.code,
        "label": section.title,
        "hint": section.text,
        "relevant": _relevant(section, asked),
        "appearance": "field-list",
        **_texts_in(section, SECTION_TEXTS),
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
        **_texts_in(item, ITEM_TEXTS),
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
        **_texts_in(item, ITEM_TEXTS),
    }
    for row in item.rows:
        yield {
            "type": f"select_one {item.code}",
            "name": f"{item.code}{ROW}{row.code}",
            "label": row.label,
            "required": _required(item),
            **_texts_in(row, CHOICE_TEXTS),
        }
    yield {"type": "end_group"}


def _own(item: Item) -> Row:
    return {"kind": item.kind.value, "role": item.role.value, "measure": item.measure, "source": item.source}


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
    scales = {kind: scale_in(kind, spoken(form)) for kind in SCALES}
    written = {_list_of(item): scales.get(item.kind, item.choices) for item in form.items()}
    for name, choices in written.items():
        for choice in choices:
            yield {
                "list_name": name,
                "name": choice.code,
                "label": choice.label,
                "score": "" if choice.score is None else str(choice.score),
                **_texts_in(choice, CHOICE_TEXTS),
            }


def scale_in(kind: ItemKind, languages: Sequence[str]) -> tuple[Choice, ...]:
    """A scale of the portal with its words in these languages."""
    return tuple(
        one.model_copy(update={"texts": {code: {"label": word(one.label, code)} for code in languages}})
        for one in SCALES[kind]
    )
