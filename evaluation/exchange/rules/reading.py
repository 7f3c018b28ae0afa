"""Import of an XLSForm as a questionnaire; faults are named by sheet, row and column."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluation.enums import ItemKind, ItemRole
from evaluation.exchange.rules.conditions import read_condition, read_limits
from evaluation.exchange.rules.writing import CHOICE_TEXTS, FORM_TEXTS, ITEM_TEXTS, SECTION_TEXTS, scale_in
from evaluation.questionnaires.labels import ENGLISH_NAMES, FRENCH, FRENCH_NAMES, LANGUAGES
from evaluation.questionnaires.rules import ROW, SCALES, WITH_CHOICES, Choice, Form, Item, Section
from inclusion.core.french.health import asked_fault

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
#: Columns whose texts people read before they answer.
ASKED_TEXTS = frozenset({"label", "hint", "form_title", "introduction", "thanks"})
#: A column of texts in one language.
_TRANSLATED = re.compile(r"(?P<name>label|hint)\s*::?\s*(?P<language>.+)")
_OWN_TRANSLATED = re.compile(r"(form_title|introduction|thanks)_(\w\w)")
READ_AS_FRENCH = (
    "ce fichier n’a pas de textes en français\u00a0: ceux de cette langue sont lus comme français. Traduisez-les avant "
    "de publier."
)
NO_FRENCH = "le portail pose ses questions en français\u00a0: ajoutez la même colonne en français."
NO_FRENCH_BESIDE = "rien n’est en français en face\u00a0: laissé de côté."
SAME_LANGUAGE = "une autre colonne est dans la même langue\u00a0: celle-ci ne sert que là où l’autre est vide."
OTHER_LANGUAGE = "le portail ne pose pas de question dans cette langue\u00a0: laissé de côté."
#: Languages by what files call them, beside their codes.
NAMES = {
    **{name.lower(): code for code, name in (LANGUAGES | FRENCH_NAMES).items()},
    **{name.lower(): code for code, name in LANGUAGES.items()},
    **{name: code for code, name in zip(LANGUAGES, ENGLISH_NAMES, strict=True)},
    **{code: code for code in LANGUAGES},
}
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
    """A row by its columns, in small letters; those of other languages are « label::en »."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def texts(self, columns: Mapping[str, str]) -> dict[str, dict[str, str]]:
        """What is written in other languages, by language and name of the field."""
        translated = {
            code: {name: text for name, column in columns.items() if (text := self[f"{column}::{code}"])}
            for code in LANGUAGES
        }
        return {code: texts for code, texts in translated.items() if texts}


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
        self.first_language = self._first_language()
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
        for sheet in ("choices", "survey", "settings"):
            self._check_texts(self._lines(sheet))
        for line in self._lines("choices"):
            self._choice(line)
        if not (lines := self._lines("survey")):
            self.problems.append(FileProblem("survey", 0, "", "cette feuille ne pose aucune question."))
        for line in lines:
            self._survey(line)
        for group in self.open:
            self._wrong(group.line, "type", "ce groupe n’est pas fermé par «\u00a0end_group\u00a0».")
        self._close_loose()
        settings = next(iter(self._lines("settings")), _Line("settings", 0, {}))
        return Form(
            title=settings["form_title"] or "Questionnaire importé",
            introduction=settings["introduction"],
            thanks=settings["thanks"],
            texts=settings.texts(FORM_TEXTS),
            sections=tuple(self.sections),
        )

    # -- Cells

    def _lines(self, sheet: str) -> list[_Line]:
        table = self.sheets.get(sheet, ())
        if not table:
            return []
        headers = self._headers(sheet, table[0][1])
        lines = []
        for number, cells in table[1:]:
            said: dict[str, str] = {}
            for header, cell in zip(headers, cells, strict=False):
                text = _text(cell)
                if header and text and header not in said:
                    said[header] = text
            if said:
                lines.append(_Line(sheet, number, said))
        return lines

    def _first_language(self) -> str:
        """The language that is read as French, once for the whole file: French, or the first of a file without it."""
        table = self.sheets.get("survey", ())
        labels = [(cell, found) for cell, found in _text_columns(table[0][1] if table else ()) if found[0] == "label"]
        languages = [found[1] for _, found in labels]
        if not languages or FRENCH in languages:
            return FRENCH
        self.notices.append(FileProblem("survey", 0, labels[0][0], READ_AS_FRENCH))
        return languages[0]

    def _headers(self, sheet: str, cells: Sequence[Any]) -> list[str]:
        """The columns by the portal's names: what has no language, or the first one, is « label », else « label::en ».

        What is missing in that language is said, and so is a language in which the portal does not ask.
        """
        texts = dict(_text_columns(cells))
        first = {name for name, language in texts.values() if language in (FRENCH, self.first_language)}
        headers: list[str] = []
        for cell in cells:
            column, said = _text(cell), ""
            name, language = texts.get(column, ("", ""))
            if not name:
                header = _OWN_TRANSLATED.sub(r"\1::\2", column.lower())
            elif language == self.first_language or ("::" not in column and language == FRENCH):
                header = name
            elif language not in LANGUAGES:
                header, said = "", OTHER_LANGUAGE
            elif name not in first:
                header, said = "", NO_FRENCH if name == "label" else NO_FRENCH_BESIDE
            else:
                header = f"{name}::{language}"
            if name and header in headers and header:
                said = SAME_LANGUAGE
            headers.append(header)
            where = self.problems if said == NO_FRENCH else self.notices
            if said and (one := FileProblem(sheet, 0, column, said)) not in where:
                where.append(one)
        return headers

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
            if found := re.fullmatch(r"(-?[0-9]{1,9})(?:[.,]0+)?", line["score"]):
                score = int(found[1])
            else:
                self._wrong(line, "score", f"«\u00a0{line['score']}\u00a0» n’est pas un nombre entier.")
        self.lists.setdefault(name, []).append(
            Choice(code=line["name"], label=line["label"] or line["name"], score=score, texts=line.texts(CHOICE_TEXTS))
        )

    def _survey(self, line: _Line) -> None:
        word, _, rest = " ".join(line["type"].split()).partition(" ")
        kind = f"{word} {rest}".lower()
        if kind in ("begin group", "begin_group "):
            self._begin(line)
        elif kind in ("end group", "end_group "):
            self._end(line)
        elif word.lower() in UNASKED:
            self._notice(line, "type", f"«\u00a0{word}\u00a0» ne demande rien à personne\u00a0: laissé de côté.")
        elif word.lower() == "note":
            self._notice(line, "type", "une note n’est pas une question\u00a0: laissée de côté.")
        elif not word:
            self._wrong(line, "type", "cette case est vide.")
        elif word.lower() not in KINDS:
            self._wrong(line, "type", f"le portail ne pose pas de question du type «\u00a0{line['type']}\u00a0».")
        else:
            self._item(line, KINDS[word.lower()], rest)

    def _begin(self, line: _Line) -> None:
        self._check_name(line)
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
                texts=group.line.texts(SECTION_TEXTS),
            )
        )

    def _close_loose(self) -> None:
        if self.loose:
            number = len(self.sections) + 1
            self.sections.append(Section(code=f"part_{number}", title="", items=tuple(self.loose)))
            self.loose = []

    def _add(self, item: Item) -> None:
        (self.open[-1].items if self.open else self.loose).append(item)

    def _check_texts(self, lines: Sequence[_Line]) -> None:
        """Refuse what no survey may say, in any language: of health, a social security number."""
        for line in lines:
            for column, text in line.cells.items():
                if column.split("::")[0] in ASKED_TEXTS and (fault := asked_fault(text)):
                    self._wrong(line, column, fault)

    def _check_name(self, line: _Line) -> None:
        if not line["name"]:
            self._wrong(line, "name", "cette case est vide.")

    def _item(self, line: _Line, kind: ItemKind, list_name: str) -> None:
        self._check_name(line)
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
                    line, "type", f"la liste «\u00a0{list_name}\u00a0» n’est pas dans la feuille «\u00a0choices\u00a0»."
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
                texts=line.texts(ITEM_TEXTS),
            )
        )

    def _matrix(self, group: _Group) -> Item:
        line, items = group.line, group.items
        if not items or any(one.kind != ItemKind.SINGLE or one.choices != items[0].choices for one in items):
            self._wrong(
                line, "appearance", "un tableau n’a que des questions «\u00a0select_one\u00a0» de la même liste."
            )
        prefix = f"{line['name']}{ROW}"
        return Item(
            code=line["name"],
            kind=ItemKind.MATRIX,
            label=line["label"],
            help_text=line["hint"],
            required=any(one.required for one in items),
            choices=items[0].choices if items else (),
            rows=tuple(
                Choice(code=one.code.removeprefix(prefix), label=one.label, texts=_labels(one)) for one in items
            ),
            role=_role(line["role"]),
            measure=line["measure"],
            source=line["source"],
            shown_if=self._condition(line),
            texts=line.texts(ITEM_TEXTS),
        )

    def _own_kind(self, line: _Line, kind: ItemKind, choices: tuple[Choice, ...]) -> ItemKind:
        """The kind that the portal wrote beside, where the choices are still those of that kind."""
        written = line["kind"]
        if kind != ItemKind.SINGLE or written not in ItemKind.values:
            return kind
        own = ItemKind(written)
        spoken_in = sorted({code for one in choices for code in one.texts})
        if own == ItemKind.TESTED or (own in SCALES and choices in (SCALES[own], scale_in(own, spoken_in))):
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


def _text_columns(cells: Sequence[Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each column of texts with what it holds and its language: a code, or its own words for one that is not asked in.

    A column that names no language is French.
    """
    for column in map(_text, cells):
        if found := _TRANSLATED.fullmatch(column.lower()):
            yield column, (found["name"], _language(found["language"]) or found["language"])
        elif column.lower() in ("label", "hint"):
            yield column, (column.lower(), FRENCH)


def _labels(item: Item) -> dict[str, dict[str, str]]:
    return {code: {"label": texts["label"]} for code, texts in item.texts.items() if "label" in texts}


def _language(name: str) -> str:
    """The code of a language that a header names, « english (en) » or « english »; nothing for others."""
    code = found[1] if (found := re.search(r"\(\s*([a-z]{2})\b[^)]*\)$", name)) else NAMES.get(name.strip(), "")
    return code if code in LANGUAGES else ""


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _role(value: str) -> ItemRole:
    return ItemRole(value) if value in ItemRole.values else ItemRole.NONE
