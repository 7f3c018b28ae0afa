"""Forms of equipment models and kits."""

from typing import Any

from django import forms

from equipment.enums import Need
from equipment.inventory.enums import Drawing
from equipment.inventory.forms import LinesField
from inclusion.core.imports.uploads import MAX_PHOTO_BYTES
from inclusion.core.web.forms import AboutPeopleMixin, EurosField

_NEEDED = {"required": "Choisissez au moins un besoin."}


class PictureField(forms.FileField):
    """A picture that somebody chooses or takes."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}))
        kwargs.setdefault("error_messages", {"empty": "Ce fichier est vide."})
        super().__init__(**kwargs)


class ModelForm(AboutPeopleMixin, forms.Form):
    """All that is said of a model."""

    name = forms.CharField(
        label="Nom",
        max_length=120,
        help_text="Celui que tout le monde comprend, par exemple «\u00a0Stylo lecteur\u00a0».",
    )
    brand = forms.CharField(label="Marque", max_length=80, required=False)
    reference = forms.CharField(label="Référence", max_length=80, required=False)
    needs = forms.MultipleChoiceField(
        label="Ce matériel aide à", choices=Need, widget=forms.CheckboxSelectMultiple, error_messages=_NEEDED
    )
    description = forms.CharField(
        label="Ce que c’est et ce que cela aide à faire",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Des phrases courtes, sans terme technique\u00a0: qui ne le connaît pas doit comprendre.",
    )
    advice = forms.CharField(
        label="Conseils pour l’essai",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Comment commencer, combien de temps l’essayer, à quoi faire attention.",
    )
    check_list = LinesField(
        label="À vérifier à la remise et au retour",
        required=False,
        help_text="Une chose par ligne, par exemple «\u00a0Chargeur\u00a0».",
    )
    drawing = forms.ChoiceField(
        label="Dessin",
        required=False,
        choices=[("", "Celui du premier besoin"), *Drawing.choices],
        help_text="Il montre le modèle tant qu’il n’a pas de photographie.",
    )
    file = PictureField(
        label="Photographie",
        required=False,
        help_text="Elle prend la place du dessin. JPEG, PNG ou WebP\u00a0; 15\u00a0Mo au plus. Le lieu et la date "
        "notés par l’appareil sont enlevés.",
    )
    no_picture = forms.BooleanField(
        label="Enlever la photographie, montrer le dessin",
        required=False,
        help_text="Par exemple si un élève ou un nom s’y voit.",
    )
    value = EurosField(
        label="Valeur à neuf, en euros",
        required=False,
        min_value=0,
        help_text="Pour un exemplaire. Écrite sur le bon de prêt.",
    )
    groups = (
        ("Ce que c’est", ["name", "brand", "reference", "needs", "description"]),
        ("Pour l’essai et la remise", ["advice", "check_list"]),
        ("Image et valeur", ["drawing", "file", "no_picture", "value"]),
    )

    def __init__(self, *args: Any, pictured: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if pictured:
            self.fields["file"].label = "Changer la photographie"
            self.fields["file"].help_text += " Celle d’aujourd’hui reste, sauf si vous en choisissez une autre."
        else:
            del self.fields["no_picture"]

    def clean(self) -> dict[str, Any]:
        """Read the picture: `data` and `filename`, as the actions take them."""
        cleaned = super().clean() or self.cleaned_data
        if upload := cleaned.pop("file", None):
            cleaned |= {"data": upload.read(MAX_PHOTO_BYTES + 1), "filename": upload.name}
        return cleaned


class KitForm(AboutPeopleMixin, forms.Form):
    """What a kit is and what it is made of."""

    name = forms.CharField(
        label="Nom", max_length=120, help_text="Par exemple «\u00a0Mallette lire avec les oreilles\u00a0»."
    )
    needs = forms.MultipleChoiceField(
        label="Cette mallette aide à", choices=Need, widget=forms.CheckboxSelectMultiple, error_messages=_NEEDED
    )
    description = forms.CharField(
        label="Ce qu’elle contient et ce qu’elle aide à faire", widget=forms.Textarea(attrs={"rows": 4})
    )
    numbers = LinesField(
        label="Matériels de la mallette",
        inline=True,
        rows=6,
        help_text="Leur numéro d’inventaire, ou le code de leur étiquette, un par ligne.",
        error_messages={"required": "Une mallette contient au moins un matériel."},
    )
