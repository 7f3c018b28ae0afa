"""Rules of the pages of a fund: years that may be closed, the words of a year, the chart of its flows, counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from funding.statements.rules.words import action_pieces, count_of_actions
from inclusion.core.charts.bars import REST, Chart, Piece, bar_chart
from inclusion.core.charts.flows import BETWEEN, SOURCE, TARGET, FlowChart, Link, Node, across, down, written
from inclusion.core.french.money import NO_BREAK_SPACE, ZERO, euros
from inclusion.core.french.periods import civil_year

type Named = tuple[str, Decimal]

# -- Years that may be closed


def years_to_close(start: date, end: date, *, closed_until: date | None, today: date) -> dict[int, date]:
    """Return the civil years of a fund of `[start, end)` that are over and still open, the earliest first.

    Each with the day (exclusive) until which the accounts are closed with it: the last year may end with the fund.
    """
    found = {}
    for year in range(start.year, end.year + 1):
        until = min(civil_year(year).end, end)
        if civil_year(year).start < end and until <= today and (closed_until is None or closed_until < until):
            found[year] = until
    return found


# -- The year of a fund, in words and bars


def year_headline(year: int, *, raised: Decimal, committed: Decimal, actions: int) -> str:
    """« En 2026, 396 500 € réunis ; 157 800 € engagés pour neuf actions »."""
    gathered = f"{_brief(raised)} réunis" if raised > 0 else "rien n’a été réuni"
    if committed <= 0:
        return f"En {year}, {gathered}\u00a0; rien n’a été engagé"
    for_actions = f" pour {count_of_actions(actions)}" if actions else ""
    return f"En {year}, {gathered}\u00a0; {_brief(committed)} engagés{for_actions}"


def year_lead(*, released: Decimal, paid: Decimal, carried: Decimal, shares: Decimal, grants: Decimal) -> str:
    """What was paid and given back, and what is left of the common pot (`shares`) and of grants.

    `carried`: what had been committed before the year and not paid yet.
    """
    earlier = ", engagements antérieurs compris" if carried else ""
    said = [f"{euros(paid)} ont été payés{earlier}." if paid > 0 else "Rien n’a été payé."]
    if released:
        said.append(f"{euros(released)} engagés et non dépensés ont été rendus.")
    rest = f"Il reste {euros(shares)} dans le pot commun"
    reserved = f", et {euros(grants)} de subventions réservées à leurs actions" if grants else ""
    return " ".join([*said, f"{rest}{reserved}."])


def year_bars(
    *,
    received: Decimal,
    match: Decimal,
    granted: Decimal,
    before: Decimal,
    actions: Sequence[Named],
    shares: Decimal,
    grants: Decimal,
    width: int,
) -> Chart:
    """What was raised beside what was left before, and what became of it, on one scale.

    `actions`: what was committed to each, less what came back; `shares` and `grants`: what is left of both.
    """
    raised, cost = received + match + granted, sum((amount for _, amount in actions), ZERO)
    return bar_chart(
        [
            (
                f"Réuni\u00a0: {_brief(raised)}",
                [
                    Piece("Contributeurs", received, "c1"),
                    Piece("Effet levier", match, "c2"),
                    Piece("Subventions", granted, "c3"),
                    Piece("Restait d’avant", before, REST),
                ],
            ),
            (
                f"Engagé, rendu déduit\u00a0: {_brief(cost)}",
                [
                    *action_pieces(list(actions)),
                    Piece("Subventions réservées", grants, "c3"),
                    Piece("Pot commun", shares, REST),
                ],
            ),
        ],
        width=width,
    )


def _brief(amount: Decimal) -> str:
    return euros(amount, decimals=False)


# -- The picture of a fund

#: How many of each are named; what is beyond is summed up.
CONTRIBUTORS, MATCHERS, GRANTS, ACTIONS = 6, 3, 3, 6
#: An action is drawn level with the grants where they pay more than one part in so many.
GRANTED = 10
#: Narrower drawings run from top to bottom.
ACROSS_FROM = 600

TITLES = ("Reçu", "Réuni", "Engagé ou disponible")
REST_NAME = "Reste disponible"

type Paid = tuple[str, Decimal, Decimal]


def _largest[Row: (Named, Paid)](rows: Iterable[Row], named: int) -> tuple[list[Row], list[Row]]:
    """The rows above zero that are named, the largest first, and the others: two or more, or none."""
    ordered = sorted((row for row in rows if sum(row[1:]) > 0), key=lambda row: -sum(row[1:]))
    if len(ordered) <= named + 1:
        return ordered, []
    return ordered[:named], ordered[named:]


def _sources(rows: Sequence[Named], named: int, others: str, fill: str) -> list[tuple[Node, Decimal]]:
    """One node for each of the largest, one for all the others, named by `others` with their number."""
    first, rest = _largest(rows, named)
    nodes = [(Node(name, SOURCE, fill), amount) for name, amount in first]
    if rest:
        node = Node(others.format(len(rest)), SOURCE, fill, parts=tuple(rest))
        nodes.append((node, sum((amount for _, amount in rest), ZERO)))
    return nodes


def _actions(rows: Sequence[Paid]) -> list[tuple[Node, Decimal, Decimal]]:
    first, rest = _largest(rows, ACTIONS)
    nodes = [(Node(name, TARGET, "c4"), max(own, ZERO), max(grants, ZERO)) for name, own, grants in first]
    if rest:
        parts = tuple((name, own + grants) for name, own, grants in rest)
        own = sum((shares for _, shares, _ in rest), ZERO)
        grants = sum((granted for _, _, granted in rest), ZERO)
        nodes.append((Node(f"{len(rest)} autres actions", TARGET, "c4", parts=parts), own, grants))
    return nodes


def _ordered(actions: list[tuple[Node, Decimal, Decimal]], rest: Node, *, across: bool) -> list[Node]:
    """The order of actions and of what is left, so that few ribbons cross.

    From left to right, grants are at the bottom, and so is what they pay a good part of. From top to bottom, grants
    join last, on the right, and what they pay leaves first.
    """
    by_grants = sorted(actions, key=lambda action: -action[2])
    granted = [node for node, shares, grants in by_grants if GRANTED * grants > shares + grants]
    own = [node for node, _, _ in actions if node not in granted]
    return [*own, rest, *reversed(granted)] if across else [*granted, *own, rest]


def fund_flow(
    contributors: Sequence[Named],
    matchers: Sequence[Named],
    grants: Sequence[Named],
    actions: Sequence[Paid],
    left: Decimal,
    width: int,
) -> FlowChart:
    """The flow of a fund's money, in euros: (name, given), (name, added), (name, granted), and the actions it pays.

    An action is (name, paid by shares, paid by grants). `left` is all that is left, of shares and of grants. What
    grants paid does not pass through the pot: where there is one grant, it flows straight from it to the actions.
    Where there are several, which of them paid what is not shown: they are gathered first. Wide drawings run from left
    to right, narrow ones from top to bottom. Amounts of zero are left out.
    """
    pot = Node("Réuni", BETWEEN, "pot", called="pot commun")
    rest = Node(REST_NAME, TARGET, REST, called="reste disponible")
    given = _sources(contributors, CONTRIBUTORS, "{} autres contributeurs", "c1")
    added = _sources(
        [(f"Effet levier, {name}", amount) for name, amount in matchers],
        MATCHERS,
        "Effet levier, {} autres",
        "c2",
    )
    granted = _sources(grants, GRANTS, "{} autres subventions", "c3")
    gathered = (
        granted[0][0] if len(granted) == 1 else Node("Subventions", BETWEEN, "pot", called="subventions")
    )
    paid = _actions(actions)
    grants_left = max(
        sum((amount for _, amount in granted), ZERO) - sum((row[2] for row in paid), ZERO), ZERO
    )
    links = [Link(node, pot, amount, node.fill) for node, amount in [*given, *added]]
    if len(granted) > 1:
        links += [Link(node, gathered, amount, "c3") for node, amount in granted]
    for action, own, by_grants in paid:
        links += [Link(pot, action, own, "c4"), Link(gathered, action, by_grants, "c3")]
    links += [
        Link(pot, rest, left - min(grants_left, left), REST),
        Link(gathered, rest, min(grants_left, left), REST),
    ]
    wide = width >= ACROSS_FROM
    nodes = [
        *(node for node, _ in [*given, *added, *granted]),
        pot,
        *([gathered] if len(granted) > 1 else []),
        *_ordered(paid, rest, across=wide),
    ]
    return (across if wide else down)(nodes, links, width=width, titles=TITLES)


def flow_spoken(chart: FlowChart) -> str:
    """The drawing in words, for whoever does not see it; empty where nothing flows."""
    sentences = []
    for title, step in zip(chart.titles, (SOURCE, BETWEEN, TARGET), strict=True):
        names = [_said(one.node, one.amount) + _by(chart, one.node) for one in chart.at(step)]
        if names:
            total = f"{title}{NO_BREAK_SPACE}: {written(chart.total(step))}"
            told = step != BETWEEN or len(names) > 1
            sentences.append(f"{total} ({f'{NO_BREAK_SPACE}; '.join(names)})." if told else f"{total}.")
    return " ".join(sentences)


def _said(node: Node, amount: Decimal) -> str:
    name = node.called or node.name
    return f"{name}{NO_BREAK_SPACE}: {written(amount)}"


def _by(chart: FlowChart, node: Node) -> str:
    """« dont … » where a target is paid by several."""
    links = chart.into(node) if node.step == TARGET else []
    paid = [_said(link.source, link.amount) for link in links]
    return f", dont {' et '.join(paid)}" if len(paid) > 1 else ""


# -- Measures by day

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Presence:
    """So many FTE over the days `[start, end)`."""

    fte: Decimal
    start: date
    end: date


def average_fte(presences: Iterable[Presence], start: date, end: date) -> Decimal:
    """Return the FTE that were there on average over the days `[start, end)`, to two places.

    Each counts for the days on which it was there: one FTE over half of the days is 0.50. Zero for an empty period.
    """
    days = (end - start).days
    if days <= 0:
        return Decimal("0.00")
    held = sum(
        (one.fte * max((min(one.end, end) - max(one.start, start)).days, 0) for one in presences), Decimal(0)
    )
    return (held / days).quantize(_CENT, ROUND_HALF_UP)
