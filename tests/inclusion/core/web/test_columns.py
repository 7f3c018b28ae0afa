"""Columns that every table may have: what a cell shows, and what it is in a file."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import django_tables2 as tables

from inclusion.core.web.columns import (
    NOWRAP,
    DayColumn,
    FormattedColumn,
    LastDayColumn,
    LinkColumn,
    ListColumn,
    MomentColumn,
)

LATE = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


class Sample(SimpleNamespace):
    """A row with a page of its own."""

    def get_absolute_url(self) -> str:
        return "/page/"


def cells(column: tables.Column, value: object, **more: object) -> tuple[str, object]:
    """What a column shows of a value on the page, and in a file."""
    table = type("SampleTable", (tables.Table,), {"shown": column})([Sample(shown=value, **more)])
    return str(table.rows[0].get_cell("shown")), table.rows[0].get_cell_value("shown")


def test_a_link_has_a_line_below_it_that_files_have_not():
    column = LinkColumn(below=lambda row: row.note, attrs=NOWRAP)
    link = '<a class="nowrap" href="/page/">Un &amp; deux</a>'
    below = f'{link}<br><span class="muted">&lt;note&gt;</span>'
    assert cells(column, "Un & deux", note="<note>") == (below, "Un & deux")
    assert cells(column, "Un & deux", note=None) == (link, "Un & deux")


def test_a_list_is_its_words_and_its_default_where_it_has_none():
    assert cells(ListColumn(default="–"), ["un", 2]) == ("un, 2", "un, 2")
    assert cells(ListColumn(default="–"), []) == ("–", "")


def test_what_is_formatted_stays_its_value_in_files():
    assert cells(FormattedColumn(show=lambda row: f"{row.shown} sur 5"), 3) == ("3 sur 5", 3)


def test_days_and_moments_are_those_of_the_clock_here_and_stay_themselves_in_files():
    assert cells(DayColumn(), date(2026, 2, 1)) == ("01/02/2026", date(2026, 2, 1))
    assert cells(DayColumn(), LATE) == ("01/01/2027", LATE)
    assert cells(MomentColumn(), LATE) == ("01/01/2027 00:30", LATE)
    assert cells(DayColumn(default="–"), None) == ("–", None)


def test_the_last_day_of_a_period_is_the_one_before_its_end():
    assert cells(LastDayColumn(), date(2026, 3, 1)) == ("28/02/2026", date(2026, 2, 28))
