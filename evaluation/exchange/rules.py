"""Questionnaires as XLSForm: written as three sheets, read from them, with conditions and limits."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluation.enums import Comparison, ItemKind, ItemRole
from evaluation.questionnaires.rules import ROW, SCALES, WITH_CHOICES, Choice, Condition, Form, Item, Section

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
            raise ValueError(
                f"le portail ne lit que des limites comme . >= 0 and . <= 10\u00a0; ici\u00a0: {written}"
            )
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


# -- Export of a questionnaire as an XLSForm

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


# -- Import of an XLSForm as a questionnaire; faults are named by sheet, row and column

#: What a questionnaire of the portal asks, by the word that XLSForm has for it.
KINDS = {
    "text": ItemKind.TEXT,
    "integer": ItemKind.NUMBER,
    "decimal": ItemKind.NUMBER,
    "range": ItemKind.NUMBER,
    "date": ItemKind.DATE,
    "select_one": ItemKind.SINGLE,
    "select_multiple": ItemKind.MULTIPLE,
}
#: What an application writes down by itself: nobody is asked, and the portal keeps nothing of it.
UNASKED = frozenset(
    {"start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "calculate", "hidden"}
)
YES = frozenset({"yes", "true", "true()", "1", "oui", "vrai"})
#: A sheet as it is read: the headers first, each row with its number in the file.
type Table = Sequence[tuple[int, Sequence[Any]]]


@dataclass(frozen=True)
class FileProblem:
    """What is wrong in a file, and where: in the file's own words, as whoever mends it must find it there."""

    sheet: str
    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        where = [f"feuille «\u00a0{self.sheet}\u00a0»"]
        if self.row:
            where.append(f"ligne {self.row}")
        if self.column:
            where.append(f"colonne «\u00a0{self.column}\u00a0»")
        sentence = f"{', '.join(where)}\u00a0: {self.sentence}"
        return sentence[0].upper() + sentence[1:]


@dataclass
class ReadForm:
    """A form that was read, where nothing is wrong; what is wrong; and what was left out without harm."""

    form: Form | None = None
    problems: list[FileProblem] = field(default_factory=list)
    notices: list[FileProblem] = field(default_factory=list)


def read_sheets(sheets: Mapping[str, Table]) -> ReadForm:
    """Read the sheets of an XLSForm."""
    reader = _Reader({name.strip().lower(): table for name, table in sheets.items()})
    form = reader.read()
    return ReadForm(None if reader.problems else form, reader.problems, reader.notices)


@dataclass(frozen=True)
class _Line:
    """A row by its columns, in small letters and without a language."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass
class _Group:
    """A part that is being read: a section, or a matrix."""

    line: _Line
    is_matrix: bool
    items: list[Item] = field(default_factory=list)


class _Reader:
    """Goes through the sheets from top to bottom."""

    def __init__(self, sheets: Mapping[str, Table]) -> None:
        self.sheets = sheets
        self.problems: list[FileProblem] = []
        self.notices: list[FileProblem] = []
        self.lists: dict[str, list[Choice]] = {}
        self.sections: list[Section] = []
        self.open: list[_Group] = []
        #: Items that are in no group, at the top.
        self.loose: list[Item] = []

    def read(self) -> Form | None:
        for name in ("survey", "choices"):
            if name not in self.sheets and (name == "survey" or self._asks_for_choices()):
                self.problems.append(
                    FileProblem(
                        name,
                        0,
                        "",
                        "cette feuille manque\u00a0; un XLSForm a «\u00a0survey\u00a0» et «\u00a0choices\u00a0».",
                    )
                )
                return None
        for line in self._lines("choices"):
            self._choice(line)
        for line in self._lines("survey"):
            self._survey(line)
        for group in self.open:
            self._wrong(group.line, "type", "ce groupe n’est pas fermé par «\u00a0end_group\u00a0».")
        self._close_loose()
        settings = next(iter(self._lines("settings")), _Line("settings", 0, {}))
        return Form(
            title=settings["form_title"] or "Questionnaire importé",
            introduction=settings["introduction"],
            thanks=settings["thanks"],
            sections=tuple(self.sections),
        )

    # -- Cells

    def _lines(self, sheet: str) -> list[_Line]:
        table = self.sheets.get(sheet, ())
        if not table:
            return []
        headers = [_header(cell) for cell in table[0][1]]
        lines = []
        for number, cells in table[1:]:
            said: dict[str, str] = {}
            for header, cell in zip(headers, cells, strict=False):
                text = _text(cell)
                # The first language of a form with several is the one that is read.
                if header and text and header not in said:
                    said[header] = text
            if said:
                lines.append(_Line(sheet, number, said))
        return lines

    def _asks_for_choices(self) -> bool:
        return any(line["type"].startswith("select_") for line in self._lines("survey"))

    def _wrong(self, line: _Line, column: str, sentence: str) -> None:
        self.problems.append(FileProblem(line.sheet, line.number, column, sentence))

    def _notice(self, line: _Line, column: str, sentence: str) -> None:
        self.notices.append(FileProblem(line.sheet, line.number, column, sentence))

    # -- Rows

    def _choice(self, line: _Line) -> None:
        name = line["list_name"] or line["list name"]
        if not name or not line["name"]:
            self._wrong(line, "name" if name else "list_name", "cette case est vide.")
            return
        score = None
        if line["score"]:
            try:
                score = int(float(line["score"]))
            except ValueError:
                self._wrong(line, "score", f"«\u00a0{line['score']}\u00a0» n’est pas un nombre entier.")
        self.lists.setdefault(name, []).append(
            Choice(code=line["name"], label=line["label"] or line["name"], score=score)
        )

    def _survey(self, line: _Line) -> None:
        word, _, rest = " ".join(line["type"].split()).partition(" ")
        kind = f"{word} {rest}".lower()
        if kind in ("begin group", "begin_group "):
            self._begin(line)
        elif kind in ("end group", "end_group "):
            self._end(line)
        elif word.lower() in UNASKED:
            self._notice(
                line, "type", f"«\u00a0{word}\u00a0» ne demande rien à personne\u00a0: laissé de côté."
            )
        elif word.lower() == "note":
            self._notice(line, "type", "une note n’est pas une question\u00a0: laissée de côté.")
        elif not word:
            self._wrong(line, "type", "cette case est vide.")
        elif word.lower() not in KINDS:
            self._wrong(
                line, "type", f"le portail ne pose pas de question du type «\u00a0{line['type']}\u00a0»."
            )
        else:
            self._item(line, KINDS[word.lower()], rest)

    def _begin(self, line: _Line) -> None:
        is_matrix = "table-list" in line["appearance"] or line["kind"] == ItemKind.MATRIX
        if self.open and not is_matrix:
            self._wrong(
                line,
                "type",
                "un groupe dans un groupe\u00a0: le portail ne connaît que des parties l’une après l’autre.",
            )
        if not is_matrix:
            self._close_loose()
        self.open.append(_Group(line, is_matrix))

    def _end(self, line: _Line) -> None:
        if not self.open:
            self._wrong(line, "type", "ce «\u00a0end_group\u00a0» ne ferme aucun groupe.")
            return
        group = self.open.pop()
        if group.is_matrix:
            self._add(self._matrix(group))
            return
        self.sections.append(
            Section(
                code=group.line["name"],
                title=group.line["label"],
                text=group.line["hint"],
                items=tuple(group.items),
                shown_if=self._condition(group.line),
            )
        )

    def _close_loose(self) -> None:
        if self.loose:
            number = len(self.sections) + 1
            self.sections.append(Section(code=f"part_{number}", title="", items=tuple(self.loose)))
            self.loose = []

    def _add(self, item: Item) -> None:
        (self.open[-1].items if self.open else self.loose).append(item)

    def _item(self, line: _Line, kind: ItemKind, list_name: str) -> None:
        choices: tuple[Choice, ...] = ()
        if kind in (ItemKind.SINGLE, ItemKind.MULTIPLE):
            if list_name.endswith(" or_other"):
                list_name = list_name.removesuffix(" or_other")
                self._notice(
                    line,
                    "type",
                    "«\u00a0or_other\u00a0» est laissé de côté\u00a0: ajoutez une réponse «\u00a0Autre\u00a0».",
                )
            if list_name not in self.lists:
                self._wrong(
                    line,
                    "type",
                    f"la liste «\u00a0{list_name}\u00a0» n’est pas dans la feuille «\u00a0choices\u00a0».",
                )
            choices = tuple(self.lists.get(list_name, ()))
        minimum, maximum = self._limits(line) if kind == ItemKind.NUMBER else (None, None)
        kind = self._own_kind(line, kind, choices)
        self._add(
            Item(
                code=line["name"],
                kind=kind,
                label=line["label"],
                help_text=line["hint"],
                required=line["required"].lower() in YES,
                choices=choices if kind in WITH_CHOICES else (),
                minimum=minimum,
                maximum=maximum,
                right=line["right"] if kind == ItemKind.TESTED else "",
                role=_role(line["role"]),
                measure=line["measure"],
                source=line["source"],
                shown_if=self._condition(line),
            )
        )

    def _matrix(self, group: _Group) -> Item:
        line, items = group.line, group.items
        if not items or any(one.kind != ItemKind.SINGLE or one.choices != items[0].choices for one in items):
            self._wrong(
                line,
                "appearance",
                "un tableau n’a que des questions «\u00a0select_one\u00a0» de la même liste.",
            )
        prefix = f"{line['name']}{ROW}"
        return Item(
            code=line["name"],
            kind=ItemKind.MATRIX,
            label=line["label"],
            help_text=line["hint"],
            required=any(one.required for one in items),
            choices=items[0].choices if items else (),
            rows=tuple(Choice(code=one.code.removeprefix(prefix), label=one.label) for one in items),
            role=_role(line["role"]),
            measure=line["measure"],
            source=line["source"],
            shown_if=self._condition(line),
        )

    def _own_kind(self, line: _Line, kind: ItemKind, choices: tuple[Choice, ...]) -> ItemKind:
        """The kind that the portal wrote beside, where the choices are still those of that kind."""
        told = line["kind"]
        if kind != ItemKind.SINGLE or told not in ItemKind.values:
            return kind
        own = ItemKind(told)
        if own == ItemKind.TESTED or SCALES.get(own) == choices:
            return own
        return kind

    def _condition(self, line: _Line) -> Any:
        if not line["relevant"]:
            return None
        try:
            return read_condition(line["relevant"])
        except ValueError as refused:
            self._wrong(line, "relevant", str(refused))
            return None

    def _limits(self, line: _Line) -> tuple[int | None, int | None]:
        if not line["constraint"]:
            return None, None
        try:
            return read_limits(line["constraint"])
        except ValueError as refused:
            self._wrong(line, "constraint", str(refused))
            return None, None


def _header(cell: Any) -> str:
    """A header without its language: « label::Français (fr) » is « label »."""
    return re.sub(r"^(label|hint)\s*::?.*", r"\1", _text(cell).lower())


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _role(told: str) -> ItemRole:
    return ItemRole(told) if told in ItemRole.values else ItemRole.NONE
