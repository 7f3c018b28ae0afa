"""Counts of help as the charts of a page take them: a name, an amount, the amount as it is written."""

from typing import Any

from django.template.defaultfilters import date as written

from evaluation.enums import HelpPlace, Theme
from evaluation.models import activity_queries as readings
from inclusion.core.french.names import so_many

#: Bars of a chart; what is less frequent is added up below it.
MAX_BARS = 12

type Bars = list[tuple[str, int, str]]


def _acts(count: int) -> str:
    return so_many(count, "aide", "aides")


def _bars(rows: list[dict[str, Any]], label: Any) -> Bars:
    return [(str(label(row)), row["acts"], _acts(row["acts"])) for row in rows]


def charts_of(found: readings.HelpRecordQuerySet) -> list[dict[str, Any]]:
    """The charts of some help, each with its title; none where there is no help."""
    themes, places = dict(Theme.choices), dict(HelpPlace.choices)
    rows = [
        ("Par mois", _bars(readings.by_month(found), lambda row: written(row["month"], "F Y").capitalize())),
        ("Par thème", _bars(readings.by_theme(found), lambda row: themes.get(row["theme"], row["theme"]))),
        ("Par lieu", _bars(readings.by_place(found), lambda row: places.get(row["where"], row["where"]))),
        ("Par structure", _bars(readings.by_structure(found), lambda row: row["label"])),
        ("Par territoire", _bars(readings.by_territory(found), lambda row: row["label"])),
    ]
    notes = {"Par thème": "Une aide sur plusieurs thèmes compte sous chacun."}
    return [
        {
            "title": title,
            "bars": bars[:MAX_BARS],
            "note": notes.get(title, ""),
            "rest": _rest(bars[MAX_BARS:]),
        }
        for title, bars in rows
        if bars
    ]


def _rest(bars: Bars) -> str:
    """What stands below the bars, in a sentence."""
    if not bars:
        return ""
    acts = _acts(sum(amount for _, amount, _ in bars))
    return f"Et {so_many(len(bars), 'autre', 'autres')}, moins fréquents\u00a0: {acts}."
