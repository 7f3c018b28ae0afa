"""Lists of issues and subscribers."""

from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from inclusion.core.french.periods import MONTHS, shown_period
from inclusion.core.scope import active_network
from inclusion.core.web.columns import NUM, DayColumn, StateColumn
from inclusion.newsletter.enums import Readership, SubscriberOrigin
from inclusion.newsletter.models import STANDINGS, NewsletterIssue, Subscriber
from inclusion.templatetags.liant import chip


class SubscriberFilter(django_filters.FilterSet):
    """Subscribers by a part of their address, by state, by where they come from."""

    q = django_filters.CharFilter(label="Adresse", field_name="email", lookup_expr="icontains")
    standing = django_filters.ChoiceFilter(
        label="État",
        choices=[(name, label) for name, (label, _) in STANDINGS.items()],
        method="by_standing",
        empty_label="Tous",
    )
    readership = django_filters.ChoiceFilter(
        label="Public", field_name="reads_as", choices=Readership, empty_label="Tous"
    )
    origin = django_filters.ChoiceFilter(label="Origine", choices=SubscriberOrigin, empty_label="Toutes")

    class Meta:
        model = Subscriber
        fields = ("q", "standing", "readership", "origin")

    def by_standing(self, queryset: Any, name: str, value: str) -> Any:
        """Whether they receive it, and why not."""
        return queryset.standing(value)


# -- Tables of the newsletter


class IssueTable(tables.Table):
    """The issues of the newsletter, the one that is being written first."""

    title = tables.Column(
        "Titre", linkify=lambda record: reverse("issue_detail", args=[active_network().slug, record.pk])
    )
    state = StateColumn(verbose_name="État")
    number = tables.Column("Numéro", attrs=NUM, default="")
    start = tables.Column("Période", order_by="start")
    sent_at = DayColumn(verbose_name="Parti le", default="")
    receivers = tables.Column("Courriels", attrs=NUM)

    class Meta:
        model = NewsletterIssue
        fields = ("title", "state", "number", "start", "sent_at", "receivers")
        caption = "Numéros du journal"
        empty_text = "Aucun numéro ne correspond à votre recherche."

    def render_start(self, record: NewsletterIssue) -> str:
        """Both days."""
        return shown_period(record.start, record.end)


def _standing(subscriber: Subscriber) -> dict[str, str]:
    label, tone = STANDINGS[subscriber.standing]
    return chip(label, tone=tone)


class SubscriberTable(tables.Table):
    """Who receives the newsletter, and who does not any more."""

    email = tables.Column("Adresse électronique")
    standing = StateColumn("État", look=_standing, orderable=False)
    reads_as = tables.Column("Public")
    commune = tables.Column("Commune", default="")
    origin = tables.Column("Origine")
    asked_at = DayColumn(verbose_name="Depuis le")
    bounce = tables.Column("Refus", default="", visible=False)
    act = tables.Column("Changer", accessor="pk", orderable=False, exclude_from_export=True)

    class Meta:
        model = Subscriber
        fields = ("email", "standing", "reads_as", "commune", "origin", "asked_at", "bounce", "act")
        caption = "Abonnés"
        empty_text = "Aucune adresse ne correspond à votre recherche."

    def render_reads_as(self, value: str) -> str:
        """Public or professional; of a member it is known."""
        return "Professionnel" if value == Readership.PROFESSIONALS else Readership.PUBLIC.label

    def render_act(self, record: Subscriber) -> Any:
        """What can be done: end it, or write again to an address that refused."""
        if record.standing == "ended":
            return ""
        name, words = ("subscriber_retry", "Réessayer") if record.bounced_at else ("subscriber_end", "Désabonner")
        url = reverse(name, args=[active_network().slug, record.pk])
        return format_html('<a href="{}">{}<span class="said"> {}</span></a>', url, words, record.email)


class MovementTable(tables.Table):
    """Subscribers month by month."""

    month = tables.Column("Mois")
    joined = tables.Column("Arrivées", attrs=NUM)
    returned = tables.Column("Adresses refusées", attrs=NUM)
    ended = tables.Column("Départs", attrs=NUM)
    balance = tables.Column("Solde", attrs=NUM)

    class Meta:
        order_by = "-month"
        caption = "Mouvements des abonnés par mois"
        empty_text = "Personne ne s’est encore abonné."

    def render_month(self, value: date) -> str:
        """« novembre 2026 »."""
        return f"{MONTHS[value.month - 1]} {value.year}"

    def render_balance(self, value: int) -> str:
        """With its sign."""
        return f"+{value}" if value > 0 else str(value).replace("-", "\u2212")
