"""Tables of the follow-up of passes: people to call, and the rows of the files of the figures."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from funding.models import Booklet
from funding.rules.pass_follow import HIDDEN, Row, Sheet
from inclusion.core.web.columns import DayColumn
from inclusion.templatetags.liant import short_date


class WaitingTable(tables.Table):
    """People whose booklet waits, as a list to call."""

    choose = tables.Column(verbose_name="Écrire", empty_values=(), orderable=False, exclude_from_export=True)
    person = tables.Column(
        verbose_name="Personne",
        accessor="beneficiary",
        order_by="beneficiary__sort_name",
        linkify=lambda record: record.beneficiary.get_absolute_url(),
    )
    phone = tables.Column(
        verbose_name="Téléphone", accessor="beneficiary__phone", default="", orderable=False
    )
    issued_on = DayColumn(verbose_name="Carnet du")
    valid_until = DayColumn(verbose_name="Valable jusqu’au")
    followed_by = tables.Column(
        verbose_name="Suivi par",
        accessor="beneficiary__followed_by",
        order_by="beneficiary__followed_by__sort_name",
    )

    class Meta:
        model = Booklet
        fields = ("person", "choose", "phone", "issued_on", "valid_until", "followed_by")
        sequence = ("person", "choose", "phone", "issued_on", "valid_until", "followed_by")
        order_by = ("issued_on",)
        caption = "Personnes à relancer"
        empty_text = "Personne n’attend d’être relancé."

    def render_phone(self, value: str) -> SafeString:
        """A number to touch."""
        return format_html('<a class="nowrap" href="tel:{}">{}</a>', value.replace(" ", ""), value)

    def value_phone(self, value: str) -> str:
        """The number as it is written."""
        return value

    def render_choose(self, record: Booklet) -> SafeString | str:
        """A box to tick, or when the reminder was asked for."""
        if record.reminders:
            return format_html("Rappel demandé le {}", short_date(record.reminders[0].created_at))
        return format_html(
            '<label class="tick"><input type="checkbox" name="carnet" value="{}">'
            '<span class="said">Écrire à {}</span></label>',
            record.pk,
            record.beneficiary,
        )


def _cell(value: int | None) -> int | str:
    return HIDDEN if value is None else value


def rows_of(sheet: Sheet, *, first: str, months: int, places: bool) -> list[tuple[Any, ...]]:
    """The rows of one table as a file, exactly as they are shown, below their headings."""
    if places:
        heads: tuple[Any, ...] = (first, "Personnes", "Pass utilisés")
        return [
            heads,
            *((row.name, _cell(row.people), _cell(row.used)) for row in [*sheet.rows, sheet.total]),
        ]
    heads = (
        first,
        "Personnes",
        "Carnets",
        "Pass envoyés",
        "Pass utilisés",
        "Part utilisée (%)",
        f"Carnets jamais utilisés après {months} mois",
    )
    return [heads, *(_line(row) for row in [*sheet.rows, sheet.total])]


def _line(row: Row) -> tuple[Any, ...]:
    share = "" if row.share is None and row.used is not None else _cell(row.share)
    figures = (row.people, row.booklets, row.passes, row.used)
    return (row.name, *map(_cell, figures), share, _cell(row.idle))
