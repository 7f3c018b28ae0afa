"""Forms of who pays for an action: a line on a fund, other financing, a post that is asked for."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from funding.ledger.models.funds import Fund, FundedAction
from inclusion.core.web.forms import DayField, DecimalField, EurosField, field_of, model_field
from inclusion.partners.models import Partner
from roadmaps.enums import StaffOutcome
from roadmaps.plans.models.budgets import FundLine, OtherFinancing, StaffRequest


class FundLineForm(forms.Form):
    """Euros of a fund that an action plans, and the action of the fund that they go through."""

    fund = model_field(FundLine, "fund", label="Fonds", empty_label="Choisissez un fonds")
    planned = EurosField(
        label="Montant prévu, en euros",
        min_value=Decimal(0),
        help_text="Ce que vous comptez demander au fonds. Rien n’est engagé par là.",
        error_messages={"min_value": "Un montant ne peut pas être négatif."},
    )
    funded_action = forms.ModelChoiceField(
        label="Action du fonds qui la paie",
        queryset=FundedAction.objects.none(),
        required=False,
        empty_label="Pas encore ouverte",
        help_text="Ce qui y est engagé et payé se lira ici. Une action d’un fonds ne paie qu’une action.",
    )

    def __init__(self, *args: Any, line: FundLine | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Q(pk=line.fund_id) if line else Q(end__gt=timezone.localdate())
        field_of(self, "fund").queryset = Fund.objects.filter(own)
        if line is not None:
            field_of(self, "fund").empty_label = None
        taken = FundLine.objects.exclude(funded_action=None)
        taken = taken.exclude(pk=line.pk) if line else taken
        free = FundedAction.objects.exclude(pk__in=taken.order_by().values("funded_action"))
        if line is not None:
            free = free.filter(fund=line.fund_id)
        field_of(self, "funded_action").queryset = free.select_related("fund")
        if line is not None and line.funded_action_id is not None:
            field_of(self, "funded_action").empty_label = None


class OpenInFundForm(forms.Form):
    """The action that a fund opens for a line."""

    name = forms.CharField(
        label="Nom de l’action dans le fonds", max_length=120, help_text="Il paraîtra sur les relevés de financement."
    )
    on = DayField(label="Ouverte le")


class FinancingForm(forms.Form):
    """Money for an action that goes through no fund of the network."""

    label = forms.CharField(
        label="De quoi s’agit-il", max_length=160, help_text="Par exemple «\u00a0Subvention de la Région\u00a0»."
    )
    amount = EurosField(
        label="Montant, en euros",
        min_value=Decimal("0.01"),
        error_messages={"min_value": "Écrivez un montant au-dessus de zéro."},
    )
    partner = model_field(OtherFinancing, "partner", label="Qui paie", empty_label="Un organisme hors du réseau")
    secured_on = DayField(label="Obtenu le", required=False, help_text="Laissez vide tant qu’il n’est qu’espéré.")

    def __init__(self, *args: Any, partner: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "partner").queryset = Partner.objects.filter(Q(merged_into=None) | Q(pk=partner))


class StaffForm(forms.Form):
    """A post that an action needs."""

    title = model_field(StaffRequest, "title", help_text="Par exemple «\u00a0Médiateur numérique\u00a0».")
    fte = DecimalField(
        label="Équivalents temps plein (ETP)",
        max_digits=4,
        decimal_places=2,
        min_value=Decimal("0.05"),
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="1 pour un temps plein, 0,5 pour un mi-temps.",
        error_messages={"min_value": "Écrivez une part de temps plein au-dessus de zéro."},
    )


class StaffDecisionForm(forms.Form):
    """What became of a post that was asked for."""

    outcome = forms.ChoiceField(
        label="Décision",
        choices=[one for one in StaffOutcome.choices if one[0] != StaffOutcome.ASKED],
        widget=forms.RadioSelect,
    )
    on = DayField(label="Décidé le")
    reason = forms.CharField(label="Pourquoi", required=False, widget=forms.Textarea(attrs={"rows": 3}))
