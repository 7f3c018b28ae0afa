"""Forms of schools and pupils."""

from typing import Any

from django import forms

from equipment.schools.actions import BOUNDS
from equipment.schools.models import Pupil, School
from inclusion.core.enums import PartnerKind
from inclusion.core.french.identifiers import clean_uai, uai_problem
from inclusion.core.imports.forms import BroughtFileForm, file_field
from inclusion.core.web.forms import AboutPeopleMixin, DayField, field_of, model_field
from inclusion.partners.models import Partner
from inclusion.territories.forms import CommuneField


class SchoolForm(AboutPeopleMixin, forms.ModelForm):
    """Add or change a school."""

    uai = forms.CharField(label="UAI", max_length=12, help_text="7 chiffres et une lettre, par exemple 0850006V.")
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
        field_of(self, "partner").queryset = partners
        field_of(self, "partner").empty_label = "Personne pour l’instant"

    def clean_uai(self) -> str:
        """The UAI as it is stored; what is wrong with it is said."""
        if problem := uai_problem(self.cleaned_data["uai"]):
            raise forms.ValidationError(problem)
        return clean_uai(self.cleaned_data["uai"])

    def clean(self) -> dict[str, Any]:
        """The commune says the town and the postal code."""
        cleaned = super().clean() or self.cleaned_data
        if "commune" in cleaned and (commune := cleaned["commune"]):
            cleaned["town"] = commune.name
            if self.instance.postal_code not in commune.postal_codes:
                cleaned["postal_code"] = next(iter(commune.postal_codes), "")
        return cleaned


class SchoolClosingForm(forms.Form):
    """When a school closed."""

    on = DayField(label="Fermé le")


class SchoolsFileForm(BroughtFileForm):
    """A file of schools; its bytes say what it is."""

    bounds = BOUNDS
    file = file_field(
        f"Un fichier CSV ou un classeur Excel (.xlsx), {BOUNDS.megabytes}\u00a0Mo et {BOUNDS.rows} lignes au plus.",
        accept=".csv,.xlsx,.txt",
    )


# -- Forms of pupils, known by pseudonyms alone


class PupilForm(AboutPeopleMixin, forms.Form):
    """A pseudonym and a class; a pseudonym that reads like a name is asked about again with a box to tick."""

    pseudonym = forms.CharField(
        label="Pseudonyme",
        max_length=30,
        help_text="Un mot que seul votre établissement sait relier à l’élève. Jamais un nom ni un prénom.",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    level = model_field(Pupil, "level", help_text="Par exemple 6e ou 5e ULIS.")
    is_no_name = forms.BooleanField(label="Ce n’est pas le nom d’un élève", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._box = self.fields.pop("is_no_name")
        if self.is_bound and "is_no_name" in self.data:
            self.ask_whether_it_is_a_name()

    def ask_whether_it_is_a_name(self) -> None:
        """Show the box: what was typed reads like a name."""
        self.fields["is_no_name"] = self._box
