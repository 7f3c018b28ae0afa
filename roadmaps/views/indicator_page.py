"""What the page of one indicator shows: its chart, who adds what, where it goes."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from inclusion.core.access import Member
from inclusion.core.charts.years import Year
from roadmaps.models import Indicator, Roadmap
from roadmaps.models.indicator_queries import Reading
from roadmaps.rules.indicators import YearFigure, shown_number, with_unit


def place_of(indicator: Indicator) -> str:
    """What an indicator follows, in words."""
    if indicator.action_id:
        return f"{indicator.action.axis.name}, action «\u00a0{indicator.action}\u00a0»"
    return indicator.axis.name if indicator.axis_id else "Toute la feuille de route"


def page_of(one: Reading, member: Member, today: date) -> dict[str, Any]:
    """The context of the page."""
    years = [figure.year for figure in one.figures]
    latest = one.series.figure(min(max(today.year, years[0]), years[-1]))
    known = [figure for figure in one.figures if figure.total is not None]
    shown = latest if latest.total is not None else (known[-1] if known else latest)
    return {
        "indicator": one.indicator,
        "reading": one,
        "answer": _answer(one, shown),
        "place": place_of(one.indicator),
        "chart": [_year(figure) for figure in one.figures],
        "chart_title": f"{one.indicator}, en {one.unit}" if one.unit else str(one.indicator),
        "rows": list(_rows(one, _seen(one, member))),
        "years": years,
        "fed": _fed(one, member),
    }


def _answer(one: Reading, figure: YearFigure) -> str:
    """« 250 personnes en 2026, 83 % de la cible »."""
    if figure.total is None:
        return f"{one.indicator}\u00a0: pas encore de valeur"
    said = f"{with_unit(figure.total, one.unit)} en {figure.year}"
    return said if figure.target is None else f"{said}, {figure.sentence}"


def _year(figure: YearFigure) -> Year:
    words = "pas encore de valeur" if figure.total is None else shown_number(figure.total)
    if figure.local is not None and figure.own is not None:
        words += f", dont {shown_number(figure.local)} des territoires"
    if figure.target is not None:
        words += f", cible {shown_number(figure.target)}"
    return Year(str(figure.year), figure.own, figure.local, figure.target, words)


def _seen(one: Reading, member: Member) -> set[int]:
    """Which of the local roadmaps that add something the member may open."""
    keys = [share.key for share in one.shares]
    if not keys:
        return set()
    return set(Roadmap.objects.visible_to(member).filter(pk__in=keys).values_list("pk", flat=True))


def _rows(one: Reading, seen: set[int]) -> Iterator[dict[str, Any]]:
    """The table: own value, each local roadmap, the whole, the target; the last column gathers the years.

    What others prepare and the member may not open is not told.
    """
    shares = [share for share in one.shares if share.counts or share.key in seen]
    if shares:
        yield _row("Valeur propre", [figure.own for figure in one.figures], one.own)
    for share in shares:
        values = [share.values.get(figure.year) for figure in one.figures]
        row = _row(share.name, values, one.series.of_share(share))
        yield {**row, "counts": share.counts, "roadmap": share.key if share.key in seen else None}
    yield {**_row("Ensemble", [figure.total for figure in one.figures], one.total), "is_total": True}
    yield _row("Cible", [figure.target for figure in one.figures], one.target)


def _row(name: str, values: list[Any], whole: Any) -> dict[str, Any]:
    return {
        "name": name,
        "values": [shown_number(value) for value in values],
        "whole": shown_number(whole),
        "counts": True,
        "roadmap": None,
        "is_total": False,
    }


def _fed(one: Reading, member: Member) -> dict[str, Any] | None:
    """The departmental indicator that this one feeds, and whether the member may open it."""
    above = one.indicator.feeds
    if above is None:
        return None
    return {
        "indicator": above,
        "roadmap": above.roadmap,
        "may_open": Roadmap.objects.visible_to(member).filter(pk=above.roadmap_id).exists(),
    }
