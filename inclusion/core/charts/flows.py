"""Where money flows: from sources, through what gathers it, to what it pays; across, or downwards on a phone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from inclusion.core.charts.bars import FILLS, length
from inclusion.core.french.money import NO_BREAK_SPACE, ZERO, euros, split

SOURCE, BETWEEN, TARGET = 0, 1, 2

LINE = 18  # from one line of a label to the next
LETTERS = 14  # from the top of a line to the foot of its letters
LINES = 4  # of a label, at most
GAP = 10  # between two nodes, or their labels
PATTERNED = 8  # from this thickness on, a pattern shows; what is thinner is plain
THIN = 2  # what the smallest amount is still drawn as
BAR = 12  # the width of a node
SPACE = 8  # between a node and its label
MARGIN = 2


@dataclass(frozen=True, eq=False)
class Node:
    """A place where money comes from, is gathered or goes; `step` is SOURCE, BETWEEN or TARGET. Two may share a name.

    `called` names it inside a sentence, where that is not its name; `parts` are the (name, amount) it sums up.
    """

    name: str
    step: int
    fill: str
    called: str = ""
    parts: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True)
class Link:
    """An amount that flows from one node to another of a later step. There is at most one between two nodes."""

    source: Node
    target: Node
    amount: Decimal
    fill: str

    @property
    def hub(self) -> Node:
        """The node that this amount is measured with: the one in between, or the source of what passes it by."""
        return self.target if self.target.step == BETWEEN else self.source


@dataclass(frozen=True)
class Line:
    """One line of a label: (part of) the name, then the amount on the last line; `y` is the foot of its letters."""

    name: str
    value: str
    x: int
    y: int

    @property
    def words(self) -> str:
        return f"{self.name} {self.value}".strip()


@dataclass(frozen=True)
class Placed:
    """A node with its place and its label.

    `anchor` says what the x of its lines is (start, middle or end). `plate` is left, top, width and height of the plain
    ground of a label; `leader` the path of a line to it.
    """

    node: Node
    amount: Decimal
    x: int
    y: int
    width: int
    height: int
    lines: tuple[Line, ...]
    anchor: str = "start"
    plate: tuple[int, int, int, int] | None = None
    leader: str = ""

    @property
    def plain(self) -> bool:
        """Whether it is too thin for a pattern, or its fill has none."""
        return self.node.fill == FILLS[0] or self.height < PATTERNED


@dataclass(frozen=True)
class Ribbon:
    """A link with its outline and its thickness."""

    link: Link
    thickness: int
    path: str

    @property
    def plain(self) -> bool:
        """Whether it is too thin for a pattern, or its fill has none."""
        return self.link.fill == FILLS[0] or self.thickness < PATTERNED

    @property
    def title(self) -> str:
        """« CAF → pot commun : 10 000 € »."""
        source, target = (node.called or node.name for node in (self.link.source, self.link.target))
        return f"{source} → {target}{NO_BREAK_SPACE}: {written(self.link.amount)}"


@dataclass(frozen=True)
class FlowChart:
    """A drawing of a flow; `titles` name its three steps where they are listed."""

    nodes: tuple[Placed, ...]
    ribbons: tuple[Ribbon, ...]
    width: int
    height: int
    titles: tuple[str, str, str] = ("", "", "")

    def at(self, step: int) -> list[Placed]:
        """The nodes of one step, in the order of the drawing."""
        return [one for one in self.nodes if one.node.step == step]

    def total(self, step: int) -> Decimal:
        """All the money of one step."""
        return sum((one.amount for one in self.at(step)), ZERO)

    def into(self, node: Node) -> list[Link]:
        """What flows into a node."""
        return [one.link for one in self.ribbons if one.link.target == node]


def written(amount: Decimal) -> str:
    """Whole euros; what is less than one is not written as nothing."""
    return f"moins de 1{NO_BREAK_SPACE}€" if 0 < amount < 1 else euros(amount, decimals=False)


def parts(units: int, amounts: Sequence[Decimal]) -> list[int]:
    """Split whole units in proportion to amounts above zero, none thinner than THIN; the parts add up to the units.

    `units` are at least THIN for every amount.
    """
    thin: set[int] = set()
    while True:
        left = units - THIN * len(thin)
        rest = sum((amount for index, amount in enumerate(amounts) if index not in thin), ZERO)
        more = {
            index for index, amount in enumerate(amounts) if index not in thin and amount * left < THIN * rest
        }
        if not more:
            break
        thin |= more
    thick = [index for index in range(len(amounts)) if index not in thin]
    shares = split(Decimal(left).scaleb(-2), [amounts[index] for index in thick]) if thick else []
    found = {index: int(share.scaleb(2)) for index, share in zip(thick, shares, strict=True)}
    return [found.get(index, THIN) for index in range(len(amounts))]


def _total(links: Iterable[Link]) -> Decimal:
    return sum((link.amount for link in links), ZERO)


class Measured:
    """The nodes and links that are drawn, and how thick each is."""

    def __init__(self, nodes: Sequence[Node], links: Sequence[Link], room: int) -> None:
        self.links = [link for link in links if link.amount > 0]
        self.nodes = [node for node in nodes if self.inside(node) or self.outside(node)]
        self.hubs = [
            node
            for step in (BETWEEN, SOURCE)
            for node in self.nodes
            if node.step == step and self._is_hub(node)
        ]
        if any(len({link.hub for link in self.outside(node)}) > 1 for node in self.at(SOURCE)):
            raise ValueError("A source flows into one node in between, or straight to the targets.")
        came = max(
            _total(link for link in self.links if link.source.step == SOURCE),
            _total(link for link in self.links if link.target.step == TARGET),
        )
        self.thickness: dict[Link, int] = {}
        for hub in self.hubs:
            self._measure(hub, came, room)

    def inside(self, node: Node) -> list[Link]:
        return [link for link in self.links if link.target == node]

    def outside(self, node: Node) -> list[Link]:
        return [link for link in self.links if link.source == node]

    def at(self, step: int) -> list[Node]:
        return [node for node in self.nodes if node.step == step]

    def _is_hub(self, node: Node) -> bool:
        return any(link.hub == node for link in self.links)

    def _measure(self, hub: Node, came: Decimal, room: int) -> None:
        """Both sides of a hub have the same whole units where the same amount flows in and out."""
        sides = [side for side in (self.inside(hub), self.outside(hub)) if side]
        most = max(_total(side) for side in sides)
        units = max(round(most * room / came), *(THIN * len(side) for side in sides))
        for side in sides:
            mine = max(round(_total(side) * units / most), THIN * len(side))
            self.thickness.update(zip(side, parts(mine, [link.amount for link in side]), strict=True))

    def thick(self, links: Iterable[Link]) -> int:
        return sum(self.thickness[link] for link in links)

    def amount(self, node: Node) -> Decimal:
        return max(_total(self.inside(node)), _total(self.outside(node)))

    def height(self, node: Node) -> int:
        return max(self.thick(self.inside(node)), self.thick(self.outside(node)))

    def label(self, node: Node, room: int) -> list[tuple[str, str]]:
        return wrapped(node.name, written(self.amount(node)), room)


def wrapped(name: str, value: str, room: int) -> list[tuple[str, str]]:
    """The lines (part of the name, value) of a label; a name longer than LINES allow is cut, and ends with « … »."""
    kept = name
    while True:
        lines = _broken(name if kept == name else f"{kept}…", value, room)
        if not kept or (
            len(lines) <= LINES and all(length(f"{text} {figure}".strip()) <= room for text, figure in lines)
        ):
            return lines
        kept = kept[:-1].rstrip(" ,;:.’'«-–(")


def _broken(name: str, value: str, room: int) -> list[tuple[str, str]]:
    lines = [""]
    for word in name.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and length(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    if lines[-1] and length(f"{lines[-1]} {value}") > room:
        lines.append("")
    return [(text, "") for text in lines[:-1]] + [(lines[-1], value)]


def set_lines(label: list[tuple[str, str]], x: int, middle: int) -> tuple[Line, ...]:
    """The lines of a label around a height."""
    top = middle - len(label) * LINE // 2
    return tuple(Line(name, value, x, top + row * LINE + LETTERS) for row, (name, value) in enumerate(label))


# -- Flow of money from left to right

THICKNESS_ACROSS = 300  # how thick all the money is
WIDTH_BETWEEN = 120  # for the names between


def across(
    nodes: Sequence[Node], links: Sequence[Link], *, width: int, titles: tuple[str, str, str] = ("", "", "")
) -> FlowChart:
    """Lay out a flow from left to right: sources with their names before them, targets with theirs behind.

    Nodes of a step are in the order given; amounts of zero or below are left out.
    """
    flow = Measured(nodes, links, THICKNESS_ACROSS)
    room = width // 4
    lefts = {SOURCE: room + SPACE, TARGET: width - room - SPACE - BAR}
    labels = {node: flow.label(node, room if node.step != BETWEEN else WIDTH_BETWEEN) for node in flow.nodes}
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


# -- Flow of money from top to bottom, for a phone

THICKNESS_DOWN = 130  # how thick all the money is
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
    flow = Measured(nodes, links, THICKNESS_DOWN)
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
