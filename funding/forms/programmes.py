"""Forms of programmes: opened in steps, changed part by part, closed."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from funding.enums import ValidityRule
from funding.models import FundedAction, PassProgramme, TrainingPlace
from funding.rules.passes import Days, days_of_booklet
from funding.rules.programmes import MAX_COUNTS, ROOM
from inclusion.core.models.networks import Membership
from inclusion.core.web.forms import DayField, EurosField, SteppedForm, WizardStep
from inclusion.partners.models import Partner

ALL, CHOSEN = "all", "chosen"


def _count(label: str, *, name: str, least: int = 1, help_text: str = "") -> forms.IntegerField:
    most = MAX_COUNTS[name]
    said = f"Écrivez un nombre entier, entre {least} et {most}."
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=help_text,
        error_messages={"min_value": said, "max_value": said, "invalid": said},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def _text(label: str, *, name: str, rows: int, help_text: str) -> forms.CharField:
    most, lines = ROOM[name]
    return forms.CharField(
        label=label,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=f"{help_text} {most} signes et {lines} lignes au plus.",
    )


class ActionField(forms.ModelChoiceField):
    """An action of a fund, told with its fund."""

    def label_from_instance(self, obj: FundedAction) -> str:
        """The action and who pays it."""
        return f"{obj.name}, payée par «\u00a0{obj.fund.name}\u00a0»"


class ProgrammeForm(SteppedForm):
    """All the terms of a programme."""

    funded_action = ActionField(
        label="L’action qui paie les pass",
        queryset=FundedAction.objects.none(),
        empty_label="Choisissez une action d’un fonds",
        help_text="Une action ne paie qu’un programme. Elle ne change plus ensuite.",
    )
    name = forms.CharField(
        label="Nom du programme", max_length=120, help_text="Par exemple «\u00a0Pass numérique 2027\u00a0»."
    )
    opened_on = DayField(label="Premier jour des envois", help_text="Aucun carnet ne part avant.")
    face_value = EurosField(label="Valeur d’un pass, en euros", help_text="Le plus souvent 10\u00a0€.")
    booklet_size = _count("Pass par carnet", name="booklet_size", help_text="Le plus souvent 10.")
    yearly_limit = _count(
        "Carnets par personne et par an",
        name="yearly_limit",
        help_text="Par année civile. Un carnet annulé avant d’avoir servi ne compte pas.",
    )
    envelope = EurosField(
        label="Enveloppe du programme, en euros",
        required=False,
        help_text="Ce qui peut partir en tout, sans ce qui revient au fonds. Vide\u00a0: tant que le fonds peut payer.",
    )
    nature = forms.CharField(
        label="Ce que les pass paient",
        max_length=120,
        help_text="Imprimé sur la lettre, par exemple «\u00a0Formation au numérique\u00a0».",
    )
    validity_rule = forms.ChoiceField(
        label="Durée de validité", choices=ValidityRule, widget=forms.RadioSelect
    )
    validity_months = _count(
        "Combien de mois",
        name="validity_months",
        help_text="Pour un nombre de mois après l’envoi. Sans effet quand la validité s’arrête à la fin de l’année.",
    )
    tolerance_days = _count(
        "Jours de tolérance pour les lieux",
        name="tolerance_days",
        least=0,
        help_text="Un lieu accepte encore un pass ces jours-là. La date imprimée reste la première.",
    )
    claim_months = _count(
        "Mois pour demander le remboursement",
        name="claim_months",
        help_text="Comptés depuis la date imprimée. Pour un pass de l’année, deux mois mènent à la fin de février.",
    )
    who = forms.ChoiceField(
        label="Qui envoie ces pass",
        choices=[(ALL, "Tous les prescripteurs du réseau"), (CHOSEN, "Les organismes choisis ci-dessous")],
        widget=forms.RadioSelect,
    )
    prescribers = forms.ModelMultipleChoiceField(
        label="Organismes choisis",
        queryset=Partner.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    where = forms.ChoiceField(
        label="Où ces pass sont acceptés",
        choices=[
            (ALL, "Dans tous les lieux qui acceptent les pass"),
            (CHOSEN, "Dans les lieux choisis ci-dessous"),
        ],
        widget=forms.RadioSelect,
        help_text="Compte aussi pour les pass déjà envoyés.",
    )
    places = forms.ModelMultipleChoiceField(
        label="Lieux choisis",
        queryset=TrainingPlace.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    letter_opening = _text(
        "Début de la lettre",
        name="letter_opening",
        rows=5,
        help_text="Des phrases courtes, une idée par phrase. Vide\u00a0: le texte du portail.",
    )
    letter_closing = _text(
        "Fin de la lettre", name="letter_closing", rows=4, help_text="Vide\u00a0: le texte du portail."
    )
    mentions = _text(
        "Mentions obligatoires", name="mentions", rows=5, help_text="Imprimées en petit avec les pass."
    )

    steps = (
        WizardStep("programme", "Le programme", ("funded_action", "name", "opened_on")),
        WizardStep(
            "carnet", "Le carnet", ("face_value", "booklet_size", "yearly_limit", "envelope", "nature")
        ),
        WizardStep(
            "duree", "La durée", ("validity_rule", "validity_months", "tolerance_days", "claim_months")
        ),
        WizardStep("qui", "Qui et où", ("who", "prescribers", "where", "places")),
        WizardStep("lettre", "La lettre", ("letter_opening", "letter_closing", "mentions")),
    )

    def __init__(self, *args: Any, programme: PassProgramme | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if programme is not None:
            for name in ("funded_action", "opened_on"):
                self.fields.pop(name, None)
        self._choices("funded_action", actions_to_choose())
        self._choices("prescribers", prescribers_to_choose(programme))
        self._choices("places", places_to_choose(programme))

    def _choices(self, name: str, queryset: Any) -> None:
        if name in self.fields:
            self.fields[name].queryset = queryset

    def clean(self) -> dict[str, Any]:
        """The terms as the actions take them: None where all are meant."""
        data = super().clean()
        for name, which in (("prescribers", "who"), ("places", "where")):
            if name not in self.fields or which in self.errors:
                continue
            chosen = list(data.get(name) or ())
            if data.get(which) == CHOSEN and not chosen:
                self.add_error(
                    name, "Choisissez-en au moins un, ou revenez à «\u00a0tous\u00a0» juste au-dessus."
                )
            data[name] = chosen if data.get(which) == CHOSEN else None
        return data

    def days(self) -> Days | None:
        """Until when a booklet sent today would count with what was typed; None where that cannot be read."""
        terms = [self.said(name) for name in self.steps[2].fields]
        if None in terms:
            return None
        rule, months, tolerance, claim = terms
        if tolerance > claim * 28:
            return None
        return days_of_booklet(
            timezone.localdate(), rule=rule, months=months, tolerance_days=tolerance, claim_months=claim
        )


def actions_to_choose() -> Any:
    """Actions of funds that have not ended, which pay no programme yet."""
    free = FundedAction.objects.filter(pass_programme=None, fund__end__gt=timezone.localdate())
    return free.select_related("fund").order_by("fund__name", "sort_name", "pk")


def prescribers_to_choose(programme: PassProgramme | None) -> Any:
    """Organisations with a member who sends passes, and those that were chosen before."""
    members = Membership.objects.in_force().filter(partner=OuterRef("pk"))
    sends = Exists(members.with_role("prescriber")) | Exists(members.with_role("coordinator"))
    wanted = Q(sends)
    if programme is not None:
        wanted |= Q(programme_rows__programme=programme)
    return Partner.objects.active().filter(wanted).distinct()


def places_to_choose(programme: PassProgramme | None) -> Any:
    """Places that accept passes, and those that were chosen before: they may accept them again."""
    wanted = Q(accepts_passes=True)
    if programme is not None:
        wanted |= Q(programme_rows__programme=programme)
    return TrainingPlace.objects.filter(wanted).select_related("commune").distinct()


class CloseForm(forms.Form):
    """The first day on which no booklet may be sent any more."""

    closed_on = DayField(
        label="Fermer à partir du",
        help_text="Ce jour-là et ensuite, aucun carnet ne part plus. Les pass envoyés restent valables.",
    )


class WithdrawForm(forms.Form):
    """Why what is left of a booklet is cancelled."""

    reason = forms.CharField(
        label="Pourquoi",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Perdu, volé, revenu avec la lettre… Le journal garde cette raison\u00a0: ne nommez personne.",
    )
