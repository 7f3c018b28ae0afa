"""Indicators: how numbers are read and written, how years and territories make one figure, targets.

Values are `Decimal`, never negative, with two places at most. What is not known is None, and is never taken for zero.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from inclusion.core.charts.shares import whole_percent
from inclusion.core.errors import DomainError
from inclusion.core.french.money import NARROW_SPACE
from inclusion.core.french.names import so_many, unit_of

_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'’")
_WRITTEN = re.compile(r"\+?([0-9]{1,12})(?:[.,]([0-9]{1,2}))?")
_NEGATIVE = re.compile(r"[-\u2212\u2013][0-9.,]+")
_FINER = re.compile(r"[0-9]{1,12}[.,][0-9]{3,}")

Known = Decimal | None


def read_number(text: str) -> Known:
    """Return the number that somebody wrote or pasted: « 1 250,5 », « 1250.5 », « 50 % », « 12 € »; None for nothing.

    Raises DomainError with the sentence to show for what is no number, is below zero or is finer than two places.
    """
    written = text.translate(_SPACES).removesuffix("%").removesuffix("€")
    if written in ("", "-", "–", "—"):
        return None
    if _NEGATIVE.fullmatch(written):
        raise DomainError(f"«\u00a0{text.strip()}\u00a0» est sous zéro\u00a0: un indicateur ne l’est jamais.")
    if _FINER.fullmatch(written):
        raise DomainError(f"«\u00a0{text.strip()}\u00a0»\u00a0: gardez deux décimales au plus.")
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise DomainError(f"«\u00a0{text.strip()}\u00a0» n’est pas un nombre. Écrivez par exemple 1\u00a0250,5.")
    whole, places = found.groups()
    return Decimal(f"{int(whole)}.{(places or '').ljust(2, '0')}")


def shown_number(value: Known) -> str:
    """« 1 284 », « 12,5 »: the places that say something, thousands parted; a dash where nothing is known."""
    if value is None:
        return "–"
    whole, _, places = f"{value:,.2f}".partition(".")
    places = places.rstrip("0")
    return whole.replace(",", NARROW_SPACE) + (f",{places}" if places else "")


def with_unit(value: Known, unit: str) -> str:
    """« 1 284 pass », « 45 % »; a dash where nothing is known."""
    written = shown_number(value)
    return written if value is None or not unit else f"{written}\u00a0{unit_of(value, unit)}"


def added(values: Iterable[Known]) -> Known:
    """The sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal("0.00")) if known else None


def gathered(values: Mapping[int, Known], *, last: bool) -> Known:
    """What the values of several years make: their sum, or the latest that is known (`last`)."""
    years = [year for year, value in sorted(values.items()) if value is not None]
    if not years:
        return None
    return values[years[-1]] if last else added(values.values())


@dataclass(frozen=True)
class Share:
    """What one local roadmap adds to an indicator, by year. One in preparation is shown, and is not counted."""

    key: int
    name: str
    values: Mapping[int, Known]
    counts: bool = True


@dataclass(frozen=True)
class YearFigure:
    """One year of an indicator: its own value, what local roadmaps add, the target."""

    year: int
    own: Known
    local: Known
    target: Known
    #: Local roadmaps that count and have no value for this year.
    silent: int = 0

    @property
    def total(self) -> Known:
        """Own value and local share together."""
        return added((self.own, self.local))

    @property
    def is_reached(self) -> bool | None:
        """Whether the target is reached; None where one of both is not known."""
        if self.total is None or self.target is None:
            return None
        return self.total >= self.target

    @property
    def percent(self) -> int | None:
        """How much of the target is reached, in whole percents; None where it cannot be said."""
        if self.total is None or not self.target:
            return None
        return whole_percent(self.total, self.target)

    @property
    def sentence(self) -> str:
        """« 82 % de la cible »."""
        if self.is_reached:
            return "cible atteinte"
        if self.percent is not None:
            return f"{self.percent}\u00a0% de la cible"
        return "pas encore de valeur" if self.total is None else "sans cible"


@dataclass(frozen=True)
class Series:
    """All years of an indicator with its local shares. The whole is the sum of its parts, year by year and gathered."""

    figures: tuple[YearFigure, ...]
    shares: tuple[Share, ...]
    #: Whether the latest year stands for all of them.
    last: bool

    @property
    def own(self) -> Known:
        return gathered({one.year: one.own for one in self.figures}, last=self.last)

    @property
    def local(self) -> Known:
        """What counted local roadmaps add, each gathered over its years."""
        return added(self.of_share(one) for one in self.shares if one.counts)

    @property
    def total(self) -> Known:
        return added((self.own, self.local))

    @property
    def target(self) -> Known:
        return gathered({one.year: one.target for one in self.figures}, last=self.last)

    @property
    def whole(self) -> YearFigure:
        """All years as one figure; its year is the last one."""
        year = self.figures[-1].year if self.figures else 0
        return YearFigure(year, self.own, self.local, self.target)

    def of_share(self, share: Share) -> Known:
        """What one local roadmap adds, gathered over the years of this indicator."""
        return gathered({one.year: share.values.get(one.year) for one in self.figures}, last=self.last)

    def figure(self, year: int) -> YearFigure:
        """The figure of a year; nothing is known of a year outside."""
        return next((one for one in self.figures if one.year == year), YearFigure(year, None, None, None))


def series(
    years: Sequence[int],
    own: Mapping[int, Known],
    targets: Mapping[int, Known],
    shares: Sequence[Share] = (),
    *,
    last: bool = False,
) -> Series:
    """Put an indicator together for these years; a local roadmap that does not count adds nothing."""
    counted = [one for one in shares if one.counts]
    figures = tuple(
        YearFigure(
            year,
            own.get(year),
            added(one.values.get(year) for one in counted),
            targets.get(year),
            sum(one.values.get(year) is None for one in counted),
        )
        for year in years
    )
    return Series(figures, tuple(shares), last)


def headline(rows: Iterable[Series], *, year: int) -> str:
    """What a page of indicators answers: what is missing of the last year, else how many targets are reached."""
    rows = list(rows)
    if not rows:
        return "Aucun indicateur n’est encore suivi"
    before = [one for one in rows if one.figure(year - 1) in one.figures]
    missing = sum(one.figure(year - 1).total is None for one in before)
    if missing:
        many = "valeurs manquent" if missing > 1 else "valeur manque"
        return f"{so_many(missing, many, many)} pour {year - 1}"
    aimed = [one.figure(year) for one in rows if one.figure(year).target is not None]
    if not aimed:
        return f"{so_many(len(rows), 'indicateur est suivi', 'indicateurs sont suivis')}"
    reached = sum(bool(one.is_reached) for one in aimed)
    if not reached:
        return f"Aucune cible n’est encore atteinte en {year}"
    one = "cible sur" if reached == 1 else "cibles sur"
    is_reached = "est atteinte" if reached == 1 else "sont atteintes"
    return f"{reached}\u00a0{one} {len(aimed)} {is_reached} en {year}"


@dataclass(frozen=True)
class Feeding:
    """What must be known of an indicator to say whether it may feed another one."""

    key: int | None
    network: int
    #: Its roadmap, the one that is nested under, and whether it is a local one.
    roadmap: int
    parent: int | None
    is_local: bool
    unit: str
    gathering: str
    is_counted: bool
    #: The chain of indicators that it feeds.
    feeds: tuple[int, ...] = ()


def fault_of_feeding(one: Feeding, above: Feeding) -> str | None:
    """Why this indicator cannot feed that one, as the sentence to show; None where it can."""
    if one.network != above.network:
        return "Cet indicateur est celui d’un autre réseau\u00a0: il ne peut pas être alimenté d’ici."
    if one.key is not None and (one.key == above.key or one.key in above.feeds):
        return "Ces deux indicateurs s’alimenteraient l’un l’autre\u00a0: la valeur n’aurait pas de fin."
    if not one.is_local:
        return "Seul un indicateur d’une feuille de route locale en alimente un de la feuille départementale."
    if one.parent is None:
        return "Rattachez d’abord cette feuille de route à la feuille départementale."
    if above.roadmap != one.parent:
        return "Cet indicateur n’est pas de la feuille de route départementale à laquelle celle-ci est rattachée."
    if one.is_counted or above.is_counted:
        return (
            "Ce que le portail compte vaut déjà pour tout le réseau\u00a0: il n’est pas la part d’un territoire, "
            "et n’en reçoit pas."
        )
    if plain_unit(one.unit) != plain_unit(above.unit):
        return (
            f"L’indicateur départemental se compte en «\u00a0{above.unit or 'sans unité'}\u00a0», celui-ci en "
            f"«\u00a0{one.unit or 'sans unité'}\u00a0»\u00a0: donnez-leur la même unité."
        )
    if "%" in one.unit:
        return (
            "Des pourcentages ne s’additionnent pas d’un territoire à l’autre\u00a0: suivez les nombres, "
            "et non leur part."
        )
    if one.gathering != above.gathering:
        return "L’indicateur départemental ne réunit pas les années de la même façon\u00a0: choisissez la même que lui."
    return None


def plain_unit(unit: str) -> str:
    """A unit as it is compared: « Personnes » and « personnes » are one."""
    return " ".join(unit.casefold().split())
