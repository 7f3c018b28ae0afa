"""What somebody sends who answers: the questions, the four questions of the personal code, the key of the page."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict

from evaluation.actions.responses import Submission
from evaluation.models import Campaign, CampaignStructure
from evaluation.rules.answers import ReadAnswers, read_answers
from evaluation.rules.pairing import QUESTIONS, plain_answer
from inclusion.core.errors import DomainError
from inclusion.core.web import parameters

#: Names that no question can have: the codes of questions know no hyphen.
KEY, PLACE = "answer-key", "answer-place"
_ALL_FOUR = "Répondez aux quatre questions, ou cochez «\u00a0Je préfère ne pas répondre\u00a0»."


class PairingForm(forms.Form):
    """The four questions of the personal code; whoever would rather not says so."""

    prefix = "code"
    declined = forms.BooleanField(label="Je préfère ne pas répondre à ces quatre questions", required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
        for place, question in enumerate(QUESTIONS):
            widget = forms.TextInput(
                attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
            )
            if not question.letters:
                widget.attrs["inputmode"] = "numeric"
            self.fields[str(place)] = forms.CharField(
                label=question.label,
                help_text=question.help_text,
                required=False,
                max_length=60,
                widget=widget,
            )
        self.order_fields([*map(str, range(len(QUESTIONS))), "declined"])

    def clean(self) -> dict[str, Any]:
        """All four, right, or none."""
        cleaned: dict[str, Any] = super().clean() or {}
        typed = self._typed(cleaned)
        if cleaned.get("declined") or self.errors:
            return cleaned
        if not all(typed):
            self.add_error(str(typed.index("")), _ALL_FOUR)
            return cleaned
        for place, answer in enumerate(typed):
            try:
                plain_answer(answer, place)
            except DomainError as refused:
                self.add_error(refused.field, str(refused))
        return cleaned

    @property
    def answers(self) -> list[str] | None:
        """What the code is made of; None where somebody would rather not."""
        return None if self.cleaned_data["declined"] else self._typed(self.cleaned_data)

    @staticmethod
    def _typed(cleaned: dict[str, Any]) -> list[str]:
        return [cleaned.get(str(place), "") for place in range(len(QUESTIONS))]


class AnswerSheet:
    """One questionnaire as a page holds it: blank, or as it was sent and with what is wrong with it."""

    def __init__(
        self, campaign: Campaign, data: QueryDict | None = None, *, structure: CampaignStructure | None = None
    ) -> None:
        self.campaign, self.structure = campaign, structure
        self.form = campaign.version.form
        self.given: dict[str, list[str]] = (
            {} if data is None else {name: [str(one) for one in words] for name, words in data.lists()}
        )
        self.key = _key(self.given.get(KEY, [""])[0])
        self.read = ReadAnswers() if data is None else read_answers(self.form, self.given)
        self.code = PairingForm(data) if campaign.asks_code else None
        #: What is wrong with the whole.
        self.others: list[str] = []

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong with each question."""
        return self.read.problems

    @property
    def has_required(self) -> bool:
        """Whether some question must be answered."""
        return any(item.required for item in self.form.items())

    @property
    def is_right(self) -> bool:
        """Whether it can be taken."""
        return not self.problems and (self.code is None or self.code.is_valid())

    @property
    def code_problems(self) -> dict[str, str]:
        """What is wrong with the personal code, by the names of its fields."""
        if self.code is None:
            return {}
        return {self.code.add_prefix(name): faults[0] for name, faults in self.code.errors.items()}

    def sent(self) -> Submission:
        """What the action takes of a sheet that is right."""
        return Submission(self.read.given, self.key, self.code.answers if self.code else None, self.structure)

    def so_far(self) -> Submission:
        """What the action keeps of a sheet that somebody is still filling in."""
        given = read_answers(self.form, self.given, unfinished=True).given
        return Submission(given, self.key, None, self.structure)


def _key(text: str) -> UUID:
    """The key that the page was sent with; a new one where it was lost or is none."""
    return parameters.unique_id(text) or uuid4()
