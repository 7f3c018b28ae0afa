"""Forms about the people helped: only what a letter or a loan needs."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from inclusion.core.enums import Channel, PartnerKind
from inclusion.core.french.likeness import Identity
from inclusion.core.french.phones import mobile_of
from inclusion.core.web.forms import AboutPeopleMixin
from inclusion.partners.models import Partner
from inclusion.people.models import Beneficiary


class PersonForm(AboutPeopleMixin, forms.ModelForm):
    """Open or change a person's file."""

    class Meta:
        model = Beneficiary
        fields = [
            "first_name",
            "last_name",
            "birth_year",
            "operator",
            "address",
            "postal_code",
            "town",
            "country",
            "email",
            "phone",
            "channel",
        ]
        widgets = {
            "address": forms.Textarea(attrs={"rows": 2}),
            "channel": forms.RadioSelect,
            "birth_year": forms.NumberInput(attrs={"inputmode": "numeric"}),
        }

    groups = (
        ("Qui", ("first_name", "last_name", "birth_year", "operator")),
        ("Où lui écrire", ("address", "postal_code", "town", "country", "email", "phone", "sms", "channel")),
    )

    sms = forms.BooleanField(
        label="La personne accepte les SMS de rappel sur ce téléphone",
        required=False,
        help_text="Un portable français. Décochez dès qu’elle n’en veut plus.",
    )
    consent = forms.BooleanField(
        label="La personne sait que cette fiche existe et a donné son accord",
        error_messages={"required": "Sans l’accord de la personne, sa fiche ne peut pas être ouverte."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["operator"].queryset = Partner.objects.active().filter(kind=PartnerKind.OPERATOR)
        self.fields["operator"].empty_label = "Aucun, ou inconnu"
        if any("sms" in names for _, names in self.groups):
            self.fields["sms"].initial = self.instance.sms_consent_on is not None
        else:
            del self.fields["sms"]
        if self.instance.pk:
            del self.fields["consent"]

    def clean_birth_year(self):
        year = self.cleaned_data["birth_year"]
        if year is not None and not 1900 <= year <= 2100:
            raise forms.ValidationError("Donnez une année de naissance sur quatre chiffres.")
        return year

    def clean(self):
        data = super().clean()
        by_post = data.get("channel") == Channel.POST
        if by_post and not data.get("country") and "postal_code" not in self.errors:
            code = data.get("postal_code", "").replace(" ", "")
            data["postal_code"] = code
            if code and not (len(code) == 5 and code.isascii() and code.isdecimal()):
                self.add_error("postal_code", "En France, un code postal compte cinq chiffres.")
        if by_post and not (data.get("town") and (data.get("address") or data.get("postal_code"))):
            self.add_error(
                "town", "Pour un envoi par courrier, donnez l’adresse, le code postal et la ville."
            )
        if data.get("channel") == Channel.EMAIL and not data.get("email") and "email" not in self.errors:
            self.add_error("email", "Pour un envoi par courriel, donnez l’adresse électronique.")
        if "sms" in self.fields:
            agrees = data.pop("sms", False)
            if agrees and not mobile_of(data.get("phone", "")):
                self.add_error("phone", "Pour des SMS, donnez un portable français (06 ou 07).")
            since = self.instance.sms_consent_on or timezone.localdate()
            data["sms_consent_on"] = since if agrees else None
        return data


class AlikeForm(forms.Form):
    """What is typed so far of a person, to look for the same one; what cannot be read counts as not typed."""

    first_name = forms.CharField(required=False, max_length=80)
    last_name = forms.CharField(required=False, max_length=80)
    birth_year = forms.IntegerField(required=False, min_value=1900, max_value=2100)
    postal_code = forms.CharField(required=False, max_length=12)
    town = forms.CharField(required=False, max_length=80)
    #: The files that were shown and are somebody else's.
    told_apart = forms.RegexField(r"\A[0-9]{1,15}(,[0-9]{1,15})*\Z", required=False, max_length=200)

    def _typed(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data

    def identity(self) -> Identity:
        """Who is being typed."""
        typed = self._typed()
        return Identity(
            typed.get("first_name", ""),
            typed.get("last_name", ""),
            typed.get("birth_year"),
            typed.get("postal_code", ""),
            typed.get("town", ""),
        )

    def apart(self) -> list[int]:
        """The keys of the files that were judged to be of others."""
        return [int(key) for key in self._typed().get("told_apart", "").split(",") if key]

    def tells_apart(self, people: Iterable[Beneficiary]) -> bool:
        """Whether all of these were judged to be of others."""
        return {person.pk for person in people} <= set(self.apart())
