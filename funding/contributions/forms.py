"""Forms of contributions, of receipts, of calls for funds and of requests."""

from typing import Any

from django import forms

from funding.contributions.models import Contribution, ContributionRequest
from funding.ledger.models.funds import Fund, FundedAction
from inclusion.core.enums import PartnerKind
from inclusion.core.french.money import ZERO, euros
from inclusion.core.french.periods import shown_end
from inclusion.core.web.forms import DayField, EurosField, field_of, model_field
from inclusion.partners.models import Partner

# -- Forms whose amount is to be confirmed


class AskingForm(forms.Form):
    """A form with a tick that says that its amount is exact: there from the moment on when the action asked."""

    #: The tick, by the name of the parameter of the action.
    asks: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.asks in self.data:
            self.ask_whether_exact()

    def ask_whether_exact(self) -> None:
        """Show the tick."""
        self.fields.setdefault(self.asks, forms.BooleanField(label="Oui, ce montant est exact", required=False))
        self.order_fields(self.field_order)


# -- Forms of contributions

NEVER_NEGATIVE = {"min_value": "Une contribution n’est jamais négative\u00a0; 0\u00a0€ est accepté."}
DAY = "Celle du relevé de compte."


class EarmarkForm(forms.Form):
    """Which actions of the fund a contributor's euros of the year pay before any other."""

    actions = forms.ModelMultipleChoiceField(
        label="Ses euros paient d’abord",
        queryset=FundedAction.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Sans choix, ses euros paient toutes les actions comme ceux des autres.",
    )

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "actions").queryset = FundedAction.objects.filter(fund=fund)


class PledgeForm(AskingForm, EarmarkForm):
    """What a partner promises a fund for a year; 0 € makes it a full member. More than the fund aims at asks."""

    asks = "above_envelope"
    field_order = ("partner", "year", "amount", "above_envelope", "on", "actions")
    groups = (
        ("La promesse", ("partner", "year", "amount", "above_envelope", "on")),
        ("Ce qu’elle paie d’abord, si le contributeur le souhaite", ("actions",)),
    )

    partner = model_field(Contribution, "partner", empty_label="Choisissez un partenaire")
    year = forms.TypedChoiceField(label="Année", coerce=int)
    amount = EurosField(
        label="Montant promis, en euros",
        min_value=0,
        error_messages=NEVER_NEGATIVE,
        help_text="Par exemple 10\u00a0000. À 0\u00a0€, le partenaire est membre à part entière, sans rien verser.",
    )
    on = DayField(label="Date de la promesse", help_text="Celle du courrier ou de la réunion.")

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, fund=fund, **kwargs)
        field_of(self, "partner").queryset = Partner.objects.active()
        first, last = fund.start.year, shown_end(fund.end).year
        year = field_of(self, "year")
        year.choices = [(one, str(one)) for one in range(first, last + 1)]
        between = f"de {first} à {last}" if first < last else f"c’est {first}"
        year.error_messages["invalid_choice"] = f"Choisissez une année du fonds\u00a0: {between}."
        if not field_of(self, "actions").queryset.exists():
            del self.fields["actions"]


class ChangePledgeForm(AskingForm):
    """Another amount for the same promise; more than the fund aims at asks."""

    asks = "above_envelope"

    amount = EurosField(label="Montant promis, en euros", min_value=0, error_messages=NEVER_NEGATIVE)


class MoneyForm(forms.Form):
    """What the bank statement says of one payment; the action checks it against the fund."""

    amount = EurosField(label="Montant, en euros")
    on = DayField(label="Date", help_text=DAY)
    bank_reference = forms.CharField(
        label="Référence bancaire",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Celle du relevé de compte\u00a0: elle évite d’enregistrer deux fois le même mouvement.",
    )


class ReceiptForm(AskingForm, MoneyForm):
    """One payment in. More than was called asks."""

    asks = "above_call"
    field_order = ("amount", "above_call", "on", "bank_reference")

    amount = EurosField(label="Montant reçu, en euros", help_text="Par exemple 10\u00a0000 ou 10\u00a0000,00.")
    on = DayField(label="Date du versement", help_text=DAY)


class RefundForm(MoneyForm):
    """One payment back to the contributor."""

    amount = EurosField(label="Montant rendu, en euros", help_text="Par exemple 1\u00a0000 ou 1\u00a0000,00.")
    on = DayField(label="Date du remboursement", help_text=DAY)


# -- Forms of calls for funds


class CallForm(forms.Form):
    """How much of a promise is called, and until when it is to be paid."""

    amount = EurosField(label="Montant à appeler, en euros", help_text="Tout ce qui reste à appeler, ou une partie.")
    due_on = DayField(label="À verser au plus tard le", help_text="Ce jour compris.")
    send = forms.BooleanField(
        label="Envoyer aussi l’appel par courriel", required=False, help_text="La lettre en PDF est jointe."
    )

    #: What was called of the promise when the form was shown.
    seen = EurosField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, addresses: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if addresses:
            self.fields["send"].help_text = f"À {', '.join(addresses)}, la lettre en PDF jointe."
        else:
            del self.fields["send"]


class CallPromisedForm(forms.Form):
    """Which promises of a year are called, all they are, and until when they are to be paid."""

    due_on = DayField(label="À verser au plus tard le", help_text="Ce jour compris.")
    send = forms.BooleanField(
        label="Envoyer aussi chaque appel par courriel",
        required=False,
        help_text="À ceux dont une adresse est connue, la lettre en PDF jointe.",
    )
    contributions = forms.ModelMultipleChoiceField(
        label="Contributions à appeler",
        queryset=Contribution.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une contribution à appeler."},
    )

    def __init__(self, *args: Any, promised: list[Contribution], reachable: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = field_of(self, "contributions")
        chosen.queryset = Contribution.objects.filter(pk__in=[one.pk for one in promised])
        chosen.choices = [(one.pk, _named(one, reachable)) for one in promised]
        chosen.initial = [one.pk for one in promised]


def _named(one: Contribution, reachable: set[int]) -> str:
    """« CAF, 10 000,00 € »; what came already is said, and where nobody can be written to."""
    came = f", {euros(one.received)} déjà versés" if one.received > ZERO else ""
    unreachable = "" if one.partner_id in reachable else " (aucune adresse électronique)"
    return f"{one.partner}\u00a0: {euros(one.outstanding)}{came}{unreachable}"


# -- Forms of requests


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
        chosen = field_of(self, "partners")
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
        field_of(self, "requests").queryset = ContributionRequest.objects.filter(fund=fund)
        field_of(self, "contributions").queryset = Contribution.objects.filter(fund=fund)

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
