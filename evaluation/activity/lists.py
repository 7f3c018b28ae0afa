"""The list of help that was given: its table and its filters."""

from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from evaluation.activity.models import HelpRecord
from evaluation.enums import AgeBand, HelpKind, HelpPlace, HelpSource, Theme
from inclusion.core.access import Permission
from inclusion.core.web.columns import NUM, ListColumn
from inclusion.partners.models import Partner


class HelpTable(tables.Table):
    """Help, one act a line; nobody who was helped is named."""

    given_on = tables.DateColumn(verbose_name="Jour", format="d/m/Y", order_by=("given_on", "pk"))
    partner = tables.Column("Structure", order_by=("partner__sort_name", "pk"))
    theme_labels = ListColumn("Thèmes", orderable=False, default="–")
    place = tables.Column("Où")
    commune = tables.Column("Commune", order_by=("commune__search_name", "pk"), default="–")
    kind = tables.Column("Forme")
    people = tables.Column("Personnes", attrs=NUM)
    minutes = tables.Column("Minutes", attrs=NUM)
    age_band = tables.Column("Âge")
    source = tables.Column("Origine", visible=False)
    pk = tables.Column("Corriger", orderable=False, exclude_from_export=True)

    class Meta:
        model = HelpRecord
        fields = (
            "given_on",
            "partner",
            "theme_labels",
            "place",
            "commune",
            "kind",
            "people",
            "minutes",
            "age_band",
            "source",
            "pk",
        )
        order_by = ("-given_on",)
        caption = "Aides apportées"
        empty_text = "Aucune aide ici."

    def render_kind(self, record: HelpRecord) -> str:
        return "Groupe" if record.kind == HelpKind.GROUP else "Seul"

    def value_kind(self, record: HelpRecord) -> str:
        """As the Coop says it."""
        return record.get_kind_display()

    def render_pk(self, record: Any) -> SafeString | str:
        """The way to take back what may be."""
        if not record.may_go:
            return "À la Coop" if record.source == HelpSource.COOP else "–"
        url = reverse("help_remove", args=[record.network.slug, record.pk])
        return format_html(
            '<a href="{}">Retirer<span class="said"> l’aide du {}</span></a>', url, f"{record.given_on:%d/%m/%Y}"
        )


# -- Filters of help given


class HelpFilter(django_filters.FilterSet):
    """Help by days, theme, place, age, structure, where the record comes from."""

    since = django_filters.DateFilter(
        field_name="given_on", lookup_expr="gte", label="Du", widget=forms.DateInput({"type": "date"})
    )
    until = django_filters.DateFilter(
        field_name="given_on", lookup_expr="lte", label="Au", widget=forms.DateInput({"type": "date"})
    )
    theme = django_filters.ChoiceFilter(
        label="Thème",
        choices=[*Theme.choices, ("inconnu", "Un mot que le portail ne connaît pas")],
        method="by_theme",
        empty_label="Tous",
    )
    place = django_filters.ChoiceFilter(label="Où", choices=HelpPlace.choices, empty_label="Partout")
    kind = django_filters.ChoiceFilter(label="Forme", choices=HelpKind.choices, empty_label="Toutes")
    age_band = django_filters.ChoiceFilter(label="Âge", choices=AgeBand.choices, empty_label="Tous")
    partner = django_filters.ModelChoiceFilter(label="Structure", queryset=Partner.objects.none(), empty_label="Toutes")
    source = django_filters.ChoiceFilter(label="Origine", choices=HelpSource.choices, empty_label="Toutes")

    class Meta:
        model = HelpRecord
        fields = ("since", "until", "theme", "place", "kind", "age_band", "partner", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request.member.may(Permission.ACTIVITY_VIEW):
            self.filters["partner"].queryset = Partner.objects.active()
        else:
            del self.filters["partner"]

    def by_theme(self, queryset: Any, name: str, value: str) -> Any:
        """Those that name this theme, among others; or a word of a file that is no theme."""
        if value == "inconnu":
            return queryset.filter(~Q(themes__contained_by=Theme.values))
        return queryset.filter(themes__contains=[value])
