"""The table of an event's registrations."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2.utils import A

from inclusion.columns import NUM, StateColumn
from inclusion.enums.events import RegistrationState
from inclusion.models.registrations import Registration
from inclusion.scope import active_network
from inclusion.tables import MomentColumn


class RegistrationTable(tables.Table):
    """Who has a place, who waits, who cancelled."""

    name = tables.Column("Nom", empty_values=())
    state = StateColumn(verbose_name="État")
    people = tables.Column("Personnes", attrs=NUM)
    organisation = tables.Column("Organisme", accessor=A("organisation"), default="")
    needs = tables.Column("Besoin pour venir", default="")
    email = tables.Column("Adresse électronique", default="")
    phone = tables.Column("Téléphone", default="")
    registered_at = MomentColumn(verbose_name="Reçue le")
    act = tables.Column("Changer", accessor="pk", orderable=False, exclude_from_export=True)

    class Meta:
        model = Registration
        fields = (
            "name",
            "state",
            "people",
            "organisation",
            "needs",
            "email",
            "phone",
            "registered_at",
            "act",
        )
        caption = "Inscriptions"
        empty_text = "Aucune inscription ne correspond à votre recherche."

    def render_name(self, record: Registration) -> str:
        """The name, or that nobody knows it any more."""
        return str(record)

    def value_name(self, record: Registration) -> str:
        """The same."""
        return str(record)

    def render_email(self, value: str) -> SafeString:
        """The way to write."""
        return format_html('<a href="mailto:{}">{}</a>', value, value)

    def value_email(self, value: str) -> str:
        """The address alone."""
        return value

    def render_act(self, record: Registration) -> Any:
        """What can be done with it: the place, or the end."""
        if record.state not in (RegistrationState.REGISTERED, RegistrationState.WAITING):
            return ""
        slug = active_network().slug
        links = []
        if record.state == RegistrationState.WAITING:
            links.append(
                format_html(
                    '<a href="{}">Donner une place<span class="said"> à {}</span></a>',
                    reverse("registration_promote", args=[slug, record.pk]),
                    record,
                )
            )
        links.append(
            format_html(
                '<a href="{}">Annuler<span class="said"> l’inscription\u00a0: {}</span></a>',
                reverse("registration_cancel", args=[slug, record.pk]),
                record,
            )
        )
        return format_html("{}<br>{}", *links) if len(links) == 2 else links[0]
