"""The refurbishing chain as arithmetic: its steps and tests, devices read from a file, figures of reuse."""

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from equipment.refurbishing.enums import DeviceKind, DeviceState
from inclusion.core.french.names import search_form
from inclusion.core.imports.cells import Cell, Unreadable, at_most, text
from inclusion.core.imports.columns import Column, Columns, Fault

#: More devices in one lot than this is a typing error.
MAX_ANNOUNCED = 10_000
#: So many devices are added at once, at most.
MAX_AT_ONCE = 500
#: A quarter of an hour; more than the others on one line is a typing error: hours are noted month by month, those of
#: one device day by day.
MIN_HOURS, MAX_HOURS, MAX_HOURS_OF_ONE = Decimal("0.25"), Decimal(1000), Decimal(24)
#: How the numbers of lots and of devices begin, and how many digits they count in a year: « DON-2026-001 ».
DONATION_PREFIX, DONATION_WIDTH = "DON", 3
DEVICE_PREFIX, DEVICE_WIDTH = "REC", 4

_POWER = "S’allume et démarre"
_SCREEN = "Écran"
_BATTERY = "Batterie"
_WIFI = "Wi-Fi"
_CHARGER = "Chargeur"
_SOUND = "Son et micro"
_CAMERA = "Caméra"
_PORTS = "Prises USB et vidéo"

#: What is looked at before a device is graded, by kind.
CHECKS: dict[str, tuple[str, ...]] = {
    DeviceKind.LAPTOP: (_POWER, _SCREEN, "Clavier et pavé tactile", _BATTERY, _CHARGER, _WIFI, _SOUND, _CAMERA, _PORTS),
    DeviceKind.DESKTOP: (_POWER, "Clavier et souris", "Réseau filaire ou Wi-Fi", _SOUND, _PORTS),
    DeviceKind.TABLET: (_POWER, "Écran tactile", _BATTERY, _CHARGER, _WIFI, _SOUND, _CAMERA),
    DeviceKind.SMARTPHONE: (_POWER, "Écran tactile", _BATTERY, _CHARGER, _WIFI, "Appel et carte SIM", _SOUND, _CAMERA),
    DeviceKind.SCREEN: (_POWER, "Image sans tache ni trait", _PORTS, "Pied et câbles"),
    DeviceKind.PRINTER: (_POWER, "Imprime une page", "Numérise une page", "Réseau ou USB"),
    DeviceKind.OTHER: (_POWER, "Fait ce pour quoi il est fait"),
}
#: Kinds without data of their own unless somebody says so.
WITHOUT_STORAGE = (DeviceKind.SCREEN,)

#: The steps from collected to ready, one after the other.
WAY = (
    DeviceState.COLLECTED,
    DeviceState.WIPED,
    DeviceState.TESTED,
    DeviceState.GRADED,
    DeviceState.REFURBISHED,
    DeviceState.READY,
)


def checks_of(kind: str) -> tuple[str, ...]:
    """What is tested on a device of this kind."""
    return CHECKS.get(kind, CHECKS[DeviceKind.OTHER])


def next_step(state: str) -> DeviceState | None:
    """The step that follows on the way to ready; None at its end and outside it."""
    following = dict(itertools.pairwise(WAY))
    return following.get(DeviceState(state))


def failed_checks(tests: Iterable[dict[str, object]]) -> list[str]:
    """The labels of the tests that were not passed."""
    return [str(one["label"]) for one in tests if not one["ok"]]


def numbered(prefix: str, year: int, last: str, *, width: int) -> str:
    """The number after `last` in the year: « REC-2026-0001 », « REC-2026-0002 »… `last` is empty for none yet."""
    before = int(last.rsplit("-", 1)[1]) if last else 0
    return f"{prefix}-{year}-{before + 1:0{width}}"


def run_of_numbers(prefix: str, year: int, last: str, *, width: int, count: int) -> Sequence[str]:
    """So many numbers that follow `last`."""
    found: list[str] = []
    for _ in range(count):
        last = numbered(prefix, year, last, width=width)
        found.append(last)
    return found


# -- Pasted or uploaded lists of devices: columns and cells

_KINDS: dict[str, DeviceKind] = {
    **{search_form(one.label): one for one in DeviceKind},
    **{search_form(one.value): one for one in DeviceKind},
    **dict.fromkeys(("portable", "pc portable", "ordinateur portable", "notebook", "ultraportable"), DeviceKind.LAPTOP),
    **dict.fromkeys(
        ("fixe", "ordinateur", "pc", "pc fixe", "tour", "unite centrale", "uc", "pc bureau"), DeviceKind.DESKTOP
    ),
    **dict.fromkeys(("ipad", "tablette tactile"), DeviceKind.TABLET),
    **dict.fromkeys(("mobile", "telephone portable", "telephone mobile"), DeviceKind.SMARTPHONE),
    **dict.fromkeys(("ecran", "moniteur"), DeviceKind.SCREEN),
    **dict.fromkeys(("autre",), DeviceKind.OTHER),
}
_YES, _NO = {"oui", "o", "vrai", "1", "x", "yes", "true"}, {"non", "n", "faux", "0", "no", "false", "aucun"}
_MAX_KG = Decimal(1000)


_NATURES = f"Écrivez une de ces natures\u00a0: {', '.join(one.label.lower() for one in DeviceKind)}."


def _kind(cell: Cell) -> DeviceKind:
    if (found := _KINDS.get(search_form(text(cell)))) is None:
        raise Unreadable(_NATURES)
    return found


def _words(most: int) -> Callable[[Cell], str]:
    return at_most(most, text, refusal=f"Écrivez {most} caractères au plus.")


def _weight(cell: Cell) -> Decimal | None:
    """Kilograms with two places: « 2,4 », « 2.4 kg »."""
    said = re.sub(r"\s*kg$", "", text(cell), flags=re.IGNORECASE).replace(",", ".")
    if not said:
        return None
    try:
        value = Decimal(said).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise Unreadable("Écrivez un poids en kilogrammes, par exemple 2,4.") from None
    if value.is_nan() or not 0 < value < _MAX_KG:
        raise Unreadable("Écrivez un poids entre 0 et 1\u00a0000\u00a0kg.")
    return value


def _yes_or_no(cell: Cell) -> bool | None:
    said = search_form(text(cell))
    if said and said not in _YES | _NO:
        raise Unreadable("Écrivez «\u00a0oui\u00a0» ou «\u00a0non\u00a0».")
    return said in _YES if said else None


COLUMNS = Columns(
    Column("Nature", "kind", _kind, ("type", "appareil", "categorie"), is_required=True, must=_NATURES, blank=""),
    Column("Marque", "brand", _words(80), ("fabricant", "constructeur"), blank=""),
    Column("Modèle", "model_name", _words(80), ("reference",), blank=""),
    Column(
        "Numéro de série", "serial", _words(80), ("n de serie", "no de serie", "serie", "sn", "s n", "serial"), blank=""
    ),
    Column("Poids en kg", "weight_kg", _weight, ("poids", "poids kg"), blank=None),
    Column("Caractéristiques", "specification", _words(200), ("caracteristique", "configuration", "details"), blank=""),
    Column("Rangé à", "place", _words(80), ("emplacement", "rangement", "lieu"), blank=""),
    Column("Garde des données", "has_storage", _yes_or_no, ("donnees", "support de donnees", "disque"), blank=None),
)


@dataclass
class Reading:
    """A list as it was understood: what would be added, what is wrong, what is worth a look."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    #: The number in the list of the line of each row.
    lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    #: Titles of columns that nobody knows.
    unknown: list[str] = field(default_factory=list)

    def warn(self, line: int, serial: str, sentence: str) -> None:
        """Say that a serial number is worth a look."""
        self.warnings.append(Fault(line, COLUMNS["serial"].header, serial, sentence))


def read_rows(table: Sequence[tuple[int, Sequence[Cell]]], *, titled: bool = True) -> Reading:
    """Understand a table whose first row are titles; the cells are texts, numbers or nothing.

    Where the list had no titles of its own (`titled`), its lines are counted without those it was given.
    """
    titles = table[0][1] if table else []
    matched = COLUMNS.match(titles)
    pairs = zip(titles, matched, strict=True)
    reading = Reading(unknown=[text(title) for title, column in pairs if column is None and text(title)])
    if COLUMNS["kind"] not in matched:
        sentence = "Ajoutez la colonne «\u00a0Nature\u00a0», par exemple «\u00a0tablette\u00a0»."
        reading.faults.append(Fault(1, COLUMNS["kind"].header, "", sentence))
        return reading
    seen: dict[str, int] = {}
    for counted, cells in table[1:]:
        row = COLUMNS.read_row(counted if titled else counted - 1, matched, cells)
        values = {column.name: row.values.get(column.name, column.blank) for column in COLUMNS}
        if values["has_storage"] is None:
            values["has_storage"] = values["kind"] not in WITHOUT_STORAGE
        reading.faults += row.faults
        reading.rows.append(values)
        reading.lines.append(row.number)
        serial = values["serial"].upper()
        if serial and serial in seen:
            reading.warn(row.number, values["serial"], f"Ce numéro est déjà à la ligne {seen[serial]}.")
        seen.setdefault(serial, row.number)
    return reading


def with_titles(pasted: str) -> tuple[str, bool]:
    """The list with a first line of titles, and whether it had one: else the usual ones, in their order."""
    lines = pasted.strip("\ufeff\r\n ").splitlines()
    if not lines:
        return "", True
    separator = max("\t;,", key=lambda one: lines[0].count(one))
    if COLUMNS.count_known(lines[0].split(separator)):
        return "\n".join(lines), True
    return "\n".join([separator.join(COLUMNS.headers), *lines]), False


# -- Figures of a refurbishing chain: collected, reused, saved

REUSED = (DeviceState.LENT, DeviceState.GIVEN)
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Count:
    """Devices of one kind in one state: how many, the weight of those that were weighed in kg, how many were not."""

    kind: str
    state: str
    count: int
    weight: Decimal
    unweighed: int


@dataclass(frozen=True)
class Reference:
    """For one kind: kg of CO₂ avoided by a device that is used again, its usual weight in kg, who says so."""

    co2_kg: Decimal
    weight_kg: Decimal | None
    source: str


#: A public source, and the kg of CO₂ equivalent that it says a refurbished device avoids in a year of use. It was
#: checked for these kinds alone: nothing is proposed for the others.
PUBLIC_SOURCE = (
    "ADEME, «\u00a0Évaluation de l’impact environnemental d’un ensemble de produits reconditionnés\u00a0», "
    "septembre 2022"
)
AVOIDED_A_YEAR: dict[str, Decimal] = {DeviceKind.LAPTOP: Decimal("27"), DeviceKind.SMARTPHONE: Decimal("24.6")}
#: For how many years of use these values may be taken.
MIN_YEARS, MAX_YEARS = 1, 10


def public_values(years: int) -> dict[str, Reference]:
    """What the public source gives for a second life of so many years, by kind; its weights are not known."""
    return {
        kind: Reference(
            avoided * years,
            None,
            f"{PUBLIC_SOURCE}\u00a0: {str(avoided).replace('.', ',')}\u00a0kg par année d’usage × {years}",
        )
        for kind, avoided in AVOIDED_A_YEAR.items()
    }


@dataclass(frozen=True)
class ReuseSavings:
    """What the devices of one kind that are used again spare."""

    kind: str
    reused: int
    #: kg, of those that were weighed or of which the usual weight is known.
    weight: Decimal
    #: How many count with the usual weight of their kind.
    estimated: int
    #: How many have no weight at all.
    without_weight: int
    #: kg of CO₂ for one, and for all of them; None where the network set no value.
    co2_each: Decimal | None
    co2: Decimal | None
    source: str

    @property
    def label(self) -> str:
        """The kind in words."""
        return DeviceKind(self.kind).label


@dataclass(frozen=True)
class Figures:
    """All of it; the counts by state add up to what was collected."""

    by_state: dict[str, int]
    spared: list[ReuseSavings]

    @property
    def collected(self) -> int:
        """Every device that was brought in."""
        return sum(self.by_state.values())

    @property
    def reused(self) -> int:
        """Those that are lent or were given."""
        return sum(self.by_state[state] for state in REUSED)

    @property
    def recycled(self) -> int:
        """Those that went to a recycler."""
        return self.by_state[DeviceState.RECYCLED]

    @property
    def in_the_chain(self) -> int:
        """Those that have not left."""
        return self.collected - self.reused - self.recycled

    @property
    def reuse_rate(self) -> Decimal | None:
        """Of the devices that left the chain, the percentage that is used again; None while none has left."""
        left = self.reused + self.recycled
        return (Decimal(100) * self.reused / left).quantize(_TENTH, ROUND_HALF_UP) if left else None

    @property
    def weight(self) -> Decimal:
        """kg kept from waste."""
        return sum((one.weight for one in self.spared), Decimal(0))

    @property
    def co2(self) -> Decimal | None:
        """kg of CO₂ avoided, of the kinds that have a value; None where none has."""
        known = [one.co2 for one in self.spared if one.co2 is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def without_co2(self) -> int:
        """How many devices that are used again are of a kind without a value."""
        return sum(one.reused for one in self.spared if one.co2 is None)


def figures_of(counts: Sequence[Count], references: Mapping[str, Reference]) -> Figures:
    """Add the counts up. A device that was not weighed counts with the usual weight of its kind, where one is known."""
    by_state = {str(state): 0 for state in DeviceState}
    for one in counts:
        by_state[one.state] += one.count
    spared = []
    for kind in DeviceKind:
        own = [one for one in counts if one.kind == kind and one.state in REUSED]
        if reused := sum(one.count for one in own):
            spared.append(_spared(kind, reused, own, references.get(kind)))
    return Figures(by_state, spared)


def _spared(kind: str, reused: int, own: Sequence[Count], known: Reference | None) -> ReuseSavings:
    unweighed = sum(one.unweighed for one in own)
    weight = sum((one.weight for one in own), Decimal(0))
    usual = known.weight_kg if known else None
    return ReuseSavings(
        kind=str(kind),
        reused=reused,
        weight=weight + (unweighed * usual if usual is not None else 0),
        estimated=unweighed if usual is not None else 0,
        without_weight=0 if usual is not None else unweighed,
        co2_each=known.co2_kg if known else None,
        co2=known.co2_kg * reused if known else None,
        source=known.source if known else "",
    )
