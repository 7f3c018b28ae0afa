"""Of what the page of the chain is, chosen in its address; and what is tied to a funded action."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Model
from django.utils import timezone

from evaluation.chain.models import FundedOutput, OutputKind
from evaluation.chain.queries.chain import Chain
from evaluation.chain.queries.figures import Scope
from funding.ledger.models.funds import Fund, FundedAction, sees_all
from inclusion.core.access import Member
from inclusion.core.roles import Permission
from inclusion.core.web import parameters
from inclusion.core.web.forms import field_of
from inclusion.events.models import Event
from inclusion.partners.models import Partner
from inclusion.territories.models import Epci

#: What is offered of each kind, the latest first, unless an action pays it already.
MAX_OFFERED = 200


def sees_network(member: Member) -> bool:
    """Whether the page may be of the whole network: not for an operator that sees its own money alone."""
    return sees_all(member) or not member.may(Permission.STATEMENTS_OWN)


def refers(member: Member) -> bool:
    """Whether a member reads of the own intercommunalité alone."""
    return member.may(Permission.ROADMAPS_LOCAL) and not member.may(Permission.ROADMAPS_MANAGE)


def own_area(member: Member) -> Epci | None:
    """The intercommunalité that alone a referent reads of."""
    return member.partner.epci if refers(member) else None


class ChainForm(forms.Form):
    """The year, the fund, the operator, the action and the intercommunalité; what is nonsense counts as not said."""

    annee = forms.ChoiceField(label="Année", required=False)
    fonds = forms.ChoiceField(label="Fonds", required=False)
    operateur = forms.ChoiceField(label="Opérateur", required=False)
    action = forms.ChoiceField(label="Action financée", required=False)
    epci = forms.ChoiceField(label="Intercommunalité", required=False)

    def __init__(self, data: Mapping[str, Any], *, member: Member) -> None:
        self.member, today = member, timezone.localdate()
        self.funds = {one.pk: one for one in Fund.objects.all()}
        self.actions = {
            one.pk: one for one in FundedAction.objects.select_related("fund", "network").order_by("sort_name", "pk")
        }
        self.partners, self.epcis = self._partners(), self._epcis()
        first = min((one.start.year for one in self.funds.values()), default=today.year)
        self.years = list(range(today.year, min(first, today.year) - 1, -1))
        super().__init__()
        own = own_area(member)
        #: A referent of no intercommunalité reads nothing.
        self.reads_nothing = refers(member) and own is None
        #: A referent who asked for another intercommunalité reads the own one.
        self.is_redirected = own is not None and data.get("epci") not in (None, "", own.pk)
        self.scope = self._read(data)
        self.found = Chain(self.scope, member, self.actions)
        self._offer()

    def _partners(self) -> dict[int, Partner]:
        if own_area(self.member) is not None:
            return {}
        givers = Partner.objects.filter(contributions__isnull=False).distinct()
        if not sees_all(self.member):
            givers = givers.filter(pk=self.member.partner.pk)
        return {one.pk: one for one in givers.order_by("sort_name", "pk")}

    def _epcis(self) -> dict[str, Epci]:
        if (own := own_area(self.member)) is not None:
            return {own.pk: own}
        here = Epci.objects.touching(self.member.network.department_id)
        return {one.pk: one for one in here.order_by("name", "pk")}

    def _read(self, data: Mapping[str, Any]) -> Scope:
        year = parameters.year(data.get("annee"))
        fund = self.funds.get(parameters.key(data.get("fonds")) or 0)
        action = self.actions.get(parameters.key(data.get("action")) or 0)
        if action is not None and fund is not None and action.fund_id != fund.pk:
            action = None
        partner = self.partners.get(parameters.key(data.get("operateur")) or 0)
        own = self.partners.get(self.member.partner.pk)
        if self.member.may(Permission.STATEMENTS_OWN) and own is not None and "operateur" not in data:
            partner = own
        if not sees_network(self.member):
            partner = own or self.member.partner
        epci = own_area(self.member) or self.epcis.get(str(data.get("epci")))
        return Scope(
            year if year in self.years else self.years[0], fund=fund, partner=partner, action=action, epci=epci
        )

    def _offer(self) -> None:
        """What may be chosen; a field with nothing to choose goes."""
        scope = self.scope
        of_fund = {pk: one for pk, one in self.actions.items() if scope.fund in (None, self.funds[one.fund_id])}
        self._choices("annee", {one: one for one in self.years}, scope.year)
        self._choices("fonds", self.funds, scope.fund, empty="Tous")
        partners = self.partners if sees_network(self.member) else {}
        self._choices("operateur", partners, scope.partner, empty="Tous")
        named = {pk: self.found.name_of(pk) for pk in of_fund}
        self._choices("action", named, scope.action, empty="Toutes")
        self._choices("epci", self.epcis, scope.epci, empty="Toutes")

    def _choices(self, name: str, offered: Mapping[Any, Any], chosen: Any, *, empty: str = "") -> None:
        choices = [(str(key), str(label)) for key, label in offered.items()]
        if len(choices) < 2 and name in ("fonds", "operateur", "epci"):
            del self.fields[name]
            return
        field_of(self, name).choices = [("", empty), *choices] if empty else choices
        self.initial[name] = str(getattr(chosen, "pk", chosen) or "")

    @property
    def chosen(self) -> list[Any]:
        """What narrows the page beside its year."""
        scope = self.scope
        return [one for one in (scope.fund, scope.partner, scope.action, scope.epci) if one is not None]

    def chain(self) -> Chain:
        """The figures of what was chosen."""
        return self.found


# -- Ties

_ORDERS = {
    OutputKind.EVENT: ("-starts_at", "-pk"),
    OutputKind.DONATION: ("-received_on", "-pk"),
    OutputKind.PURCHASE: ("-bought_on", "-pk"),
    OutputKind.STRUCTURE: ("sort_name", "pk"),
    OutputKind.SURVEY: ("-pk",),
}


_NOT_OFFERED = "Ce n’est plus proposé\u00a0: choisissez autre chose dans la liste."


class TieForm(forms.Form):
    """Which thing a funded action pays for, among those that none pays yet, by kind."""

    target = forms.ChoiceField(
        label="Ce que l’action finance",
        help_text="Ce qu’une action finance déjà n’est plus proposé\u00a0: rien ne compte deux fois.",
        error_messages={"invalid_choice": _NOT_OFFERED},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered: dict[str, tuple[OutputKind, Model]] = {}
        groups = []
        for kind, order in _ORDERS.items():
            model = FundedOutput._meta.get_field(kind).related_model
            rows = model._default_manager.filter(funded_output=None).order_by(*order)[:MAX_OFFERED]
            named = {f"{kind}:{one.pk}": one for one in rows}
            self.offered |= {key: (kind, one) for key, one in named.items()}
            groups.append(
                (
                    kind.label.capitalize(),
                    [
                        (key, (f"{one}, {one.days}" if isinstance(one, Event) else str(one)))
                        for key, one in named.items()
                    ],
                )
            )
        field_of(self, "target").choices = [("", "Choisissez"), *(one for one in groups if one[1])]

    def clean_target(self) -> dict[str, Any]:
        """The kind and the thing, as the action takes them."""
        kind, target = self.offered[self.cleaned_data["target"]]
        return {"kind": kind, "target": target}
