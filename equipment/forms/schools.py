"""Forms of schools: added by hand, closed, brought as a file."""

from typing import Any

from django import forms

from equipment.actions.school_files import BOUNDS
from equipment.models import School
from inclusion.core.enums import PartnerKind
from inclusion.core.french.identifiers import clean_uai, uai_problem
from inclusion.core.web.forms import DayField
from inclusion.partners.models import Partner
from inclusion.territories.forms import CommuneField


class SchoolForm(forms.ModelForm):
    """Add or change a school."""

    uai = forms.CharField(
        label="UAI", max_length=12, help_text="7 chiffres et une lettre, par exemple 0850006V."
    )
    commune = CommuneField(label="Commune", required=False)
    groups = (
        ("L’établissement", ("uai", "name", "kind", "sector")),
        ("Où il est", ("address", "commune")),
        ("Qui demande en son nom", ("partner", "is_pilot")),
    )

    class Meta:
        model = School
        fields = ["uai", "name", "kind", "sector", "address", "partner", "is_pilot"]
        help_texts = {
            "partner": (
                "Les membres de ce partenaire qui ont le rôle «\u00a0Établissement scolaire\u00a0» demandent du "
                "matériel pour cet établissement."
            ),
            "is_pilot": "Il participe à l’expérimentation.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["commune"] = self.instance.commune
        partners = Partner.objects.active().filter(kind=PartnerKind.SCHOOL)
        if self.instance.partner_id:
            partners = partners | Partner.objects.filter(pk=self.instance.partner_id)
        self.fields["partner"].queryset = partners
        self.fields["partner"].empty_label = "Personne pour l’instant"

    def clean_uai(self) -> str:
        """The UAI as it is stored; what is wrong with it is told."""
        if problem := uai_problem(self.cleaned_data["uai"]):
            raise forms.ValidationError(problem)
        return clean_uai(self.cleaned_data["uai"])

    def clean(self) -> dict[str, Any]:
        """The commune says the town and the postal code."""
        cleaned = super().clean()
        if "commune" in cleaned and (commune := cleaned["commune"]):
            cleaned["town"] = commune.name
            if self.instance.postal_code not in commune.postal_codes:
                cleaned["postal_code"] = next(iter(commune.postal_codes), "")
        return cleaned


class SchoolClosingForm(forms.Form):
    """When a school closed."""

    on = DayField(label="Fermé le")


class SchoolsFileForm(forms.Form):
    """A file of schools; its bytes say what it is."""

    file = forms.FileField(
        label="Le fichier",
        help_text=f"Un fichier CSV ou un classeur Excel (.xlsx), {BOUNDS.megabytes}\u00a0Mo et {BOUNDS.rows} lignes "
        "au plus.",
        widget=forms.FileInput({"accept": ".csv,.xlsx,.txt"}),
        error_messages={"empty": "Ce fichier est vide."},
    )

    def clean(self) -> dict[str, Any]:
        """Read the file: its bytes, one more than may be where there are too many."""
        cleaned = super().clean()
        if upload := cleaned.pop("file", None):
            cleaned["data"] = upload.read(BOUNDS.max_bytes + 1)
        return cleaned
