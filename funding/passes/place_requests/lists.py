"""The filter and the table of requests to become a training place."""

import django_filters
import django_tables2 as tables

from funding.passes.enums import PlaceRequestState
from funding.passes.place_requests.models import PlaceRequest
from inclusion.core.web.columns import CARDS, MomentColumn, StateColumn


class PlaceRequestFilter(django_filters.FilterSet):
    """Which requests."""

    state = django_filters.ChoiceFilter(label="État", choices=PlaceRequestState, empty_label="Toutes")

    class Meta:
        model = PlaceRequest
        fields = ("state",)


class PlaceRequestTable(tables.Table):
    """Who asked, where, when, and what was answered; never the account nor who speaks for the organisation."""

    name = tables.Column(verbose_name="Lieu", linkify=True)
    organisation = tables.Column(verbose_name="Organisme")
    commune = tables.Column(verbose_name="Commune", order_by=("commune__search_name", "postal_code"))
    asked_at = MomentColumn(verbose_name="Reçue le")
    state = StateColumn(verbose_name="Réponse")

    class Meta:
        model = PlaceRequest
        fields = ("name", "organisation", "commune", "asked_at", "state")
        attrs = CARDS
        order_by = ("-asked_at", "pk")
        caption = "Demandes pour accepter les pass"
        empty_text = "Aucune demande ne correspond à votre recherche."
