"""Figures that more than one page, paper, file or mail shows: each is defined once and marked wherever it is printed.

A feature registers what it counts (`RAISED = register_figure("fund_raised", "Réuni", "€", "…")`) and hands on a
`FigureAmount` (`RAISED.amount(sum, fund, over=days)`): a number like any other, until a page prints it (`|euros`,
`|number`, `|figure`). Then it stands inside `<data>`, with what it is of and over which days, so that a program finds
two places that contradict one another (`inclusion.core.web.walk`, `manage.py figures`). In a sentence that Python puts
together, `marked(sentence, *amounts)` finds them again. A text that is no HTML prints the words alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from html.parser import HTMLParser
from typing import Any, Self

from django.db.models import Model
from django.utils.html import format_html, format_html_join
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

    def amount(
        self,
        amount: Decimal | int,
        *of: Model | str,
        over: tuple[date, date] | date | None = None,
        today: date | None = None,
    ) -> "FigureAmount":
        """This figure of these rows (of the network, where none is named).

        `over`: days [start, end), or the day on which it stands; None is since ever. Of days to come nothing is
        counted: where `today` comes before their end, it is the last one.
        """
        return FigureAmount(self, amount, scope_of(*of), days_of(over, today))

    def beside(self, other: Decimal, amount: Decimal) -> Decimal:
        """This figure of the same rows and days as another one; a plain number beside a plain number."""
        if not isinstance(other, FigureAmount):
            return amount
        return FigureAmount(self, amount, other.scope, other.period)


def amount_words(amount: Decimal | int, unit: str) -> str:
    """« 36 898 € », « 1 284 », « 4,5 »: the number of a figure as it is read; whole euros."""
    if unit == "€":
        return euros(amount, decimals=False)
    if amount == int(amount):
        return grouped(int(amount))
    return f"{Decimal(amount).normalize():f}".replace(".", ",")


_definitions: dict[str, FigureDefinition] = {}


def register_figure(key: str, label: str, unit: str, definition: str, *, url_name: str = "") -> FigureDefinition:
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
    return "/".join(one if isinstance(one, str) else f"{one._meta.model_name}:{one.pk}" for one in of) or NETWORK


def days_of(over: tuple[date, date] | date | None, today: date | None = None) -> str:
    """Over which days a figure counts, the last one included: « 2026-01-01/2026-12-02 », « 2026-12-02 », « »."""
    if over is None:
        return ""
    if isinstance(over, date):
        return over.isoformat()
    last = shown_end(over[1])
    return f"{over[0].isoformat()}/{(min(last, today) if today else last).isoformat()}"


class FigureAmount(Decimal):
    """The amount of a figure: a number that knows what it counts, of what (`scope`) and over which days (`period`).

    What is computed from it is a plain number again, and so is a copy that is stored.
    """

    definition: FigureDefinition
    scope: str
    period: str

    def __new__(cls, definition: FigureDefinition, amount: Decimal | int, scope: str, period: str) -> Self:
        value = super().__new__(cls, amount)
        value.definition, value.scope, value.period = definition, scope, period
        return value

    def __reduce__(self) -> tuple[type[Decimal], tuple[str]]:  # type: ignore[override]
        return Decimal, (str(self),)

    def __copy__(self) -> Decimal:  # type: ignore[override]
        return Decimal(self)

    def __deepcopy__(self, memo: Any) -> Decimal:  # type: ignore[override]
        return Decimal(self)

    @property
    def words(self) -> "FigureValue":
        """The amount in the usual words of its unit."""
        return self.written(amount_words(Decimal(self), self.definition.unit))

    def written(self, words: str) -> "FigureValue":
        """The amount as these words print it."""
        return FigureValue(self, words)


#: Where papers and files put the markup of what they say, for whoever reads it; none is made then.
read_instead: ContextVar[list[str] | None] = ContextVar("read_instead", default=None)


class _Shown(str):
    """Words that mark figures where a page prints them; a copy that is stored is plain."""

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)


class FigureValue(_Shown):
    """A number in French words that marks itself on a page; whoever reads the page may know `amount`."""

    amount: FigureAmount

    def __new__(cls, amount: FigureAmount, words: str) -> Self:
        value = super().__new__(cls, words)
        value.amount = amount
        return value

    def __html__(self) -> SafeString:
        one = self.amount
        return format_html(
            '<data value="{}" data-figure="{}" data-of="{}" data-over="{}">{}</data>',
            str(one),
            one.definition.key,
            one.scope,
            one.period,
            str(self),
        )


def written(amount: Decimal | float | int, words: str) -> str:
    """The words of a number, marked where it is the amount of a figure."""
    return amount.written(words) if isinstance(amount, FigureAmount) else words


class MarkedText(_Shown):
    """A sentence that marks the figures that it names; `marked` makes it."""

    values: tuple[tuple[int, FigureValue], ...]

    def __html__(self) -> SafeString:
        parts: list[str] = []
        done = 0
        for at, value in self.values:
            parts += [self[done:at], value]
            done = at + len(value)
        return format_html_join("", "{}", ((part,) for part in [*parts, self[done:]]))


def marked(sentence: str, *amounts: Decimal | int | None) -> str:
    """The sentence, in which each of these amounts is marked where it is named first, in euros, whole or to the cent.

    What is named nowhere, or is the amount of no figure, is left out.
    """
    values: dict[int, FigureValue] = {}
    for amount in amounts:
        if not isinstance(amount, FigureAmount):
            continue
        for words in _ways_to_write(amount):
            places = re.finditer(rf"(?<![\d,])(?<!\d\u202f){re.escape(words)}(?!\u202f?\d|,\d)", sentence)
            place = next((one.start() for one in places if one.start() not in values), None)
            if place is not None:
                values[place] = amount.written(words)
                break
    if not values:
        return sentence
    text = MarkedText(sentence)
    text.values = tuple(sorted(values.items()))
    return text


def without_marks(markup: str) -> str:
    """Markup of a kind that knows no `<data>`, such as a text document, with the words alone."""
    return _MARK.sub("", markup)


_MARK = re.compile(r"</?data\b[^>]*>")


def amounts_in(*sentences: str) -> list[FigureAmount]:
    """What these sentences mark, in their order: for a sentence that is made of them."""
    found = (one.values for one in sentences if isinstance(one, MarkedText))
    return [value.amount for values in found for _, value in values]


def _ways_to_write(amount: FigureAmount) -> list[str]:
    value = Decimal(amount)
    if amount.definition.unit == "€":
        floor = value.to_integral_value(ROUND_FLOOR)
        return [euros(value), euros(value, decimals=False), euros(floor, decimals=False)]
    return [amount_words(value, amount.definition.unit)]


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
        self.filtered = False
        self.counted: int | None = None
        self.heading: list[str] = []
        self.counts_otherwise = self.misplaced = False
        self._open: tuple[dict[str, str | None], list[str]] | None = None
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.misplaced |= any("data-figure" in (value or "") for value in named.values())
        if tag == "data" and "data-figure" in named:
            self._open = named, []
            self.counts_otherwise |= self._in_heading and not "".join(self.heading).strip()
        elif tag == "data" and named.get("data-counts") == "rows":
            self.counted = int(named.get("value") or 0)
        elif tag == "h1":
            self._in_heading = True
        elif tag == "table" and "data-rows" in named:
            self.rows.append(int(named["data-rows"] or 0))
            self.filtered |= "data-filtered" in named

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

    `counted`: how many rows its title says that the list has, where it says so; `filtered`: filters chose them.
    """

    figures: tuple[FoundFigure, ...] = ()
    heading: str = ""
    rows: tuple[int, ...] = ()
    counted: int | None = None
    filtered: bool = False
    #: Whether its title begins with a figure that is defined by itself.
    counts_otherwise: bool = False
    #: Whether a mark stands inside an attribute, where it breaks the page.
    misplaced: bool = False

    @property
    def miscounted(self) -> str:
        """Why its title counts other rows than its one list has, or more, in English; empty where it does not."""
        if len(self.rows) != 1 or self.counts_otherwise:
            return ""
        beneath, first = self.rows[0], re.match(r"((?>\d[\d\s]*))(?![\d,]|\s*[€%])", self.heading)
        said = int(re.sub(r"\D", "", first[0])) if first else 0
        # A title may speak of some of the rows (« 2 demandes attendent ») but never of more than there are; where
        # filters chose them, of nothing else.
        wrong = (first and said != beneath) if self.filtered else said > beneath
        if self.counted is not None:
            wrong = self.counted != beneath
        return f"« {self.heading} » above {beneath} rows" if wrong else ""


def read_page(html: str) -> ReadPage:
    """Read the marks of a page."""
    marks = _Marks()
    marks.feed(html)
    heading = " ".join("".join(marks.heading).split())
    return ReadPage(
        tuple(marks.found),
        heading,
        tuple(marks.rows),
        marks.counted,
        marks.filtered,
        marks.counts_otherwise,
        marks.misplaced,
    )


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
        if page.misplaced:
            faults[f"{address}: a mark stands inside an attribute"] = None
        if why := page.miscounted:
            faults[f"{address}: {why}"] = None
    for subject, values in sorted(found.items()):
        if len(values) > 1:
            said = " but ".join(f"{value} at {', '.join(list(where)[:3])}" for value, where in values.items())
            faults[f"{' '.join(filter(None, subject))}: {said}"] = None
    return Comparison(tuple(_reports(found)), tuple(faults))


def _reports(found: Mapping[tuple[str, str, str], Mapping[Decimal, Mapping[str, Any]]]) -> Iterator[FigureReport]:
    for subject, values in sorted(found.items()):
        for value, where in values.items():
            yield FigureReport(*subject, value, tuple(where))


@dataclass(frozen=True)
class Figure:
    """One quiet figure of a home page, with the page that explains it."""

    label: str
    value: str
    unit: str
    link_label: str
    url: str
