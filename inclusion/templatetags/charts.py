"""Charts on a page: a wide drawing, a narrow one for a phone, and their numbers one click away."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from zlib import crc32

from django import template

from inclusion.core.charts import changes, days, dots, shares, shifts, squares
from inclusion.core.charts.balance import Balance
from inclusion.core.charts.bars import Chart, Row, line_chart
from inclusion.core.charts.fields import Fields
from inclusion.core.charts.shares import MASKED, Share, counted
from inclusion.core.charts.years import Year, year_chart

register = template.Library()

WIDE, NARROW = 760, 360


@register.inclusion_tag("components/chart_flow.html")
def chart_flow(wide: Chart, narrow: Chart, spoken: str) -> dict[str, Any]:
    """`{% chart_flow wide narrow spoken %}`: the same stacked bars at both widths; `spoken` says what they show."""
    key = f"chart-{crc32(repr(wide).encode()):x}"
    return {"wide": wide, "narrow": narrow, "spoken": spoken, "key": key}


@register.inclusion_tag("components/chart_balance.html")
def chart_balance(wide: Balance, narrow: Balance, spoken: str) -> dict[str, Any]:
    """`{% chart_balance wide narrow spoken %}`: where an amount came from and what it is now, at both widths."""
    key = f"chart-{crc32(repr(wide).encode()):x}"
    return {"wide": wide, "narrow": narrow, "spoken": spoken, "key": key}


@register.inclusion_tag("components/chart_bar.html")
def chart_bar(
    rows: Sequence[tuple[str, Decimal | int, str]], title: str, out_of: Decimal | int = 0, tabled: bool = True
) -> dict[str, Any]:
    """`{% chart_bar rows "Pass par lieu" %}`: one bar for each (name, amount, amount as it is written).

    `out_of=100`: what a whole bar stands for, where the amounts are percentages. `tabled=False`: the page shows the
    figures in a table of its own.
    """
    measured = [Row(*row) for row in rows]
    spoken = f"{title}\u00a0: {', '.join(f'{row.name} {row.value}' for row in measured)}."
    drawings = [line_chart(measured, width=width, out_of=out_of) for width in (WIDE, NARROW)]
    return {"drawings": drawings, "title": title, "spoken": spoken, "tabled": tabled}


@register.inclusion_tag("components/chart_years.html")
def chart_years(
    years: Sequence[Year], title: str, own: str = "valeur propre", added: str = "ajouté par d’autres"
) -> dict[str, Any]:
    """`{% chart_years years "Personnes aidées" own="Département" added="territoires" %}`: years with their targets."""
    drawings = [year_chart(years, width=width, own=own, added=added) for width in (WIDE, NARROW)]
    spoken = f"{title}\u00a0: {'; '.join(f'{one.name}, {one.words}' for one in years)}."
    key = f"years-{crc32(repr(drawings[0]).encode()):x}"
    return {"drawings": drawings, "title": title, "spoken": spoken, "key": key}


@register.inclusion_tag("components/chart_answers.html")
def chart_answers(rows: Sequence[Share], title: str) -> dict[str, Any]:
    """`{% chart_answers rows "De quoi vous servez-vous ?" %}`: a table whose rows are bars."""
    return {"rows": rows, "title": title}


@register.inclusion_tag("components/chart_diverging.html")
def chart_diverging(
    rows: Sequence[shares.Row], scale: Sequence[str], title: str, tabled: bool = True
) -> dict[str, Any]:
    """`{% chart_diverging rows scale "Ce que vous savez faire" %}`: questions on one scale, from low to high.

    `tabled=False`: the page shows the figures in a table of its own.
    """
    wide, narrow = (shares.diverging(rows, scale, width=width) for width in (WIDE, NARROW))
    keys = list(zip(shares.FILLS[len(scale)], scale, strict=True))
    if any(None in row.amounts for row in rows):
        keys.append(("hidden", MASKED))
    return {
        "drawings": list(zip(wide, narrow, strict=True)),
        "keys": keys,
        "key": f"scale-{crc32(repr((title, wide)).encode()):x}",
        "title": title,
        "scale": scale,
        "tabled": tabled,
        "table": [
            (row, [Share(name, count, row.out_of) for name, count in zip(scale, row.amounts, strict=True)])
            for row in rows
        ],
    }


@register.inclusion_tag("components/chart_shift.html")
def chart_shift(labels: Sequence[str], flows: shifts.Flows, title: str) -> dict[str, Any]:
    """`{% chart_shift labels flows "Envoyer un e-mail" %}`: who went from which answer to which."""
    drawings = [shifts.shift(labels, flows, width=width) for width in (WIDE, NARROW)]
    table = [
        (name, [MASKED if people is None else counted(people) for people in row])
        for name, row in zip(labels, flows, strict=True)
    ]
    said = [
        f"de «\u00a0{name}\u00a0» à «\u00a0{other}\u00a0», {words}"
        for name, cells in table
        for other, words in zip(labels, cells, strict=True)
        if words != "0"
    ]
    return {
        "drawings": drawings,
        "labels": labels,
        "table": table,
        "title": title,
        "spoken": f"{title}\u00a0: {'; '.join(said)}.",
        "key": f"shift-{crc32(repr((title, flows)).encode()):x}",
    }


@register.inclusion_tag("components/chart_dots.html")
def chart_dots(crowd: dots.Crowd) -> dict[str, Any]:
    """`{% chart_dots crowd %}`: people as dots."""
    drawings = [dots.dots(crowd, width=width) for width in (WIDE, NARROW)]
    return {"drawings": drawings, "spoken": crowd.spoken}


@register.inclusion_tag("components/chart_changes.html")
def chart_changes(found: Sequence[changes.Change], title: str) -> dict[str, Any]:
    """`{% chart_changes found "Ce qui change" %}`: wholes in parts, and shares before and after."""
    drawings = [changes.changes(found, width=width) for width in (WIDE, NARROW)]
    spoken = f"{title}. {'. '.join(one.spoken for one in found)}."
    key = f"changes-{crc32(repr((title, drawings[0])).encode()):x}"
    return {"drawings": drawings, "title": title, "spoken": spoken, "key": key}


@register.inclusion_tag("components/chart_fields.html")
def chart_fields(title: str, fields: Fields) -> dict[str, Any]:
    """`{% chart_fields "Avant" fields %}`: of a hundred people, who feels able and who is."""
    return {"title": title, "fields": fields}


@register.inclusion_tag("components/chart_squares.html")
def chart_squares(groups: Sequence[squares.Group], title: str) -> dict[str, Any]:
    """`{% chart_squares groups "Feuille de route" %}`: actions as squares by where they stand."""
    drawings = [squares.squares(groups, width=width) for width in (WIDE, NARROW)]
    key = f"squares-{crc32(repr((title, drawings[0])).encode()):x}"
    return {"drawings": drawings, "spoken": f"{title}\u00a0: {squares.spoken(groups)}.", "key": key}


@register.inclusion_tag("components/chart_days.html")
def chart_days(found: Sequence[days.Ahead], title: str) -> dict[str, Any]:
    """`{% chart_days found "Ce qui vient" %}`: days to come, each a line as long as it is far."""
    drawings = [days.days_ahead(found, width=width) for width in (WIDE, NARROW)]
    spoken = f"{title}\u00a0: {'\u00a0; '.join(one.spoken for one in found)}."
    return {"drawings": drawings, "title": title, "spoken": spoken}
