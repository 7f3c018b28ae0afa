"""Forms of passes."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from funding.passes.programmes.models import PassProgramme
from inclusion.core.enums import Channel
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
        self.fields["programme"].queryset = PassProgramme.objects.select_related("funded_action__fund")


class NewPassForm(PersonForm):
    """A new person and their booklet: who, how they get it, their word."""

    class Meta(PersonForm.Meta):
        fields = [
            "first_name",
            "last_name",
            "birth_year",
            "channel",
            "address",
            "postal_code",
            "town",
            "email",
            "operator",
            "language",
        ]
        labels = {"channel": "Comment lui donner son pass"}

    groups = (
        ("Qui", ("programme", "first_name", "last_name", "birth_year")),
        ("Son pass", ("channel", "address", "postal_code", "town", "email")),
        ("", ("operator", "language", "consent")),
    )

    programme = forms.ModelChoiceField(label="Programme", queryset=PassProgramme.objects.none())

    def __init__(self, *args: Any, programmes: QuerySet[PassProgramme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["programme"]
        field.queryset = programmes
        known = list(programmes[:2])
        if len(known) == 1:
            field.initial, field.widget = known[0].pk, forms.HiddenInput()
        self.fields["postal_code"].help_text = "Pour lui dire les lieux les plus proches."

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
