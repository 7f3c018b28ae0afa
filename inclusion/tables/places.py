"""Tables of places and of what they answered."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from inclusion.filters.places import LACKS
from inclusion.models import Place
from inclusion.rules.places.freshness import freshness
from inclusion.scope import active_network


def _page(record: Place) -> str:
    return reverse("place_detail", args=[active_network().slug, record.pk])


class PlaceTable(tables.Table):
    """The places of the guide."""

    name = tables.Column("Lieu", linkify=_page, order_by="sort_name")
    town = tables.Column("Commune", order_by=("town", "sort_name"))
    partner = tables.Column("Tenu par", order_by=("partner__sort_name", "sort_name"), default="–")
    updated_on = tables.Column("Fraîcheur", order_by=("updated_on", "sort_name"))
    lacks = tables.Column("Il manque", empty_values=(), orderable=False)

    class Meta:
        model = Place
        fields = ("name", "town", "partner", "updated_on", "lacks")
        caption = "Lieux du guide"
        empty_text = "Aucun lieu ne correspond à votre recherche."

    def render_updated_on(self, record: Place) -> str:
        """The chip, with the day it counts from."""
        if record.closed_on is not None:
            return render_to_string(
                "components/chip.html", {"label": "Fermé", "tone": "calm", "sign": "lock"}
            )
        age = freshness(record.updated_on, timezone.localdate())
        return render_to_string("components/chip.html", {"label": age.label, "tone": age.tone})

    def value_updated_on(self, record: Place) -> Any:
        """The day itself."""
        return record.updated_on

    def render_lacks(self, record: Place) -> str:
        """What is not known, in words."""
        return ", ".join(_lacking(record)) or "–"

    def value_lacks(self, record: Place) -> str:
        """The same in exports."""
        return ", ".join(_lacking(record))


def _lacking(record: Place) -> list[str]:
    missing = {
        "pivot": not record.pivot,
        "point": record.latitude is None,
        "hours": not record.opening_hours,
        "email": not record.emails,
        "services": not record.services,
    }
    return [LACKS[key][0] for key, is_missing in missing.items() if is_missing]
