"""Where money flows: from sources, through what gathers it, to what it pays; how thick it is drawn, how it is named.

`flows_across` lays it out from left to right for a page, `flows_down` from top to bottom for a phone. In both, every
amount is as thick as it is large, on one scale, and names never touch. Whole units everywhere, so that no template
writes a decimal comma into a drawing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from inclusion.rules.bars import FILLS, length
from inclusion.rules.money import NO_BREAK_SPACE, ZERO, euros, split

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
