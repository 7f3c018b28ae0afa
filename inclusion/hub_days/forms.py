"""Forms about the days of a hub."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from inclusion.core.enums import PartnerKind
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.web.forms import AboutPeopleMixin, field_of, model_field
from inclusion.hub_days.enums import HubUse
from inclusion.hub_days.models import HubAllocation, HubDay
from inclusion.hub_days.rules import plain_days
from inclusion.meetings.models import Body, Meeting
from inclusion.partners.models import Partner

_YEARS = "Choisissez une date entre 2015 et 2100."
_DAYS = [MinValueValidator(date(2015, 1, 1), _YEARS), MaxValueValidator(date(2100, 12, 31), _YEARS)]
#: Meetings that a day may be linked to are those from a year ago on.
_RECENT = timedelta(days=400)


class DaysField(forms.CharField):
    """So many days, by half days, as people write them: « 2,5 », « 1 »; cleaned to a number of half days."""

    def __init__(self, *, most: int = 60, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}))
        kwargs.setdefault("help_text", "Par demi-journée\u00a0: 0,5 pour une demi-journée, 1, 1,5…")
        super().__init__(max_length=10, **kwargs)

    def clean(self, value: Any) -> int | None:
        """Half days. Raises ValidationError for what is no number of half days, for zero and for more than `most`."""
        text = super().clean(value)
        if not text:
            return None
        try:
            doubled = Decimal(text.replace(",", ".").replace("\u00a0", "").replace(" ", "")) * 2
            if not doubled.is_finite() or doubled != int(doubled):
                raise InvalidOperation
        except (InvalidOperation, ValueError, OverflowError):
            raise forms.ValidationError("Écrivez un nombre de jours par demi-journée, par exemple 2,5.") from None
        if not 1 <= doubled <= self.most:
            raise forms.ValidationError(f"Comptez une demi-journée au moins, et {plain_days(self.most)} jours au plus.")
        return int(doubled)

    def prepare_value(self, value: Any) -> Any:
        """Half days that are known already, in days; what was typed stays as it is."""
        return plain_days(value) if isinstance(value, int) else value


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, validators=_DAYS, widget=forms.DateInput())


class _MeetingField(forms.ModelChoiceField):
    """A meeting by its body, its day and its title."""

    def label_from_instance(self, obj: Meeting) -> str:
        """« COPIL, 24/11/2026, Bilan »."""
        return f"{obj.body}, {timezone.localtime(obj.starts_at):%d/%m/%Y}, {obj.title}"


class HubDayForm(forms.Form):
    """What a hub does on a day: when and how long, for what, linked to what."""

    partner = forms.ModelChoiceField(label="Hub", queryset=Partner.objects.none(), empty_label="Choisissez")
    on = _day("Jour")
    half_days = DaysField(label="Combien de jours")
    use = forms.ChoiceField(label="Pour quoi", choices=HubUse, widget=forms.RadioSelect)
    title = model_field(HubDay, "title", help_text="Par exemple\u00a0: atelier d’écriture de la feuille de route.")
    who = model_field(HubDay, "who", help_text="Une fonction suffit\u00a0: chargée de mission, référent…")
    body = model_field(HubDay, "body", empty_label="Aucune en particulier")
    meeting = model_field(HubDay, "meeting", _MeetingField, empty_label="Aucune en particulier")
    note = model_field(HubDay, "note", label="Précisions", max_length=4000, rows=3)
    groups = (
        ("Quand", ("partner", "on", "half_days")),
        ("Pour quoi", ("use", "title", "who", "note")),
        ("Ce qu’ils servent", ("body", "meeting")),
    )

    def __init__(self, *args: Any, partners: Iterable[Partner] = (), day: HubDay | None = None, **kwargs: Any) -> None:
        if day is not None:
            kwargs["initial"] = forms.model_to_dict(day, self.base_fields)
        super().__init__(*args, **kwargs)
        self.partners = list(partners)
        if day is not None or len(self.partners) == 1:
            del self.fields["partner"]
        else:
            keys = [one.pk for one in self.partners]
            field_of(self, "partner").queryset = Partner.objects.filter(pk__in=keys)
        field_of(self, "body").queryset = Body.objects.active()
        since = timezone.now() - _RECENT
        meetings = Meeting.objects.standing().filter(starts_at__gte=since)
        if day is not None:  # what it is linked to stays to be chosen, however old
            field_of(self, "body").queryset |= Body.objects.filter(pk=day.body_id or 0)
            meetings |= Meeting.objects.filter(pk=day.meeting_id or 0)
        field_of(self, "meeting").queryset = meetings.select_related("body").order_by("-starts_at", "pk")

    def clean(self) -> dict[str, Any]:
        """The only hub there is need not be chosen."""
        cleaned = super().clean() or self.cleaned_data
        if len(self.partners) == 1:
            cleaned["partner"] = self.partners[0]
        return cleaned


class _WithFile(forms.Form):
    """A form whose file is read into `data` and `filename`, as the actions take them."""

    def clean(self) -> dict[str, Any]:
        """Read the file: a byte more than is accepted shows that it is too heavy."""
        cleaned = super().clean() or self.cleaned_data
        if upload := cleaned.pop("file", None):
            cleaned |= {"data": upload.read(MAX_PDF_BYTES + 1), "filename": upload.name}
        return cleaned


def _file(*, required: bool) -> forms.FileField:
    return forms.FileField(
        label="Justificatif",
        required=required,
        help_text="Une feuille d’émargement, un compte rendu\u00a0: un PDF ou une photo (JPEG, PNG ou WebP).",
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png,.webp"}),
        error_messages={"empty": "Ce fichier est vide.", "required": "Choisissez un PDF ou une photo."},
    )


class DoneForm(AboutPeopleMixin, _WithFile):
    """That it took place: the day and the time it really took, what was done, what shows it."""

    on = _day("Fait le")
    half_days = DaysField(label="Combien de jours, en tout")
    note = model_field(HubDay, "note", max_length=4000, rows=4)
    file = _file(required=False)


class EvidenceForm(_WithFile):
    """What shows that it took place."""

    file = _file(required=True)


class AllocationForm(forms.Form):
    """How many days a hub gives in a year."""

    partner = forms.ModelChoiceField(
        label="Hub",
        queryset=Partner.objects.none(),
        empty_label="Choisissez",
        help_text="Les partenaires de type «\u00a0Hub territorial\u00a0».",
    )
    year = forms.IntegerField(
        label="Année",
        min_value=2015,
        max_value=2100,
        error_messages=dict.fromkeys(("min_value", "max_value", "invalid"), "Écrivez une année entre 2015 et 2100."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    half_days = DaysField(label="Jours dans l’année", most=732, help_text="Par demi-journée\u00a0: 20, 12,5…")
    note = model_field(HubAllocation, "note", max_length=2000, rows=2)

    def __init__(self, *args: Any, changing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if changing:
            del self.fields["partner"], self.fields["year"]
        else:
            field_of(self, "partner").queryset = Partner.objects.active().filter(kind=PartnerKind.HUB)
