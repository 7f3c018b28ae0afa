"""One paper as it is typed in: the answers by the numbers of the paper, the personal code, where it was filled in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms

from evaluation.actions.responses import Submission
from evaluation.enums import ItemKind
from evaluation.models import Campaign, CampaignStructure
from evaluation.rules.answers import LONGEST_TEXT, ReadAnswers, read_answers
from evaluation.rules.forms import Condition
from evaluation.rules.pairing import QUESTIONS
from evaluation.rules.paper import Block, Line, Part, paper_of, signed_choices
from inclusion.core.errors import DomainError

#: Before the code of a question in the name of its fields: no question can be called like a field of the form.
ANSWER = "q-"
CODE_FIELDS = tuple(f"code_{place}" for place in range(len(QUESTIONS)))
MAX_COUNTED = 100_000
TYPED = {ItemKind.NUMBER: "number", ItemKind.DATE: "date", ItemKind.TEXT: "text"}


class PaperForm(forms.Form):
    """What is typed of one paper, beside the answers."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    #: How many were entered before, in this sitting: the page alone counts, nothing else keeps it.
    entered = forms.IntegerField(min_value=0, max_value=MAX_COUNTED, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        campaign: Campaign,
        structures: Any = None,
        own: CampaignStructure | None = None,
    ) -> None:
        super().__init__(data)
        self.campaign, self.own = campaign, own
        self.read = ReadAnswers()
        self.initial["key"] = uuid4()
        if structures is not None:
            self.fields["structure"] = forms.ModelChoiceField(
                structures,
                label="Structure où ce papier a été rempli",
                required=False,
                empty_label="Aucune en particulier",
            )
            self.fields["structure"].label_from_instance = lambda one: str(one.partner)
        if campaign.asks_code:
            for name, question in zip(CODE_FIELDS, QUESTIONS, strict=True):
                self.fields[name] = forms.CharField(
                    label=question.label,
                    required=False,
                    max_length=40,
                    widget=forms.TextInput({"autocomplete": "off", "size": 4}),
                )

    def clean(self) -> dict[str, Any]:
        """Read the answers. A question that was left out on paper stays out: nobody can be asked any more."""
        cleaned = super().clean()
        form = self.campaign.version.form
        self.read = read_answers(form, self._sent(), unfinished=True)
        if self.read.problems:
            raise forms.ValidationError("Corrigez les réponses marquées ci-dessous.")
        if not self.read.given:
            raise forms.ValidationError("Cette feuille est vide\u00a0: saisissez au moins une réponse.")
        typed = [cleaned.get(name, "") for name in CODE_FIELDS]
        if any(typed) and not all(typed):
            raise forms.ValidationError(
                "Le code personnel est incomplet\u00a0: complétez-le, ou laissez ses quatre cases vides."
            )
        return cleaned

    def sent(self) -> Submission:
        """What the action takes."""
        cleaned = self.cleaned_data
        typed = [cleaned.get(name, "") for name in CODE_FIELDS]
        return Submission(
            self.read.given,
            cleaned["key"],
            typed if all(typed) else None,
            cleaned.get("structure") if "structure" in self.fields else self.own,
        )

    def refuse(self, refused: DomainError) -> None:
        """Say a refusal of the action where it belongs: beside an answer of the code, or of the paper."""
        place = refused.field or ""
        field = CODE_FIELDS[int(place)] if place.isdecimal() and int(place) < len(CODE_FIELDS) else None
        self.add_error(field if field in self.fields else None, str(refused))

    def _sent(self) -> dict[str, list[str]]:
        """The answers as they were typed, by the code of the question."""
        names = [name for name in self.data if name.startswith(ANSWER)]
        return {name.removeprefix(ANSWER): self.data.getlist(name) for name in names}

    # -- What the page shows

    @property
    def code_fields(self) -> list[forms.BoundField]:
        """The answers of the personal code; none where the campaign asks for none."""
        return [self[name] for name in CODE_FIELDS if name in self.fields]

    @property
    def parts(self) -> list[tuple[Part, list["TypedBlock"]]]:
        """The questions as the paper has them."""
        sent = self._sent()
        return [
            (part, [TypedBlock(block, list(self._lines(part, block, sent))) for block in part.blocks])
            for part in paper_of(self.campaign.version.form)
        ]

    def _lines(self, part: Part, block: Block, sent: Mapping[str, Sequence[str]]) -> Iterator["TypedLine"]:
        for line in block.lines:
            conditions = [one for one in (part.section.shown_if, line.item.shown_if) if one]
            yield TypedLine(line, sent.get(line.code, ()), self.read.problems.get(line.code, ""), conditions)


@dataclass(frozen=True)
class TypedBlock:
    """What stands together on the paper, to be typed in."""

    block: Block
    lines: list["TypedLine"]


@dataclass(frozen=True)
class TypedLine:
    """One answer to type in."""

    line: Line
    typed: Sequence[str]
    problem: str
    conditions: Sequence[Condition]

    @property
    def name(self) -> str:
        """The name of its fields."""
        return f"{ANSWER}{self.line.code}"

    @property
    def control(self) -> str:
        """How it is typed: by a sign, or a number, a day, a text."""
        return TYPED.get(self.line.item.kind, "choices")

    @property
    def tick(self) -> str:
        """The kind of its ticks."""
        return "checkbox" if self.line.item.kind == ItemKind.MULTIPLE else "radio"

    @property
    def text(self) -> str:
        """What was typed where nothing is chosen."""
        return self.typed[0] if self.typed else ""

    @property
    def choices(self) -> list[tuple[str, str, str, bool]]:
        """Sign, code and wording of each answer, and whether it was chosen."""
        return [
            (sign, choice.code, choice.label, choice.code in self.typed)
            for sign, choice in signed_choices(self.line.item)
        ]

    @property
    def when(self) -> list[dict[str, str]]:
        """When it is asked, for the page's script."""
        return [
            {"name": f"{ANSWER}{one.item}", "test": one.test.value, "choice": one.choice}
            for one in self.conditions
        ]

    longest = LONGEST_TEXT
