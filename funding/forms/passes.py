"""Forms of passes."""

from django import forms

from funding.models import PassProgramme


class SendForm(forms.Form):
    """One click: which programme, and how many booklets the page showed (see `send_pass`)."""

    programme = forms.ModelChoiceField(queryset=PassProgramme.objects.none(), widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = PassProgramme.objects.select_related("funded_action__fund")
