"""Forms around an adoption: which body, which day, which minutes; which departmental axis an axis takes up."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from inclusion.core.french.names import shown_size
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.web.forms import DayField, field_of, model_field
from inclusion.meetings.models import Body
from roadmaps.plans.models.axes import Axis
from roadmaps.plans.models.roadmaps import Roadmap


class BodyField(forms.ModelChoiceField):
    """A body of the governance, with its territory."""

    def label_from_instance(self, obj: Body) -> str:
        """« Conseil communautaire, Communauté de communes du Pays de Duras »."""
        return f"{obj}, {obj.epci}" if obj.epci_id else str(obj)


class AdoptionForm(forms.Form):
    """The body that adopted, the day, and the PDF of its minutes."""

    body = BodyField(
        label="Instance qui a adopté",
        queryset=Body.objects.none(),
        error_messages={"required": "Choisissez l’instance qui a adopté."},
    )
    on = DayField(label="Le jour de l’adoption", error_messages={"required": "Indiquez quel jour."})
    file = forms.FileField(
        label="Compte rendu de l’instance",
        help_text=f"Un PDF, {shown_size(MAX_PDF_BYTES)} au plus. Il est gardé tel quel.",
        widget=forms.FileInput({"accept": ".pdf,application/pdf"}),
        max_length=160,
        error_messages={
            "empty": "Ce fichier est vide.",
            "required": "Choisissez le PDF du compte rendu.",
            "max_length": "Le nom de ce fichier est trop long\u00a0: raccourcissez-le.",
        },
    )

    def __init__(self, *args: Any, roadmap: Roadmap, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "body").queryset = roadmap.adopting_bodies().for_lists()

    def clean_file(self) -> UploadedFile:
        """Say how heavy a file is before a byte of it is read."""
        upload = self.cleaned_data["file"]
        if upload.size > MAX_PDF_BYTES:
            raise forms.ValidationError(
                f"Ce fichier pèse {shown_size(upload.size)}\u00a0: le portail en accepte {shown_size(MAX_PDF_BYTES)} "
                "au plus. Numérisez-le en noir et blanc, ou avec une définition plus basse."
            )
        return upload

    def clean(self) -> dict[str, Any]:
        """`data` and `filename`, as the action takes them."""
        cleaned = super().clean() or {}
        if upload := cleaned.pop("file", None):
            cleaned |= {"data": upload.read(), "filename": upload.name}
        return cleaned

    def add_error(self, field: str | None, error: Any) -> None:
        """A file cannot be shown again by a browser: say so beside it when anything else is to be corrected."""
        super().add_error(field, error)
        again = (
            f"Un PDF, {shown_size(MAX_PDF_BYTES)} au plus. Choisissez-le de nouveau\u00a0: "
            "un navigateur ne garde pas les fichiers."
        )
        self.fields["file"].help_text = self["file"].help_text = again


class WithdrawalForm(forms.Form):
    """Why an adoption is withdrawn."""

    reason = forms.CharField(
        label="Pourquoi la retirer",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Par exemple\u00a0: «\u00a0Mauvaise date\u00a0», «\u00a0Le conseil a seulement débattu\u00a0». "
        "Ce motif reste dans l’historique.",
        error_messages={
            "required": "Indiquez pourquoi cette adoption est retirée.",
            "max_length": "300\u00a0signes au plus.",
        },
    )


class TakeUpForm(forms.Form):
    """The departmental axis that a local axis takes up, or none."""

    taken_up = model_field(
        Axis,
        "taken_up",
        empty_label="Rien",
        error_messages={"invalid_choice": "Cet axe ne peut pas être repris ici\u00a0: rechargez la page."},
    )

    def __init__(self, *args: Any, axis: Axis, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"taken_up": axis.taken_up_id})
        super().__init__(*args, auto_id=f"{axis.pk}-%s", **kwargs)
        field_of(self, "taken_up").queryset = Axis.objects.that_can_be_taken_up(axis.roadmap)
