"""Tables of training places."""

import django_tables2 as tables
from django.template.loader import render_to_string

from funding.models import TrainingPlace


class TrainingPlaceTable(tables.Table):
    """The places that accept passes, or did."""

    name = tables.Column(verbose_name="Lieu", linkify=True)
    commune = tables.Column(verbose_name="Commune", order_by=("commune__search_name", "postal_code"))
    partner = tables.Column(verbose_name="Tenu par", order_by="partner__sort_name")
    phone = tables.Column(verbose_name="Téléphone", default="–", attrs={"td": {"class": "nowrap"}})
    accepts_passes = tables.Column(verbose_name="Pass")
    iban = tables.Column(verbose_name="Compte à payer", empty_values=(), orderable=False)

    class Meta:
        model = TrainingPlace
        fields = ("name", "commune", "partner", "phone", "accepts_passes", "iban")
        order_by = ("name", "pk")
        caption = "Lieux de formation"
        empty_text = "Aucun lieu ne correspond à votre recherche."

    def render_accepts_passes(self, value: bool) -> str:
        """The chip."""
        shown = {"label": "Acceptés", "tone": "good"} if value else {"label": "Plus acceptés", "tone": "calm"}
        return render_to_string("components/chip.html", shown)

    def value_accepts_passes(self, value: bool) -> str:
        """The words."""
        return "oui" if value else "non"

    def render_iban(self, record: TrainingPlace) -> str:
        """Whether an account is known."""
        if record.iban:
            return "connu"
        return render_to_string("components/chip.html", {"label": "Manque", "tone": "warn"})

    def value_iban(self, record: TrainingPlace) -> str:
        """An account number is for who pays it, not for a list that travels."""
        return "connu" if record.iban else "manque"


class OwnPlaceTable(TrainingPlaceTable):
    """One's own places."""

    class Meta(TrainingPlaceTable.Meta):
        exclude = ("partner",)
        caption = "Vos lieux"
        empty_text = "Aucun lieu de votre organisme n’accepte encore les pass."
