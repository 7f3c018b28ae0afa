"""Forms about organisations."""

from typing import Any

from django import forms

from inclusion.core.french.identifiers import clean_siret
from inclusion.core.web.forms import LogoField, field_of, model_field
from inclusion.partners.models import Contact, Partner, PartnerService
from inclusion.territories.forms import CommuneField


class PartnerField(forms.ModelChoiceField):
    """A partner of the active network that was not merged into another one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Partenaire")
        kwargs.setdefault("empty_label", "Choisissez")
        super().__init__(Partner.objects.active(), error_messages={"required": "Choisissez un partenaire."}, **kwargs)


# -- Forms of organisations


class PartnerForm(forms.ModelForm):
    """Add or change an organisation."""

    siret = model_field(Partner, "siret", max_length=20, help_text="14 chiffres. Il évite les doublons.")
    commune = CommuneField(label="Commune", required=False)
    new_logo = LogoField(
        help_text="PNG ou JPEG, 300 ko au plus. Il figure sur les lettres de pass que ce partenaire paie."
    )
    remove_logo = forms.BooleanField(label="Retirer le logo actuel", required=False)
    groups = (
        ("Qui", ("name", "short_name", "kind", "siret", "new_logo", "remove_logo")),
        ("Où et comment", ("address", "commune", "phone", "email", "website")),
    )

    class Meta:
        model = Partner
        fields = ["name", "short_name", "kind", "siret", "address", "commune", "phone", "email", "website"]
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["commune"] = self.instance.commune
        if not self.instance.logo_id:
            del self.fields["remove_logo"]

    def clean_siret(self) -> Any:
        value = self.cleaned_data["siret"] and clean_siret(self.cleaned_data["siret"])
        others = Partner.objects.active().exclude(pk=self.instance.pk)
        if value and (twin := others.filter(siret=value).first()):
            raise forms.ValidationError(f"{twin} porte déjà ce SIRET.")
        return value


class MergeForm(forms.Form):
    """Choose the line that is kept."""

    kept = forms.ModelChoiceField(
        label="Partenaire à garder", queryset=Partner.objects.none(), empty_label="Choisissez un partenaire"
    )

    def __init__(self, *args: Any, gone: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "kept").queryset = Partner.objects.active().exclude(pk=gone.pk)


class ContactForm(forms.ModelForm):
    """A person to reach at an organisation."""

    class Meta:
        model = Contact
        fields = ["name", "job_title", "email", "phone"]


class ServiceForm(forms.Form):
    """A service of an organisation."""

    name = model_field(
        PartnerService, "name", help_text="Par exemple «\u00a0Direction Seniors\u00a0». Il peut piloter des actions."
    )
