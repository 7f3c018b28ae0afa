"""The words of an annual report: how a figure is written, the answer of a chapter, the title; what is sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from inclusion.core.charts.bars import Chart, Piece, bar_chart
from inclusion.core.figures import FigureAmount, amount_words, figure_definitions

#: What is said where a number of people is too small to be shown, or would reveal another one.
HIDDEN = "masqué"
#: Figures that the answer of a chapter names.
NAMED = 3
#: Facts that the title names.
IN_TITLE = 2


@dataclass(frozen=True)
class ReportFigure:
    """A figure: what it counts, its number as a string (None where it is too small to be shown), its unit, its days.

    `mark`: where it is defined, its key there, what it is of and its days, as `inclusion.core.figures` marks them.
    """

    label: str
    value: str | None
    unit: str
    dated: str
    mark: tuple[str, str, str] | None = None


def amount_of(figure: Mapping[str, Any]) -> Decimal | None:
    """The number of a plain figure, that of its definition where it has one; None where it is not shown."""
    if figure["value"] is None:
        return None
    amount = Decimal(figure["value"])
    key, scope, period = figure.get("mark") or ("", "", "")
    defined = figure_definitions().get(key)
    return FigureAmount(defined, amount, scope, period) if defined else amount


@dataclass(frozen=True)
class Content:
    """What the portal says in a chapter: its answer, its figures, a table, a picture of bars or of before and after.

    `key`: the same in few words, for the title of the report. `bars` and `moves` are what is drawn, as plain values.
    """

    sentence: str = ""
    key: str = ""
    figures: list[ReportFigure] = field(default_factory=list)
    table: dict[str, Any] | None = None
    bars: list[dict[str, Any]] = field(default_factory=list)
    moves: list[list[Any]] = field(default_factory=list)
    note: str = ""

    def plain(self) -> dict[str, Any]:
        """The same as JSON values, with the answer that its figures make where it has none of its own."""
        return {**asdict(self), "sentence": self.sentence or answer_of(self.figures)}


def figure_words(value: str | None, unit: str) -> str:
    """« 36 898 € », « 1 284 », « 4,5 », « masqué »: the number of a figure as it is read."""
    if value is None:
        return HIDDEN
    return amount_words(Decimal(value), unit)


def answer_of(figures: Sequence[ReportFigure]) -> str:
    """« 182 pass émis, 35 pass utilisés »: the first figures in one sentence; that nothing was noted, without any."""
    said = [_said(one) for one in figures[:NAMED]]
    sentence = ", ".join(said)
    return f"{sentence[:1].upper()}{sentence[1:]}" if said else "Rien n’est noté pour cette année"


def _said(one: ReportFigure) -> str:
    label, words = f"{one.label[:1].lower()}{one.label[1:]}", figure_words(one.value, one.unit)
    is_many = one.unit != "€" and one.value is not None and Decimal(one.value) >= 2
    return f"{words} {label}" if is_many else f"{label}\u00a0: {words}"


def report_title(year: int, keys: Sequence[str], *, dated: str = "") -> str:
    """« En 2026, 36 898 € engagés et 182 pass émis »; the name of the report where no chapter has a key fact.

    `dated`: the days of a year that is not over, which the title names then.
    """
    named = [key for key in keys if key][:IN_TITLE]
    when = f"{dated[:1].upper()}{dated[1:]}" or f"En {year}"
    return f"{when}, {' et '.join(named)}" if named else f"Rapport annuel {year}"


def plain_bars(chart: Chart) -> list[dict[str, Any]]:
    """What a chart draws, as plain values from which it is laid out anew at any width."""
    return [
        {
            "title": bar.title,
            "pieces": [[placed.piece.name, str(placed.piece.amount), placed.piece.fill] for placed in bar.pieces],
        }
        for bar in chart.bars
    ]


def chart_of(bars: Sequence[Mapping[str, Any]], *, width: int) -> Chart:
    """Lay out plain bars at this width."""
    return bar_chart(
        [(bar["title"], [Piece(name, Decimal(amount), fill) for name, amount, fill in bar["pieces"]]) for bar in bars],
        width=width,
    )


def sealed(slug: str, number: int, content: Mapping[str, Any]) -> dict[str, Any]:
    """What the seal of an edition is made of."""
    return {"network": slug, "annual_report": number, **content}
