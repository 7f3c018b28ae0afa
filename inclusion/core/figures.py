"""Figures that more than one page, paper, file or mail shows: each is defined once and marked wherever it is printed.

A feature registers what it counts (`RAISED = register_figure("fund.raised", "Réuni", "€", "…")`) and hands templates a
`FigureValue`: it prints its words inside `<data>`, with what it is of and over which days, so that a program finds two
places that contradict one another (`inclusion.core.web.walk`, `manage.py figures`). In sentences that Python puts
together: `format_html("{} engagés", value)`; a text that is no HTML prints the words alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any, Self

from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString

from inclusion.core.french.money import euros, grouped
from inclusion.core.french.periods import shown_end

#: What a figure of the whole network is of.
NETWORK = "network"


@dataclass(frozen=True)
class FigureDefinition:
    """What a figure counts: `definition` says in French which rows, and what is left out.

    `url_name` is the page of a network that lists what it counts, where there is one without further arguments.
    """

    key: str
    label: str
    unit: str
    definition: str
    url_name: str = ""

    def value(
        self,
        amount: Decimal | int,
        *of: Model | str,
        words: str = "",
        over: tuple[date, date] | date | None = None,
        today: date | None = None,
    ) -> "FigureValue":
        """This figure of these rows (of the network, where none is named), in the usual words unless others are given.

        `over`: days [start, end), or the day on which it stands; None is since ever. Of days to come nothing is
        counted: where `today` comes before their end, it is the last one.
        """
        return FigureValue(
            self, amount, words or amount_words(amount, self.unit), scope_of(*of), days_of(over, today)
        )


def amount_words(amount: Decimal | int, unit: str) -> str:
    """« 36 898 € », « 1 284 », « 4,5 »: the number of a figure as it is read; whole euros."""
    if unit == "€":
        return euros(amount, decimals=False)
    if amount == int(amount):
        return grouped(int(amount))
    return f"{Decimal(amount).normalize():f}".replace(".", ",")


_definitions: dict[str, FigureDefinition] = {}


def register_figure(
    key: str, label: str, unit: str, definition: str, *, url_name: str = ""
) -> FigureDefinition:
    """Define a figure; raises ValueError for a key that is taken."""
    if key in _definitions:
        raise ValueError(f"the figure {key} is registered twice")
    _definitions[key] = FigureDefinition(key, label, unit, definition, url_name)
    return _definitions[key]


def figure_definitions() -> dict[str, FigureDefinition]:
    """All that is defined, by key, in the order of the keys."""
    return dict(sorted(_definitions.items()))


def scope_of(*of: Model | str) -> str:
    """What a figure is of, as a mark says it: « fund:12 », « fund:12/partner:3 », « network »."""
    return (
        "/".join(one if isinstance(one, str) else f"{one._meta.model_name}:{one.pk}" for one in of) or NETWORK
    )


def days_of(over: tuple[date, date] | date | None, today: date | None = None) -> str:
    """Over which days a figure counts, the last one included: « 2026-01-01/2026-12-02 », « 2026-12-02 », « »."""
    if over is None:
        return ""
    if isinstance(over, date):
        return over.isoformat()
    last = shown_end(over[1])
    return f"{over[0].isoformat()}/{(min(last, today) if today else last).isoformat()}"


class FigureValue(str):
    """A number in French words that marks itself on a page.

    `amount`: the same for programs; whoever reads the page may know it.
    """

    definition: FigureDefinition
    amount: Decimal | int
    scope: str
    period: str

    def __new__(
        cls, definition: FigureDefinition, amount: Decimal | int, words: str, scope: str, period: str
    ) -> Self:
        value = super().__new__(cls, words)
        value.definition, value.amount, value.scope, value.period = definition, amount, scope, period
        return value

    def __html__(self) -> SafeString:
        return format_html(
            '<data value="{}" data-figure="{}" data-of="{}" data-over="{}">{}</data>',
            str(self.amount),
            self.definition.key,
            self.scope,
            self.period,
            str(self),
        )


# -- Reading marks back


@dataclass(frozen=True)
class FoundFigure:
    """A mark that was found: `printed` are the words inside."""

    key: str
    scope: str
    period: str
    value: Decimal
    printed: str

    @property
    def subject(self) -> tuple[str, str, str]:
        """What must have one value: the figure, what it is of, its days."""
        return self.key, self.scope, self.period

    @property
    def contradiction(self) -> str:
        """Why the words do not say the value, in English; empty where they do, or where no digit is printed."""
        number = _NUMBER.search(re.sub(r"(?<=\d)[\s\u202f\u00a0](?=\d{3})", "", self.printed))
        if number is None:
            return ""
        read = Decimal(number[0].replace(",", ".").replace("−", "-"))
        step = Decimal(1).scaleb(int(read.as_tuple().exponent))
        return "" if abs(read - self.value) < step else f"« {self.printed} » is not {self.value}"


_NUMBER = re.compile(r"[−-]?\d+(?:,\d+)?")


class _Marks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[FoundFigure] = []
        self.rows: list[int] = []
        self.counted: int | None = None
        self.heading: list[str] = []
        self._open: tuple[dict[str, str | None], list[str]] | None = None
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "data" and "data-figure" in named:
            self._open = named, []
        elif tag == "data" and named.get("data-counts") == "rows":
            self.counted = int(named.get("value") or 0)
        elif tag == "h1":
            self._in_heading = True
        elif tag == "table" and "data-rows" in named:
            self.rows.append(int(named["data-rows"] or 0))

    def handle_endtag(self, tag: str) -> None:
        if tag == "h1":
            self._in_heading = False
        elif tag == "data" and self._open:
            named, texts = self._open
            self.found.append(
                FoundFigure(
                    named["data-figure"] or "",
                    named.get("data-of") or NETWORK,
                    named.get("data-over") or "",
                    Decimal(named.get("value") or 0),
                    " ".join("".join(texts).split()),
                )
            )
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[1].append(data)
        if self._in_heading:
            self.heading.append(data)


@dataclass(frozen=True)
class ReadPage:
    """What a program reads on a page or paper: its marks, its title, how many rows its lists have in all.

    `counted`: how many rows its title says that the list has, where it says so.
    """

    figures: tuple[FoundFigure, ...] = ()
    heading: str = ""
    rows: tuple[int, ...] = ()
    counted: int | None = None

    @property
    def miscounted(self) -> str:
        """Why its title counts other rows than its one list has, or more, in English; empty where it does not."""
        if len(self.rows) != 1:
            return ""
        beneath, first = self.rows[0], re.match(r"((?>\d[\d\s]*))(?![\d,]|\s*[€%])", self.heading)
        # A title may speak of some of the rows (« 2 demandes attendent ») but never of more than there are.
        said = int(re.sub(r"\D", "", first[0])) if first else 0
        wrong = said > beneath if self.counted is None else self.counted != beneath
        return f"« {self.heading} » above {beneath} rows" if wrong else ""


def read_page(html: str) -> ReadPage:
    """Read the marks of a page."""
    marks = _Marks()
    marks.feed(html)
    heading = " ".join("".join(marks.heading).split())
    return ReadPage(tuple(marks.found), heading, tuple(marks.rows), marks.counted)


@dataclass(frozen=True)
class FigureReport:
    """One value of one figure, and every address that prints it."""

    key: str
    scope: str
    period: str
    value: Decimal
    where: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """What a walk over pages found: values by figure, and what contradicts what, in English sentences."""

    values: tuple[FigureReport, ...]
    faults: tuple[str, ...]


def compare(pages: Iterable[tuple[str, ReadPage]]) -> Comparison:
    """Compare what these pages print, each with its address: one subject has one value, and words say it."""
    found: dict[tuple[str, str, str], dict[Decimal, dict[str, None]]] = {}
    faults: dict[str, None] = {}
    for address, page in pages:
        for one in page.figures:
            found.setdefault(one.subject, {}).setdefault(one.value, {})[address] = None
            if one.key not in _definitions:
                faults[f"{address}: {one.key} is defined nowhere"] = None
            if why := one.contradiction:
                faults[f"{address}: {one.key}: {why}"] = None
        if why := page.miscounted:
            faults[f"{address}: {why}"] = None
    for subject, values in sorted(found.items()):
        if len(values) > 1:
            said = " but ".join(f"{value} at {', '.join(list(where)[:3])}" for value, where in values.items())
            faults[f"{' '.join(filter(None, subject))}: {said}"] = None
    return Comparison(tuple(_reports(found)), tuple(faults))


def _reports(
    found: Mapping[tuple[str, str, str], Mapping[Decimal, Mapping[str, Any]]],
) -> Iterator[FigureReport]:
    for subject, values in sorted(found.items()):
        for value, where in values.items():
            yield FigureReport(*subject, value, tuple(where))
