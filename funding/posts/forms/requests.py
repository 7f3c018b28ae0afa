"""Forms of co-financed posts: the request in three steps, a year of its plan, the decision."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from funding.enums import PostKind
from funding.ledger.models.funds import Fund
from funding.posts.actions.requests import PRIVATE_KINDS, faults_of_request, is_private
from funding.posts.enums import PostState
from funding.posts.models import Post, PostYear
from funding.posts.queries import post_funds
from funding.posts.rules.years import MAX_FTE, MAX_MONTHS, YearTerms, faults_of_terms, shares_of, year_plan
from inclusion.core.access import Member, Permission
from inclusion.core.french.money import figure
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.web.forms import DayField, DecimalField, EurosField, LastDayField, field_of, model_field
from inclusion.partners.models import Partner
from inclusion.territories.models import Epci

_ON_RECORD, _PUBLIC, _PRIVATE = "", "no", "yes"
_ELSEWHERE = (
    "Cet organisme n’est pas de votre territoire\u00a0: choisissez votre organisme, un organisme de votre "
    "intercommunalité, ou la collectivité qui cofinance."
)


def collectivites_for(member: Member) -> Any:
    """Public organisations that may co-finance what this member asks for: all, or the own and its territory's."""
    partners = Partner.objects.active()
    if not member.may(Permission.POSTS_DECIDE):
        own = member.partner
        partners = partners.filter(Q(pk=own.pk) | Q(epci__isnull=False, epci=own.epci_id))
    return partners.exclude(kind__in=PRIVATE_KINDS)


class EmployerForm(forms.Form):
    """First step: who employs, who co-finances, from when to when, at which cost. It makes the draft."""

    fund = model_field(Post, "fund", empty_label="Choisissez un fonds")
    employer = model_field(Post, "employer", label="Qui emploie la personne", empty_label="Choisissez un organisme")
    private_employer = forms.ChoiceField(
        label="Public ou privé",
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (_ON_RECORD, "D’après sa fiche\u00a0: une commune est publique, une association privée"),
            (_PUBLIC, "Corriger\u00a0: public"),
            (_PRIVATE, "Corriger\u00a0: privé"),
        ],
        help_text="Avec un employeur privé, la convention se signe à trois.",
    )
    collectivite = forms.ModelChoiceField(
        label="La collectivité qui cofinance",
        queryset=Partner.objects.none(),
        required=False,
        empty_label="L’employeur lui-même, s’il est public",
        help_text="Elle paie au moins autant que le fonds.",
    )
    start = DayField(label="Premier jour financé", help_text="Le premier jour d’un mois.")
    end = LastDayField(
        label="Dernier jour financé", help_text=f"Le dernier jour d’un mois, {MAX_MONTHS} mois au plus après le début."
    )
    yearly_cost = EurosField(
        label="Coût d’un temps plein sur douze mois, en euros", help_text="Salaire et charges, par exemple 40\u00a0000."
    )
    groups = (
        ("Qui emploie, qui cofinance", ("fund", "employer", "private_employer", "collectivite")),
        ("De quand à quand, à quel coût", ("start", "end", "yearly_cost")),
    )

    def __init__(self, *args: Any, member: Member, post: Post | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fte = post.fte if post else Decimal(1)
        funds = post_funds(timezone.localdate())
        employers, collectivites = Partner.objects.active(), collectivites_for(member)
        if post is not None:
            funds |= Fund.objects.filter(pk=post.fund_id)
        if not member.may(Permission.POSTS_DECIDE):
            helped = Q(kind__in=PRIVATE_KINDS) | Q(pk__in=collectivites.values("pk"))
            employers = employers.filter(helped | Q(pk=post.employer_id if post else None))
            self.fields["employer"].initial = member.partner.pk
            self.fields["employer"].error_messages["invalid_choice"] = _ELSEWHERE
        field_of(self, "fund").queryset = funds
        field_of(self, "employer").queryset = employers
        field_of(self, "collectivite").queryset = collectivites
        if post is not None:
            said = "privé" if is_private(post.employer) else "public"
            on_record = (_ON_RECORD, f"D’après sa fiche\u00a0: {said} ({post.employer})")
            field_of(self, "private_employer").choices = [on_record, *field_of(self, "private_employer").choices[1:]]
        self.only_fund = funds[0] if len(funds) == 1 else None
        if self.only_fund is not None:
            del self.fields["fund"]
            ends = plain_date(shown_end(self.only_fund.end))
            self.fields["end"].help_text += f" Le fonds s’arrête le {ends} et ne paie aucune année qui commence après."

    def clean(self) -> dict[str, Any]:
        """Show everything that the rules refuse, each at its field."""
        data = super().clean() or self.cleaned_data
        if self.only_fund is not None:
            data["fund"] = self.only_fund
        employer = data.get("employer")
        if employer is None:
            return data
        said = data.get("private_employer", _ON_RECORD)
        private = data["private_employer"] = is_private(employer) if said == _ON_RECORD else said == _PRIVATE
        if not private and data.get("collectivite") is None and "collectivite" not in self.errors:
            data["collectivite"] = employer
        asked = ("fund", "start", "end", "yearly_cost")
        if all(data.get(name) is not None for name in asked):
            faults = faults_of_request(
                **{name: data[name] for name in asked},
                employer=employer,
                private_employer=private,
                collectivite=data.get("collectivite"),
                fte=self.fte,
            )
            for name, sentence in faults.items():
                if name in self.fields and name not in self.errors:
                    self.add_error(name, sentence)
        return data


class NeedForm(forms.Form):
    """Second step: what the post is, where, and why."""

    kind = forms.ChoiceField(label="Métier", choices=PostKind)
    title = forms.CharField(
        label="Intitulé",
        max_length=120,
        help_text="Pour le retrouver dans les listes, par exemple «\u00a0Conseiller numérique, Marmande\u00a0».",
    )
    territory = forms.ModelChoiceField(
        label="Intercommunalité",
        queryset=Epci.objects.none(),
        required=False,
        empty_label="Tout le département",
        help_text="Sa feuille de route locale est rédigée avant la signature, adoptée avant la deuxième année.",
    )
    fte = DecimalField(
        label="Équivalents temps plein (ETP)",
        max_digits=4,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=f"1 pour un temps plein, 0,5 pour un mi-temps, {MAX_FTE} au plus.",
    )
    creation = forms.BooleanField(
        label="Ce poste crée un service là où il n’y en a pas",
        required=False,
        help_text="Ces demandes passent en premier.",
    )
    need = forms.CharField(
        label="Pourquoi ce poste est nécessaire",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="En quelques phrases\u00a0: qui attend, où, et ce qui existe déjà.",
    )
    groups = (("Le poste", ("kind", "title", "territory", "fte")), ("Pourquoi", ("creation", "need")))

    def __init__(self, *args: Any, member: Member, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.start = post.start
        field_of(self, "territory").queryset = Epci.objects.touching(member.network.department)
        if not member.may(Permission.POSTS_DECIDE):
            del self.fields["territory"]

    def clean_fte(self) -> Decimal:
        """What the rules refuse of it."""
        fte = self.cleaned_data["fte"]
        if fault := faults_of_terms(start=self.start, fte=fte).get("fte"):
            raise forms.ValidationError(fault)
        return fte


class AidsForm(forms.Form):
    """Third step: what the State and others pay, and what the collectivité offers for each year."""

    contract_on = DayField(
        label="Contrat avec l’État commencé le",
        required=False,
        help_text="Si le poste a déjà un contrat «\u00a0conseiller numérique\u00a0». Vide\u00a0: il commence avec le "
        "financement.",
    )
    uplifted = forms.BooleanField(
        label="Le territoire a droit à la bonification de l’État",
        required=False,
        help_text="Quartier prioritaire de la ville, ou zone de revitalisation rurale.",
    )
    other_aid_yearly = EurosField(
        label="Autres aides sur douze mois, en euros", min_value=0, required=False, help_text="Vide s’il n’y en a pas."
    )
    other_aid_source = forms.CharField(label="Qui verse ces autres aides", max_length=120, required=False)

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = list(post.years.all())
        for year in self.years:
            self.fields[f"offered_{year.number}"] = EurosField(
                label=f"Pour la {year.name}, {year.period}, en euros",
                min_value=0,
                required=False,
                initial=year.offered,
                help_text=_offer_help(year),
            )
        self.groups = (
            ("Les aides", ("contract_on", "uplifted", "other_aid_yearly", "other_aid_source")),
            ("Ce que la collectivité propose", tuple(f"offered_{year.number}" for year in self.years)),
        )

    def clean(self) -> dict[str, Any]:
        """The offers as the action takes them; who pays other aids is said."""
        data = super().clean() or self.cleaned_data
        data["offers"] = [data.pop(f"offered_{year.number}", None) for year in self.years]
        data["other_aid_yearly"] = data.get("other_aid_yearly") or Decimal(0)
        if data["other_aid_yearly"] and not data.get("other_aid_source", "").strip():
            self.add_error("other_aid_source", "Indiquez qui verse ces autres aides.")
        return data


def _offer_help(year: PostYear) -> str:
    """What the fund would pay beside the collectivité, by the plan as it is."""
    ceiling = year_plan(cost=year.cost, state_aid=year.state_aid, other_aid=year.other_aid).fund_max
    return (
        f"Il reste {figure(year.remainder)}\u00a0€ à financer\u00a0: le fonds peut payer jusqu’à "
        f"{figure(ceiling)}\u00a0€, si la collectivité paie au moins autant. Vide\u00a0: ce n’est pas encore dit."
    )


class PlanYearForm(forms.Form):
    """Who pays how much of one year; a share that is left empty is what the rule gives."""

    def __init__(self, *args: Any, year: PostYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        rule = year_plan(cost=year.cost, state_aid=year.state_aid, other_aid=year.other_aid, collectivite=year.offered)
        by_rule = (rule.fund, rule.collectivite) == (year.fund_share, year.collectivite_share)
        empty = "Vide\u00a0: ce que donne la règle."
        rows: list[tuple[str, str, Any, bool, str]] = [
            ("state_aid", "Aide de l’État", year.state_aid, True, "Ce que l’État paie pour cette année."),
            ("other_aid", "Autres aides", year.other_aid, False, "Vide s’il n’y en a pas."),
            ("offered", "Proposé par la collectivité", year.offered, False, "Vide\u00a0: ce n’est pas encore dit."),
            ("fund_share", "Part du fonds", None if by_rule else year.fund_share, False, empty),
            (
                "collectivite_share",
                "Part de la collectivité",
                None if by_rule else year.collectivite_share,
                False,
                empty,
            ),
        ]
        for name, label, initial, required, help_text in rows:
            self.fields[f"{name}_{year.number}"] = EurosField(
                label=f"{label}, en euros", min_value=0, required=required, initial=initial, help_text=help_text
            )
        named = [f"{name}_{year.number}" for name, *_ in rows]
        self.groups = (("Ce que d’autres apportent", named[:3]), ("Les parts retenues", named[3:]))

    @property
    def terms(self) -> YearTerms:
        """What was typed, as the action takes it."""
        data = {name.rsplit("_", 1)[0]: value for name, value in self.cleaned_data.items()}
        data["other_aid"] = data["other_aid"] or Decimal(0)
        return YearTerms(self.year.number, **data)

    def clean(self) -> dict[str, Any]:
        """Show everything that the rules refuse, each at its field."""
        data = super().clean() or self.cleaned_data
        if not self.errors:
            for name, sentence in shares_of(self.terms, cost=self.year.cost)[1].items():
                self.add_error(name if name in self.fields else None, sentence)
        return data


class SubmitForm(forms.Form):
    """The day on which a request was received, for who notes it for somebody else."""

    on = DayField(
        label="Demande reçue le",
        help_text="Aujourd’hui, sauf si elle est arrivée plus tôt par courrier. La première reçue passe avant.",
    )


ACCEPT, REFUSE = "accept", "refuse"


class DecideForm(forms.Form):
    """The decision on a request, or the end of an acceptance."""

    decision = forms.ChoiceField(
        label="La décision",
        widget=forms.RadioSelect,
        choices=[(ACCEPT, "Retenir ce poste"), (REFUSE, "Ne pas le retenir")],
    )
    on = DayField(label="Décidé le", help_text="Le jour de la commission, ou celui de la lettre.")
    reason = forms.CharField(
        label="Motif",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Obligatoire si le poste n’est pas retenu\u00a0: la collectivité le lira.",
    )

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if post.state == PostState.ACCEPTED:
            field_of(self, "decision").choices = [(REFUSE, "Ne plus retenir ce poste")]
            # A second click on « Retenir » comes here once the first is done.
            self.fields["decision"].error_messages["invalid_choice"] = "Ce poste est déjà retenu."
            self.fields["decision"].initial = REFUSE


class ReopenForm(forms.Form):
    """What is to be completed."""

    reason = forms.CharField(
        label="Ce qui est à compléter",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="La personne qui demande le lira en haut de sa demande.",
    )
