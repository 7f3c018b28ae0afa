"""Forms of the simulator: who would give how much for which year, and who may open it by a link."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from funding.contributions.models import Contribution
from funding.contributions.queries import NEWCOMER
from funding.ledger.models.funds import Fund, sees_all
from inclusion.core.access import Member, Permission
from inclusion.core.french.periods import civil_year, shown_end
from inclusion.core.web.forms import DayField, EurosField, field_of
from inclusion.partners.models import Partner


class SimulatorForm(forms.Form):
    """Who gives how much more for which year of a fund; sent in the address, so that a result can be sent on.

    A member chooses among the contributors whose amounts it may see; a visitor (`member` None) chooses nobody.
    """

    #: The names in the address.
    IN_ADDRESS = {"partner": "contributeur", "year": "annee", "amount": "montant"}

    partner = forms.ModelChoiceField(
        label="Qui donnerait",
        queryset=Partner.objects.none(),
        required=False,
        empty_label=NEWCOMER,
        error_messages={"invalid_choice": "Choisissez un organisme de la liste."},
    )
    amount = EurosField(label="Montant versé en plus, en euros", help_text="Par exemple 5\u00a0000 ou 5\u00a0000,00.")
    year = forms.TypedChoiceField(
        label="Pour l’année", coerce=int, error_messages={"required": "Choisissez une année."}
    )

    def __init__(self, *args: Any, fund: Fund, today: date, member: Member | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if member is None:
            del self.fields["partner"]
            self.fields["amount"].label = "Montant que vous donneriez, en euros"
        else:
            field_of(self, "partner").queryset = givers = _givers(fund, member)
            self.fields["partner"].initial = givers.filter(pk=member.partner.pk).first()
        last = shown_end(fund.end).year
        years = range(fund.start.year, last + 1)
        # Nothing more is received for a year whose accounts are closed.
        first = next((one for one in years if not fund.is_closed(civil_year(one).end)), last)
        year = field_of(self, "year")
        year.choices = [(one, str(one)) for one in range(first, last + 1)]
        year.initial = min(max(today.year, first), last)
        between = f"de {first} à {last}" if first < last else f"c’est {first}"
        year.error_messages["invalid_choice"] = f"Choisissez une année du fonds\u00a0: {between}."

    def add_prefix(self, field_name: str) -> str:
        return self.IN_ADDRESS.get(field_name, field_name)


def _givers(fund: Fund, member: Member) -> Any:
    """The contributors of the fund, for those who may see it, and one's own organisation unless it hosts the fund."""
    own = Q(pk=member.partner.pk) & ~Q(pk=fund.host_id)
    if not member.may(Permission.FUNDS_VIEW) or not sees_all(member):
        return Partner.objects.filter(own)
    return Partner.objects.filter(own | Q(pk__in=Contribution.objects.filter(fund=fund).values("partner_id")))


class SimulatorLinkForm(forms.Form):
    """For whom a link opens the simulator, and until when; the action checks both."""

    note = forms.CharField(
        label="Pour qui",
        max_length=120,
        help_text="L’organisme que vous invitez, par exemple «\u00a0Mutualité de Gascogne\u00a0». "
        "Qui reçoit ce lien ne voit pas ce nom.",
    )
    expires_on = DayField(label="Valable jusqu’au", help_text="Ce jour compris.")
