"""Fields that speak French money."""

import re
from decimal import Decimal
from typing import Any

from django import forms

from inclusion.rules.money import NARROW_SPACE

#: Digits and a point, no exponent: « 1e5 » is a slip of the hand, not 100 000 €.
_WRITTEN = re.compile(r"[+-]?[0-9]*\.?[0-9]*")
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009")

#: Said to a click that does not say what amount its page showed.
UNSEEN = (
    "Rien n’est enregistré\u00a0: le montant que vous aviez sous les yeux n’est pas parvenu au portail. "
    "Regardez-le de nouveau, puis recommencez."
)


class EurosField(forms.DecimalField):
    """An amount in euros as people write it: « 1 234,56 », « 1234.56 », « 1 234,56 € »."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 12)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        kwargs["error_messages"] = {
            "invalid": "Écrivez un montant en chiffres, par exemple 1\u00a0234,56.",
            "max_decimal_places": "Un montant s’écrit avec deux décimales au plus.",
            **kwargs.get("error_messages", {}),
        }
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = value.translate(_SPACES).removesuffix("€").replace(",", ".")
            if not _WRITTEN.fullmatch(value):
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """An amount that is known already, as French writes it; what was typed stays as it is."""
        return (
            f"{value:,}".replace(",", NARROW_SPACE).replace(".", ",") if isinstance(value, Decimal) else value
        )


class SeenField(EurosField):
    """The amount that a page showed, sent along with its click, and which is compared with what it is by then.

    A click without it is refused: with nothing to compare, nothing would be. A page that is shown again says what it
    shows now.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        """The amount; whatever is wrong with it, one sentence says so."""
        try:
            return super().clean(value)
        except forms.ValidationError:
            raise forms.ValidationError(UNSEEN) from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the page shows now, not what it showed before."""
        return initial
