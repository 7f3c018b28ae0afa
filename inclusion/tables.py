"""Tables of the network's lists; the same columns go out as CSV and XLSX."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django_tables2.utils import A

from inclusion.access import ROLES
from inclusion.models import Beneficiary, JournalEntry, Membership, Partner
from inclusion.scope import active_network


class MomentColumn(tables.DateTimeColumn):
    """A moment, to the minute on the page; the moment itself in exports."""

    shown = "d/m/Y H:i"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, format=self.shown, **kwargs)

    def value(self, value: Any) -> Any:
        """The moment itself."""
        return value


class DayColumn(MomentColumn):
    """The day of a moment on the page."""

    shown = "d/m/Y"


class PartnerTable(tables.Table):
    """The partners of a network."""

    name = tables.Column("Nom", linkify=True, order_by="sort_name", attrs={"th": {"scope": "col"}})
    kind = tables.Column("Type", accessor=A("get_kind_display"), order_by="kind")
    commune = tables.Column("Commune", order_by="commune__name", default="")
    siret = tables.Column("SIRET", default="")
    members = tables.Column("Membres", attrs={"td": {"class": "num"}, "th": {"class": "num"}})

    class Meta:
        model = Partner
        fields = ("name", "kind", "commune", "siret", "members")
        caption = "Partenaires"
        empty_text = "Aucun partenaire ne correspond à votre recherche."


class PersonTable(tables.Table):
    """The people that a member may see."""

    last_name = tables.Column("Nom", linkify=True, order_by="sort_name")
    first_name = tables.Column("Prénom")
    birth_year = tables.Column("Naissance", default="")
    town = tables.Column("Ville", order_by=("postal_code", "town"), default="")
    operator = tables.Column("Usager de", order_by="operator__sort_name", default="")
    followed_by = tables.Column("Suivi par", order_by="followed_by__sort_name")

    class Meta:
        model = Beneficiary
        fields = ("last_name", "first_name", "birth_year", "town", "operator", "followed_by")
        caption = "Personnes"
        empty_text = "Personne ne correspond à votre recherche."

    def render_town(self, record):
        return f"{record.postal_code} {record.town}".strip()

    value_town = render_town


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

    def render_roles(self, value):
        return ", ".join(ROLES[name].label for name in value if name in ROLES)


class JournalTable(tables.Table):
    """Who did what."""

    at = MomentColumn(verbose_name="Quand")
    by = tables.Column("Qui", order_by="by__last_name", empty_values=())
    label = tables.Column("Action")
    target_label = tables.Column("Sur quoi")

    class Meta:
        model = JournalEntry
        fields = ("at", "by", "label", "target_label")
        caption = "Journal"
        empty_text = "Aucune ligne ne correspond à votre recherche."

    def render_by(self, value):
        return value or "Le portail"

    value_by = render_by
