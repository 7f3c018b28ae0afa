"""Tables and filters of devices and donations."""

from operator import attrgetter
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q

from equipment.refurbishing.enums import DeviceKind, DeviceState, Grade
from equipment.refurbishing.models import TO_VERIFY, Device, Donation
from inclusion.core.web.columns import CARDS, NOWRAP, NUM, DayColumn, LinkColumn, StateColumn
from inclusion.templatetags.liant import chip, chip_of, short_date


def device_chip(device: Device) -> dict[str, str]:
    """Its state; a wipe that nobody verified is said so. Of many, read them `with_verification`."""
    if device.state_said == TO_VERIFY:
        return chip(TO_VERIFY, tone="warn")
    return chip_of(device)


class DeviceTable(tables.Table):
    """Devices with their state."""

    number = LinkColumn("Appareil", below=attrgetter("shown_name"), attrs=NOWRAP)
    kind = tables.Column("Nature", visible=False)
    brand = tables.Column("Marque", visible=False)
    model_name = tables.Column("Modèle", visible=False)
    serial = tables.Column("Numéro de série")
    specification = tables.Column("Caractéristiques", visible=False)
    donation = LinkColumn(
        "Don",
        accessor="donation__number",
        linkify=lambda record: record.donation.get_absolute_url(),
        below=attrgetter("donation.donor_name"),
        order_by=("donation__number", "pk"),
        attrs=NOWRAP,
    )
    grade = tables.Column("Classe", default="–")
    place = tables.Column("Rangé à", default="–")
    weight_kg = tables.Column("Poids (kg)", visible=False)
    state = StateColumn("État", look=device_chip)
    collected_at = DayColumn("Collecté le")
    left_on = tables.Column("Parti le", visible=False)
    left_to = tables.Column("À", visible=False)

    class Meta:
        model = Device
        fields = (
            "number",
            "kind",
            "brand",
            "model_name",
            "serial",
            "specification",
            "donation",
            "grade",
            "place",
            "weight_kg",
            "state",
            "collected_at",
            "left_on",
            "left_to",
        )
        order_by = ("-number",)
        attrs = CARDS
        caption = "Les appareils"
        empty_text = "Aucun appareil ici."

    def value_donation(self, record: Device) -> str:
        """The lot and who gave it, in words."""
        return str(record.donation)

    def render_grade(self, value: str) -> str:
        return value[:1]

    def value_collected_at(self, value: Any) -> Any:
        return value.date()


class LotTable(DeviceTable):
    """The devices of one lot, on its page."""

    class Meta(DeviceTable.Meta):
        exclude = ("donation",)
        order_by = ("number",)
        attrs = CARDS
        caption = "Ses appareils"


def _agreement(donation: Donation) -> dict[str, str]:
    """Signed, made, or neither."""
    if donation.signed_on:
        return chip("Signée", tone="good")
    if donation.agreement_id:
        return chip("À signer", tone="warn", sign="signature")
    return chip("À faire", tone="calm", sign="pencil-line")


class DonationTable(tables.Table):
    """Lots with what was announced, what came and what has left."""

    number = LinkColumn("Don", below=attrgetter("donor_name"), attrs=NOWRAP)
    donor_name = tables.Column("Donateur", visible=False)
    received_on = tables.Column("Reçu le")
    announced = tables.Column("Annoncés", attrs=NUM)
    received = tables.Column("Reçus", attrs=NUM)
    reused = tables.Column("Repartis", attrs=NUM)
    recycled = tables.Column("Recyclés", attrs=NUM)
    signed_on = StateColumn("Convention", look=_agreement)

    class Meta:
        model = Donation
        fields = ("number", "donor_name", "received_on", "announced", "received", "reused", "recycled", "signed_on")
        order_by = ("-received_on",)
        attrs = CARDS
        caption = "Les dons"
        empty_text = "Aucun don ici."

    def render_received_on(self, value: Any) -> str:
        return short_date(value)

    def render_announced(self, value: int) -> Any:
        """How many; a dash where nobody said."""
        return value or "–"

    def value_signed_on(self, record: Donation) -> Any:
        return record.signed_on


# -- Filters of devices and donations


class DeviceFilter(django_filters.FilterSet):
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
        """Those that bear it."""
        return queryset.matching(value)


class DonationFilter(django_filters.FilterSet):
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
        return queryset.filter(signed_on__isnull=value == "non")
