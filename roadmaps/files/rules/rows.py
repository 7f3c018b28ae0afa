"""Rows of a roadmap's file: its columns, the same out and in, what each row says, which known names it means.

A row with a title is an action; one with an axis alone says that the axis, and its objective, exist.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inclusion.core.errors import DomainError
from inclusion.core.french.names import search_form
from inclusion.core.french.periods import Period
from inclusion.core.imports import columns
from inclusion.core.imports.cells import Cell, Unreadable, text
from inclusion.core.imports.columns import Columns, Row
from roadmaps.enums import ActionState, Need, Origin, Priority, Strand
from roadmaps.plans.rules import cells

LONGEST = 20_000
#: Between several names in one cell.
SEPARATOR = "; "


def lines(cell: Cell) -> str:
    """A text of several lines, without blanks around it."""
    said = cell if isinstance(cell, str) else text(cell)
    said = said.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(said) > LONGEST:
        raise Unreadable(f"Ce texte dépasse {LONGEST} caractères\u00a0: raccourcissez-le.")
    return said


def needs(cell: Cell) -> list[str]:
    """Needs of the State's strategy, parted by semicolons, in the order of the list."""
    found = [
        cells.choice(Need, one, what=f"«\u00a0{one.strip()[:60]}\u00a0» n’est pas un besoin de la stratégie")
        for one in text(cell).split(";")
        if one.strip()
    ]
    return [need for need in Need if need in found]


def identifier(cell: Cell) -> int:
    """The stable key that an export wrote."""
    said = text(cell)
    if not re.fullmatch(r"[0-9]{1,18}", said):
        raise Unreadable(
            "Cet identifiant n’en est pas un\u00a0: laissez celui que le fichier téléchargé portait, "
            "ou videz la case pour ajouter l’action."
        )
    return int(said)


def _axis(cell: Cell) -> str:
    said = text(cell)
    if len(said) > cells.TITLE_LENGTH:
        raise Unreadable(f"Un intitulé a {cells.TITLE_LENGTH} caractères au plus.")
    return said


@dataclass(frozen=True)
class Column(columns.Column):
    """One column, with how it is explained and how a value is shown in a list of changes."""

    note: str = ""
    show: Callable[[Any], str] = str


def _labels(kind: Any) -> str:
    return ", ".join(one.label for one in kind)


def _label_of(kind: Any) -> Callable[[Any], str]:
    return lambda value: kind(value).label if value else ""


def _as_in_grid(name: str, note: str, **options: Any) -> Column:
    """A column of the grid as well: its title, and how its cells are read and shown."""
    field = cells.FIELDS[name]
    return Column(field.label, name, field.read, note=note, show=field.show, **options)


def _form(header: str) -> str:
    """What a header is recognised by; without the unit that people add: « Budget (€) », « Avancement (%) »."""
    return search_form(re.sub(r"\(.*\)", "", header)) or header.strip().lower()


COLUMNS: Columns[Column] = Columns(
    Column("N°", "number", None, note="La place de l’action, pour information\u00a0: elle n’est pas lue."),
    Column(
        "Axe",
        "axis",
        _axis,
        note="L’intitulé de l’axe. Un axe inconnu est ajouté. Une ligne sans action décrit l’axe seul.",
        is_required=True,
    ),
    Column("Objectif", "objective", _axis, blank="", note="L’intitulé de l’objectif de cet axe, s’il y en a un."),
    Column("Action", "title", note="L’intitulé, 200 caractères au plus.", is_required=True),
    Column("Description", "description", lines, blank="", note="Un texte de plusieurs lignes, si besoin."),
    Column(
        "Pilotes",
        "leads",
        blank="",
        note="Partenaires, services ou personnes, séparés par des points-virgules\u00a0: "
        "«\u00a0Direction Seniors (Ville d’Annecy)\u00a0».",
    ),
    Column("Partenaires", "partners", blank="", note="De même, pour ceux qui participent sans piloter."),
    _as_in_grid("start", "Le premier jour, comme 01/09/2026.", blank=None),
    _as_in_grid("end", "Le dernier jour, comme 31/12/2026.", blank=None),
    _as_in_grid("state", f"{_labels(ActionState)}. Vide\u00a0: inchangé."),
    Column(
        "Raison", "state_reason", lines, blank="", note="Demandée quand l’action est bloquée, suspendue ou abandonnée."
    ),
    _as_in_grid("progress", "Un nombre de 0 à 100. Vide\u00a0: inchangé."),
    _as_in_grid("priority", f"{_labels(Priority)}. Vide\u00a0: inchangée."),
    Column("Volet", "strand", cells.strand, blank="", note=f"{_labels(Strand)}, ou vide.", show=_label_of(Strand)),
    Column(
        "Besoins",
        "needs",
        needs,
        blank=[],
        note="Les besoins de France Numérique Ensemble, séparés par des points-virgules.",
        show=lambda values: SEPARATOR.join(Need(one).label for one in values),
    ),
    Column(
        "Origine", "origin", cells.origin, note=f"{_labels(Origin)}. Vide\u00a0: inchangée.", show=_label_of(Origin)
    ),
    _as_in_grid("budget", "En euros, comme 1 250,50. Vide\u00a0: pas encore connu.", blank=None),
    Column(
        "Reprend l’axe départemental",
        "taken_up",
        _axis,
        note="Dans une feuille locale, l’axe départemental que reprend l’axe de la ligne. Vide\u00a0: inchangé.",
    ),
    Column(
        "Identifiant",
        "key",
        identifier,
        note="C’est à lui que le portail reconnaît une action. Vide\u00a0: une action nouvelle.",
    ),
    form=_form,
    beyond="Cette case n’est sous aucun titre\u00a0: la ligne a une case de trop.",
)
#: Whatever is written in one of these speaks of an action.
OF_AN_ACTION = ("title", "key", "description", "leads", "partners", "start", "end", "budget")


def is_action(row: Row) -> bool:
    """Whether a row speaks of an action, and not of an axis alone."""
    return any(name in row.cells for name in OF_AN_ACTION)


def match_headers(found: Sequence[Cell]) -> list[Column | None]:
    """Return the column that each cell of the first row heads, in any order; None for an empty cell.

    Raises DomainError (at "file") that names what is unknown, missing or there twice.
    """
    if said := COLUMNS.fault_of_titles(found):
        raise DomainError(
            f"{said} La première ligne du fichier porte les titres, dans l’ordre que vous voulez\u00a0; seuls "
            f"«\u00a0Axe\u00a0» et «\u00a0Action\u00a0» sont obligatoires. "
            f"Les titres possibles sont\u00a0: {', '.join(COLUMNS.headers)}."
        ).at("file")
    return COLUMNS.match(found)


def read_row(number: int, matched: Sequence[Column | None], found: Sequence[Cell]) -> Row:
    """Read one row under the columns of its file, which has an axis, and a title if it speaks of an action."""
    row = COLUMNS.read_row(number, matched, found)
    beyond = [fault for fault in row.faults if not fault.column]
    row.faults = [fault for fault in row.faults if fault.column] + beyond[:1]
    if not row.values.get("axis") and "axis" not in row.wrong:
        row.refuse("axis", "Indiquez l’axe.")
    if is_action(row):
        try:
            row.values["title"] = cells.title(row.values.get("title"))
        except Unreadable as problem:
            row.refuse("title", str(problem))
    return row


# -- Names ---------------------------------------------------------------------------------------------------------


def split_names(written: str, known: Callable[[str], bool]) -> list[str]:
    """Part a cell into names at its semicolons; a known name that holds one stays whole."""
    parts = [part.strip() for part in written.split(";")]
    found, at = [], 0
    while at < len(parts):
        ends = range(len(parts), at + 1, -1)
        end = next((end for end in ends if known(SEPARATOR.join(parts[at:end]))), at + 1)
        if name := SEPARATOR.join(parts[at:end]):
            found.append(name)
        at = end
    return found


def nearest(name: str, known: Mapping[str, str]) -> list[str]:
    """Up to three known names that this one may mean, the likeliest first. `known`: search form → name as written."""
    form = search_form(name)
    if len(form) < 2:
        return []
    holding = [one for one in known if f" {form} " in f" {one} " or (len(one) > 2 and f" {one} " in f" {form} ")]
    close = difflib.get_close_matches(form, known, n=3, cutoff=0.6)
    return [known[one] for one in dict.fromkeys([*close[:1], *sorted(holding, key=len), *close])][:3]


def did_you_mean(names: Sequence[str]) -> str:
    """« Voulez-vous dire « CAF » ou « CAF 84 » ? », or nothing."""
    if not names:
        return ""
    quoted = [f"«\u00a0{name}\u00a0»" for name in names]
    joined = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} ou {quoted[-1]}"
    return f" Voulez-vous dire {joined}\u00a0?"


# -- What a file is compared with: the present axes, actions, names of a roadmap. Plain values


def form_of(name: str) -> str:
    """What a title or a name is recognised by."""
    return search_form(name) or name.strip().lower()


class Names[Key]:
    """Keys by name: as it is written first, then accents, case and signs aside; a name may stand for several."""

    def __init__(self, named: Iterable[tuple[Key, str]]) -> None:
        self._exact: dict[str, list[Key]] = {}
        self._forms: dict[str, list[Key]] = {}
        self.written: dict[str, str] = {}
        self._likes: dict[str, str] = {}
        for key, name in named:
            for index, spelled in ((self._exact, name.strip()), (self._forms, form_of(name))):
                if key not in index.setdefault(spelled, []):
                    index[spelled].append(key)
            self.written.setdefault(form_of(name), name)

    def find(self, name: str) -> list[Key]:
        """The keys that this name may mean."""
        return self._exact.get(name.strip()) or self._forms.get(form_of(name), [])

    def like(self, name: str) -> str:
        """« Voulez-vous dire … ? », or nothing."""
        if name not in self._likes:
            self._likes[name] = did_you_mean(nearest(name, self.written))
        return self._likes[name]


@dataclass(frozen=True)
class KnownAxis:
    """An axis as it is now: its objectives by key, the departmental axis that it takes up."""

    key: int
    title: str
    objectives: Mapping[int, str]
    taken_up: int | None = None


@dataclass(frozen=True)
class KnownAction:
    """An action as it is now: its place, its plain values, the keys of its partners."""

    key: int
    number: str
    axis: int
    objective: int | None
    values: Mapping[str, Any]
    leads: tuple[str, ...] = ()
    partners: tuple[int, ...] = ()


@dataclass(frozen=True)
class RoadmapContents:
    """All that a file is compared with."""

    period: Period
    is_local: bool
    axes: Sequence[KnownAxis]
    actions: Sequence[KnownAction]
    #: Partners: every name that each may be called by; and the name that is shown.
    partners: Names[int]
    partner_names: Mapping[int, str]
    #: The same of who may lead: organisations, their services and people.
    leads: Names[str]
    lead_names: Mapping[str, str]
    #: Departmental axes that may be taken up, by their titles.
    above: Names[int]
    above_titles: Mapping[int, str]
