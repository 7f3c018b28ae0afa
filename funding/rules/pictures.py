"""What the pictures of money show: which pieces, in which order, and how many before the rest is summed up."""

from collections.abc import Sequence
from decimal import Decimal

from inclusion.core.charts.bars import REST, Chart, Piece, bar_chart
from inclusion.core.french.money import ZERO, euros

WIDE, NARROW = 760, 360


def _spent(actions: Sequence[tuple[str, Decimal]], grants: Decimal) -> list[Piece]:
    """The largest actions by name, the others as one piece, then what grants paid."""
    fills = ("c4", "c5") if grants else ("c4", "c5", "c3")
    largest = sorted(actions, key=lambda action: -action[1])
    pieces = [Piece(_short(name), amount, fill) for (name, amount), fill in zip(largest, fills, strict=False)]
    others = [amount for _, amount in largest[len(fills) :] if amount > 0]
    if others:
        name = "1 autre action" if len(others) == 1 else f"{len(others)} autres actions"
        pieces.append(Piece(name, sum(others, ZERO), "c2"))
    return [*pieces, Piece("Par les subventions", grants, "c3")]


def _short(name: str) -> str:
    return name if len(name) <= 32 else name[:30].rstrip(" ,;:’'«") + "…"


def income_expense_bars(
    brought: Sequence[tuple[str, Decimal]],
    actions: Sequence[tuple[str, Decimal]],
    *,
    left: Decimal,
    titles: tuple[str, str],
    rest_name: str = "Reste disponible",
    by_grants: Decimal = ZERO,
    width: int = WIDE,
) -> Chart:
    """Two bars on one scale: what came (at most four sources), then the actions it paid for and what is left.

    `titles` stand above the bars, before their totals; `by_grants` is what grants paid, where actions are without it.
    """
    sources = [
        Piece(name, amount, fill)
        for (name, amount), fill in zip(brought, ("c1", "c2", "c3", "c4"), strict=False)
    ]
    spent = _spent(actions, by_grants)
    came = sum((piece.amount for piece in sources), ZERO)
    went = sum((piece.amount for piece in spent), ZERO)
    rest = Piece(rest_name, left, REST)
    space = "\u00a0"
    return bar_chart(
        [
            (f"{titles[0]}{space}: {euros(came, decimals=False)}", sources),
            (f"{titles[1]}{space}: {euros(went, decimals=False)}", [*spent, rest]),
        ],
        width=width,
    )


def text_alternative(chart: Chart) -> str:
    """The drawing in words, for whoever does not see it."""
    parts = [
        f"{bar.title} ({', '.join(one.words for one in bar.pieces)})" for bar in chart.bars if bar.pieces
    ]
    return ". ".join(parts) + "."
