"""Forms of requests: dates, what is borrowed, for whom and why; the bank's answer."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from equipment.bank.models import Bank
from equipment.bank.queries import terms_of
from equipment.bank.rules.lending import past, too_long
from equipment.enums import MdphStep, Need
from equipment.inventory.models import EquipmentModel, Kit
from equipment.loans.models.requests import LoanRequest
from equipment.requests.rules import MAX_TOGETHER
from equipment.schools.models import Pupil
from equipment.schools.rules import propose
from inclusion.core.french.periods import shown_end
from inclusion.core.web.forms import AboutPeopleMixin, DayField, LastDayField, field_of, model_field


class CatalogueForm(forms.Form):
    """What is shown of the catalogue: two dates, needs, words. `end` is sent as the day of return."""

    start = DayField(label="Du", required=False)
    end = LastDayField(label="Au", required=False)
    besoin = forms.MultipleChoiceField(
        label="Pour aider à", choices=Need, required=False, widget=forms.CheckboxSelectMultiple
    )
    q = forms.CharField(label="Mots", required=False, max_length=80)


class WhatField(forms.ChoiceField):
    """A model or a kit of the catalogue, as « model-12 » or « kit-3 »; its value is the row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.found: dict[str, EquipmentModel | Kit] = {}

    def offer(self, kept: EquipmentModel | Kit | None = None) -> None:
        """Take what may be asked for as choices; `kept` is one that was chosen before it was withdrawn."""
        models, kits = list(EquipmentModel.objects.offered()), list(Kit.objects.offered())
        groups = [("Modèles", models), ("Mallettes", kits)]
        self.found = {one.choice: one for _, rows in groups for one in rows}
        choices: list[Any] = [("", "Choisissez")]
        choices += [(label, [(one.choice, str(one)) for one in rows]) for label, rows in groups if rows]
        if kept is not None and (key := kept.choice) not in self.found:
            self.found[key] = kept
            choices.append((key, f"{kept} (retiré du catalogue)"))
        self.choices = choices

    def clean(self, value: Any) -> EquipmentModel | Kit | None:
        """The row."""
        return self.found.get(super().clean(value))


def wanted_of(keys: Sequence[str]) -> list[EquipmentModel | Kit]:
    """The models and kits of the catalogue that an address names, each once, in its order."""
    field = WhatField()
    if keys:
        field.offer()
    return [field.found[key] for key in dict.fromkeys(keys) if key in field.found][:MAX_TOGETHER]


class DatesForm(forms.Form):
    """First step: when, and what; in whose name where the member has several schools."""

    start = DayField(label="À retirer le", error_messages={"required": "Choisissez le jour où vous le retirez."})
    end = LastDayField(label="À rendre le", error_messages={"required": "Choisissez le jour où vous le rendez."})
    wanted = WhatField(
        label="Matériel ou mallette", error_messages={"required": "Choisissez un modèle ou une mallette."}
    )
    also = forms.MultipleChoiceField(
        label="Et aussi, pour le même élève et aux mêmes dates",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="La banque répond pour chacun\u00a0: l’un peut être prêté sans l’autre.",
    )
    school = model_field(LoanRequest, "school", empty_label="Choisissez")

    def __init__(
        self,
        *args: Any,
        schools: Any = None,
        request: LoanRequest | None = None,
        also: Sequence[EquipmentModel | Kit] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._also = {one.choice: one for one in also}
        if also:
            field_of(self, "also").choices = [(key, str(one)) for key, one in self._also.items()]
            self.fields["also"].initial = list(self._also)
        else:
            del self.fields["also"]
        self.fields["wanted"].offer(request.wanted if request else None)  # type: ignore[attr-defined]
        if request is not None or schools is None or len(schools) < 2:
            del self.fields["school"]
        else:
            field_of(self, "school").queryset = schools

    def clean(self) -> dict[str, Any]:
        """The pick-up is not over, and the return neither before it nor too late; `wanted` becomes `model` or `kit`."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and start >= end:
            self.add_error("end", "Le retour ne peut pas précéder le départ.")
        elif start and end and (bank := Bank.objects.current()):
            for name, wrong in (
                ("start", past(start, today=timezone.localdate())),
                ("end", too_long(start, shown_end(end), terms=terms_of(bank))),
            ):
                for sentence in wrong:
                    self.add_error(name, sentence)
        wanted = cleaned.pop("wanted", None)
        if wanted is not None:
            cleaned["kit" if isinstance(wanted, Kit) else "model"] = wanted
        if "also" in cleaned:
            cleaned["also"] = [self._also[key] for key in cleaned["also"]]
        return cleaned


NEW = "Un autre élève (pseudonyme ci-dessous)"


class PupilStepForm(AboutPeopleMixin, forms.Form):
    """Second step: for which pupil, known or new, and for which needs."""

    pupil = model_field(LoanRequest, "pupil", empty_label=NEW)
    pseudonym = forms.CharField(
        label="Pseudonyme du nouvel élève",
        max_length=30,
        required=False,
        help_text="Proposé par le portail\u00a0; vous pouvez le changer. Jamais un nom ni un prénom.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    level = model_field(Pupil, "level", label="Sa classe", help_text="Par exemple 6e ou 5e ULIS.")
    is_no_name = forms.BooleanField(label="Ce n’est pas le nom d’un élève", required=False)
    needs = forms.MultipleChoiceField(
        label="Le matériel doit l’aider à",
        choices=Need,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Indiquez à quel besoin le matériel répond."},
    )

    def __init__(self, *args: Any, request: LoanRequest, **kwargs: Any) -> None:
        known = Pupil.objects.filter(school=request.school, forgotten_at=None)
        taken = frozenset(known.values_list("pseudonym", flat=True))
        lines = [request, *request.siblings]
        needs = [need for one in lines for need in one.needs]
        initial = {
            "pupil": request.pupil,
            "pseudonym": propose(taken),
            "needs": needs or [need for one in lines if one.wanted for need in one.wanted.needs],
        }
        super().__init__(*args, **kwargs | {"initial": initial})
        field_of(self, "pupil").queryset = known
        if not taken:
            del self.fields["pupil"]
            self.fields["pseudonym"].label = "Pseudonyme de l’élève"
        self._box = self.fields.pop("is_no_name")
        if self.is_bound and "is_no_name" in self.data:
            self.ask_whether_it_is_a_name()

    def ask_whether_it_is_a_name(self) -> None:
        """Show the box: what was typed reads like a name."""
        needs = self.fields.pop("needs")
        self.fields |= {"is_no_name": self._box, "needs": needs}

    def clean(self) -> dict[str, Any]:
        """Somebody is named one way or the other."""
        cleaned = super().clean() or {}
        if not cleaned.get("pupil") and not cleaned.get("pseudonym") and "pseudonym" not in self.errors:
            self.add_error("pseudonym", "Choisissez un élève, ou donnez un pseudonyme.")
        return cleaned


class SituationForm(AboutPeopleMixin, forms.Form):
    """Third step: what the pupil should be able to do, the step of the file, whether later would do."""

    situation = model_field(
        LoanRequest,
        "situation",
        rows=5,
        help_text="Facultatif, sans nom. Par exemple\u00a0: lire seul les consignes en histoire.",
    )
    mdph_step = forms.ChoiceField(
        label="Démarche auprès de la MDPH",
        choices=MdphStep,
        widget=forms.RadioSelect,
        help_text="MDPH\u00a0: maison départementale des personnes handicapées.",
    )
    later_is_fine = forms.BooleanField(
        label="Si rien n’est libre à ces dates, plus tard convient aussi", required=False
    )

    def __init__(self, *args: Any, request: LoanRequest, **kwargs: Any) -> None:
        initial = forms.model_to_dict(request, self.base_fields)
        super().__init__(*args, **kwargs | {"initial": initial})


# -- The answer --------------------------------------------------------------------------------------------------------

OWN_WORDS = "autre"
REASONS = (
    ("pris", "Aucun exemplaire ne se libère à ces dates ni peu après."),
    ("autre_materiel", "Un autre matériel du catalogue répond mieux à ce besoin\u00a0: appelez-nous pour en parler."),
    ("notifie", "Ce matériel est notifié par la MDPH\u00a0: l’Éducation nationale le fournit à l’élève."),
    ("plus_prete", "La banque ne prête plus ce matériel."),
    ("incomplet", "La demande ne dit pas assez à quoi le matériel servirait\u00a0: complétez-la et refaites-la."),
)


class RefuseForm(AboutPeopleMixin, forms.Form):
    """Why not: a reason of the list, own words, or both."""

    motive = forms.ChoiceField(
        label="Motif",
        choices=[*REASONS, (OWN_WORDS, "Un autre motif, écrit ci-dessous")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un motif."},
    )
    words = forms.CharField(
        label="À ajouter",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="L’établissement lit le motif et ces mots.",
    )

    def clean(self) -> dict[str, Any]:
        """The sentence that the school reads, as `reason`."""
        cleaned = super().clean() or {}
        motive, words = cleaned.pop("motive", ""), cleaned.pop("words", "").strip()
        said = dict(REASONS).get(motive, "")
        cleaned["reason"] = " ".join(filter(None, [said, words]))
        if motive == OWN_WORDS and not words:
            self.add_error("words", "Indiquez pourquoi la demande est refusée.")
        return cleaned


class OfferForm(forms.Form):
    """Other dates that the bank offers."""

    start = DayField(label="À retirer le")
    end = LastDayField(label="À rendre le")

    def clean(self) -> dict[str, Any]:
        """The return comes after the pick-up."""
        cleaned = super().clean() or {}
        start: date | None = cleaned.get("start")
        end: date | None = cleaned.get("end")
        if start and end and start >= end:
            self.add_error("end", "Le retour ne peut pas précéder le départ.")
        return cleaned
