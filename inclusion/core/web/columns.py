"""Columns that every table may have: amounts, states, moments and days."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string

from inclusion.core.french.money import euros
from inclusion.templatetags.liant import chip_of

NUM = {"th": {"class": "num"}, "td": {"class": "num"}, "tf": {"class": "num"}}


class EurosColumn(tables.Column):
    """An amount, to the right; a number in exports."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, attrs=NUM, **kwargs)

    def render(self, value: Decimal) -> str:
        """The amount in French."""
        return euros(value)

    def value(self, value: Decimal) -> Decimal:
        """The amount as a number."""
        return value


class StateColumn(tables.Column):
    """A state as its chip; its words in exports."""

    def render(self, record: Any) -> str:
        return render_to_string("components/chip.html", chip_of(record))

    def value(self, record: Any) -> str:
        return record.get_state_display()


# -- Columns of moments and days


class MomentColumn(tables.DateTimeColumn):
    """A moment, to the minute on the page; the moment itself in exports."""

    shown = "d/m/Y H:i"

    def __init__(self, verbose_name: str | None = None, **kwargs: Any) -> None:
        super().__init__(format=self.shown, verbose_name=verbose_name, **kwargs)

    def value(self, value: Any) -> Any:
        """The moment itself."""
        return value


class DayColumn(MomentColumn):
    """The day of a moment on the page."""

    shown = "d/m/Y"
