"""Filters and tables of training places."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q

from funding.passes.programmes.models import PassProgramme, TrainingPlace
from inclusion.core.web.columns import CARDS, StateColumn, chip_html
from inclusion.templatetags.liant import chip

# -- Filters of training places


class TrainingPlaceFilter(django_filters.FilterSet):
    """Which places."""

    q = django_filters.CharFilter(label="Nom, commune ou organisme", method="search")
    programme = django_filters.ModelChoiceFilter(
        label="Accepte les pass de",
        queryset=lambda request: PassProgramme.objects.all(),
        method="accepting",
        empty_label="Tous les programmes",
    )
    lacks = django_filters.ChoiceFilter(
        label="Il manque",
        choices=[("iban", "un compte à payer"), ("hours", "des horaires"), ("email", "une adresse électronique")],
        empty_label="Sans importance",
        method="lacking",
    )

    class Meta:
        model = TrainingPlace
        fields = ("q", "programme", "lacks")

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Places, communes and organisations whose name contains these words."""
        return queryset.filter(
            Q(name__icontains=value) | Q(commune__name__icontains=value) | Q(partner__name__icontains=value)
        )

    def accepting(self, queryset: Any, name: str, value: PassProgramme) -> Any:
        """Places where the passes of a programme may be used."""
        return queryset.filter(pk__in=TrainingPlace.objects.accepting(value).values("pk"))

    def lacking(self, queryset: Any, name: str, value: str) -> Any:
        """Places that accept passes and of which something is not known."""
        missing = {"iban": "iban", "hours": "opening_hours", "email": "email"}[value]
        return queryset.filter(accepts_passes=True, **{missing: ""})


# -- Tables of training places


def _accepting(place: TrainingPlace) -> dict[str, str]:
    return chip("Acceptés", tone="good") if place.accepts_passes else chip("Plus acceptés", tone="calm")


class TrainingPlaceTable(tables.Table):
    """The places that accept passes, or did."""

    name = tables.Column(verbose_name="Lieu", linkify=True)
    commune = tables.Column(verbose_name="Commune", order_by=("commune__search_name", "postal_code"))
    partner = tables.Column(verbose_name="Tenu par", order_by="partner__sort_name")
    phone = tables.Column(verbose_name="Téléphone", default="–", attrs={"td": {"class": "nowrap"}})
    accepts_passes = StateColumn(verbose_name="Pass", look=_accepting)
    iban = tables.Column(verbose_name="Compte à payer", empty_values=(), orderable=False)

    class Meta:
        model = TrainingPlace
        fields = ("name", "commune", "partner", "phone", "accepts_passes", "iban")
        attrs = CARDS
        order_by = ("name", "pk")
        caption = "Organismes formateurs"
        empty_text = "Aucun lieu ne correspond à votre recherche."

    def value_accepts_passes(self, value: bool) -> str:
        return "oui" if value else "non"

    def render_iban(self, record: TrainingPlace) -> str:
        """Whether an account is known."""
        if record.iban:
            return "connu"
        return chip_html(chip("Manque", tone="warn"))

    def value_iban(self, record: TrainingPlace) -> str:
        """An account number is for who pays it, not for a list that travels."""
        return "connu" if record.iban else "manque"


class OwnPlaceTable(TrainingPlaceTable):
    """One's own places."""

    class Meta(TrainingPlaceTable.Meta):
        exclude = ("partner",)
        caption = "Vos lieux"
        empty_text = "Aucun lieu de votre organisme n’accepte encore les pass."
