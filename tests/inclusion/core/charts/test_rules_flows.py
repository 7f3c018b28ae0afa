"""How thick money is drawn and how it is named: worked by hand, then what must hold for every flow in both layouts."""

import re
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.core.charts.bars import REST, length
from inclusion.core.charts.flows import (
    BETWEEN,
    LETTERS,
    LINE,
    LINES,
    SOURCE,
    TARGET,
    THICKNESS_ACROSS,
    THIN,
    FlowChart,
    Link,
    Node,
    Placed,
    across,
    down,
    parts,
    wrapped,
    written,
)
from inclusion.core.french.money import split

AMOUNTS = st.decimals(min_value="0.01", max_value=10**7, places=2)
NAMES = st.text(alphabet="abc MW’é-", min_size=1, max_size=60)
LAYOUTS = st.sampled_from([(across, 760), (down, 360)])


@st.composite
def flows(draw) -> tuple[list[Node], list[Link]]:
    """Sources, a pot, a grant that passes it by, targets; what comes in goes out."""
    given_ = [(Node(draw(NAMES), SOURCE, "c1"), draw(AMOUNTS)) for _ in range(draw(st.integers(1, 12)))]
    grant, granted = Node(draw(NAMES), SOURCE, "c3"), draw(AMOUNTS)
    pot = Node("Réuni", BETWEEN, "pot", called="pot commun")
    targets = [
        Node(draw(NAMES), TARGET, draw(st.sampled_from(["c4", REST]))) for _ in range(draw(st.integers(1, 9)))
    ]
    weights = st.lists(st.integers(0, 1000), min_size=len(targets), max_size=len(targets)).filter(any)
    total = sum(amount for _, amount in given_)
    links = [Link(node, pot, amount, "c1") for node, amount in given_]
    for source, amount in ((pot, total), (grant, granted)):
        shares = split(amount, draw(weights))
        links += [Link(source, node, share, node.fill) for node, share in zip(targets, shares, strict=True)]
    return [*(node for node, _ in given_), grant, pot, *targets], links


def points(path: str) -> list[tuple[int, int]]:
    """Every corner and control point of a path; its numbers are whole."""
    found, x, y = [], 0, 0
    for letter, rest in re.findall(r"([A-Z])([^A-Z]*)", path):
        numbers = [int(number) for number in rest.split()]
        if letter == "H":
            numbers = [numbers[0], y]
        elif letter == "V":
            numbers = [x, numbers[0]]
        elif letter == "A":
            numbers = numbers[5:]
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        found += pairs
        if pairs:
            x, y = pairs[-1]
    return found


def box(one: Placed) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a label."""
    long = max(length(line.words) for line in one.lines)
    x = one.lines[0].x - {"start": 0, "middle": -(-long // 2), "end": long}[one.anchor]
    return x, one.lines[0].y - LETTERS, x + long, one.lines[-1].y + LINE - LETTERS


def spans_at(chart: FlowChart, x: int) -> list[tuple[int, int]]:
    """From top to bottom, where the ribbons touch an upright at x."""
    ends = []
    for ribbon in chart.ribbons:
        touching = [y for at, y in points(ribbon.path) if at == x]
        for top, bottom in combinations(sorted(set(touching)), 2):
            if bottom - top == ribbon.thickness:
                ends.append((top, bottom))
    return sorted(ends)


# -- By hand ----------------------------------------------------------------------------------------------------------


def worked(layout=across, width=760) -> FlowChart:
    """CAF 10 000, Orange 5 000, match 30 000; two actions of 9 000."""
    pot = Node("Réuni", BETWEEN, "pot", called="pot commun")
    sources = [("CAF", 10000, "c1"), ("Orange", 5000, "c1"), ("Effet levier", 30000, "c2"), ("CPAM", 0, "c1")]
    targets = [("Mes droits", 9000, "c4"), ("Forum", 9000, "c4"), ("Reste disponible", 27000, REST)]
    links = [Link(Node(name, SOURCE, fill), pot, Decimal(amount), fill) for name, amount, fill in sources]
    links += [Link(pot, Node(name, TARGET, fill), Decimal(amount), fill) for name, amount, fill in targets]
    nodes = [*(link.source for link in links[:4]), pot, *(link.target for link in links[4:])]
    return layout(nodes, links, width=width, titles=("Reçu", "Réuni", "Employé"))


@pytest.mark.parametrize("layout", [across, down])
def test_thickness_is_one_scale(layout):
    chart = worked(layout)
    full = THICKNESS_ACROSS if layout is across else sum(one.thickness for one in chart.ribbons[:3])
    # 45 000 € are the whole room: a fifth of it is 9 000 €.
    assert [one.thickness for one in chart.ribbons[3:]] == [full // 5, full // 5, full * 3 // 5]
    assert [one.node.name for one in chart.nodes] == [
        "CAF", "Orange", "Effet levier", "Réuni", "Mes droits", "Forum", "Reste disponible",
    ]  # fmt: skip
    assert [one.amount for one in chart.at(BETWEEN)] == [Decimal(45000)]


def test_a_ribbon_says_from_where_to_where_and_how_much():
    titles = [one.title for one in worked().ribbons]
    assert titles[0] == "CAF → pot commun\u00a0: 10\u202f000\u00a0€"
    assert titles[-1] == "pot commun → Reste disponible\u00a0: 27\u202f000\u00a0€"


def test_sources_stand_before_their_bar_and_targets_behind():
    chart = worked()
    assert all(box(one)[2] < one.x for one in chart.at(SOURCE))
    assert all(box(one)[0] > one.x + one.width for one in chart.at(TARGET))
    (pot,) = chart.at(BETWEEN)
    assert pot.x < box(pot)[0] and box(pot)[3] < pot.y + pot.height and pot.plate is None


def test_the_name_of_a_thin_pot_stands_above_it():
    source, grant = Node("CAF", SOURCE, "c1"), Node("État", SOURCE, "c3")
    pot, target = Node("Réuni", BETWEEN, "pot"), Node("Forum", TARGET, "c4")
    links = [
        Link(source, pot, Decimal(1), "c1"),
        Link(pot, target, Decimal(1), "c4"),
        Link(grant, target, Decimal(9999), "c3"),
    ]
    (placed,) = across([source, grant, pot, target], links, width=760).at(BETWEEN)
    assert placed.height == THIN
    assert box(placed)[3] <= placed.y and placed.plate is not None


def test_parts_add_up_and_none_vanishes():
    assert parts(100, [Decimal(1), Decimal(1), Decimal(998)]) == [2, 2, 96]
    assert parts(10, [Decimal(1), Decimal(1), Decimal(1)]) == [4, 3, 3]
    assert parts(4, [Decimal(1), Decimal(10**6)]) == [2, 2]


@given(st.lists(AMOUNTS, min_size=1, max_size=30), st.integers(0, 400))
def test_parts_always_add_up(amounts, more):
    units = THIN * len(amounts) + more
    found = parts(units, amounts)
    assert sum(found) == units and min(found) >= THIN


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("CAF 47", [("CAF 47", "9 €")]),
        ("Mes droits depuis chez moi", [("Mes droits", ""), ("depuis chez", ""), ("moi", "9 €")]),
        ("W" * 30, [("WWWWWW…", ""), ("", "9 €")]),
    ],
)
def test_names_are_broken_between_words(name, lines):
    found = wrapped(name, "9\u00a0€", 110)
    assert [(text, figure.replace("\u00a0", " ")) for text, figure in found] == lines


def test_a_name_too_long_for_its_lines_ends_with_an_ellipsis():
    lines = wrapped("Agence nationale de la cohésion des territoires " * 4, "9\u00a0€", 120)
    assert len(lines) == LINES and lines[-1][0].endswith("…") and lines[-1][1]


@pytest.mark.parametrize(
    ("amount", "words"), [("0.40", "moins de 1\u00a0€"), ("1.50", "2\u00a0€"), ("0", "0\u00a0€")]
)
def test_less_than_a_euro_is_not_written_as_nothing(amount, words):
    assert written(Decimal(amount)) == words


@pytest.mark.parametrize("layout", [across, down])
def test_nothing_is_an_empty_drawing(layout):
    source, target = Node("CAF", SOURCE, "c1"), Node("Forum", TARGET, "c4")
    chart = layout([source, target], [Link(source, target, Decimal(0), "c1")], width=360)
    assert chart.nodes == () and chart.ribbons == () and chart.height == 0


@pytest.mark.parametrize("layout", [across, down])
def test_a_source_flows_one_way_only(layout):
    source, pot, target = Node("A", SOURCE, "c1"), Node("B", BETWEEN, "pot"), Node("C", TARGET, "c4")
    links = [Link(source, pot, Decimal(1), "c1"), Link(source, target, Decimal(1), "c1")]
    with pytest.raises(ValueError, match="one node in between"):
        layout([source, pot, target], links, width=360)


@pytest.mark.parametrize("layout", [across, down])
def test_what_comes_in_and_does_not_go_out_shows(layout):
    """A pot of 100 € of which only 50 are told: the node is as high as what came."""
    source, pot, target = Node("A", SOURCE, "c1"), Node("B", BETWEEN, "pot"), Node("C", TARGET, "c4")
    chart = layout(
        [source, pot, target],
        [Link(source, pot, Decimal(100), "c1"), Link(pot, target, Decimal(50), "c4")],
        width=360,
    )
    came, went = (one.thickness for one in chart.ribbons)
    assert came == 2 * went and chart.at(BETWEEN)[0].amount == Decimal(100)


def test_ribbons_into_one_node_do_not_cross():
    """From the left, what comes from above arrives above. From above, what runs on the right arrives first."""
    source, grant = Node("CAF", SOURCE, "c1"), Node("État", SOURCE, "c3")
    pot, target = Node("Réuni", BETWEEN, "pot"), Node("Forum", TARGET, "c4")
    links = [
        Link(source, pot, Decimal(50), "c1"),
        Link(pot, target, Decimal(50), "c4"),
        Link(grant, target, Decimal(30), "c3"),
    ]
    for layout, width, first in ((across, 760, 1), (down, 360, 2)):
        chart = layout([source, grant, pot, target], links, width=width)
        (placed,) = chart.at(TARGET)
        assert (placed.x, placed.y) in points(chart.ribbons[first].path)
        assert (placed.x, placed.y) not in points(chart.ribbons[3 - first].path)


def test_two_nodes_of_one_name_are_two():
    pot = Node("Réuni", BETWEEN, "pot")
    twins = [Node("Mairie", SOURCE, "c1") for _ in range(2)]
    chart = across([*twins, pot], [Link(node, pot, Decimal(5), "c1") for node in twins], width=760)
    first, second = chart.at(SOURCE)
    assert first.y + first.height < second.y


# -- Always -----------------------------------------------------------------------------------------------------------


@given(flows(), LAYOUTS)
def test_a_node_is_as_high_as_its_ribbons(flow, layout):
    draw, width = layout
    chart = draw(*flow, width=width)
    for one in chart.nodes:
        measured = one.width if draw is down and one.node.step == BETWEEN else one.height
        into = [ribbon.thickness for ribbon in chart.ribbons if ribbon.link.target == one.node]
        out = [ribbon.thickness for ribbon in chart.ribbons if ribbon.link.source == one.node]
        assert {sum(side) for side in (into, out) if side} == {measured}
        assert min([*into, *out]) >= THIN


@given(flows(), LAYOUTS)
def test_ribbons_meet_the_bars_without_a_gap(flow, layout):
    draw, width = layout
    chart = draw(*flow, width=width)
    steps = ((SOURCE, True), (TARGET, False)) if draw is across else ((SOURCE, False), (TARGET, False))
    for step, right_side in steps:
        for one in chart.at(step):
            spans = [
                span
                for span in spans_at(chart, one.x + (one.width if right_side else 0))
                if one.y <= span[0] < span[1] <= one.y + one.height
            ]
            reached = one.y
            while following := next((span for span in spans if span[0] == reached), None):
                reached = following[1]
            assert reached == one.y + one.height


@given(flows(), LAYOUTS)
def test_nothing_is_outside_the_drawing(flow, layout):
    draw, width = layout
    chart = draw(*flow, width=width)
    corners = [point for ribbon in chart.ribbons for point in points(ribbon.path)]
    corners += [(one.x, one.y) for one in chart.nodes]
    corners += [(one.x + one.width, one.y + one.height) for one in chart.nodes]
    for one in chart.nodes:
        left, top, right, bottom = box(one)
        corners += [(left, top), (right, bottom)]
    assert all(0 <= x <= chart.width and 0 <= y <= chart.height for x, y in corners)


@given(flows(), LAYOUTS)
def test_labels_do_not_touch(flow, layout):
    draw, width = layout
    boxes = [box(one) for one in draw(*flow, width=width).nodes]
    for one, other in combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


@given(flows(), LAYOUTS)
def test_the_same_flow_is_drawn_the_same(flow, layout):
    draw, width = layout
    assert repr(draw(*flow, width=width)) == repr(draw(*flow, width=width))
