"""Forms of passes."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from funding.passes.programmes.models import PassProgramme
from inclusion.core.enums import Channel
from inclusion.core.web.forms import field_of
from inclusion.people.forms import PersonForm
from inclusion.people.models import Beneficiary


class SendForm(forms.Form):
    """One click: which programme, and how many booklets the page showed (see `send_pass`)."""

    programme = forms.ModelChoiceField(queryset=PassProgramme.objects.none(), widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    #: Another way than the person's own, this once.
    once = forms.ChoiceField(choices=Channel, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "programme").queryset = PassProgramme.objects.select_related("funded_action__fund")


class NewPassForm(PersonForm):
    """A new person and their booklet: who, how they get it, their word."""

    class Meta(PersonForm.Meta):
        fields = [
            "channel",
            "postal_code",
            "town",
            "address",
            "email",
            "first_name",
            "last_name",
            "birth_year",
            "operator",
            "language",
        ]
        labels = {"channel": "Comment lui donner son pass", "address": "Numéro et rue"}

    groups = (
        ("", ("programme", "channel")),
        ("Où elle habite", ("postal_code", "town", "address", "email")),
        ("Qui", ("first_name", "last_name", "birth_year")),
        ("", ("operator", "language", "consent")),
    )

    programme = forms.ModelChoiceField(label="Programme", queryset=PassProgramme.objects.none())

    def __init__(
        self, *args: Any, programmes: QuerySet[PassProgramme], usual: str = Channel.POST, **kwargs: Any
    ) -> None:
        """`usual`: the channel of this prescriber's last pass, which comes first."""
        super().__init__(*args, **kwargs)
        ways = sorted(Channel.choices, key=lambda way: way[0] != usual)
        field_of(self, "channel").choices, self.initial["channel"] = ways, usual
        self.fields["channel"].template_name = "components/keys.html"
        field = self.fields["programme"]
        field.queryset = programmes
        known = list(programmes[:2])
        if len(known) == 1:
            field.initial, field.widget = known[0].pk, forms.HiddenInput()
        for name in ("address", "birth_year", "operator"):
            self.fields[name].help_text = ""
        self.fields["birth_year"].label = "Année de naissance, si vous la savez"

    def chosen_programme(self) -> PassProgramme | None:
        """The programme that is chosen so far; None when that is not known."""
        field = self.fields["programme"]
        given = self.data.get("programme") if self.is_bound else field.initial
        try:
            return field.clean(given)
        except forms.ValidationError:
            return None


class PairForm(forms.Form):
    """Two files of one network."""

    one = forms.ModelChoiceField(queryset=Beneficiary.objects.none())
    other = forms.ModelChoiceField(queryset=Beneficiary.objects.none())

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.queryset = Beneficiary.objects.known()
