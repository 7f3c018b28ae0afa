"""Drawings of a report on paper, laid out as on the page: answers on a scale, who went from which answer to which."""

import base64
from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string

from evaluation.rules.findings import AnswerFinding, ChangeFinding, QuestionFinding
from inclusion.core.charts.bars import length
from inclusion.core.charts.shares import FILLS, HEIGHT, Row, diverging
from inclusion.core.charts.shifts import shift, wrapped

#: Units of a drawing across a sheet of paper.
WIDTH = 720
LINE = 19
GAP = 16
#: The side of a sample of a fill.
KEY = 15
#: What is low beside the network's colour, and what is neither.
LOW, MIDDLE = "#d98a2b", "#cfc6b8"
#: What is said of a hidden answer among the fills.
HIDDEN = "Non montré"


def scale_picture(questions: Sequence[QuestionFinding], *, brand: str) -> str:
    """Questions that are answered on one scale, as a picture: a bar each, low to the left, high to the right.

    "" where nothing of them is shown, or where their scale has more steps than are told apart at a glance.
    """
    shown = [one for one in questions if one.counts]
    answers = questions[0].answers[:-1]
    if not shown or len(answers) not in FILLS:
        return ""
    rows = [Row(one.label, one.counts[:-1], one.people) for one in shown]
    bars = diverging(rows, [one.label for one in answers], width=WIDTH)
    keys, y = _keys(answers, brand=brand, has_hidden=any(bar.marks for bar in bars))
    placed = []
    for bar in bars:
        lines = [(words, y + LINE * rank + 15) for rank, words in enumerate(wrapped(bar.row.name, WIDTH))]
        top = y + LINE * len(lines) + 4
        parts = [(part, _paint(part.fill, brand)) for part in bar.segments]
        placed.append({"bar": bar, "parts": parts, "lines": lines, "y": top})
        y = top + HEIGHT + GAP
    return _picture("pdf/evaluation_scale.svg", {"keys": keys, "placed": placed, "height": y, "brand": brand})


def _keys(
    answers: Sequence[AnswerFinding], *, brand: str, has_hidden: bool
) -> tuple[list[dict[str, Any]], int]:
    """What the fills stand for, on as many lines as it takes, and where the first bar begins."""
    named = list(zip((one.label for one in answers), FILLS[len(answers)], strict=True))
    if has_hidden:
        named.append((HIDDEN, "hidden"))
    keys: list[dict[str, Any]] = []
    x = y = 0
    for words, fill in named:
        wide = KEY + 6 + length(words) + 18
        if x and x + wide > WIDTH:
            x, y = 0, y + 24
        keys.append(
            {"words": words, "paint": _paint(fill, brand), "is_hidden": fill == "hidden", "x": x, "y": y}
        )
        x += wide
    return keys, y + 24 + GAP // 2


def flow_picture(change: ChangeFinding, *, brand: str) -> str:
    """Who went from which answer to which, as a picture; "" where more of it is hidden than shown."""
    people = [one for row in change.flows for one in row]
    if sum(bool(one) for one in people) <= people.count(None):
        return ""
    drawn = shift([one.label for one in change.answers], change.flows, width=WIDTH)
    ribbons = [(one, _paint(one.kind, brand)) for one in drawn.ribbons]
    context = {"drawn": drawn, "ribbons": ribbons, "height": drawn.height + 4}
    return _picture("pdf/evaluation_flow.svg", context)


def _paint(fill: str, brand: str) -> str:
    """What a fill is painted with: a plain colour, or a pattern of the drawing."""
    plain = {"high2": brand, "rose": brand, "middle": MIDDLE, "stayed": MIDDLE, "hidden": "#ffffff"}
    return plain.get(fill) or f"url(#{fill})"


def _picture(template: str, context: dict[str, Any]) -> str:
    svg = render_to_string(template, {**context, "width": WIDTH, "low": LOW})
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
