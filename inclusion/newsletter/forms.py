"""Forms of the newsletter: its issues, their sections and items, its subscribers."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from inclusion.core.french.periods import month_of
from inclusion.core.imports.uploads import MAX_PHOTO_BYTES
from inclusion.core.scope import active_network
from inclusion.core.web.forms import TRAP, DayField, LastDayField, field_of, model_field
from inclusion.newsletter.enums import Audience, Readership
from inclusion.newsletter.models import NewsletterIssue, NewsletterItem, NewsletterSection
from inclusion.territories.forms import CommuneField
from inclusion.territories.models import Epci

MARKS = (
    "Pour mettre en forme\u00a0: **gras**, *italique*, [mots du lien](https://exemple.fr), et un tiret en début de "
    "ligne pour une liste."
)


class TargetForm(forms.Form):
    """For whom something is."""

    audience = forms.ChoiceField(
        label="Pour qui",
        choices=Audience.choices,
        initial=Audience.ALL,
        widget=forms.RadioSelect,
        help_text="Les professionnels\u00a0: les membres du réseau, et qui s’est dit professionnel en s’abonnant. "
        "Les membres\u00a0: eux seuls.",
    )
    epcis = forms.ModelMultipleChoiceField(
        label="Territoires",
        queryset=Epci.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ne cochez rien pour tout le département. Qui n’a pas dit sa commune reçoit tout.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Epci.objects.touching(active_network().department_id)
        field_of(self, "epcis").queryset = here
        if not here.exists():
            del self.fields["epcis"]

    def clean(self) -> dict[str, Any]:
        """The intercommunalités as their SIREN."""
        data = super().clean() or self.cleaned_data
        data["epcis"] = [one.pk for one in data.get("epcis", ())]
        return data


class IssueForm(TargetForm):
    """The title of an issue, its first words, the days it covers, for whom it is."""

    groups = (("Le numéro", ("title", "start", "end", "introduction")), ("À qui il s’adresse", ("audience", "epcis")))

    title = forms.CharField(
        label="Titre",
        max_length=160,
        help_text="Il devient l’objet du courriel. Par exemple\u00a0: L’automne du réseau.",
    )
    start = DayField(label="Ce qui s’est passé du", widget=forms.DateInput({"type": "date"}))
    end = LastDayField(label="Au", help_text="Ce jour compris.", widget=forms.DateInput({"type": "date"}))
    introduction = model_field(NewsletterIssue, "introduction", max_length=2000, rows=4, help_text=MARKS)

    def clean(self) -> dict[str, Any]:
        """The days go forward."""
        data = super().clean() or self.cleaned_data
        if "start" in data and "end" in data and data["end"] <= data["start"]:
            self.add_error("end", "La période finit avant d’avoir commencé.")
        return data

    @staticmethod
    def since_last(issue: NewsletterIssue | None, today: date) -> dict[str, Any]:
        """The days that no issue has covered: since the end of the last one; of a first one, from the month on that
        was going on two weeks ago; one day at least.
        """
        begun, tomorrow = (today + timedelta(days=days) for days in (-14, 1))
        start = issue.end if issue and issue.end <= today else month_of(begun)
        return {"start": start, "end": today if start < today else tomorrow}


class SectionForm(TargetForm):
    """The heading of a section, and for whom it is."""

    heading = model_field(NewsletterSection, "heading")
    field_order = ("heading", "audience", "epcis")


class MomentField(forms.DateTimeField):
    """A day with its hour; one of the night on which the hour changes may be none, or two."""

    def to_python(self, value: Any) -> Any:
        """The moment, whose hour was said."""
        if isinstance(value, str) and value.strip() and ":" not in value:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return super().to_python(value)
        except ValidationError as refused:
            if refused.code != "ambiguous_timezone":
                raise
        raise ValidationError("L’heure change cette nuit-là\u00a0: choisissez-en une plus tardive.")


class PlanForm(forms.Form):
    """When an issue leaves by itself."""

    on = MomentField(
        label="Jour et heure de l’envoi",
        help_text="Heure de Paris. Il part dans les cinq minutes qui suivent.",
        error_messages={"invalid": "Donnez un jour et une heure, par exemple 24/11/2026 09:00."},
    )


class ItemForm(forms.Form):
    """One piece of news of an issue."""

    heading = model_field(
        NewsletterSection,
        "heading",
        help_text="Les nouvelles d’une même rubrique se suivent sous son titre.",
        widget=forms.TextInput({"list": "rubriques", "autocomplete": "off"}),
    )
    title = model_field(NewsletterItem, "title")
    text = model_field(NewsletterItem, "text", max_length=6000, rows=8, help_text=MARKS)
    url = model_field(
        NewsletterItem,
        "url",
        widget=forms.TextInput({"inputmode": "url"}),
        help_text="L’adresse de la page qui en dit plus.",
    )
    file = forms.FileField(
        label="Image",
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
        help_text="JPEG, PNG ou WebP\u00a0; 15\u00a0Mo au plus. Le lieu et la date notés par l’appareil sont enlevés.",
    )
    picture_text = model_field(
        NewsletterItem,
        "picture_text",
        help_text="Une phrase pour qui ne voit pas l’image. Exemple\u00a0: Trente personnes devant la mairie.",
    )
    remove_picture = forms.BooleanField(label="Retirer l’image", required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    groups = (
        ("La nouvelle", ("heading", "title", "text", "url")),
        ("Son image", ("file", "picture_text", "remove_picture")),
    )

    def __init__(self, *args: Any, item: NewsletterItem | None = None, **kwargs: Any) -> None:
        known = (
            forms.model_to_dict(item, self.base_fields) | {"heading": item.section.heading, "seen": item.digest}
            if item
            else None
        )
        super().__init__(*args, **kwargs | {"initial": known})
        if item is None:
            del self.fields["seen"]
        if item is None or item.picture_id is None:
            del self.fields["remove_picture"]
        else:
            self.fields["file"].label = "Changer l’image"

    def clean(self) -> dict[str, Any]:
        """Read the picture, as the actions take it."""
        data = super().clean() or self.cleaned_data
        upload = data.pop("file", None)
        return data | {"picture": (upload.name, upload.read(MAX_PHOTO_BYTES + 1)) if upload else None}


class ReadingForm(forms.Form):
    """As whom and of where somebody reads the newsletter."""

    readership = forms.ChoiceField(
        label="Vous êtes",
        choices=[
            (Readership.PUBLIC, "Grand public"),
            (Readership.PROFESSIONALS, "Professionnel de l’inclusion numérique"),
        ],
        initial=Readership.PUBLIC,
        widget=forms.RadioSelect,
    )
    commune = CommuneField(
        label="Votre commune",
        required=False,
        help_text="Facultatif\u00a0: vous recevrez les nouvelles de votre territoire et celles de tout le département. "
        "Donnez son code postal et son nom.",
    )


class SubscribeForm(ReadingForm):
    """An address that asks for the newsletter and for whom it is; and a field that only a robot fills."""

    email = forms.EmailField(
        label="Votre adresse électronique",
        max_length=254,
        help_text="Un courriel vous demande de confirmer.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    site = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))

    @property
    def is_robot(self) -> bool:
        """Whether the field that no person sees was filled."""
        return bool(self.data.get(TRAP))


class BringForm(forms.Form):
    """A list of addresses that people pasted, and how those people said yes."""

    text = forms.CharField(
        label="Adresses",
        max_length=1_000_000,
        widget=forms.Textarea({"rows": 10, "spellcheck": "false"}),
        help_text="Une par ligne, ou séparées par des virgules ou des points-virgules. Un tableur collé convient.",
    )
    readership = forms.ChoiceField(
        label="Ces personnes sont", choices=Readership.choices, initial=Readership.PUBLIC, widget=forms.RadioSelect
    )
    consent = forms.CharField(
        label="Quand et comment ces personnes ont-elles accepté\u00a0?",
        max_length=200,
        help_text="Par exemple\u00a0: case cochée sur la feuille d’émargement du forum du 12 mars. "
        "Cette phrase reste dans l’historique.",
    )
    sure = forms.BooleanField(
        label="Chacune de ces personnes a accepté de recevoir ce journal",
        error_messages={"required": "Sans l’accord de ces personnes, leurs adresses ne peuvent pas être ajoutées."},
    )
