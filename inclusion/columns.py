"""Columns that every table may hold: amounts and states."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string

from inclusion.rules.money import euros
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
        """The chip."""
        return render_to_string("components/chip.html", chip_of(record))

    def value(self, record: Any) -> str:
        """The words."""
        return record.get_state_display()
