"""Forms about registrations for events: the public one, those of whoever organises."""

from typing import Any

from django import forms

from inclusion.core.french.names import has_web_address, one_line
from inclusion.core.web.forms import TRAP, AboutPeopleMixin, field_of, model_field
from inclusion.events.actions.registrations import MAX_PEOPLE
from inclusion.events.enums import QuestionKind
from inclusion.events.models import Event, Registration
from inclusion.events.rules import (
    MAX_ANSWER,
    MAX_CHOICE,
    MAX_CHOICES,
    MAX_LABEL,
    MAX_QUESTIONS,
    PERSON_COLUMNS,
    Question,
)
from inclusion.partners.models import Partner

_PEOPLE = {
    "min_value": "Inscrivez au moins une personne.",
    "max_value": "Une inscription vaut pour une à trente personnes.",
    "invalid": "Écrivez un nombre, par exemple 2.",
}


def _people(label: str, **fields: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=1, max_value=MAX_PEOPLE, initial=1, error_messages=_PEOPLE, **fields
    )


class AnswersMixin(forms.Form):
    """A form that asks the questions of an event as well; `must_answer`: whether some have to be answered."""

    must_answer = True

    def __init__(self, *args: Any, event: Event | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = event.asked if event else []
        self.asked = {f"question_{number}": one for number, one in enumerate(asked, start=1)}
        for name, question in self.asked.items():
            self.fields[name] = self._field(question)

    def _field(self, question: Question) -> forms.Field:
        about: dict[str, Any] = {"label": question.label, "required": question.required and self.must_answer}
        if not question.offered:
            return forms.CharField(max_length=MAX_ANSWER, **about)
        choices = [(one, one) for one in question.offered]
        if question.kind == QuestionKind.YES_NO:
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **about)
        return forms.ChoiceField(choices=[("", "Choisissez"), *choices], **about)

    def clean(self) -> dict[str, Any]:
        """Say at each answer what may not be written."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name, question in self.asked.items():
            fault = question.fault_of(data[name]) if data.get(name) else ""
            if fault and name not in self.errors:
                self.add_error(name, fault)
        return data

    def values(self) -> dict[str, Any]:
        """What `inclusion.events.actions.registrations.register` takes."""
        data: dict[str, Any] = self.cleaned_data
        own = {name: value for name, value in data.items() if name != TRAP and name not in self.asked}
        return own | {"answers": {one.label: data.get(name, "") for name, one in self.asked.items()}}

    @property
    def question_fields(self) -> list[forms.BoundField]:
        """The questions, for a page that shows each field by its name."""
        return [self[name] for name in self.asked]


class RegistrationForm(AnswersMixin, AboutPeopleMixin, forms.Form):
    """Who comes, with how many; and a field that only a robot fills."""

    name = forms.CharField(label="Votre nom", max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label="Votre adresse électronique",
        max_length=254,
        help_text="La confirmation y est envoyée aussitôt.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    people = _people("Nombre de personnes", help_text="Vous compris.")
    organisation = forms.CharField(
        label="Votre organisme",
        required=False,
        max_length=160,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    phone = forms.CharField(
        label="Votre téléphone",
        required=False,
        max_length=20,
        help_text="Pour vous prévenir en cas d’imprévu.",
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    needs = forms.CharField(
        label="De quoi avez-vous besoin pour venir\u00a0?",
        required=False,
        max_length=200,
        help_text="Par exemple\u00a0: accès en fauteuil, boucle magnétique, covoiturage. N’écrivez rien de médical.",
    )
    site = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))

    def clean_name(self) -> str:
        """A name and nothing else: it is shown in an e-mail to an address that nobody has proven."""
        name = one_line(self.cleaned_data["name"])
        if has_web_address(name):
            raise forms.ValidationError("Écrivez votre nom seul, sans adresse de site.")
        return name

    @property
    def is_robot(self) -> bool:
        """Whether the field that no person sees was filled."""
        return bool(self.data.get(TRAP))


class FewerForm(forms.Form):
    """With how many people somebody comes after all."""

    people = _people("Nombre de personnes")


class HandForm(AnswersMixin, AboutPeopleMixin, forms.Form):
    """Somebody whom the organiser adds: registered by telephone, or without an address."""

    name = forms.CharField(label="Nom", max_length=120)
    email = forms.EmailField(
        label="Adresse électronique",
        required=False,
        help_text="La confirmation y est envoyée. Laissez vide si la personne n’en a pas\u00a0: vous la préviendrez.",
    )
    people = _people("Nombre de personnes")
    organisation = model_field(Registration, "organisation")
    partner = model_field(Registration, "partner", label="Partenaire du réseau", empty_label="Aucun")
    phone = model_field(Registration, "phone", widget=forms.TextInput({"type": "tel"}))
    needs = model_field(Registration, "needs")

    must_answer = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "partner").queryset = Partner.objects.active()
        self.groups = [
            ("Qui vient", ("name", "email", "phone", "people")),
            ("D’où, et avec quel besoin", ("organisation", "partner", "needs")),
            *([("Vos questions", tuple(self.asked))] if self.asked else []),
        ]


class WalkInForm(AboutPeopleMixin, forms.Form):
    """Somebody who came without having registered."""

    name = forms.CharField(label="Nom", max_length=120)
    people = _people("Nombre de personnes")
    organisation = model_field(Registration, "organisation")


class SheetForm(AboutPeopleMixin, forms.Form):
    """The people of a sheet on paper, one a line."""

    pasted = forms.CharField(
        label="Une personne par ligne",
        max_length=12_000,
        strip=False,
        help_text=f"{', '.join(PERSON_COLUMNS).capitalize()}\u00a0: séparés par un point-virgule, ou collés d’un "
        "tableur. Seul le nom est obligatoire.",
        widget=forms.Textarea(
            {
                "rows": 12,
                "spellcheck": "false",
                "placeholder": "Alix Exemple ; CCAS de Tonneins ; 05 53 00 00 00\nNoé Modèle ; ; noe@exemple.example",
            }
        ),
        error_messages={"required": "Écrivez ou collez au moins une ligne."},
    )


class QuestionsForm(forms.Form):
    """Up to five questions; one without words is left out."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = event.asked + [Question("")] * (MAX_QUESTIONS - len(event.asked))
        self.groups = []
        for number, question in enumerate(known, start=1):
            added = self._fields(question)
            names = tuple(f"{name}_{number}" for name in added)
            self.fields.update(zip(names, added.values(), strict=True))
            self.groups.append((f"Question {number}", names))

    @staticmethod
    def _fields(question: Question) -> dict[str, forms.Field]:
        return {
            "label": forms.CharField(label="Question", required=False, max_length=MAX_LABEL, initial=question.label),
            "kind": forms.ChoiceField(label="On répond par", choices=QuestionKind, initial=question.kind),
            "choices": forms.CharField(
                label="Réponses de la liste",
                required=False,
                max_length=MAX_CHOICES * (MAX_CHOICE + 2),
                initial="\n".join(question.choices),
                help_text="Pour une liste seulement\u00a0: une réponse par ligne.",
                widget=forms.Textarea({"rows": 3}),
            ),
            "required": forms.BooleanField(label="Réponse obligatoire", required=False, initial=question.required),
        }

    def clean(self) -> dict[str, Any]:
        """Nothing that was typed is left out without a word."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for _, (label, kind, choices, _) in self.groups:
            if data.get(choices) and not data.get(label):
                self.add_error(label, "Écrivez la question à laquelle ces réponses répondent.")
            elif data.get(choices) and data.get(kind) != QuestionKind.CHOICE:
                wanted = QuestionKind.CHOICE.label
                self.add_error(choices, f"Pour ces réponses, choisissez «\u00a0{wanted}\u00a0» au-dessus.")
        return data

    def questions(self) -> list[Question]:
        """The questions that have words, in their order."""
        data = self.cleaned_data
        rows = [[data.get(name, "") for name in names] for _, names in self.groups]
        return [
            Question(
                one_line(label),
                kind,
                tuple(line.strip() for line in choices.splitlines() if line.strip())
                if kind == QuestionKind.CHOICE
                else (),
                bool(required),
            )
            for label, kind, choices, required in rows
            if label
        ]
