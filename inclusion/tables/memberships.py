"""Members of a network, as a list and as a file."""

import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse

from inclusion.access import ROLES
from inclusion.models import Membership
from inclusion.scope import active_network


class MemberTable(tables.Table):
    """One line per member in force."""

    name = tables.Column(
        "Nom",
        accessor="user",
        linkify=lambda record: reverse("member_edit", args=[active_network().slug, record.pk]),
    )
    email = tables.Column("Adresse électronique", accessor="user__email")
    partner = tables.Column("Partenaire")
    roles = tables.Column("Rôles", orderable=False)
    job_title = tables.Column("Fonction")
    joined_at = tables.DateColumn(verbose_name="Depuis", format="d/m/Y")

    class Meta:
        model = Membership
        fields = ("name", "email", "partner", "roles", "job_title", "joined_at")
        order_by = "name"

    def render_roles(self, value: list[str]) -> str:
        """The roles by their French names."""
        return ", ".join(ROLES[name].label for name in value if name in ROLES)

    def order_name(self, queryset: QuerySet, descending: bool) -> tuple[QuerySet, bool]:
        """By last name, then first name."""
        sign = "-" if descending else ""
        return queryset.order_by(f"{sign}user__last_name", f"{sign}user__first_name", "pk"), True

    def order_partner(self, queryset: QuerySet, descending: bool) -> tuple[QuerySet, bool]:
        """By the partner's name without accents."""
        return queryset.order_by(f"{'-' if descending else ''}partner__sort_name", "pk"), True
