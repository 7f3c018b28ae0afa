"""The drawings of a page on paper: the same SVG, in the colours of print."""

import base64
import html
import re
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from inclusion.core.charts.bars import PRINTED_FILLS, Chart
from inclusion.core.web.colours import deepen, ink_for

#: The colours of `static/css/tokens.css` that drawings use, on white paper.
_INKS = {
    "ink": "#17202e",
    "ink-2": "#4c5868",
    "line": "#e4ddd2",
    "line-2": "#cfc6b8",
    "sheet": "#ffffff",
    "chart-gap": "#ffffff",
    "good": "#1d6b45",
    "good-soft": "#e3f1e8",
    "warn": "#8a5300",
    "warn-soft": "#fcf0d9",
    "bad": "#a3262a",
    "bad-soft": "#fbe6e4",
    **PRINTED_FILLS,
}
_WIDE = re.compile(r'<svg class="wide" viewBox="0 0 (\d+) (\d+)"([^>]*)>')
_SVG = re.compile(r"<(/?)svg\b")
_CAPTION = re.compile(r'<p class="muted drawing-caption">([^<]*)</p>')
_SPOKEN = re.compile(r'aria-label="([^"]*)"')
_VARIABLE = re.compile(r"var\(--([a-z0-9-]+)\)")
#: The halo of words on a map: paper draws it over them.
_HALO = re.compile(r'paint-order="stroke"\s+stroke="[^"]*"\s+stroke-width="\d+"\s+stroke-linejoin="round"')
_LINK = re.compile(r"<(/?)a\b[^>]*>")
#: Millimetres of a unit of a drawing whose letters are 15 units high: 9.5 points.
SCALE = 0.223


@dataclass(frozen=True)
class Drawing:
    """A picture as a `data:` address, what it says in words, and how high it is."""

    src: str
    alt: str
    #: In millimetres.
    height: float
    #: The line that stands above it.
    caption: str = ""


def drawings_of(template: str, context: dict[str, Any], *, brand: str, most: tuple[float, float]) -> list[Drawing]:
    """The wide drawings of a template, in their order; `most` are the millimetres that each may be wide and high."""
    colours = {**_INKS, "brand": brand, "c1": brand, "c1-ink": ink_for(brand), "accent": deepen(brand)}
    found, page, before = [], render_to_string(template, context), 0
    for one in _WIDE.finditer(page):
        caption, before = _CAPTION.search(page, before, one.start()), one.end()
        width, height = int(one[1]), int(one[2])
        scale = min(SCALE, most[0] / width, most[1] / max(height, 1))
        spoken = _SPOKEN.search(one[3])
        body = _LINK.sub(r"<\1g>", _HALO.sub("", _body(page, one.end())))
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width * scale:.1f}mm" '
            f'height="{height * scale:.1f}mm" font-family="Bricolage Grotesque"{_size(one[3])} '
            f'fill="{_INKS["ink"]}">{body}</svg>'
        )
        printed = _VARIABLE.sub(lambda name: colours[name[1]], svg).replace("currentColor", _INKS["ink"])
        src = f"data:image/svg+xml;base64,{base64.b64encode(printed.encode()).decode()}"
        words = [html.unescape(match[1]) if match else "" for match in (spoken, caption)]
        found.append(Drawing(src, words[0], height * scale, words[1]))
    return found


def _body(page: str, start: int) -> str:
    """What stands in a drawing that begins there, drawings in it included."""
    depth = 1
    for tag in _SVG.finditer(page, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return page[start : tag.start()]
    return ""


def _size(head: str) -> str:
    found = re.search(r'font-size="\d+"', head)
    return f" {found[0]}" if found else ""


def chart_picture(chart: Chart, brand: str) -> str:
    """A drawing of bars as a picture of its own, for a PDF: a `data:` address."""
    colours = {"c1": brand, "ink": ink_for(brand), **PRINTED_FILLS}
    svg = render_to_string("pdf/chart.svg", {"chart": chart, "colours": colours})
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
