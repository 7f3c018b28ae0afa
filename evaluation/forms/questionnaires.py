"""Forms of questionnaires: what is said of one, the texts around its questions, its parts, its publication."""

from typing import Any

from django import forms

from evaluation.forms.conditions import ConditionMixin, Lines
from evaluation.models import Questionnaire
from evaluation.rules.form_editing import code_from, codes_of
from evaluation.rules.forms import CODE, Form, Section


class QuestionnaireForm(forms.ModelForm):
    """What is said of a questionnaire, for those who run the surveys."""

    class Meta:
        model = Questionnaire
        fields = ["title", "purpose", "description", "is_shared"]
        help_texts = {
            "title": "Pour vous y retrouver. Les personnes lisent un autre titre, écrit avec les questions.",
            "is_shared": "Tout le monde peut en télécharger les questions, jamais les réponses.",
        }


class NewQuestionnaireForm(QuestionnaireForm):
    """The same before it exists: nothing is shared of what is not written yet."""

    class Meta(QuestionnaireForm.Meta):
        fields = ["title", "purpose", "description"]


class PublishForm(forms.Form):
    """What a version changes, in a sentence; the first one changes nothing."""

    changes = forms.CharField(
        label="Ce qui change",
        max_length=300,
        required=False,
        help_text="Une phrase pour vos collègues, par exemple\u00a0: «\u00a0question 4 plus simple\u00a0».",
    )


class TextsForm(forms.Form):
    """What people read before the first question and after the last."""

    title = forms.CharField(
        label="Titre",
        max_length=200,
        help_text="Ce que lit la personne en premier, par exemple «\u00a0Le numérique et vous\u00a0».",
    )
    introduction = Lines(
        label="Avant la première question",
        max_length=3000,
        required=False,
        help_text="Qui demande, pourquoi, ce que deviennent les réponses. Des phrases courtes.",
    )
    thanks = Lines(label="Après la dernière", max_length=1000, required=False)


class SectionForm(ConditionMixin, forms.Form):
    """A part of a questionnaire: what stands together on one page."""

    title = forms.CharField(label="Titre de la partie", max_length=200)
    text = Lines(
        label="Texte avant les questions",
        max_length=2000,
        required=False,
        help_text="Facultatif\u00a0: comment répondre, ce qu’il faut savoir.",
    )
    asked_of = forms.ChoiceField(label="Montrer cette partie", required=False)
    otherwise = forms.BooleanField(
        label="Au contraire\u00a0: à qui a répondu autre chose",
        required=False,
    )
    code = forms.CharField(
        label="Code de la partie",
        max_length=60,
        required=False,
        help_text="Son nom dans les fichiers. Laissez vide\u00a0: il est fait à partir du titre.",
    )
    groups = (("", ("title", "text")), ("À qui la montrer", ("asked_of", "otherwise")))
    details = ("code",)

    def __init__(self, *args: Any, form: Form, section: Section | None, **kwargs: Any) -> None:
        initial = {}
        if section is not None:
            initial = {"title": section.title, "text": section.text, "code": section.code}
        super().__init__(*args, initial=initial, **kwargs)
        self.form, self.section = form, section
        place = form.sections.index(section) if section in form.sections else len(form.sections)
        self.offer_conditions(
            [item for one in form.sections[:place] for item in one.items],
            section.shown_if if section else None,
        )

    def clean_code(self) -> str:
        """A code that names it in files and that no other part has."""
        code = self.cleaned_data["code"].strip()
        others = {one.code for one in self.form.sections} - {self.section.code if self.section else ""}
        if not code:
            return code_from(
                self.cleaned_data.get("title", ""), others | codes_of(self.form), otherwise="partie"
            )
        if not CODE.fullmatch(code):
            raise forms.ValidationError(
                "Un code commence par une lettre, puis des lettres sans accent, des chiffres et des tirets bas."
            )
        if code in others:
            raise forms.ValidationError(f"Une autre partie a déjà le code «\u00a0{code}\u00a0».")
        return code

    def written(self) -> Section:
        """The part as it is written so far, whatever is wrong with it."""
        said = self.cleaned_data
        return Section(
            code=said.get("code") or "partie",
            title=said.get("title", ""),
            text=said.get("text", ""),
            items=self.section.items if self.section else (),
            shown_if=said.get("shown_if"),
        )
