"""The form of the columns of a file: what each becomes, which rows are left out, what the file does not say."""

from collections.abc import Sequence
from typing import Any

from django import forms

from inclusion.core.french.names import so_many
from inclusion.guide.rules import keywords
from inclusion.guide.rules.standard import SERVICES
from inclusion.guide.rules.targets import BY_FLAG, LABELS, Use

_GROUPS = (
    ("Le lieu", ("nom", "id", "pivot", "typologie", "structure_parente", "itinerance", "date_maj", "source")),
    (
        "Où il est",
        (
            "adresse",
            "adresse:all",
            "adresse:number",
            "adresse:kind",
            "complement_adresse",
            "code_postal",
            "commune",
            "commune:all",
            "code_insee",
            "latitude",
            "longitude",
            "point",
        ),
    ),
    ("Le joindre", ("telephone", "courriels", "site_web", "prise_rdv", "fiche_acces_libre")),
    (
        "Quand il est ouvert",
        ("horaires", "horaires:part", "horaires:week", *(one for one in LABELS if one.startswith("day:")), "weeks"),
    ),
    (
        "Ce qu’il fait",
        (
            "services",
            "publics_specifiquement_adresses",
            "prise_en_charge_specifique",
            "frais_a_charge",
            "modalites_acces",
            "modalites_accompagnement",
            "dispositif_programmes_nationaux",
            "formations_labels",
            "autres_formations_labels",
            "presentation_resume",
            "presentation_detail",
        ),
    ),
)
_CHOICES = [("", LABELS[""]), *((group, [(one, LABELS[one]) for one in names]) for group, names in _GROUPS)]
_FLAGS = [("« Oui » veut dire", list(BY_FLAG.items()))]


class ColumnsForm(forms.Form):
    """What each column becomes; `columns` are those that the report shows."""

    def __init__(self, *args: Any, columns: Sequence[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        for number, one in enumerate(columns):
            # A select of what the column becomes; of yes and no, what a yes means too.
            answers = one["values"] and all(keywords.is_yes(text) or keywords.is_no(text) for text in one["values"])
            flags = _FLAGS if answers or str(one["to"]).startswith("flag:") else []
            self.fields[f"to_{number}"] = forms.ChoiceField(
                label=f"«\u00a0{one['name']}\u00a0» devient",
                required=False,
                choices=[*_CHOICES, *flags],
                initial=one["to"],
            )
            if _may_leave_out(one):
                self.fields[f"out_{number}"] = _rows_field(one)
        self.fields["services"] = forms.MultipleChoiceField(
            label="Services, quand le fichier n’en dit rien",
            required=False,
            choices=[(one, one.replace("'", "’")) for one in SERVICES],
            widget=forms.CheckboxSelectMultiple,
            help_text="Rien n’est coché d’avance, sauf pour un fichier de France services\u00a0: "
            "le standard accepte un lieu sans service.",
        )
        self.fields["day"] = forms.DateField(
            label="Jour des fiches sans date",
            required=False,
            help_text="Sans réponse\u00a0: la date la plus récente du fichier, sinon aujourd’hui.",
        )
        self.fields["closed_too"] = forms.BooleanField(
            label="Prendre aussi les lieux que leur nom, leurs horaires ou une remarque disent fermés",
            required=False,
            help_text="Sans réponse\u00a0: ces lignes sont écartées.",
        )
        self.fields["keep"] = forms.BooleanField(
            label="Enregistrer cette correspondance pour cette source",
            required=False,
            initial=True,
            help_text="Son prochain fichier sera lu de la même façon.",
        )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The columns with their fields."""
        names = self.fields
        return [
            {**one, "field": self[f"to_{number}"], "out": self[f"out_{number}"] if f"out_{number}" in names else None}
            for number, one in enumerate(self.columns)
        ]

    def clean(self) -> dict[str, Any]:
        """The use of each column; what was guessed of one that still becomes the same stays."""
        cleaned = super().clean() or self.cleaned_data
        uses = []
        for number, one in enumerate(self.columns):
            target = cleaned.pop(f"to_{number}", "")
            left_out = tuple(cleaned.pop(f"out_{number}", []))
            same = target == one["to"]
            uses.append(
                Use(
                    one["name"],
                    target,
                    one["why"] if same else "",
                    tuple(one["also"]) if same else (),
                    one["separator"] if same else one["marks"],
                    left_out,
                    one["order"] if same else 0,
                )
            )
        return {**cleaned, "uses": uses}


def _may_leave_out(one: dict[str, Any]) -> bool:
    """Whether the values of a column may say which rows are no places: few, and most of them not once alone."""
    said = one["values"]
    repeated = len(said) > 1 and sum(said.values()) >= 2 * len(said)
    return bool(one["left_out"]) or (repeated and one["to"] not in _IDENTIFYING)


#: What says where or what a place is leaves out no row.
_IDENTIFYING = {name for group, names in _GROUPS[1:4] for name in names} | {"nom", "id", "pivot", "date_maj"}


def _rows_field(one: dict[str, Any]) -> forms.MultipleChoiceField:
    """The values whose rows are left out."""
    values = dict.fromkeys(one["left_out"], 0) | one["values"]
    return forms.MultipleChoiceField(
        label="Écarter les lignes qui disent",
        required=False,
        choices=[(text, f"{text} ({so_many(count, 'ligne', 'lignes')})") for text, count in values.items()],
        initial=one["left_out"],
        widget=forms.CheckboxSelectMultiple,
    )
