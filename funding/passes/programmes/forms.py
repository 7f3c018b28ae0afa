"""Forms of programmes and of training places."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from funding.ledger.models.funds import FundedAction
from funding.passes.enums import PLACE_LABELS
from funding.passes.programmes.labels import LANGUAGES, OWN_WORDS, WORDS, words_in
from funding.passes.programmes.models import PassProgramme, TrainingPlace
from funding.passes.programmes.rules import MAX_COUNTS, MAX_TEXT_SIZES, MIN_REMINDER_DAYS, Days, days_of_booklet
from inclusion.core.enums import Language
from inclusion.core.french.hours import FrenchWeek, french_week, is_readable
from inclusion.core.french.money import brief_euros
from inclusion.core.models.networks import Membership
from inclusion.core.web.forms import (
    AboutPeopleMixin,
    DayField,
    EurosField,
    SteppedForm,
    WizardStep,
    field_of,
    model_field,
)
from inclusion.guide.forms.places import many_choices
from inclusion.guide.rules.standard import SERVICES
from inclusion.partners.models import Partner
from inclusion.territories.forms import CommuneField

# -- Forms of programmes

ALL, CHOSEN = "all", "chosen"
UNUSED_WORDS = " Vos propres mots en {} restent enregistrés\u00a0: cochez la langue, ils reviennent."


def _count(label: str, *, name: str, least: int = 1, help_text: str = "", required: bool = True) -> forms.IntegerField:
    most = MAX_COUNTS[name]
    said = f"Écrivez un nombre entier, entre {least} et {most}."
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=least,
        max_value=most,
        help_text=help_text,
        error_messages={"min_value": said, "max_value": said, "invalid": said},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def _session(label: str, *, name: str, help_text: str) -> forms.IntegerField:
    field = _count(label, name=name, help_text=help_text)
    field.required = False
    return field


def _text(label: str, *, name: str, rows: int, help_text: str) -> forms.CharField:
    most, lines = MAX_TEXT_SIZES[name]
    return forms.CharField(
        label=label,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=f"{help_text} {most} signes et {lines} lignes au plus.",
    )


class ActionField(forms.ModelChoiceField):
    """An action of a fund, named with its fund."""

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
    session_passes = _session(
        "Pass pour une séance",
        name="session_passes",
        help_text="Si tous les lieux demandent autant. La lettre le dit. Vide\u00a0: chaque lieu a ses prix.",
    )
    session_minutes = _session(
        "Durée de cette séance, en minutes", name="session_minutes", help_text="Par exemple 120 pour deux heures."
    )
    validity_rule = model_field(PassProgramme, "validity_rule", widget=forms.RadioSelect)
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
        label="Organismes choisis", queryset=Partner.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    where = forms.ChoiceField(
        label="Où ces pass sont acceptés",
        choices=[(ALL, "Dans tous les lieux qui acceptent les pass"), (CHOSEN, "Dans les lieux choisis ci-dessous")],
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
    mentions = _text("Mentions obligatoires", name="mentions", rows=5, help_text="Imprimées en petit avec les pass.")

    signatory_name = model_field(PassProgramme, "signatory_name", help_text="Par exemple «\u00a0Claude Exemple\u00a0».")
    signatory_title = model_field(
        PassProgramme, "signatory_title", help_text="Vide\u00a0: le signataire des réglages du réseau."
    )
    languages = forms.MultipleChoiceField(
        label="Langues en plus du français",
        choices=[(one.value, f"{one.label} ({WORDS[one]['own_name']})") for one in LANGUAGES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Une personne dont la fiche dit une de ces langues reçoit la lettre en français, "
        "et une page de plus dans sa langue.",
    )
    reminder_days = _count(
        "Rappeler les pass qui restent, combien de jours avant la fin",
        name="reminder_days",
        required=False,
        least=MIN_REMINDER_DAYS,
        help_text="Une lettre ou un SMS, une fois par carnet, par exemple 45. Vide\u00a0: aucun rappel de lui-même.",
    )
    reminder_sms = forms.BooleanField(
        label="Par SMS, pour les personnes qui l’ont accepté",
        required=False,
        help_text="Les autres reçoivent une lettre de rappel. « Réglages » du réseau dit combien de SMS partent par "
        "mois, au plus, pour tous les programmes.",
    )

    unused_words: dict[str, dict[str, str]] = {}

    steps = (
        WizardStep("programme", "Le programme", ("funded_action", "name", "opened_on")),
        WizardStep(
            "carnet",
            "Le carnet",
            (
                *("face_value", "booklet_size", "yearly_limit", "envelope", "nature"),
                *("session_passes", "session_minutes"),
            ),
        ),
        WizardStep("duree", "La durée", ("validity_rule", "validity_months", "tolerance_days", "claim_months")),
        WizardStep("qui", "Qui et où", ("who", "prescribers", "where", "places")),
        WizardStep(
            "lettre", "La lettre", ("letter_opening", "letter_closing", "signatory_name", "signatory_title", "mentions")
        ),
        WizardStep(
            "langues",
            "Les langues",
            ("languages", *(f"{name}_{language}" for language in LANGUAGES for name in OWN_WORDS)),
        ),
        WizardStep("rappel", "Le rappel", ("reminder_days", "reminder_sms")),
    )

    def __init__(self, *args: Any, programme: PassProgramme | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if programme is not None:
            for name in ("funded_action", "opened_on"):
                self.fields.pop(name, None)
        if programme is not None and "languages" in self.fields:
            self.initial["languages"] = [*programme.translations]
            for language, words in programme.translations.items():
                self._own_words(Language(language), words, value=brief_euros(programme.face_value))
            self.unused_words = programme.unused_words
            if self.unused_words:
                these = " et en ".join(Language(one).label.lower() for one in self.unused_words)
                self.fields["languages"].help_text += UNUSED_WORDS.format(these)
        if not settings.SMS_GATEWAY["url"]:
            self.fields.pop("reminder_sms", None)
        self._choices("funded_action", actions_to_choose())
        self._choices("prescribers", prescribers_to_choose(programme))
        self._choices("places", places_to_choose(programme))

    def _own_words(self, language: Language, words: dict[str, str], *, value: str) -> None:
        """The fields for what the network writes otherwise in one language, the portal's words as their help."""
        usual = words_in(language, {}, value=value)
        for name, label in OWN_WORDS.items():
            field = _text(
                f"{label}, en {language.label.lower()}",
                name=f"letter_{name}",
                rows=4,
                # Isolated, so that Arabic does not draw the French around it along.
                help_text=f"Vide\u00a0: «\u00a0\u2068{usual[name]}\u2069\u00a0».",
            )
            field.initial = words.get(name, "")
            field.widget.attrs |= {"lang": language.value, "dir": language.direction}
            self.fields[f"{name}_{language}"] = field

    def _choices(self, name: str, queryset: Any) -> None:
        if name in self.fields:
            field_of(self, name).queryset = queryset

    def clean(self) -> dict[str, Any]:
        """The terms as the actions take them: None where all are meant."""
        data = super().clean() or self.cleaned_data
        for name, which in (("prescribers", "who"), ("places", "where")):
            if name not in self.fields or which in self.errors:
                continue
            chosen = list(data.get(name) or ())
            if data.get(which) == CHOSEN and not chosen:
                self.add_error(name, "Choisissez-en au moins un, ou revenez à «\u00a0tous\u00a0» juste au-dessus.")
            data[name] = chosen if data.get(which) == CHOSEN else None
        if "languages" in self.fields:
            own = {language.value: self._typed_words(language, data) for language in LANGUAGES}
            chosen = data.pop("languages", ())
            data["translations"] = {language: own[language] for language in chosen}
            data["unused_words"] = {
                language: words for language, words in own.items() if words and language not in chosen
            }
        return data

    def _typed_words(self, language: Language, data: dict[str, Any]) -> dict[str, str]:
        """The network's own words in one language: what was typed, or what is stored where nothing was asked."""
        if f"{next(iter(OWN_WORDS))}_{language}" not in self.fields:
            return self.unused_words.get(language, {})
        typed = {name: (data.pop(f"{name}_{language}", "") or "").strip() for name in OWN_WORDS}
        return {name: text for name, text in typed.items() if text}

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


class WithdrawForm(AboutPeopleMixin, forms.Form):
    """Why what is left of a booklet is cancelled."""

    reason = forms.CharField(
        label="Pourquoi",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Perdu, volé, revenu avec la lettre… Le journal garde cette raison\u00a0: ne nommez personne.",
    )


# -- Forms of training places

_POSITION = re.compile(r"(-?\d{1,3}[.,]\d+)\s*[,;/\s]\s*(-?\d{1,3}[.,]\d+)")
YES, NO = "yes", "no"


class PositionField(forms.CharField):
    """A point of the map as a map's page gives it: « 44.4994, 0.1653 », or the address of a page of OpenStreetMap."""

    def clean(self, value: Any) -> tuple[float, float] | None:
        """Latitude and longitude, in degrees."""
        text = super().clean(value)
        if not text:
            return None
        found = _POSITION.search(text)
        if found is None:
            raise forms.ValidationError("Écrivez deux nombres, par exemple 44.4994, 0.1653.")
        latitude, longitude = (float(one.replace(",", ".")) for one in found.groups())
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise forms.ValidationError("La latitude va de −90 à 90, la longitude de −180 à 180.")
        return latitude, longitude

    def prepare_value(self, value: Any) -> Any:
        """The point that is known, as it is typed; what was typed stays as it is."""
        return "{}, {}".format(*value) if isinstance(value, tuple) else value


class TrainingPlaceForm(SteppedForm):
    """All that is known of a place."""

    partner = forms.ModelChoiceField(
        label="Tenu par",
        queryset=Partner.objects.none(),
        empty_label="Choisissez un partenaire",
        help_text="Ses membres utilisent les pass dans ce lieu, et c’est lui qui est payé. Il ne change plus ensuite.",
    )
    name = forms.CharField(label="Nom du lieu", max_length=120, help_text="Comme il est connu, par exemple Cyber-base.")
    phone = model_field(TrainingPlace, "phone", help_text="Imprimé sur les lettres.")
    email = forms.EmailField(
        label="Adresse électronique",
        required=False,
        help_text="Pour prévenir le lieu de ses remboursements.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    accepts = forms.ChoiceField(
        label="Ce lieu accepte les pass",
        choices=[(YES, "Oui"), (NO, "Non, plus en ce moment")],
        initial=YES,
        widget=forms.RadioSelect,
        help_text="Un lieu qui n’en accepte plus n’est plus sur les lettres. Ce qui lui est dû le reste.",
    )
    address = model_field(TrainingPlace, "address", help_text="Numéro et rue.")
    postal_code = forms.RegexField(
        r"^\d{5}$",
        label="Code postal",
        error_messages={"invalid": "Un code postal compte cinq chiffres."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    commune = CommuneField(label="Commune")
    position = PositionField(
        label="Point sur la carte",
        help_text="Ouvrez une carte, par exemple openstreetmap.org, faites un clic droit sur le lieu et copiez "
        "ses deux nombres\u00a0: 44.4994, 0.1653. Il sert à trouver le lieu le plus proche.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    opening_hours = model_field(
        TrainingPlace,
        "opening_hours",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="En notation OpenStreetMap\u00a0: Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00. "
        "Les jours sont Mo Tu We Th Fr Sa Su. La semaine paraît en français juste au-dessous.",
    )
    services = many_choices("Ce qui s’y apprend", SERVICES)
    labels = many_choices("Labels", PLACE_LABELS)
    is_accessible = forms.BooleanField(label="Le lieu est accessible en fauteuil roulant", required=False)
    iban = forms.CharField(
        label="IBAN du compte à payer",
        required=False,
        max_length=42,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Sans lui, rien ne peut être remboursé à ce lieu. Par exemple FR76 suivi de 23 chiffres ou lettres.",
    )
    account_holder = model_field(TrainingPlace, "account_holder", help_text="Comme il est écrit sur le RIB.")

    steps = (
        WizardStep("lieu", "Le lieu", ("partner", "name", "phone", "email", "accepts")),
        WizardStep("adresse", "Où il est", ("address", "postal_code", "commune", "position")),
        WizardStep("horaires", "Quand il est ouvert", ("opening_hours",)),
        WizardStep("formation", "Ce qui s’y apprend", ("services", "labels", "is_accessible")),
        WizardStep("compte", "Son compte", ("iban", "account_holder")),
    )

    def __init__(self, *args: Any, place: TrainingPlace | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("partner" if place else "accepts", None)
        if "partner" in self.fields:
            field_of(self, "partner").queryset = Partner.objects.active()

    def clean_opening_hours(self) -> str:
        """Hours that can be read."""
        hours = self.cleaned_data["opening_hours"]
        if hours and not is_readable(hours):
            raise forms.ValidationError(
                "Ces horaires ne suivent pas la notation d’OpenStreetMap, par exemple : Mo-Fr 09:00-12:00."
            )
        return hours

    def clean(self) -> dict[str, Any]:
        """The fields as the action takes them."""
        data = super().clean() or self.cleaned_data
        if "accepts" in data:
            data["accepts_passes"] = data.pop("accepts") == YES
        if position := data.pop("position", None):
            data["latitude"], data["longitude"] = position
        return data

    def week(self) -> FrenchWeek | None:
        """The week that was typed, in French; None where there is nothing to read."""
        hours = self.said("opening_hours")
        if not hours or not is_readable(hours):
            return None
        return french_week(hours, after=timezone.localdate())
