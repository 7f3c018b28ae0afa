"""A flow of money from top to bottom, for a phone: it runs down like a river on the left, every name has its line on
the right.

What comes in joins the river from the right, one lane for each source; what goes out leaves it to the right, the
rightmost lane first. So lanes of one hub never cross.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from inclusion.rules.flows import (
    BAR,
    BETWEEN,
    GAP,
    LINE,
    MARGIN,
    SOURCE,
    SPACE,
    TARGET,
    FlowChart,
    Link,
    Measured,
    Node,
    Placed,
    Ribbon,
    set_lines,
)

ROOM = 130  # how thick all the money is
BEND = 6  # the inner radius of a bend
POT = 18  # the height of the bar of what gathers


@dataclass
class _River:
    """What is laid out so far: the height reached, where each link enters and leaves, and in which lane."""

    flow: Measured
    bars: int  # the left edge of the bars of sources and targets
    width: int
    top: int = MARGIN
    placed: dict[Node, Placed] = field(default_factory=dict)
    lanes_in: dict[Link, int] = field(default_factory=dict)
    lanes_out: dict[Link, int] = field(default_factory=dict)
    rows_in: dict[Link, int] = field(default_factory=dict)
    rows_out: dict[Link, int] = field(default_factory=dict)

    def row(self, node: Node, links: list[Link], rows: dict[Link, int]) -> None:
        """One node on the right, its links from top to bottom in the order given."""
        height, x = self.flow.height(node), self.bars + BAR + SPACE
        label = self.flow.label(node, self.width - x)
        slot = max(height, len(label) * LINE)
        middle = self.top + slot // 2
        lines = set_lines(label, x, middle)
        y = middle - height // 2
        self.placed[node] = Placed(node, self.flow.amount(node), self.bars, y, BAR, height, lines)
        for link in links:
            rows[link] = y
            y += self.flow.thickness[link]
        self.top += slot + GAP

    def pot(self, node: Node, x: int, wide: int) -> None:
        """A node in between: a bar over all its lanes, its label on the right at the end of a line."""
        at = self.bars + BAR + SPACE
        label = self.flow.label(node, self.width - at)
        slot = max(POT, len(label) * LINE)
        middle = self.top + slot // 2
        lines = set_lines(label, at, middle)
        leader = f"M{x + wide + 2} {middle}H{at - 5}"
        y = middle - POT // 2
        self.placed[node] = Placed(node, self.flow.amount(node), x, y, wide, POT, lines, leader=leader)
        self.top += slot + GAP


def down(
    nodes: Sequence[Node], links: Sequence[Link], *, width: int, titles: tuple[str, str, str] = ("", "", "")
) -> FlowChart:
    """Lay out a flow from top to bottom: what each hub gathers, the hub, then the targets in the order given.

    Amounts of zero or below are left out.
    """
    flow = Measured(nodes, links, ROOM)
    widths = {hub: max(flow.thick(flow.inside(hub)), flow.thick(flow.outside(hub))) for hub in flow.hubs}
    all_lanes = sum(widths.values()) + GAP * max(len(widths) - 1, 0)
    river = _River(flow, MARGIN + all_lanes + BEND + SPACE, width)
    x = MARGIN
    for hub in flow.hubs:
        if hub.step == BETWEEN:
            _join(river, hub, x)
            river.pot(hub, x, widths[hub])
        _lanes_out(river, hub, x + widths[hub])
        if hub.step == SOURCE:
            river.lanes_in.update({link: river.lanes_out[link] for link in flow.outside(hub)})
            river.row(hub, sorted(flow.outside(hub), key=river.lanes_in.__getitem__), river.rows_in)
        x += widths[hub] + GAP
    river.top += BEND
    for node in flow.at(TARGET):
        rightmost_first = sorted(flow.inside(node), key=lambda link: -river.lanes_out[link])
        river.row(node, rightmost_first, river.rows_out)
    ribbons = tuple(_ribbon(river, link) for link in flow.links)
    drawn = tuple(river.placed[node] for node in flow.nodes)
    return FlowChart(drawn, ribbons, width, river.top - GAP + MARGIN if drawn else 0, titles)


def _join(river: _River, hub: Node, x: int) -> None:
    """What flows into a hub, one row each; the first has the leftmost lane."""
    links = {link.source: link for link in river.flow.inside(hub)}
    for node in river.flow.at(SOURCE):
        if node in links:
            river.lanes_in[links[node]] = x
            x += river.flow.thickness[links[node]]
            river.row(node, [links[node]], river.rows_in)
    river.top += BEND


def _lanes_out(river: _River, hub: Node, right: int) -> None:
    """Give the first target the rightmost lane."""
    links = {link.target: link for link in river.flow.outside(hub)}
    for node in river.flow.at(TARGET):
        if node in links:
            right -= river.flow.thickness[links[node]]
            river.lanes_out[links[node]] = right


def _ribbon(river: _River, link: Link) -> Ribbon:
    thick, bars = river.flow.thickness[link], river.bars
    if link.target.step == BETWEEN:
        x, end = river.lanes_in[link], river.placed[link.target].y
        path = _enters(bars, river.rows_in[link], x, thick, end) + _back_up(
            bars, river.rows_in[link], x, thick
        )
    elif link.source.step == BETWEEN:
        x, start = river.lanes_out[link], river.placed[link.source].y + POT
        path = f"M{x} {start}" + _leaves(bars, river.rows_out[link], x, thick) + f"V{start}Z"
    else:
        x, row = river.lanes_out[link], river.rows_in[link]
        outer = thick + BEND
        path = (
            f"M{bars} {row}H{x + outer}A{outer} {outer} 0 0 0 {x} {row + outer}"
            + _leaves(bars, river.rows_out[link], x, thick)
            + _back_up(bars, row, x, thick)
        )
    return Ribbon(link, thick, path)


def _enters(bars: int, row: int, x: int, thick: int, end: int) -> str:
    """The outer edge, from the bar to the left, then down the lane to the hub, and across the lane."""
    outer = thick + BEND
    return f"M{bars} {row}H{x + outer}A{outer} {outer} 0 0 0 {x} {row + outer}V{end}H{x + thick}"


def _back_up(bars: int, row: int, x: int, thick: int) -> str:
    """The inner edge, up the lane and to the right, back to the bar."""
    low, right = row + thick, x + thick
    return f"V{low + BEND}A{BEND} {BEND} 0 0 1 {right + BEND} {low}H{bars}Z"


def _leaves(bars: int, row: int, x: int, thick: int) -> str:
    """Down the lane, to the right to the bar, and back along the inner edge to the lane."""
    outer, right = thick + BEND, x + thick
    return (
        f"V{row - BEND}A{outer} {outer} 0 0 0 {x + outer} {row + thick}H{bars}V{row}"
        f"H{right + BEND}A{BEND} {BEND} 0 0 1 {right} {row - BEND}"
    )
