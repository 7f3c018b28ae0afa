"""The list of people."""

from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from inclusion.core.access import MemberRequest, Permission
from inclusion.core.registry.people import person_notes
from inclusion.core.web.columns import CARDS, OFF_CARDS
from inclusion.partners.queries import operators
from inclusion.people.models import Beneficiary, BeneficiaryQuerySet
from inclusion.people.rules import last_of_month


class PersonFilter(django_filters.FilterSet):
    """People by words and operator."""

    q = django_filters.CharFilter(
        label="Nom, ville ou année de naissance",
        method="by_words",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    operator = django_filters.ModelChoiceFilter(
        label="Usager de", queryset=lambda request: operators(), empty_label="Tous"
    )
    keeping = django_filters.ChoiceFilter(
        label="Gardées encore", choices=[("month", "un mois au plus")], method="by_end", empty_label="Toutes"
    )

    class Meta:
        model = Beneficiary
        fields = ["q", "operator", "keeping"]

    def by_words(self, queryset: BeneficiaryQuerySet, name: str, value: Any) -> QuerySet:
        return queryset.matching(value)

    def by_end(self, queryset: BeneficiaryQuerySet, name: str, value: Any) -> QuerySet:
        return queryset.filter(keep_until__lte=last_of_month(timezone.localdate()))


# -- Table of people


class PersonTable(tables.Table):
    """The people that a member may see."""

    last_name = tables.Column("Nom", linkify=True, order_by="sort_name")
    first_name = tables.Column("Prénom", attrs=OFF_CARDS)
    notes = tables.Column("En cours", empty_values=(), orderable=False, exclude_from_export=True)
    birth_year = tables.Column("Naissance", default="")
    town = tables.Column("Ville", order_by=("postal_code", "town"), default="")
    operator = tables.Column("Usager de", order_by="operator__sort_name", default="", attrs=OFF_CARDS)
    followed_by = tables.Column("Suivi par", order_by="followed_by__sort_name")

    class Meta:
        model = Beneficiary
        fields = ("last_name", "first_name", "notes", "birth_year", "town", "operator", "followed_by")
        attrs = CARDS
        caption = "Personnes"
        empty_text = "Personne ne correspond à votre recherche."

    def before_render(self, request: MemberRequest) -> None:
        """Ask once what is going on for the people of this page; without anything there is no column."""
        people = [row.record.pk for row in self.paginated_rows]
        self.notes = person_notes(request.member, people, timezone.localdate())
        if not self.notes:
            self.columns.hide("notes")
        if not request.member.may(Permission.PEOPLE_VIEW_ALL):  # all of them are their own organisation's
            self.columns.hide("followed_by")

    def render_last_name(self, record: Any) -> SafeString:
        return format_html('{}<span class="on-cards"> {}</span>', record.last_name, record.first_name)

    def value_last_name(self, record: Any) -> Any:
        return record.last_name

    def render_notes(self, record: Any) -> Any:
        return format_html_join(mark_safe("<br>"), "{}", ((one,) for one in self.notes.get(record.pk, ())))

    def render_town(self, record: Any) -> Any:
        return f"{record.postal_code} {record.town}".strip()
