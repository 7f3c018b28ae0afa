"""Forms of requests: who is asked for a year, who is reminded, what is answered."""

from typing import Any

from django import forms

from funding.forms.asking import AskingForm
from funding.models import Contribution, ContributionRequest, Fund
from inclusion.core.enums import PartnerKind
from inclusion.core.web.forms import DayField, EurosField
from inclusion.partners.models import Partner


class AskForm(forms.Form):
    """Which partners are asked what they give for a year, and until when they are to answer."""

    answer_by = DayField(label="Réponse attendue le", help_text="Ce jour compris.")
    partners = forms.ModelMultipleChoiceField(
        label="Partenaires à solliciter",
        queryset=Partner.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Ceux qui ont contribué l’année d’avant sont déjà cochés.",
        error_messages={"required": "Choisissez au moins un partenaire à solliciter."},
    )

    def __init__(
        self, *args: Any, partners: list[Partner], reachable: set[int], before: set[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["partners"]
        chosen.queryset = Partner.objects.filter(pk__in=[one.pk for one in partners])
        chosen.choices = _by_kind(partners, reachable)
        chosen.initial = [one.pk for one in partners if one.pk in before]


def _by_kind(partners: list[Partner], reachable: set[int]) -> list[tuple[str, list[tuple[int, str]]]]:
    """The partners under the names of their kinds, operators first."""
    kinds = sorted(PartnerKind, key=lambda kind: kind != PartnerKind.OPERATOR)
    groups = []
    for kind in kinds:
        named = [
            (one.pk, str(one) if one.pk in reachable else f"{one} (aucune adresse électronique)")
            for one in partners
            if one.kind == kind
        ]
        if named:
            groups.append((str(kind.label), named))
    return groups


class RemindForm(forms.Form):
    """Who of those that are waited for is written to again; shown as boxes in the rows of two tables."""

    requests = forms.ModelMultipleChoiceField(
        label="Sans réponse", queryset=ContributionRequest.objects.none(), required=False
    )
    contributions = forms.ModelMultipleChoiceField(
        label="Sans versement", queryset=Contribution.objects.none(), required=False
    )
    anyway = forms.BooleanField(label="Relancer quand même", required=False)

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requests"].queryset = ContributionRequest.objects.filter(fund=fund)
        self.fields["contributions"].queryset = Contribution.objects.filter(fund=fund)

    def chosen(self, name: str) -> set[str]:
        """The keys that were ticked, to tick them again."""
        return set(self.data.getlist(name)) if self.is_bound else set()


class AnswerForm(AskingForm):
    """What an organisation promises for a year; more than the fund aims at asks."""

    asks = "above_envelope"

    amount = EurosField(
        label="Montant que vous promettez, en euros",
        help_text="Par exemple 5\u00a0000. Répondre 0 est possible\u00a0: vous restez membre du fonds à part entière.",
    )
