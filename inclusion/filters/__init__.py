"""Filters of the network's lists."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from inclusion.access import ROLE_CHOICES
from inclusion.enums import BodyKind, PartnerKind
from inclusion.models import Beneficiary, Body, Epci, JournalEntry, Membership, Partner
from inclusion.rules.retention import last_of_month


class PartnerFilter(django_filters.FilterSet):
    """Partners by words, kind and intercommunalité."""

    q = django_filters.CharFilter(label="Nom", method="by_words")
    kind = django_filters.ChoiceFilter(label="Type", choices=PartnerKind, empty_label="Tous")
    epci = django_filters.ModelChoiceFilter(
        label="Intercommunalité", queryset=Epci.objects.none(), method="by_epci", empty_label="Toutes"
    )

    class Meta:
        model = Partner
        fields = ["q", "kind", "epci"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["epci"].queryset = Epci.objects.touching(self.request.network.department_id)

    def by_words(self, queryset, name, value):
        return queryset.matching(value)

    def by_epci(self, queryset, name, value):
        return queryset.in_epci(value)


class BodyFilter(django_filters.FilterSet):
    """Bodies by words, kind, territory and standing."""

    WHOLE = "departement"

    q = django_filters.CharFilter(label="Nom", method="by_words")
    kind = django_filters.ChoiceFilter(label="Type", choices=BodyKind, empty_label="Tous")
    epci = django_filters.ChoiceFilter(
        label="Territoire", choices=(), method="by_territory", empty_label="Tous"
    )
    standing = django_filters.ChoiceFilter(
        label="Où elles en sont",
        choices=[
            ("dealing", "S’occupent d’inclusion numérique"),
            ("active", "Se réunissent"),
            ("closed", "Ne se réunissent plus"),
        ],
        method="by_standing",
        empty_label="Toutes",
    )

    class Meta:
        model = Body
        fields = ["q", "kind", "epci", "standing"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        territories = Epci.objects.touching(self.request.network.department_id)
        self.filters["epci"].extra["choices"] = [
            (self.WHOLE, "Tout le département"),
            *((one.siren, str(one)) for one in territories),
        ]

    def by_words(self, queryset, name, value):
        return queryset.matching(value)

    def by_territory(self, queryset, name, value):
        return queryset.filter(epci=None if value == self.WHOLE else value)

    def by_standing(self, queryset, name, value):
        if value == "dealing":
            return queryset.dealing(on=timezone.localdate())
        return queryset.active() if value == "active" else queryset.exclude(closed_on=None)


class PersonFilter(django_filters.FilterSet):
    """People by words and operator."""

    q = django_filters.CharFilter(
        label="Nom, ville ou année de naissance",
        method="by_words",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    operator = django_filters.ModelChoiceFilter(
        label="Usager de", queryset=Partner.objects.none(), empty_label="Tous"
    )
    keeping = django_filters.ChoiceFilter(
        label="Gardées encore",
        choices=[("month", "un mois au plus")],
        method="by_end",
        empty_label="Toutes",
    )

    class Meta:
        model = Beneficiary
        fields = ["q", "operator", "keeping"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["operator"].queryset = Partner.objects.active().filter(kind=PartnerKind.OPERATOR)

    def by_words(self, queryset, name, value):
        return queryset.matching(value)

    def by_end(self, queryset, name, value):
        return queryset.filter(keep_until__lte=last_of_month(timezone.localdate()))


class MemberFilter(django_filters.FilterSet):
    """Members by words, role and partner."""

    q = django_filters.CharFilter(label="Nom ou adresse", method="by_words")
    role = django_filters.ChoiceFilter(
        label="Rôle", choices=ROLE_CHOICES, method="by_role", empty_label="Tous"
    )
    partner = django_filters.ModelChoiceFilter(
        label="Partenaire", queryset=Partner.objects.none(), empty_label="Tous"
    )

    class Meta:
        model = Membership
        fields = ["q", "role", "partner"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["partner"].queryset = Partner.objects.active()

    def by_words(self, queryset, name, value):
        for word in value.split():
            queryset = queryset.filter(
                Q(user__first_name__unaccent__icontains=word)
                | Q(user__last_name__unaccent__icontains=word)
                | Q(user__email__icontains=word)
            )
        return queryset

    def by_role(self, queryset, name, value):
        return queryset.filter(roles__contains=[value])


class JournalFilter(django_filters.FilterSet):
    """Journal lines by action and day."""

    verb = django_filters.ChoiceFilter(label="Action", choices=(), empty_label="Toutes")
    since = django_filters.DateFilter(
        label="Depuis le",
        field_name="at",
        lookup_expr="date__gte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = django_filters.DateFilter(
        label="Jusqu’au",
        field_name="at",
        lookup_expr="date__lte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    class Meta:
        model = JournalEntry
        fields = ["verb", "since", "until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Every app records here: offer what this network's journal holds, under the words it was recorded with.
        known = JournalEntry.objects.order_by("label").values_list("verb", "label").distinct()
        self.filters["verb"].extra["choices"] = list(known)
