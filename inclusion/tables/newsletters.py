"""Tables of the newsletter."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from inclusion.columns import NUM, StateColumn
from inclusion.models.newsletters import STANDINGS, NewsletterIssue, Subscriber
from inclusion.rules.periods import shown_period
from inclusion.scope import active_network
from inclusion.tables import DayColumn
from inclusion.templatetags.liant import chip


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

    value_start = render_start


class SubscriberTable(tables.Table):
    """Who receives the newsletter, and who does not any more."""

    email = tables.Column("Adresse électronique")
    standing = tables.Column("État", orderable=False)
    origin = tables.Column("Origine")
    asked_at = DayColumn(verbose_name="Depuis le")
    bounce = tables.Column("Refus", default="", visible=False)
    act = tables.Column("Changer", accessor="pk", orderable=False, exclude_from_export=True)

    class Meta:
        model = Subscriber
        fields = ("email", "standing", "origin", "asked_at", "bounce", "act")
        caption = "Abonnés"
        empty_text = "Aucune adresse ne correspond à votre recherche."

    def render_standing(self, value: str) -> SafeString:
        """Its chip."""
        label, tone = STANDINGS[value]
        return SafeString(render_to_string("components/chip.html", chip(label, tone=tone)))

    def value_standing(self, value: str) -> str:
        """The words."""
        return STANDINGS[value][0]

    def value_origin(self, record: Subscriber) -> str:
        """The words."""
        return record.get_origin_display()

    def render_act(self, record: Subscriber) -> Any:
        """What can be done: end it, or write again to an address that refused."""
        if record.standing == "ended":
            return ""
        name, words = (
            ("subscriber_retry", "Réessayer") if record.bounced_at else ("subscriber_end", "Désabonner")
        )
        url = reverse(name, args=[active_network().slug, record.pk])
        return format_html('<a href="{}">{}<span class="said"> {}</span></a>', url, words, record.email)
