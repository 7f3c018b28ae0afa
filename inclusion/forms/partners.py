"""Forms about organisations."""

from django import forms

from inclusion.models import Commune, Contact, Partner
from inclusion.rules.identifiers import clean_siret
from inclusion.rules.territories import search_form


class CommuneField(forms.CharField):
    """A commune by what people know: "47200 Marmande", a postal code or a name."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("help_text", "Code postal et nom, par exemple 47200 Marmande.")
        super().__init__(*args, **kwargs)
        self.widget.attrs["autocomplete"] = "off"

    def prepare_value(self, value):
        if isinstance(value, Commune):
            return " ".join([*value.postal_codes[:1], value.name])
        return value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        code = next((word for word in text.split() if len(word) == 5 and word.isdecimal()), "")
        name = " ".join(word for word in text.split() if word != code)
        found = Commune.objects.matching(name or code)
        if code:
            found = found.filter(postal_codes__contains=[code])
        candidates = list(found[:40])
        for spelled in (str.casefold, search_form):  # as it is written, or else but for accents and hyphens
            exact = [one for one in candidates if name and spelled(one.name) == spelled(name)]
            candidates = exact or candidates
        if len(candidates) == 1:
            return candidates[0]
        if not candidates:
            raise forms.ValidationError("Aucune commune ne porte ce nom et ce code postal.")
        names = ", ".join(one.name for one in candidates[:6])
        raise forms.ValidationError(f"Plusieurs communes correspondent\u00a0: {names}. Précisez le nom.")


class PartnerForm(forms.ModelForm):
    """Add or change an organisation."""

    siret = forms.CharField(
        label="SIRET", required=False, max_length=20, help_text="14 chiffres. Il évite les doublons."
    )
    commune = CommuneField(label="Commune", required=False)
    groups = (
        ("Qui", ("name", "short_name", "kind", "siret")),
        ("Où et comment", ("address", "commune", "phone", "email", "website")),
    )

    class Meta:
        model = Partner
        fields = ["name", "short_name", "kind", "siret", "address", "commune", "phone", "email", "website"]
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["commune"] = self.instance.commune

    def clean_siret(self):
        value = self.cleaned_data["siret"]
        return clean_siret(value) if value else ""


class MergeForm(forms.Form):
    """Choose the line that is kept."""

    kept = forms.ModelChoiceField(
        label="Partenaire à garder", queryset=Partner.objects.none(), empty_label="Choisissez un partenaire"
    )

    def __init__(self, *args, gone: Partner, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kept"].queryset = Partner.objects.active().exclude(pk=gone.pk)


class ContactForm(forms.ModelForm):
    """A person to reach at an organisation."""

    class Meta:
        model = Contact
        fields = ["name", "job_title", "email", "phone"]
