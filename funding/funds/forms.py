"""Forms of a fund's settings: open it, change it, who adds what to it, close its periods."""

from decimal import Decimal
from typing import Any

from django import forms

from funding.enums import PostKind
from funding.ledger.enums import PostEmployers
from inclusion.core.enums import PartnerKind
from inclusion.core.web.forms import DayField, EurosField, LastDayField
from inclusion.partners.models import Partner

CENT = Decimal("0.01")
_NOT_NEGATIVE = {"min_value": "Une enveloppe n’est pas négative."}
_CAP = {"min_value": "Un plafond est supérieur à zéro. Laissez vide s’il n’y en a pas."}
_RATIO = {
    "min_value": "Écrivez un nombre d’euros, 1 au moins.",
    "max_value": "Écrivez un nombre d’euros, 1\u00a0000 au plus.",
    "invalid": "Écrivez un nombre entier d’euros.",
}


class FundChangeForm(forms.Form):
    """The fields of a fund that may change."""

    host = forms.ModelChoiceField(
        label="Porté par",
        queryset=Partner.objects.active(),
        empty_label="Choisissez un partenaire",
        help_text="L’organisme qui tient le compte et répond du fonds.",
    )
    purpose = forms.CharField(
        label="Objet",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="À quoi il sert, en une phrase ou deux. Tous ceux qui voient le fonds la lisent.",
    )
    finances_posts = forms.BooleanField(
        label="Il cofinance des postes",
        required=False,
        help_text="Conseillers numériques, coordination\u00a0: une demande de poste peut lui être adressée.",
    )
    post_employers = forms.TypedChoiceField(
        label="Pour quels employeurs",
        choices=PostEmployers,
        coerce=PostEmployers,
        required=False,
        empty_value=PostEmployers.ANY,
        initial=PostEmployers.ANY,
        help_text="Ne compte que s’il cofinance des postes. Le simulateur et les demandes suivent ce choix.",
    )
    post_kinds = forms.MultipleChoiceField(
        label="Pour quelles natures de postes",
        choices=PostKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune case cochée\u00a0: toutes. Une demande d’une autre nature est refusée, avec ce motif.",
    )
    envelope = EurosField(
        label="Enveloppe visée, en euros",
        min_value=0,
        error_messages=_NOT_NEGATIVE,
        help_text="Ce qu’il espère réunir, effet levier compris, sans les subventions. Par exemple 300\u00a0000.",
    )
    end = LastDayField(label="Dernier jour", help_text="Ce jour compris.")
    iban = forms.CharField(
        label="IBAN du compte qui reçoit les versements",
        required=False,
        max_length=42,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Il est imprimé sur les appels de fonds, une fois qu’une autre personne l’a confirmé. "
        "Par exemple FR76 suivi de 23 chiffres ou lettres.",
    )
    second_person_above = EurosField(
        label="Deux personnes pour payer plus de, en euros",
        required=False,
        min_value=0,
        error_messages={"min_value": "Un seuil n’est pas négatif. Laissez vide s’il n’y en a pas."},
        help_text="Au-dessus de ce montant pour un même engagement, une personne demande le paiement, une autre le "
        "confirme, et ce n’est pas celle qui a engagé la dépense. Laissez vide pour qu’une seule suffise toujours.",
    )
    is_example = forms.BooleanField(
        label="C’est un exemple",
        required=False,
        help_text="Il montre comment un fonds fonctionne\u00a0: il garde ses pages, et aucun total du réseau ne le "
        "compte.",
    )
    groups = (
        ("Ce qu’est le fonds", ("host", "purpose", "is_example", "finances_posts", "post_employers", "post_kinds")),
        ("Combien, et jusqu’à quand", ("envelope", "end")),
        ("Son compte et ses paiements", ("iban", "second_person_above")),
    )


class FundForm(FundChangeForm):
    """A fund that is opened."""

    name = forms.CharField(
        label="Nom du fonds", max_length=120, help_text="Il paraît sur les relevés et ne change plus ensuite."
    )
    start = DayField(
        label="Premier jour", help_text="Aucun mouvement ne s’enregistre avant. Il ne change plus ensuite."
    )
    groups = (
        (
            "Ce qu’est le fonds",
            ("name", "host", "purpose", "is_example", "finances_posts", "post_employers", "post_kinds"),
        ),
        ("Combien, et quand", ("envelope", "start", "end")),
        ("Son compte et ses paiements", ("iban", "second_person_above")),
    )


class CapsForm(forms.Form):
    """The caps of a leverage rule."""

    contributor_cap = EurosField(
        label="Plafond par contributeur et par an, en euros",
        required=False,
        min_value=CENT,
        error_messages=_CAP,
        help_text="Ce qui s’ajoute au plus pour un contributeur et une année. Laissez vide s’il n’y en a pas.",
    )
    year_cap = EurosField(
        label="Plafond pour l’année, en euros",
        required=False,
        min_value=CENT,
        error_messages=_CAP,
        help_text="Ce qui s’ajoute au plus pour tous, les premiers versements d’abord. Laissez vide s’il n’y en a pas.",
    )


class LeverageForm(CapsForm):
    """Who adds how much to what is received, when, and up to which caps."""

    matcher = forms.ModelChoiceField(
        label="Qui ajoute", queryset=Partner.objects.active(), empty_label="Choisissez un partenaire"
    )
    ratio_added = forms.IntegerField(
        label="Combien d’euros ajoutés",
        min_value=1,
        max_value=1000,
        error_messages=_RATIO,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    ratio_received = forms.IntegerField(
        label="Pour combien d’euros reçus",
        min_value=1,
        max_value=1000,
        error_messages=_RATIO,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Pour 1,50\u00a0€ ajouté à chaque euro, écrivez 3 pour 2.",
    )
    start = DayField(
        label="Premier jour",
        help_text="L’argent reçu à partir de ce jour attire l’effet levier\u00a0: posez la règle avant qu’il n’arrive.",
    )
    end = LastDayField(label="Dernier jour", help_text="Ce jour compris.")
    groups = (
        ("La règle", ("matcher", "ratio_added", "ratio_received")),
        ("Quand elle vaut", ("start", "end")),
        ("Ses plafonds, s’il y en a", ("contributor_cap", "year_cap")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        department = Partner.objects.active().filter(kind=PartnerKind.DEPARTMENT).first()
        self.fields["matcher"].initial = department and department.pk


class EndLeverageForm(forms.Form):
    """The last day of a rule that ends earlier than it was meant to."""

    end = LastDayField(
        label="Dernier jour de la règle",
        help_text="Ce jour compris. L’argent reçu ensuite n’attire plus rien\u00a0; ce qui a été ajouté reste.",
    )


class CloseForm(forms.Form):
    """Until when the accounts are closed."""

    until = LastDayField(label="Clore jusqu’au", help_text="Ce jour compris, et tous ceux d’avant.")


class ReopenForm(forms.Form):
    """Why closed accounts are opened again."""

    reason = forms.CharField(
        label="Pourquoi",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Le journal garde cette raison. Ne nommez aucune personne aidée.",
    )
