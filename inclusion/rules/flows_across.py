"""A flow of money from left to right: sources with their names before them, targets with theirs behind."""

from collections.abc import Sequence

from inclusion.rules.bars import length
from inclusion.rules.flows import (
    BAR,
    BETWEEN,
    GAP,
    LETTERS,
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

ROOM = 300  # how thick all the money is
ROOM_BETWEEN = 120  # for the names between


def across(
    nodes: Sequence[Node], links: Sequence[Link], *, width: int, titles: tuple[str, str, str] = ("", "", "")
) -> FlowChart:
    """Lay out a flow from left to right: sources with their names before them, targets with theirs behind.

    Nodes of a step stand in the order given; amounts of zero or below are left out.
    """
    flow = Measured(nodes, links, ROOM)
    room = width // 4
    lefts = {SOURCE: room + SPACE, TARGET: width - room - SPACE - BAR}
    labels = {node: flow.label(node, room if node.step != BETWEEN else ROOM_BETWEEN) for node in flow.nodes}
    slots = {node: max(flow.height(node), len(labels[node]) * LINE) for node in flow.nodes}
    columns = {step: [slots[node] for node in flow.at(step)] for step in lefts}
    outer = max(sum(column) + GAP * (len(column) - 1) for column in columns.values())
    placed: dict[Node, Placed] = {}
    for step, x in lefts.items():
        column = columns[step]
        gap = min((outer - sum(column)) // max(len(column) - 1, 1), 3 * GAP)
        top = MARGIN + (outer - sum(column) - gap * (len(column) - 1)) // 2
        for node in flow.at(step):
            middle, height = top + slots[node] // 2, flow.height(node)
            at, anchor = (x - SPACE, "end") if step == SOURCE else (x + BAR + SPACE, "start")
            lines = set_lines(labels[node], at, middle)
            placed[node] = Placed(
                node, flow.amount(node), x, middle - height // 2, BAR, height, lines, anchor
            )
            top += slots[node] + gap
    _gather(flow, placed, labels, width // 2)
    ribbons = _drawn_across(flow, placed)
    bottom = max(
        (max(one.y + one.height, one.lines[-1].y + LINE - LETTERS) for one in placed.values()), default=0
    )
    drawn = tuple(placed[node] for node in flow.nodes)
    return FlowChart(drawn, ribbons, width, bottom + MARGIN if drawn else 0, titles)


def _gather(
    flow: Measured, placed: dict[Node, Placed], labels: dict[Node, list[tuple[str, str]]], centre: int
) -> None:
    """Place the nodes in between at the middle of what they are linked with, their labels inside or above them."""
    top = MARGIN
    for node in flow.at(BETWEEN):
        label, height = labels[node], flow.height(node)
        ends = [(placed[link.source], link) for link in flow.inside(node)]
        ends += [(placed[link.target], link) for link in flow.outside(node)]
        weight = flow.thick(link for _, link in ends)
        wanted = sum((one.y + one.height // 2) * flow.thickness[link] for one, link in ends) // weight
        tall = len(label) * LINE
        wide = max(length(f"{name} {value}".strip()) for name, value in label) + 2 * SPACE
        above = 0 if height >= tall + 2 * SPACE else tall + SPACE
        y = max(wanted - height // 2, top + above)
        middle = y + height // 2 if not above else y - SPACE // 2 - tall // 2
        lines = set_lines(label, centre, middle)
        plate = (centre - wide // 2, lines[0].y - LETTERS, wide, tall)
        x = centre - wide // 2 if not above else centre - BAR // 2
        placed[node] = Placed(
            node,
            flow.amount(node),
            x,
            y,
            BAR if above else wide,
            height,
            lines,
            "middle",
            plate if above else None,
        )
        top = y + height + GAP


def _drawn_across(flow: Measured, placed: dict[Node, Placed]) -> tuple[Ribbon, ...]:
    starts = _stacked(flow, placed, out=True)
    ends = _stacked(flow, placed, out=False)
    ribbons = []
    for link in flow.links:
        left, right, thick = placed[link.source], placed[link.target], flow.thickness[link]
        x, end, y, to = left.x + left.width, right.x, starts[link], ends[link]
        bend = (x + end) // 2
        path = (
            f"M{x} {y}C{bend} {y} {bend} {to} {end} {to}"
            f"V{to + thick}C{bend} {to + thick} {bend} {y + thick} {x} {y + thick}Z"
        )
        ribbons.append(Ribbon(link, thick, path))
    return tuple(ribbons)


def _stacked(flow: Measured, placed: dict[Node, Placed], *, out: bool) -> dict[Link, int]:
    """The height at which each link leaves its source (`out`) or reaches its target: none crosses its neighbour."""
    tops = {}
    for node, one in placed.items():
        links = flow.outside(node) if out else flow.inside(node)
        top = one.y
        for link in sorted(links, key=lambda link: placed[link.target if out else link.source].y):
            tops[link] = top
            top += flow.thickness[link]
    return tops
