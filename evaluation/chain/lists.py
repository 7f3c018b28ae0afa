"""The list of a figure: its rows, and their sum at the foot."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from evaluation.chain.queries.chain import Chain
from evaluation.chain.queries.figures import Money, Output
from evaluation.chain.rules import CENT, MINUTES
from inclusion.core.access import Member, Permission
from inclusion.core.web.columns import NUM, DayColumn


def _link(member: Member, name: str, key: Any, label: str) -> str:
    return format_html('<a href="{}">{}</a>', reverse(name, args=[member.network.slug, key]), label)


class FigureTable(tables.Table):
    """One line for each row that the figure is the sum of; nobody is named."""

    day = DayColumn("Jour", footer="Ensemble", default="Toute la période")
    what = tables.Column("Quoi", default="–")
    funded = tables.Column("Action financée", default="–")
    size = tables.Column("Nombre", attrs=NUM)

    class Meta:
        orderable = False
        empty_text = "Rien n’est compté ici."

    def __init__(self, rows: Any, *, chain: Chain, figure: Money | Output, in_file: bool = False) -> None:
        self.chain, self.figure = chain, figure
        total = figure.unit.sum(chain.total(figure))
        shown = {"funded": chain.names_actions(figure), "what": chain.names_rows(figure)}
        title = figure.file_title if in_file else figure.size_title
        super().__init__(
            rows,
            exclude=[name for name, is_shown in shown.items() if not is_shown],
            extra_columns=[("size", tables.Column(title, attrs=NUM, footer=total))],
        )
        self.caption = figure.label_in(chain.scope)

    def render_day(self, value: Any) -> str:
        by_month = isinstance(self.figure, Money) or not self.chain.names_rows(self.figure)
        return f"{value:%m/%Y}" if by_month else f"{value:%d/%m/%Y}"

    def render_what(self, value: str, record: Any) -> str:
        """With the way to the page of the row, for whoever may open it."""
        member = self.chain.member
        if not isinstance(self.figure, Output) or self.figure.page is None:
            return value
        permission, name, column = self.figure.page
        return _link(member, name, _key(record, column), value) if member.may(permission) else value

    def value_what(self, value: str) -> str:
        return value

    def render_funded(self, value: int) -> str:
        """With the way to its page, for whoever may open it."""
        member, name = self.chain.member, self.chain.name_of(value)
        if not member.may(Permission.FUNDS_VIEW):
            return name
        return _link(member, "fund_action", self.chain.known[value].pk, name)

    def value_funded(self, value: int) -> str:
        return self.chain.name_of(value)

    def render_size(self, value: Any) -> str:
        return self.figure.unit.row(value)

    def value_size(self, value: Any) -> Any:
        return (value / MINUTES).quantize(CENT) if self.figure.unit.in_hours else value


def _key(record: Any, column: str) -> Any:
    """A key of the row, or of one that it leads to."""
    for name in column.split("__"):
        record = getattr(record, name)
    return record
