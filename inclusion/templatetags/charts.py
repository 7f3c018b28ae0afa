"""Charts on a page: a wide drawing, a narrow one for a phone, and their numbers one click away."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from zlib import crc32

from django import template

from inclusion.rules.bars import Chart, Row, line_chart

register = template.Library()

WIDE, NARROW = 760, 360


@register.inclusion_tag("components/chart_flow.html")
def chart_flow(wide: Chart, narrow: Chart, spoken: str) -> dict[str, Any]:
    """`{% chart_flow wide narrow spoken %}`: the same stacked bars at both widths; `spoken` says what they show."""
    key = f"chart-{crc32(repr(wide).encode()):x}"
    return {"wide": wide, "narrow": narrow, "spoken": spoken, "key": key}


@register.inclusion_tag("components/chart_bar.html")
def chart_bar(rows: Sequence[tuple[str, Decimal | int, str]], title: str) -> dict[str, Any]:
    """`{% chart_bar rows "Pass par lieu" %}`: one bar for each (name, amount, amount as it is written)."""
    measured = [Row(*row) for row in rows]
    spoken = f"{title} : {', '.join(f'{row.name} {row.value}' for row in measured)}."
    drawings = [line_chart(measured, width=width) for width in (WIDE, NARROW)]
    return {"drawings": drawings, "title": title, "spoken": spoken}
