"""Filters and tables of the follow-up of passes."""

from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Min, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from funding.passes.booklets.models import Booklet
from funding.passes.follow_up.rules import HIDDEN, USUAL_MONTHS, Row, Sheet
from funding.passes.programmes.models import PassProgramme
from funding.passes.reimbursements.rules import month_name
from inclusion.core.enums import PartnerKind
from inclusion.core.french.periods import month_of, months_after, months_between
from inclusion.core.web.columns import CARDS, NOWRAP, DayColumn
from inclusion.partners.models import Partner
from inclusion.templatetags.liant import short_date

# -- Filters of the follow-up: closed lists and whole months, so that no two answers single a day out

#: After how many months a booklet that nobody used is said to wait.
AFTER = (1, 2, 3, 6, 9, 12)
AFTER_CHOICES = [(str(months), f"{months} mois") for months in AFTER]


def months_chosen(request: HttpRequest) -> int:
    """Return after how many months a booklet is said to wait, as the address asks, or the usual number."""
    asked = request.GET.get("after", "")
    return int(asked) if asked in dict(AFTER_CHOICES) else USUAL_MONTHS


def month_choices(today: date) -> list[tuple[str, str]]:
    """The months from the first booklet of the network to this one, the newest first."""
    first = Booklet.objects.aggregate(first=Min("issued_on"))["first"] or today
    months = [months_after(today, -back) for back in range(months_between(first, today) + 1)]
    return [(f"{day:%Y-%m}", month_name(day)) for day in months]


def _first_day(month: str) -> date:
    return month_of(date.fromisoformat(f"{month}-01"))


class _After(django_filters.FilterSet):
    """After how many months a booklet waits: the view counts with it, the rows stay."""

    after = django_filters.ChoiceFilter(
        label="Pas utilisé après", choices=AFTER_CHOICES, empty_label=None, method="as_they_are"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["after"].extra["initial"] = str(USUAL_MONTHS)

    def as_they_are(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset


class PassFollowFilter(_After):
    """Booklets by programme and by the months in which they were sent."""

    programme = django_filters.ModelChoiceFilter(
        label="Programme", queryset=lambda request: PassProgramme.objects.all(), empty_label="Tous"
    )
    since = django_filters.ChoiceFilter(label="Envoyés depuis", choices=(), empty_label="Le début", method="from_month")
    until = django_filters.ChoiceFilter(
        label="Jusqu’à la fin de", choices=(), empty_label="Aujourd’hui", method="to_month"
    )

    class Meta:
        model = Booklet
        fields = ("programme", "since", "until", "after")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        months = month_choices(timezone.localdate())
        self.filters["since"].extra["choices"] = self.filters["until"].extra["choices"] = months

    def from_month(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(issued_on__gte=_first_day(value))

    def to_month(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(issued_on__lt=months_after(_first_day(value), 1))


class WaitingFilter(_After):
    """Booklets that wait, by programme and by who follows the person."""

    programme = django_filters.ModelChoiceFilter(
        label="Programme", queryset=lambda request: PassProgramme.objects.all(), empty_label="Tous"
    )
    followed_by = django_filters.ModelChoiceFilter(
        label="Suivi par",
        field_name="beneficiary__followed_by",
        queryset=lambda request: Partner.objects.active().exclude(kind=PartnerKind.OPERATOR),
        empty_label="Tous",
    )

    class Meta:
        model = Booklet
        fields = ("after", "programme", "followed_by")


# -- Tables of the follow-up


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
        verbose_name="Téléphone",
        accessor="beneficiary__phone",
        default="",
        orderable=False,
        linkify=lambda value: f"tel:{value.replace(' ', '')}",
        attrs=NOWRAP,
    )
    issued_on = DayColumn(verbose_name="Carnet du")
    valid_until = DayColumn(verbose_name="Valable jusqu’au")
    followed_by = tables.Column(
        verbose_name="Suivi par", accessor="beneficiary__followed_by", order_by="beneficiary__followed_by__sort_name"
    )

    class Meta:
        model = Booklet
        fields = ("person", "choose", "phone", "issued_on", "valid_until", "followed_by")
        sequence = ("person", "choose", "phone", "issued_on", "valid_until", "followed_by")
        attrs = CARDS
        order_by = ("issued_on",)
        caption = "Personnes à relancer"
        empty_text = "Personne n’attend d’être relancé."

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
        return [heads, *((row.name, _cell(row.people), _cell(row.used)) for row in [*sheet.rows, sheet.total])]
    heads = (
        first,
        "Personnes",
        "Carnets",
        "Pass émis",
        "Pass utilisés",
        "Part utilisée (%)",
        f"Carnets jamais utilisés après {months} mois",
    )
    return [heads, *(_line(row) for row in [*sheet.rows, sheet.total])]


def _line(row: Row) -> tuple[Any, ...]:
    share = "" if row.share is None and row.used is not None else _cell(row.share)
    figures = (row.people, row.booklets, row.passes, row.used)
    return (row.name, *map(_cell, figures), share, _cell(row.idle))
