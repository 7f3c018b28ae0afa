"""Forms of surveys, of campaigns and of the structures that propose them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from evaluation.enums import CampaignState, Moment, VersionState
from evaluation.questionnaires.forms import AskedTextsMixin
from evaluation.questionnaires.library.shapes import Model
from evaluation.questionnaires.models import QuestionnaireVersion
from evaluation.questionnaires.rules import minutes, questions_count
from evaluation.surveys.models import Campaign, CampaignStructure, Survey
from evaluation.surveys.queries import Part
from evaluation.surveys.rules import end_blocker
from inclusion.core.french.periods import plain_date
from inclusion.core.web.forms import DayField, LastDayField, field_of
from inclusion.events.enums import EventState
from inclusion.events.models import Event
from inclusion.partners.models import Partner
from inclusion.territories.models import Epci
from roadmaps.plans.models.actions import Action


class SurveyForm(AskedTextsMixin, forms.ModelForm):
    """Open a survey, or say better what it is about."""

    class Meta:
        model = Survey
        fields = ["title", "description", "pairs"]
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}
        labels = {"pairs": "Comparer les réponses d’une même personne, avant et après"}
        help_texts = {
            "title": "Par exemple «\u00a0Ateliers de l’hiver, avant et après\u00a0».",
            "description": "La question à laquelle cette enquête doit répondre. Elle reste dans votre réseau.",
            "pairs": (
                "Chaque personne se fait un code avec quatre questions faciles. Ses deux réponses se retrouvent, "
                "et personne ne peut savoir qui elle est. Ce choix ne change plus ensuite."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["pairs"]


# -- Forms of campaigns and of their structures


class CampaignForm(AskedTextsMixin, forms.ModelForm):
    """Prepare a campaign of a survey, or change it; what no longer changes once it is open is not asked."""

    start = DayField(label="Premier jour")
    end = LastDayField(label="Dernier jour", help_text="Les réponses sur papier s’ajoutent encore pendant une semaine.")
    groups = (
        ("Ce qui est demandé", ("title", "version", "moment")),
        ("Quand", ("start", "end")),
        ("Comment les personnes répondent", ("by_link", "by_kiosk", "by_paper")),
        ("Où, si l’enquête porte sur un endroit", ("epci", "place", "event", "action")),
        ("Combien", ("expected", "quota")),
    )

    class Meta:
        model = Campaign
        fields = [
            "title",
            "version",
            "moment",
            "start",
            "end",
            "by_link",
            "by_kiosk",
            "by_paper",
            "epci",
            "place",
            "event",
            "action",
            "expected",
            "quota",
        ]
        labels = {
            "version": "Questionnaire",
            "by_link": "Par un lien ou un QR code, sur leur téléphone",
            "by_kiosk": "Sur une tablette à l’accueil",
            "by_paper": "Sur papier, que vous saisissez ensuite",
        }
        help_texts = {
            "title": "Les personnes qui répondent le lisent.",
            "event": "Les résultats s’afficheront aussi sur sa page.",
            "action": "Les résultats s’afficheront aussi avec cette action.",
            "expected": "Pour dire plus tard quelle part des personnes a répondu.",
            "quota": "Laissez vide pour prendre toutes les réponses.",
        }

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The published versions of the questionnaires in use, the newest of each first.
        asked = QuestionnaireVersion.objects.filter(
            state=VersionState.PUBLISHED, questionnaire__archived_at=None
        ) | QuestionnaireVersion.objects.filter(pk=self.instance.version_id)
        field_of(self, "version").queryset = asked.select_related("questionnaire").order_by(
            "questionnaire__title", "-number"
        )
        field_of(self, "version").empty_label = "Choisissez un questionnaire publié"
        field_of(self, "epci").queryset = Epci.objects.touching(survey.network.department)
        field_of(self, "epci").empty_label = "Tout le département"
        places = Partner.objects.active()
        if self.instance.place_id:
            places = places | Partner.objects.filter(pk=self.instance.place_id)
        field_of(self, "place").queryset = places
        field_of(self, "place").empty_label = "Aucun lieu en particulier"
        field_of(self, "action").queryset = Action.objects.select_related("axis__roadmap").order_by(
            "axis__roadmap", "axis", "rank"
        )
        field_of(self, "action").empty_label = "Aucune"
        field_of(self, "event").queryset = Event.objects.exclude(state=EventState.DRAFT)
        field_of(self, "event").empty_label = "Aucun événement en particulier"
        if survey.pairs:
            wanted = {Moment.BEFORE, Moment.AFTER} | ({self.instance.moment} if self.instance.pk else set())
            field_of(self, "moment").choices = [one for one in Moment.choices if one[0] in wanted]
        else:
            del self.fields["moment"]
        if self.instance.state != CampaignState.DRAFT:
            for name in ("version", "moment", "start"):
                self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        """The days in their order, said where it is to be corrected."""
        cleaned = super().clean() or self.cleaned_data
        check_days(self, cleaned.get("start", self.instance.start), cleaned.get("end"))
        return cleaned


def check_days(form: forms.BaseForm, start: date | None, end: date | None) -> None:
    """Say at the last day why it may not be the last one after the first."""
    if start and end and (why := end_blocker(start, end)):
        form.add_error("end", why)


class EvaluationForm(AskedTextsMixin, forms.Form):
    """Ask a questionnaire of the library about an event or an action: which, under what title, on which days."""

    key = forms.ChoiceField(
        label="Quel questionnaire",
        widget=forms.RadioSelect,
        help_text="Vous pourrez l’adapter pour une autre fois\u00a0: «\u00a0Questionnaires\u00a0».",
    )
    title = forms.CharField(label="Titre", max_length=200, help_text="Les personnes qui répondent le lisent.")
    start = DayField(label="Premier jour")
    end = LastDayField(label="Dernier jour")

    def __init__(
        self, data: Any = None, *, models: Sequence[Model], initial: dict[str, Any], first_day: date | None = None
    ) -> None:
        """`first_day` is that of the event."""
        super().__init__(data, initial={"key": models[0].key, **initial})
        self.first_day = first_day
        field_of(self, "key").choices = [
            (one.key, f"{one.form.title} ({questions_count(one.form)} questions, {minutes(one.form)} min)")
            for one in models
        ]

    def clean(self) -> dict[str, Any]:
        """The days in their order, the last one neither past nor before what people speak of."""
        cleaned = super().clean() or self.cleaned_data
        check_days(self, cleaned.get("start"), end := cleaned.get("end"))
        if end and end <= timezone.localdate():
            self.add_error("end", "Ce jour est passé\u00a0: personne ne pourrait plus répondre.")
        elif end and self.first_day and end <= self.first_day:
            day = plain_date(self.first_day)
            self.add_error("end", f"L’événement commence le {day}\u00a0: choisissez ce jour ou un jour d’après.")
        return cleaned


class StructuresForm(forms.Form):
    """The structures that will propose a campaign."""

    partners = forms.ModelMultipleChoiceField(
        label="Structures",
        queryset=Partner.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Chacune voit la campagne, son lien et son affiche. Les rappels partent à son adresse électronique.",
        error_messages={"required": "Choisissez au moins une structure."},
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        joined = CampaignStructure.objects.filter(campaign=campaign).values("partner")
        field_of(self, "partners").queryset = Partner.objects.active().exclude(pk__in=joined)


class StructureForm(forms.ModelForm):
    """Where a structure is reminded, and how many people it expects."""

    class Meta:
        model = CampaignStructure
        fields = ["email", "expected"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known := self.instance.partner.email:
            self.fields["email"].help_text = f"Laissez vide pour écrire à {known}."


class ReminderForm(forms.Form):
    """Which structures are reminded: those with few answers are ticked already."""

    structures = forms.ModelMultipleChoiceField(
        label="Structures à rappeler",
        queryset=CampaignStructure.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une structure."},
    )

    def __init__(self, *args: Any, parts: list[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reachable = [part for part in parts if part.structure.address]
        field = field_of(self, "structures")
        field.queryset = CampaignStructure.objects.filter(pk__in=[part.structure.pk for part in reachable])
        words = {part.structure.pk: f"{part.structure.partner}, {part.answers.words}" for part in reachable}
        field.label_from_instance = lambda structure: words[structure.pk]
        field.initial = [part.structure.pk for part in reachable if part.answers.is_few]
