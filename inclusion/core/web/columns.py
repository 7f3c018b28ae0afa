"""Columns that every table may have: amounts, states, links, lists, moments and days."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from inclusion.core.figures import written
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.periods import shown_end
from inclusion.templatetags.liant import chip_of, short_date

#: `Meta.attrs` of a table whose rows are cards on a phone, each value beside the title of its column.
CARDS = {"class": "as-cards"}
#: `attrs` of a column that such cards leave out: what the page of the row says. `on-cards`: what they alone show.
OFF_CARDS = {"td": {"class": "off-cards"}}
NUM = {"th": {"class": "num"}, "td": {"class": "num"}, "tf": {"class": "num"}}
#: A link in one piece.
NOWRAP = {"a": {"class": "nowrap"}}


class EurosColumn(tables.Column):
    """An amount, to the right; a number in exports."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, attrs=NUM, **kwargs)

    def render(self, value: Decimal) -> str:
        """The amount in French."""
        return written(value, euros(value))

    def value(self, value: Decimal) -> Decimal:
        """The amount as a number."""
        return value


def total_of(name: str, *, counts: Callable[[Any], bool] = lambda row: True) -> Callable[[tables.Table], str]:
    """A footer: the sum over the rows that the filters leave, on every page. `counts`: which of them count."""
    return lambda table: euros(sum((Decimal(getattr(row, name) or ZERO) for row in table.data if counts(row)), ZERO))


def chip_html(look: dict[str, Any]) -> SafeString:
    """A chip in a cell; `chip` and `chip_of` make its look."""
    return SafeString(render_to_string("components/chip.html", look))


class StateColumn(tables.Column):
    """A state as its chip; its words in exports. `look`: what makes the chip of a row, if not its field `state`."""

    empty_values = ()

    def __init__(self, *args: Any, look: Callable[[Any], dict[str, Any]] = chip_of, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.look = look

    def render(self, record: Any) -> SafeString:
        return chip_html(self.look(record))

    def value(self, record: Any) -> str:
        return str(self.look(record)["label"])


class FormattedColumn(tables.Column):
    """What `show` makes of the row on the page; the value itself in exports."""

    def __init__(self, *args: Any, show: Callable[[Any], Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.show = show

    def render(self, record: Any) -> Any:
        return self.show(record)

    def value(self, value: Any) -> Any:
        return value


class LinkColumn(tables.Column):
    """A link, to the page of the row unless `linkify` says another; a muted line `below` it, if any, not in exports."""

    link: Any

    def __init__(self, *args: Any, below: Callable[[Any], Any], linkify: Any = True, **kwargs: Any) -> None:
        super().__init__(*args, linkify=linkify, **kwargs)
        # Taken from django-tables2, which would put the line into the link.
        self.link_to, self.link = self.link, None
        self.below = below

    def render(self, record: Any, value: Any, bound_column: Any) -> SafeString:
        link = self.link_to(value, record=record, value=value, bound_column=bound_column)
        below = self.below(record)
        return link if below is None else format_html('{}<br><span class="muted">{}</span>', link, below)

    def value(self, value: Any) -> Any:
        return value


class ListColumn(tables.Column):
    """Several words, one after the other; its default where there are none, on the page alone."""

    def render(self, value: list[Any]) -> str:
        return self.value(value) or self.default or ""

    def value(self, value: list[Any]) -> str:
        return ", ".join(map(str, value))


# -- Columns of moments and days


class DayColumn(tables.Column):
    """A day, or that of a moment, on the page; the value itself in exports."""

    def render(self, value: Any) -> str:
        return short_date(value)

    def value(self, value: Any) -> Any:
        return value


class LastDayColumn(DayColumn):
    """The last day of a stored period `[start, end)`, from its end."""

    def render(self, value: date) -> str:
        return short_date(shown_end(value))

    def value(self, value: date) -> date:
        return shown_end(value)


class MomentColumn(DayColumn):
    """A moment, to the minute on the page; the moment itself in exports."""

    def render(self, value: datetime) -> str:
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
