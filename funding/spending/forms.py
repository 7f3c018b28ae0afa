"""Forms of what a fund pays for: actions, commitments, payments, releases, reversals. The actions check them."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from funding.contributions.enums import ContributionState
from funding.contributions.models import Contribution
from funding.ledger.models.funds import Fund, FundedAction
from funding.payees.forms import PayeeFields
from funding.spending.actions.payments import File
from funding.spending.models import SupportingDocument
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.web.forms import DayField, EurosField, field_of
from inclusion.partners.models import Partner


def contributors(fund: Fund) -> QuerySet[Partner]:
    """Who contributes to the fund, those at 0 € included."""
    standing = Contribution.objects.filter(fund=fund).exclude(state=ContributionState.WITHDRAWN)
    return Partner.objects.filter(pk__in=standing.order_by().values("partner_id"))


class ChangeActionForm(forms.Form):
    """What an action is, and whose users it is meant for."""

    description = forms.CharField(
        label="Ce qu’elle fait",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="En quelques phrases, comme vous le diriez à un opérateur.",
    )
    targets = forms.ModelMultipleChoiceField(
        label="Pour les usagers de",
        queryset=Partner.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Les euros de ces opérateurs la paient avant ceux des autres. "
        "Ne cochez rien si elle est pour les usagers de tous.",
    )

    def __init__(self, *args: Any, fund: Fund, action: FundedAction | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        targets = Q(pk__in=contributors(fund).order_by().values("pk"))
        if action is not None:  # an operator that left the fund stays chosen until somebody unchooses it
            targets |= Q(pk__in=action.target_rows.order_by().values("partner_id"))
        field_of(self, "targets").queryset = Partner.objects.filter(targets)


class OpenActionForm(ChangeActionForm):
    """An action that the fund will pay for."""

    name = forms.CharField(
        label="Nom de l’action", max_length=120, help_text="Il paraîtra sur les relevés de financement."
    )
    on = DayField(label="Ouverte le")
    field_order = ("name", "description", "targets", "on")


class ReachForm(forms.Form):
    """How many users of each operator an action helped in one year; what stays empty was not said."""

    def __init__(self, *args: Any, partners: list[Partner], said: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = partners
        for partner in partners:
            self.fields[self._name(partner)] = forms.IntegerField(
                label=str(partner),
                required=False,
                min_value=0,
                max_value=10_000_000,
                initial=said.get(partner.pk),
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={
                    "min_value": "Un nombre d’usagers n’est pas négatif.",
                    "max_value": "Ce nombre est trop grand pour être juste.",
                    "invalid": "Écrivez un nombre entier, par exemple 120.",
                },
            )

    @staticmethod
    def _name(partner: Partner) -> str:
        return f"people_{partner.pk}"

    def people(self) -> dict[Partner, int]:
        """The numbers that were entered."""
        people = {partner: self.cleaned_data.get(self._name(partner)) for partner in self.partners}
        return {partner: number for partner, number in people.items() if number is not None}

    def field_of(self, partner: Partner) -> forms.BoundField:
        """The field of one operator."""
        return self[self._name(partner)]


class CommitForm(PayeeFields):
    """A cost that an action will have."""

    amount = EurosField(label="Montant à engager, en euros", help_text="Par exemple 9\u00a0000 ou 9\u00a0000,00.")
    label = forms.CharField(
        label="Pour quoi", max_length=160, help_text="Par exemple « Location de la salle, 12 octobre »."
    )
    on = DayField(label="Date de l’engagement", help_text="Celle du devis signé ou de la décision.")
    field_order = ("amount", "payee", "payee_name", "label", "on")
    #: The mark of the share-out that was shown before.
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


def _file_field(label: str, *, required: bool) -> forms.FileField:
    return forms.FileField(
        label=label,
        required=required,
        help_text="Un PDF, ou une photo nette (JPEG, PNG ou WebP).",
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png,.webp"}),
        error_messages={"empty": "Ce fichier est vide.", "required": "Choisissez un fichier."},
    )


class PayForm(PayeeFields):
    """What the bank statement says of one payment out, and its invoice: `invoice`, as the actions take it."""

    amount = EurosField(label="Montant payé, en euros")
    on = DayField(label="Date du paiement", help_text="Celle du relevé de compte.")
    reference = forms.CharField(
        label="Référence de paiement",
        max_length=60,
        help_text="Le numéro du mandat ou du virement : il évite d’enregistrer deux fois le même paiement.",
    )
    file = _file_field("La facture, si vous l’avez", required=False)
    field_order = ("amount", "payee", "payee_name", "on", "reference", "file")

    def clean(self) -> dict[str, Any]:
        """Read the file."""
        cleaned = super().clean() or self.cleaned_data
        upload = cleaned.pop("file", None)
        invoice = File(upload.read(MAX_PDF_BYTES + 1), upload.name) if upload else None
        return {**cleaned, "invoice": invoice}


class DocumentForm(forms.Form):
    """A document of a commitment: `data` and `filename`, as the actions take them."""

    kind = forms.ChoiceField(label="Ce que c’est", choices=[(one.value, one.label) for one in SupportingDocument.KINDS])
    file = _file_field("Le document", required=True)

    def clean(self) -> dict[str, Any]:
        """Read the file."""
        cleaned = super().clean() or self.cleaned_data
        if upload := cleaned.pop("file", None):
            cleaned |= {"data": upload.read(MAX_PDF_BYTES + 1), "filename": upload.name}
        return cleaned


class ReleaseForm(forms.Form):
    """How much of what is left goes back to the pot."""

    amount = EurosField(label="Montant à rendre, en euros", help_text="Tout ce qui reste, ou une partie seulement.")
    on = DayField(label="Date à laquelle il est rendu")
    #: The rest that was shown before.
    seen = EurosField(required=False, widget=forms.HiddenInput)


class ReverseForm(forms.Form):
    """Why a movement is taken back, and on which day."""

    reason = forms.CharField(
        label="Pourquoi",
        max_length=80,
        help_text="Quelques mots, qui paraîtront dans la liste des mouvements : « montant saisi deux fois ».",
    )
    on = DayField(label="Date de l’annulation", help_text="Le jour où elle compte : rien n’est antidaté.")
