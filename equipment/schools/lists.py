"""Table and filters of schools."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from equipment.schools.models import School
from inclusion.core.web.columns import CARDS, NUM, FormattedColumn, chip_html
from inclusion.templatetags.liant import chip


def _name(record: School) -> SafeString:
    """A link to it, with what is particular."""
    chips = ""
    if record.is_pilot:
        chips += chip_html(chip("Pilote", tone="info"))
    if record.closed_on:
        chips += chip_html(chip("Fermé", tone="calm"))
    return format_html('<a href="{}">{}</a> {}', record.get_absolute_url(), record.name, SafeString(chips))


class SchoolTable(tables.Table):
    """Schools with whoever asks in their name, and how much they borrow."""

    name = FormattedColumn("Établissement", show=_name, order_by=("sort_name", "pk"))
    uai = tables.Column("UAI")
    town = tables.Column("Commune", order_by=("town", "sort_name"))
    sector = tables.Column("Secteur", visible=False)
    pupils_count = tables.Column("Élèves", attrs=NUM)
    ulis_count = tables.Column("En ULIS", attrs=NUM)
    partner = tables.Column("Compte", order_by=("partner__name", "pk"), default="aucun")
    standing = tables.Column("Prêts en cours", attrs=NUM)
    is_pilot = tables.Column("Pilote", visible=False)

    class Meta:
        model = School
        fields = ("name", "uai", "town", "sector", "pupils_count", "ulis_count", "partner", "standing", "is_pilot")
        order_by = ("name",)
        attrs = CARDS
        caption = "Établissements"
        empty_text = "Aucun établissement ici."

    def value_is_pilot(self, value: bool) -> str:
        """Yes or nothing."""
        return "oui" if value else ""


# -- Filters of schools

_YES = (("oui", "Oui"), ("non", "Non"))


class SchoolFilter(django_filters.FilterSet):
    """Schools by words, by whether somebody asks in their name, pilots, closed ones."""

    q = django_filters.CharFilter(label="Nom, commune ou UAI", method="by_words")
    account = django_filters.ChoiceFilter(
        label="Relié à un compte", choices=_YES, method="by_account", empty_label="Tous"
    )
    pilot = django_filters.ChoiceFilter(label="Pilote", choices=_YES, method="by_pilot", empty_label="Tous")
    state = django_filters.ChoiceFilter(
        label="État", choices=(("ouvert", "Ouverts"), ("ferme", "Fermés")), method="by_state", empty_label="Tous"
    )

    class Meta:
        model = School
        fields = ("q", "account", "pilot", "state")

    def by_words(self, queryset: Any, name: str, value: str) -> Any:
        """Every word is in the name, the town or the UAI."""
        return queryset.matching(value)

    def by_account(self, queryset: Any, name: str, value: str) -> Any:
        """Whether a partner asks in its name."""
        return queryset.filter(partner__isnull=value == "non")

    def by_pilot(self, queryset: Any, name: str, value: str) -> Any:
        """Pilots, or all others."""
        return queryset.filter(is_pilot=value == "oui")

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        """Those that are closed, or not."""
        return queryset.filter(closed_on__isnull=value == "ouvert")
