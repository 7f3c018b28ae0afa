"""Forms about files of places, who they come from, and places that look alike."""

from typing import Any

from django import forms

from inclusion.core.errors import DomainError
from inclusion.core.imports.forms import BroughtFileForm, file_field
from inclusion.core.web.forms import field_of
from inclusion.guide.actions.reading import BOUNDS
from inclusion.guide.enums import PlaceSourceKind
from inclusion.guide.models import PlacePair, PlaceSource
from inclusion.guide.rules.mapping import MAX_BYTES, read_mapping


class PlaceFileForm(BroughtFileForm):
    """A file, and who says what it says."""

    bounds = BOUNDS
    file = file_field(
        "CSV, Excel (.xlsx), LibreOffice (.ods), JSON ou GeoJSON\u00a0: "
        f"{BOUNDS.megabytes}\u00a0Mo et 50\u00a0000 lignes au plus.",
        accept=".csv,.tsv,.xlsx,.ods,.json,.geojson,.txt",
    )
    source = forms.ModelChoiceField(
        PlaceSource.objects.none(),
        label="D’où vient ce fichier ?",
        required=False,
        empty_label="D’après les colonnes du fichier",
        help_text="Quand deux sources se contredisent, la plus prioritaire l’emporte.",
    )

    name = forms.CharField(
        label="Nom de la source, si elle est nouvelle",
        required=False,
        max_length=120,
        help_text="Par exemple\u00a0: Inventaire de la métropole. Sans nom, celui du fichier.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "source").queryset = PlaceSource.objects.filter(kind=PlaceSourceKind.FILE)


class PlaceSourceForm(forms.ModelForm):
    """Who brings files of places, and what goes before what."""

    mapping_file = forms.FileField(
        label="Correspondance des colonnes",
        required=False,
        widget=forms.FileInput({"accept": ".json"}),
        help_text="Un fichier JSON, si les colonnes ne sont ni celles du standard ni celles d’un fichier connu. "
        "Sans fichier, celle qui est enregistrée reste.",
    )
    groups = (("La source", ("name", "url", "licence")), ("Comment la lire", ("rank", "mapping_file")))

    class Meta:
        model = PlaceSource
        fields = ["name", "url", "licence", "rank"]
        help_texts = {"licence": "Par exemple\u00a0: Licence Ouverte 2.0."}

    def clean(self) -> dict[str, Any]:
        """Read the mapping, where one was brought."""
        cleaned = super().clean() or self.cleaned_data
        if upload := cleaned.pop("mapping_file", None):
            try:
                cleaned["mapping"] = read_mapping(upload.read(MAX_BYTES + 1)).model_dump(
                    mode="json", by_alias=True, exclude_defaults=True
                )
            except DomainError as refused:
                self.add_error("mapping_file", str(refused))
        return cleaned


class PastedSiretsForm(forms.Form):
    """SIRETs of places, a line each."""

    pasted = forms.CharField(
        label="Une ligne par lieu",
        max_length=200_000,
        strip=False,
        widget=forms.Textarea({"rows": 6}),
        help_text="Le nom ou l’identifiant du lieu, une tabulation, puis le SIRET\u00a0; ou les SIRET "
        "seuls, dans l’ordre de la liste, avec une ligne vide pour un lieu dont le SIRET manque. "
        "Deux colonnes d’un tableur se collent telles quelles.",
    )


class MergeForm(forms.Form):
    """Which of two places stays."""

    kept = forms.ChoiceField(label="Le lieu à garder", widget=forms.RadioSelect)

    def __init__(self, *args: Any, pair: PlacePair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = pair
        field_of(self, "kept").choices = [
            (str(place.pk), f"{place.name}, {place.address}, {place.town}") for place in (pair.first, pair.second)
        ]

    def clean(self) -> dict[str, Any]:
        """Both places, by what becomes of them."""
        cleaned = super().clean() or self.cleaned_data
        if chosen := cleaned.pop("kept", None):
            first, second = self.pair.first, self.pair.second
            kept, gone = (first, second) if chosen == str(first.pk) else (second, first)
            cleaned |= {"kept": kept, "gone": gone}
        return cleaned
