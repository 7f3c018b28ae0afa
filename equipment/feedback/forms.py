"""Forms of trial feedback: the six questions, the outcome of a trial, the step at the MDPH."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone

from equipment.enums import MdphStep, Need, TrialOutcome
from equipment.feedback.enums import Helped, Use, Wish
from equipment.feedback.models import TrialFeedback
from equipment.feedback.rules import name_sentence, names_in
from equipment.loans.enums import FeedbackAuthor
from inclusion.core.web.forms import AboutPeopleMixin, DayField, model_field, replace_data

#: The words of the questions: whom they are about.
_ABOUT = {FeedbackAuthor.SCHOOL: "l’élève", FeedbackAuthor.THERAPIST: "l’élève", FeedbackAuthor.FAMILY: "votre enfant"}
#: Said to whoever ticked nothing: « champ » is no word of families.
_TICK = {"required": "Cochez une réponse."}


class FeedbackForm(AboutPeopleMixin, forms.Form):
    """Six questions at most, in the words of whoever answers; a name in the free ones is asked about once."""

    use = forms.TypedChoiceField(coerce=int, choices=Use, widget=forms.RadioSelect, error_messages=_TICK)
    helped = forms.TypedChoiceField(coerce=int, choices=Helped, widget=forms.RadioSelect, error_messages=_TICK)
    needs_helped = forms.MultipleChoiceField(
        choices=Need, required=False, widget=forms.CheckboxSelectMultiple, help_text="Plusieurs réponses possibles."
    )
    what_helped = forms.CharField(
        label="Qu’est-ce qui a bien marché\u00a0?",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Sans nom de personne.",
    )
    what_hindered = forms.CharField(
        label="Qu’est-ce qui a gêné\u00a0?",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Sans nom de personne.",
    )
    wish = forms.ChoiceField(
        label="Et maintenant, que souhaitez-vous\u00a0?", choices=Wish, required=False, widget=forms.RadioSelect
    )
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    as_it_is = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, author: str, **kwargs: Any) -> None:
        super().__init__(data, initial={"form_key": uuid4()}, **kwargs)
        about = _ABOUT[FeedbackAuthor(author)]
        self.fields["use"].label = f"Est-ce que {about} a utilisé ce matériel\u00a0?"
        self.fields["helped"].label = f"Est-ce que ce matériel a aidé {about}\u00a0?"
        self.fields["needs_helped"].label = "À quoi a-t-il aidé\u00a0?"
        #: What reads like a name in a form that is right otherwise; empty once it was asked about.
        self.names_sentence = ""

    def clean_form_key(self) -> UUID:
        """The key that the page was sent with; a new one where it was lost."""
        return self.cleaned_data["form_key"] or uuid4()

    def may_be_kept(self) -> bool:
        """Whether the answers are right, and free of what reads like a name or sent as they are after the question."""
        if not self.is_valid():
            return False
        names = names_in([self.cleaned_data["what_helped"], self.cleaned_data["what_hindered"]])
        if names and not self.cleaned_data["as_it_is"]:
            self.names_sentence = name_sentence(names)
            replace_data(self, {"as_it_is": "on"})
        return not self.names_sentence

    def answers(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "as_it_is"}


class MemberFeedbackForm(FeedbackForm):
    """The same, written by a member: also for somebody who answered by telephone or on paper."""

    author = model_field(TrialFeedback, "author", widget=forms.RadioSelect, error_messages=_TICK)
    field_order = ["author"]

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, author=FeedbackAuthor.SCHOOL, **kwargs)
        self.initial["author"] = FeedbackAuthor.SCHOOL


class OutcomeForm(AboutPeopleMixin, forms.Form):
    """What came of a trial."""

    outcome = forms.ChoiceField(
        label="Ce que l’essai est devenu", choices=TrialOutcome, widget=forms.RadioSelect, error_messages=_TICK
    )
    outcome_on = DayField(label="Depuis le", initial=timezone.localdate)
    outcome_note = forms.CharField(
        label="Précisions",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Sans nom de personne. La banque, la DSDEN et la MDPH peuvent lire cette note.",
    )


class MdphForm(forms.Form):
    """The step of the pupil's file at the MDPH."""

    mdph_step = forms.ChoiceField(
        label="Où en est la démarche", choices=MdphStep, widget=forms.RadioSelect, error_messages=_TICK
    )
