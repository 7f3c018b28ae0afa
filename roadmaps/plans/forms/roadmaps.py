"""Forms of roadmaps, and the base of forms that two people may fill at once."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Q

from inclusion.core.access import Member, Permission
from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.french.text import read_json
from inclusion.core.web.forms import DayField, LastDayField, SteppedForm, WizardStep, field_of, model_field
from inclusion.partners.models import Partner
from inclusion.territories.forms import CommuneField
from inclusion.territories.models import Epci
from roadmaps.enums import AxisWord, RoadmapLevel, Strand
from roadmaps.plans.actions.editing import Clash
from roadmaps.plans.models.roadmaps import Roadmap


class SeenForm(forms.Form):
    """Keeps, hidden, the values of `kept` as they were shown; an action receives them as `seen`."""

    #: Fields of one plain value each.
    kept: ClassVar[tuple[str, ...]] = ()

    def keep_seen(self) -> None:
        """Add the hidden field; called once the other fields are as they will be."""
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)
        if not self.is_bound:
            self.initial["seen"] = json.dumps({name: _text(self[name].value()) for name in self._names})

    @property
    def _names(self) -> list[str]:
        return [name for name in self.kept if name in self.fields]

    def seen(self) -> dict[str, Any]:
        """What the page showed, as the values that it stands for; what cannot be read counts as not shown."""
        try:
            shown = read_json(self.data.get("seen", ""))
        except ValueError:
            return {}
        found = {}
        for name in self._names:
            if isinstance(shown, dict) and isinstance(shown.get(name), str):
                try:
                    found[name] = self.fields[name].clean(shown[name])
                except forms.ValidationError:
                    continue
        return found

    def plain(self) -> dict[str, Any]:
        """The values of the other fields."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def writing[Row](self, change: Callable[[dict[str, Any]], Row]) -> Row:
        """Run an action on what the page showed; where somebody else wrote the same, say so beside the fields.

        Raises Clash then, so that nothing is written and the form is shown again with everything that was typed.
        """
        try:
            return change(self.seen())
        except Clash as clash:
            self._add_clash(clash)
            raise

    def _add_clash(self, clash: Clash) -> None:
        """Say beside each field what somebody else wrote meanwhile; saved once more, the text typed here wins."""
        shown = {name: self.fields[name].prepare_value(value) for name, value in self.seen().items()}
        for one in clash.clashes:
            field = self.fields[one.field]
            shown[one.field] = field.prepare_value(one.theirs)
            self.add_error(
                one.field,
                f"Quelqu’un d’autre a écrit entre-temps\u00a0: «\u00a0{_said(one.field, one.theirs)}\u00a0». "
                "Enregistrez de nouveau pour garder votre texte, ou reprenez le sien.",
            )
        self.data = self.data.copy()
        self.data["seen"] = json.dumps({name: _text(value) for name, value in shown.items()})


def _text(value: Any) -> str:
    """A value as a field of a page holds it."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(getattr(value, "pk", value))


def _said(name: str, value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, date):
        return plain_date(shown_end(value) if name == "end" else value)
    return str(value) if value not in (None, "") else "rien"


# -- Forms of roadmaps: creation in two steps, parts, drafting, rule of adoption


def partners_field(label: str, **kwargs: Any) -> forms.ModelMultipleChoiceField:
    """Boxes to tick, one per organisation of the network that stands for itself."""
    kwargs.setdefault("required", False)
    return forms.ModelMultipleChoiceField(
        label=label, queryset=Partner.objects.none(), widget=forms.CheckboxSelectMultiple, **kwargs
    )


class RoadmapForm(SeenForm, SteppedForm):
    """What a roadmap is and for whom; a referent begins a local one of its own organisation and territory."""

    level = forms.ChoiceField(label="Pour qui est-elle", choices=RoadmapLevel, widget=forms.RadioSelect)
    title = model_field(
        Roadmap, "title", help_text="Par exemple «\u00a0Feuille de route du Pays de Duras, 2027-2029\u00a0»."
    )
    parent = forms.ModelChoiceField(
        label="Feuille de route départementale à laquelle elle se rattache",
        queryset=Roadmap.objects.none(),
        required=False,
        empty_label="Aucune pour le moment",
        help_text="Pour une feuille de route locale. Ses axes pourront reprendre ceux de la feuille départementale.",
    )
    start = DayField(label="Premier jour")
    end = LastDayField(label="Dernier jour")
    summary = model_field(
        Roadmap, "summary", rows=4, help_text="En quelques phrases, pour qui la lira sans y avoir travaillé."
    )
    carriers = partners_field("Qui la porte", help_text="Un organisme au moins avant l’adoption.")
    epcis = forms.ModelMultipleChoiceField(
        label="Intercommunalités de son territoire",
        queryset=Epci.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Pour une feuille de route locale.",
    )
    commune = CommuneField(
        label="Ou une commune",
        required=False,
        help_text="Pour le plan d’une seule commune\u00a0: code postal et nom, par exemple 74000 Annecy.",
    )
    axis_word = forms.ChoiceField(
        label="Comment s’appelle son premier niveau", choices=AxisWord, widget=forms.RadioSelect
    )
    strand = forms.ChoiceField(
        label="Volet",
        choices=[("", "Aucun en particulier"), *Strand.choices],
        required=False,
        help_text="Si toute la feuille de route en relève. Sinon, chaque action peut avoir le sien.",
    )

    has_content = forms.TypedChoiceField(
        label="Ce qu’elle contient",
        choices=[("oui", "S’écrit dans le portail"), ("non", "Reste ailleurs\u00a0: noter seulement où elle en est")],
        coerce=lambda said: said == "oui",
        empty_value=True,
        required=False,
        widget=forms.RadioSelect,
        help_text="Pour une feuille de route locale. Sans contenu, elle se note avec ses dates et son compte rendu.",
    )

    kept = ("title", "parent", "start", "end", "summary", "axis_word", "strand")
    steps = (
        WizardStep("nature", "La feuille de route", ("level", "title", "parent", "start", "end", "summary")),
        WizardStep(
            "porteurs", "Qui, où et comment", ("carriers", "epcis", "commune", "has_content", "axis_word", "strand")
        ),
    )

    def __init__(self, *args: Any, member: Member, roadmap: Roadmap | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roadmap, self.member = roadmap, member
        self.is_referent = not member.may(Permission.ROADMAPS_MANAGE)
        carried = roadmap.carrier_rows.values("partner") if roadmap else Partner.objects.none().values("pk")
        self._choose("carriers", Partner.objects.filter(Q(merged_into=None) | Q(pk__in=carried)))
        self._choose("epcis", Epci.objects.touching(member.network.department_id))
        above = Roadmap.objects.departmental()
        seen = Q(pk__in=Roadmap.objects.visible_to(member).order_by().values("pk"))
        self._choose("parent", above.filter(seen | Q(pk=roadmap.parent_id if roadmap else None)))
        self._withdraw()
        if roadmap is not None:
            self.keep_seen()

    def _choose(self, name: str, queryset: Any) -> None:
        if name in self.fields:
            field_of(self, name).queryset = queryset

    def _withdraw(self) -> None:
        """Take away what is not to be chosen here: the level once it is begun, what a referent cannot but say."""
        gone = {"level"} if self.roadmap or self.is_referent else set()
        if self.roadmap is not None and not self.roadmap.is_local:
            gone |= {"parent", "epcis", "commune", "has_content"}
        if self.is_referent:
            gone |= {"carriers", "has_content"}
            if self.member.partner.epci_id is not None:
                gone |= {"epcis", "commune"}
            if self.roadmap is not None and self.roadmap.has_fixed_territory:
                gone |= {"parent", "epcis", "commune"}
        for name in gone & set(self.fields):
            del self.fields[name]

    @property
    def steps_shown(self) -> int:
        return len(self.steps)

    def clean(self) -> dict[str, Any]:
        """The level, and one list of the territories."""
        data = super().clean() or self.cleaned_data
        level = self.roadmap.level if self.roadmap else data.get("level", RoadmapLevel.LOCAL)
        if level == RoadmapLevel.DEPARTMENTAL:
            if data.get("has_content") is False:
                self.add_error(
                    "has_content", "Le contenu d’une feuille de route départementale s’écrit dans le portail."
                )
            for name in ("epcis", "commune", "parent"):
                if data.get(name):
                    sentence = "Une feuille de route départementale couvre tout le département\u00a0: laissez vide."
                    if name == "parent":
                        sentence = "Une feuille de route départementale n’est rattachée à aucune autre."
                    self.add_error(name, sentence)
        if data.get("start") and data.get("end") and data["end"] <= data["start"]:
            self.add_error("end", "Le dernier jour vient après le premier.")
        return data

    def values(self) -> dict[str, Any]:
        """What the action takes: fields as they are stored, carriers and territories as lists of rows."""
        data = self.plain()
        epcis, commune = list(data.pop("epcis", [])), data.pop("commune", None)
        if "epcis" in self.fields or "commune" in self.fields:
            data["territories"] = [*epcis, *([commune] if commune else [])]
        if "carriers" in data:
            data["carriers"] = list(data["carriers"])
        if self.is_referent and self.roadmap is None:
            data |= {"level": RoadmapLevel.LOCAL, "carriers": [self.member.partner]}
            if self.member.partner.epci_id is not None:
                data["territories"] = [self.member.partner.epci]
        return data

    @staticmethod
    def known(roadmap: Roadmap) -> dict[str, Any]:
        """What the fields hold of a roadmap that is there."""
        territories = list(roadmap.territories.select_related("epci", "commune"))
        return {
            **forms.model_to_dict(roadmap, RoadmapForm.base_fields),
            "has_content": "oui" if roadmap.has_content else "non",
            "carriers": list(roadmap.carrier_rows.values_list("partner", flat=True)),
            "epcis": [one.epci_id for one in territories if one.epci_id],
            "commune": next((one.commune for one in territories if one.commune_id), None),
        }


class SettingsForm(forms.Form):
    """How many departmental axes a local roadmap takes up before it can be adopted."""

    minimum = forms.IntegerField(
        label="Axes départementaux distincts à reprendre",
        min_value=0,
        max_value=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Le plus souvent 2. Avec 0, une feuille locale s’adopte sans rien reprendre.",
        error_messages={
            "min_value": "Demandez entre 0 et 20 axes.",
            "max_value": "Demandez entre 0 et 20 axes.",
            "invalid": "Écrivez un nombre entier, par exemple 2.",
        },
    )


class DraftedForm(forms.Form):
    """Since when a roadmap is drafted."""

    on = DayField(
        label="Rédigée depuis le",
        required=False,
        help_text="Les conventions des postes cofinancés de son territoire peuvent se signer une fois ce jour confirmé "
        "par la coordination. Laissez vide si elle n’est pas rédigée.",
    )
    seen = forms.DateField(required=False, widget=forms.HiddenInput)

    def see_again(self, now: date | None) -> None:
        """Let what is sent again start from the day that is noted now."""
        self.data = self.data.copy() | {"seen": now.isoformat() if now else ""}
