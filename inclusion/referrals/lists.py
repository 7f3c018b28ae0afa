"""The list of referrals, for senders, receivers and the coordination."""

from typing import Any

import django_filters
import django_tables2 as tables
from django import forms

from inclusion.core.web.columns import CARDS, DayColumn, FormattedColumn, MomentColumn, StateColumn
from inclusion.referrals.enums import ReferralState
from inclusion.referrals.models import Referral
from inclusion.referrals.rules import NEED_CHOICES, SHORT_NEEDS

#: Groups of states that the cards of the home page lead to.
_GROUPS = {
    "open": ("En cours", lambda rows: rows.under_way()),
    "to_finish": ("À terminer", lambda rows: rows.to_finish()),
    "returned": ("Revenues, à lire", lambda rows: rows.returned()),
}


class ReferralFilter(django_filters.FilterSet):
    """Referrals by person, way, state, need and days."""

    q = django_filters.CharFilter(
        label="Nom", method="by_words", widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    )
    way = django_filters.ChoiceFilter(
        label="Sens",
        choices=[("received", "Reçues par nous"), ("sent", "Envoyées par nous")],
        method="by_way",
        empty_label="Toutes",
    )
    state = django_filters.ChoiceFilter(
        label="État",
        choices=[*((key, label) for key, (label, _) in _GROUPS.items()), *ReferralState.choices],
        method="by_state",
        empty_label="Tous",
    )
    need = django_filters.ChoiceFilter(label="Besoin", choices=NEED_CHOICES, empty_label="Tous")
    since = django_filters.DateFilter(
        label="À partir du", field_name="sent_on", lookup_expr="gte", widget=forms.DateInput({"type": "date"})
    )

    class Meta:
        model = Referral
        fields = ["q", "way", "state", "need", "since"]

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.matching(value)

    def by_way(self, queryset: Any, name: str, value: str) -> Any:
        partner = self.request.member.partner
        return queryset.received_by(partner) if value == "received" else queryset.sent_by_partner(partner)

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        return _GROUPS[value][1](queryset) if value in _GROUPS else queryset.filter(state=value)


class ReferralTable(tables.Table):
    """Referrals, the latest first."""

    person = tables.Column("Personne", linkify=lambda record: record.get_absolute_url(), order_by="person__sort_name")
    need = FormattedColumn(verbose_name="Besoin", show=lambda record: SHORT_NEEDS.get(record.need, record.need))
    sender = tables.Column("De", order_by="sender__sort_name")
    destination = tables.Column("Vers", order_by=("place__sort_name", "receiver__sort_name"))
    state = StateColumn(verbose_name="État", order_by="state")
    appointment_at = MomentColumn(verbose_name="Rendez-vous", default="")
    sent_on = DayColumn(verbose_name="Envoyée le", order_by=("sent_at", "pk"))

    class Meta:
        model = Referral
        fields = ("person", "need", "sender", "destination", "state", "appointment_at", "sent_on")
        attrs = CARDS
        caption = "Orientations"
        empty_text = "Aucune orientation ne correspond à votre recherche."
