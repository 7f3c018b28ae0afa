"""The list of bookings: files hold neither names nor contacts."""

from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.urls import reverse
from django.utils import timezone

from inclusion.core.scope import active_network
from inclusion.core.web.columns import CARDS, FormattedColumn, MomentColumn, StateColumn
from inclusion.guide.rules.search import NEEDS
from inclusion.help_desks.enums import STANDING, BookingOrigin, BookingState
from inclusion.help_desks.models import Booking
from inclusion.help_desks.queries import desks_of

_STANDING = "standing"


class BookingFilter(django_filters.FilterSet):
    """Bookings by desk, state, origin and days."""

    session = django_filters.ChoiceFilter(label="Permanence", choices=[], empty_label="Toutes")
    state = django_filters.ChoiceFilter(
        label="État",
        choices=[(_STANDING, "À venir ou en attente"), *BookingState.choices],
        method="by_state",
        empty_label="Tous",
    )
    origin = django_filters.ChoiceFilter(label="Origine", choices=BookingOrigin.choices, empty_label="Toutes")
    since = django_filters.DateFilter(
        label="À partir du", field_name="starts_at__date", lookup_expr="gte", widget=forms.DateInput({"type": "date"})
    )

    class Meta:
        model = Booking
        fields = ["session", "state", "origin", "since"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desks = desks_of(self.request.member, on=timezone.localdate())
        self.filters["session"].extra["choices"] = list(desks.order_by("title", "pk").values_list("pk", "title"))

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        """One state, or all of those who still hope to come."""
        return queryset.filter(state__in=STANDING) if value == _STANDING else queryset.filter(state=value)


def _page(record: Booking) -> str:
    slug = active_network().slug
    if record.starts_at is None:
        return reverse("desk_detail", args=[slug, record.session_id])
    return reverse("desk_day", args=[slug, record.session_id, f"{timezone.localdate(record.starts_at)}"])


class BookingTable(tables.Table):
    """Bookings, the latest first."""

    name = tables.Column("Nom", empty_values=(), linkify=_page, exclude_from_export=True)
    session = tables.Column("Permanence", order_by=("session__title", "pk"))
    starts_at = MomentColumn(verbose_name="Rendez-vous", default="", order_by=("starts_at", "pk"))
    need = FormattedColumn("Pour quoi", show=lambda record: NEEDS.get(record.need, record.need))
    origin = tables.Column("Origine", order_by=("origin", "pk"))
    state = StateColumn(verbose_name="État", order_by=("state", "pk"))

    class Meta:
        model = Booking
        fields = ("name", "session", "starts_at", "need", "origin", "state")
        order_by = ("-starts_at",)
        attrs = CARDS
        caption = "Rendez-vous"
        empty_text = "Aucun rendez-vous ne correspond à votre recherche."

    def render_name(self, record: Booking) -> str:
        """The name, or what stands for it."""
        return str(record)
