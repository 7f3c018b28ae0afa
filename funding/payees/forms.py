"""Fields that say whom euros of a fund go to."""

from typing import Any

from django import forms
from django.db import models

from funding.payees.models import Payee
from inclusion.core.web.forms import field_of
from inclusion.partners.models import Partner

NOBODY = "Indiquez à qui\u00a0: choisissez dans la liste, ou écrivez un nom."
BOTH = "Choisissez dans la liste ou écrivez un nom, pas les deux."


def _groups() -> dict[str, models.QuerySet[Any]]:
    """Who may be chosen, by the title of each group; people helped are paid by the portal's own actions alone."""
    post = Payee._meta.get_field("post").related_model
    place = Payee._meta.get_field("place").related_model
    return {
        "Partenaires": Partner.objects.active(),
        "Employeurs de postes": post._default_manager.filter(state="accepted").select_related("employer"),
        "Organismes formateurs": place._default_manager.all(),
        "Hors du réseau, déjà cités": Payee.objects.exclude(name="").order_by("name"),
    }


class PayeeFields(forms.Form):
    """One of the network, or a name: `cleaned_data["payee"]` is what `payee_for` takes.

    None where neither is said and there is somebody whom the money goes to `otherwise`.
    """

    payee = forms.ChoiceField(label="À qui l’argent va", required=False)
    payee_name = forms.CharField(
        label="Ou un autre nom",
        required=False,
        max_length=120,
        help_text="Pour un fournisseur qui n’est pas dans la liste, comme il est écrit sur le devis ou la facture.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, otherwise: Payee | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.otherwise = otherwise
        self.rows: dict[str, Any] = {}
        first = "Choisissez dans la liste" if otherwise is None else f"{otherwise}, comme engagé"
        choices: list[tuple[str, Any]] = [("", first)]
        for title, found in _groups().items():
            rows = {f"{one._meta.model_name}-{one.pk}": one for one in found}
            self.rows |= rows
            if rows:
                choices.append(
                    (
                        title,
                        [
                            (key, (f"{one.employer}, {one}" if one._meta.model_name == "post" else str(one)))
                            for key, one in rows.items()
                        ],
                    )
                )
        field_of(self, "payee").choices = choices

    def clean(self) -> dict[str, Any]:
        """One of both at most."""
        cleaned = super().clean() or self.cleaned_data
        chosen, name = cleaned.get("payee"), cleaned.pop("payee_name", "")
        if "payee" in self.errors or "payee_name" in self.errors:
            return cleaned
        if chosen and name:
            self.add_error("payee_name", BOTH)
        elif not chosen and not name and self.otherwise is None:
            self.add_error("payee", NOBODY)
        else:
            cleaned["payee"] = self.rows[chosen] if chosen else name or None
        return cleaned
