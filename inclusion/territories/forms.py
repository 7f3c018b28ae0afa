"""A field for a commune."""

from typing import Any

from django import forms

from inclusion.core.french.names import search_form
from inclusion.territories.models import Commune


class CommuneField(forms.CharField):
    """A commune by what people know: "47200 Marmande", a postal code or a name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Code postal et nom, par exemple 47200 Marmande.")
        super().__init__(*args, **kwargs)
        self.widget.attrs["autocomplete"] = "off"

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Commune):
            return " ".join([*value.postal_codes[:1], value.name])
        return value

    def clean(self, value: Any) -> Any:
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
