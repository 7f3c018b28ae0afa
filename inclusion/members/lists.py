"""The list of members."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html

from inclusion.core.access import ROLE_CHOICES, ROLES
from inclusion.core.models.mails import MailBounce
from inclusion.core.models.networks import Membership
from inclusion.core.scope import active_network
from inclusion.core.web.columns import CARDS, DayColumn
from inclusion.partners.models import Partner


class AddressTable(tables.Table):
    """Addresses to which nothing is sent any more."""

    email = tables.Column("Adresse électronique")
    reason = tables.Column("Pourquoi")
    received_at = DayColumn(verbose_name="Depuis le")
    act = tables.Column("Changer", accessor="pk", orderable=False, exclude_from_export=True)

    class Meta:
        model = MailBounce
        fields = ("email", "reason", "received_at", "act")
        attrs = CARDS
        caption = "Adresses qui ne marchent pas"
        empty_text = "Toutes les adresses marchent, d’après ce que les serveurs de messagerie nous renvoient."

    def render_act(self, record: MailBounce) -> str:
        """Somebody who knows better says so."""
        url = reverse("member_address_confirm", args=[active_network().slug, record.pk])
        return format_html('<a href="{}">Elle est bonne<span class="said"> {}</span></a>', url, record.email)


class MemberFilter(django_filters.FilterSet):
    """Members by words, role and partner."""

    q = django_filters.CharFilter(label="Nom ou adresse", method="by_words")
    role = django_filters.ChoiceFilter(label="Rôle", choices=ROLE_CHOICES, method="by_role", empty_label="Tous")
    partner = django_filters.ModelChoiceFilter(label="Partenaire", queryset=Partner.objects.none(), empty_label="Tous")

    class Meta:
        model = Membership
        fields = ["q", "role", "partner"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["partner"].queryset = Partner.objects.active()

    def by_words(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        for word in value.split():
            queryset = queryset.filter(
                Q(user__first_name__unaccent__icontains=word)
                | Q(user__last_name__unaccent__icontains=word)
                | Q(user__email__icontains=word)
            )
        return queryset

    def by_role(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        return queryset.filter(roles__contains=[value])


# -- Table of members


class MemberTable(tables.Table):
    """The members of a network whose access is in force."""

    user = tables.Column(
        "Nom",
        order_by=("user__last_name", "user__first_name"),
        linkify=lambda record: reverse("member_edit", args=[active_network().slug, record.pk]),
    )
    email = tables.Column("Adresse électronique", accessor="user__email")
    partner = tables.Column("Partenaire", order_by="partner__sort_name")
    roles = tables.Column("Rôles", orderable=False)
    job_title = tables.Column("Fonction", default="")
    joined_at = DayColumn(verbose_name="Depuis")

    class Meta:
        model = Membership
        fields = ("user", "email", "partner", "roles", "job_title", "joined_at")
        order_by = "user"
        caption = "Membres"
        empty_text = "Aucun membre ne correspond à votre recherche."

    def render_roles(self, value: Any) -> Any:
        return ", ".join(ROLES[name].label for name in value if name in ROLES)
