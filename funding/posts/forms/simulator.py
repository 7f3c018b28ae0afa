"""The form of the public simulator of posts, kept in the query string."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from funding.enums import PostKind
from funding.posts.rules.plans import PlannedPost
from funding.posts.rules.years import MAX_MONTHS, FundTerms, cost_fault, faults_of_terms
from inclusion.core.french.money import ZERO
from inclusion.core.french.periods import months_between, next_month
from inclusion.core.web.forms import DayField, EurosField, field_of
from inclusion.territories.models import Epci, EpciQuerySet

_NO_NUMBER = "Écrivez un nombre de mois en chiffres, par exemple 36."
_NO_DAY = "Choisissez un jour, par exemple 01/01/2027."


class PostSimulatorForm(forms.Form):
    """Which post a collectivité thinks of; sent in the address, so that a result can be sent on."""

    #: The names in the address.
    IN_ADDRESS = {
        "yearly_cost": "cout",
        "fte": "etp",
        "start": "debut",
        "months": "mois",
        "employer": "employeur",
        "kind": "metier",
        "territory": "interco",
        "contract": "contrat",
        "uplifted": "bonification",
        "other_aid_yearly": "autres",
        "offer_1": "apport1",
        "offer_2": "apport2",
        "offer_3": "apport3",
    }
    #: What may be left out, behind one click.
    PRECISIONS = ("contract", "uplifted", "other_aid_yearly")
    OFFERS = ("offer_1", "offer_2", "offer_3")

    yearly_cost = EurosField(
        label="Coût d’un temps plein sur douze mois, en euros",
        help_text="Salaire, charges et frais, par exemple 40\u00a0000.",
        error_messages={"required": "Écrivez ce que coûte le poste, par exemple 40\u00a0000."},
    )
    fte = EurosField(
        label="Temps de travail, en équivalents temps plein (ETP)",
        initial="1",
        max_digits=6,
        help_text="1 pour un temps plein, 0,5 pour un mi-temps.",
        error_messages={
            "invalid": "Écrivez un nombre, par exemple 1 ou 0,5.",
            "max_decimal_places": "Écrivez deux décimales au plus, par exemple 0,75.",
            "required": "Écrivez un nombre, par exemple 1 ou 0,5.",
        },
    )
    start = DayField(
        label="Début du financement",
        help_text="Le premier jour d’un mois.",
        error_messages={"required": _NO_DAY, "invalid": _NO_DAY},
    )
    months = forms.IntegerField(
        label="Durée, en mois",
        initial=MAX_MONTHS,
        help_text=f"{MAX_MONTHS} au plus.",
        widget=forms.NumberInput(attrs={"min": 1, "max": MAX_MONTHS}),
        error_messages={"required": _NO_NUMBER, "invalid": _NO_NUMBER},
    )
    employer = forms.ChoiceField(
        label="Employeur",
        choices=[
            ("public", "Public\u00a0: votre commune, votre intercommunalité"),
            ("prive", "Privé\u00a0: une association, une entreprise"),
        ],
        initial="public",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Indiquez si l’employeur est public ou privé.",
            "invalid_choice": "Indiquez si l’employeur est public ou privé.",
        },
    )
    kind = forms.ChoiceField(
        label="Nature du poste",
        choices=PostKind,
        initial=PostKind.DIGITAL_ADVISER,
        required=False,
        error_messages={"invalid_choice": "Choisissez une nature de la liste."},
    )
    territory = forms.ModelChoiceField(
        label="Intercommunalité",
        queryset=Epci.objects.none(),
        required=False,
        empty_label="Je ne sais pas",
        help_text="Pour savoir si sa feuille de route locale permet de signer.",
        error_messages={"invalid_choice": "Choisissez une intercommunalité de la liste."},
    )
    contract = DayField(
        label="Début du contrat «\u00a0conseiller numérique\u00a0» avec l’État",
        required=False,
        help_text="Laissez vide s’il commence le même jour que le financement.",
        error_messages={"invalid": _NO_DAY},
    )
    uplifted = forms.BooleanField(
        label="Le territoire a droit à la bonification de l’État",
        required=False,
        help_text="Quartier prioritaire de la ville ou zone de revitalisation rurale.",
    )
    other_aid_yearly = EurosField(
        label="Autres aides sur douze mois, en euros",
        required=False,
        help_text="Celles de la Région, de l’Europe… pour tout le poste.",
    )
    offer_1 = EurosField(label="Ce que votre commune pourrait payer la 1re année", required=False)
    offer_2 = EurosField(label="Ce que votre commune pourrait payer la 2e année", required=False)
    offer_3 = EurosField(label="Ce que votre commune pourrait payer la 3e année", required=False)

    def __init__(
        self, *args: Any, today: date, funds: Sequence[FundTerms], territories: EpciQuerySet, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.funds = funds
        field_of(self, "territory").queryset = territories
        start = date(today.year + 1, 1, 1)
        if funds:
            end = max(fund.end for fund in funds)
            start = start if start < end else next_month(today)
            self.fields["months"].initial = max(1, min(MAX_MONTHS, months_between(start, end)))
        self.fields["start"].initial = start

    def add_prefix(self, field_name: str) -> str:
        return self.IN_ADDRESS.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        """Say every fault of the post at once, each at its field; the others are as the rules would have them."""
        data = self.cleaned_data
        start = data.get("start") or date(2027, 1, 1)
        faults = faults_of_terms(
            start=start, fte=data.get("fte", 1), months=data.get("months", 1), yearly_cost=data.get("yearly_cost", ZERO)
        )
        cost = data.get("yearly_cost")
        if cost == 0:
            faults["yearly_cost"] = "Écrivez ce que coûte le poste\u00a0: plus de 0\u00a0€."
        elif cost is not None and (problem := cost_fault(cost)):
            faults["yearly_cost"] = problem
        for name in ("other_aid_yearly", *self.OFFERS):
            if (data.get(name) or ZERO) < 0:
                faults[name] = "Un montant ne peut pas être négatif."
        for name, sentence in faults.items():
            self.add_error(name, sentence)
        return data

    @property
    def more_is_said(self) -> bool:
        """Whether one of the fields that may be left out says something, or is wrong."""
        return self.is_bound and any(
            self.data.get(self.add_prefix(name)) or name in self.errors for name in self.PRECISIONS
        )

    @property
    def offers_are_said(self) -> bool:
        """Whether an offer of the collectivité was written."""
        return self.is_bound and any(self.data.get(self.add_prefix(name)) for name in self.OFFERS)

    @property
    def precisions(self) -> list[forms.BoundField]:
        """The fields about aids that may be left out."""
        return [self[name] for name in self.PRECISIONS]

    @property
    def offers(self) -> list[forms.BoundField]:
        """What the collectivité could pay, year by year."""
        return [self[name] for name in self.OFFERS]


def asked_by(data: dict[str, Any]) -> PlannedPost:
    """The post that cleaned answers describe."""
    return PlannedPost(
        yearly_cost=data["yearly_cost"],
        fte=data["fte"],
        start=data["start"],
        months=data["months"],
        private=data["employer"] == "prive",
        contract=data["contract"],
        uplifted=data["uplifted"],
        other_aid_yearly=data["other_aid_yearly"] or ZERO,
        offers=tuple(data[name] for name in PostSimulatorForm.OFFERS),
    )
