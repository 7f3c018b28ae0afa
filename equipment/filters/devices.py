"""Filters of devices and donations."""

from typing import Any

import django_filters
from django.db.models import Q

from equipment.enums import DeviceKind, DeviceState, Grade
from equipment.models import Device, Donation
from equipment.rules.codes import clean_code


class DeviceFilter(django_filters.FilterSet):
    """Which devices."""

    q = django_filters.CharFilter(label="Numéro, code, série, marque ou modèle", method="filter_text")
    state = django_filters.ChoiceFilter(label="État", choices=DeviceState, empty_label="Tous")
    kind = django_filters.ChoiceFilter(label="Nature", choices=DeviceKind, empty_label="Toutes")
    grade = django_filters.ChoiceFilter(label="Classe", choices=Grade, empty_label="Toutes")
    donation = django_filters.ModelChoiceFilter(
        label="Don", queryset=lambda request: Donation.objects.all(), empty_label="Tous"
    )

    class Meta:
        model = Device
        fields = ("q", "state", "kind", "grade", "donation")

    def filter_text(self, queryset: Any, name: str, value: str) -> Any:
        """A code or a number as a whole, or a part of what is written on it."""
        code = clean_code(value)
        exact = Q(code=code) | Q(number__startswith=code) | Q(serial__startswith=code)
        return queryset.filter(exact | Q(brand__icontains=value) | Q(model_name__icontains=value))


class DonationFilter(django_filters.FilterSet):
    """Which donations."""

    q = django_filters.CharFilter(label="Numéro ou donateur", method="filter_text")
    signed = django_filters.ChoiceFilter(
        label="Convention",
        choices=[("oui", "Signée"), ("non", "À signer")],
        empty_label="Toutes",
        method="filter_signed",
    )

    class Meta:
        model = Donation
        fields = ("q", "signed")

    def filter_text(self, queryset: Any, name: str, value: str) -> Any:
        """A part of the number or of the name."""
        return queryset.filter(Q(number__icontains=value.strip()) | Q(donor_name__icontains=value.strip()))

    def filter_signed(self, queryset: Any, name: str, value: str) -> Any:
        """Signed or not."""
        return queryset.filter(signed_on__isnull=value == "non")
