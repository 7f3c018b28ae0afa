"""Forms of answering: the questions and the personal code, the kiosk, the entry of paper, links."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict

from evaluation.enums import ItemKind
from evaluation.questionnaires.labels import FRENCH, translated, word
from evaluation.questionnaires.rules import Condition
from evaluation.surveys.actions import MAX_LINKS
from evaluation.surveys.answers.actions import Submission
from evaluation.surveys.answers.rules import (
    LONGEST_TEXT,
    Block,
    Line,
    Part,
    ReadAnswers,
    is_shown,
    paged,
    paper_of,
    read_answers,
    signed_choices,
)
from evaluation.surveys.models import Campaign, CampaignStructure
from evaluation.surveys.rules import QUESTIONS, plain_answer
from inclusion.core.access import Member, Permission
from inclusion.core.errors import DomainError
from inclusion.core.web import parameters
from inclusion.core.web.forms import field_of

#: Names that no question can have: the codes of questions know no hyphen.
KEY, PLACE, PAGE, LANGUAGE = "answer-key", "answer-place", "answer-page", "answer-language"
#: The page before the questions, and the one of the personal code.
START, CODE_PAGE = "", "code-page"
_ALL_FOUR = "Répondez aux quatre questions, ou cochez «\u00a0Je préfère ne pas répondre\u00a0»."


class PairingForm(forms.Form):
    """The four questions of the personal code; whoever would rather not says so."""

    prefix = "code"
    declined = forms.BooleanField(label="Je préfère ne pas répondre à ces quatre questions", required=False)

    def __init__(self, data: Any = None, *, language: str = FRENCH) -> None:
        super().__init__(data, use_required_attribute=False)
        self.language = language
        self.fields["declined"].label = word(self.fields["declined"].label, language)
        for place, question in enumerate(QUESTIONS):
            widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"})
            if not question.letters:
                widget.attrs["inputmode"] = "numeric"
            self.fields[str(place)] = forms.CharField(
                label=word(question.label, language),
                help_text=word(question.help_text, language),
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
            self.add_error(str(typed.index("")), word(_ALL_FOUR, self.language))
            return cleaned
        for place, answer in enumerate(typed):
            try:
                plain_answer(answer, place)
            except DomainError as refused:
                self.add_error(refused.field, word(str(refused), self.language))
        return cleaned

    @property
    def answers(self) -> list[str] | None:
        """What the code is made of; None where somebody would rather not."""
        return None if self.cleaned_data["declined"] else self._typed(self.cleaned_data)

    @staticmethod
    def _typed(cleaned: dict[str, Any]) -> list[str]:
        return [cleaned.get(str(place), "") for place in range(len(QUESTIONS))]


class AnswerSheet:
    """One questionnaire as its pages hold it: blank, or as it was sent and with what is wrong with it."""

    def __init__(
        self,
        campaign: Campaign,
        data: QueryDict | None = None,
        *,
        structure: CampaignStructure | None = None,
        language: str = FRENCH,
    ) -> None:
        self.campaign, self.structure, self.language = campaign, structure, language
        self.form = translated(campaign.version.form, language)
        self.pages = paged(self.form)
        self.given: dict[str, list[str]] = (
            {} if data is None else {name: [str(one) for one in words] for name, words in data.lists()}
        )
        self.key = parameters.unique_id(self.given.get(KEY, [""])[0]) or uuid4()
        self.read = ReadAnswers() if data is None else read_answers(self.form, self.given)
        self.code = PairingForm(data, language=language) if campaign.asks_code else None
        #: The page that is shown.
        self.here = self.given.get(PAGE, [START])[0]
        if self.here not in self.way:
            self.here = START
        self.ended = False
        #: What is wrong with each question, where it is said; what is wrong with the whole.
        self.problems: dict[str, str] = {}
        self.others: list[str] = []

    @property
    def way(self) -> list[str]:
        """The pages from the first question to the last, as far as they are asked after these answers."""
        shown = [one.code for one in self.pages.sections if is_shown(one.shown_if, self.read.given)]
        return [*shown, *([CODE_PAGE] if self.code else [])]

    @property
    def step(self) -> int:
        """How many pages of questions were reached, this one counted."""
        return self.way.index(self.here) + 1 if self.here else 0

    @property
    def is_last(self) -> bool:
        """Whether no page can follow; one that follows some answers alone can, as long as nobody asked for it."""
        return self.ended or self.here == (CODE_PAGE if self.code else self.pages.sections[-1].code)

    def turn(self, pages: int) -> None:
        """Go so many pages further, or back."""
        pages += self.step
        self.ended = pages > len(self.way)
        self.here = [START, *self.way][min(max(pages, 0), len(self.way))]

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong with the answers and with the personal code, by the names of the fields, in its language."""
        wrong = {name: word(problem, self.language) for name, problem in self.read.problems.items()}
        if self.code is None:
            return wrong
        return wrong | {self.code.add_prefix(name): faults[0] for name, faults in self.code.errors.items()}

    def say_what_is_wrong(self, *, here: bool = False) -> bool:
        """Say what is wrong on this page, or on the first page where something is; whether there is any."""
        wrong = self.wrong
        fields = {
            one.code: {code for item in one.items for code, _ in item.questions()} for one in self.pages.sections
        } | {START: set(), CODE_PAGE: {name for name in wrong if "-" in name}}
        for page in [self.here] if here else self.way:
            if found := {name: said for name, said in wrong.items() if name in fields[page]}:
                self.here, self.problems = page, found
                return True
        return False

    @property
    def shown_code(self) -> PairingForm | None:
        """The questions of the personal code with what was typed; what is wrong with them only where it is said."""
        if self.code is None or (self.here == CODE_PAGE and self.problems):
            return self.code
        blank = PairingForm(language=self.language)
        blank.initial = {name: self.given.get(blank.add_prefix(name), [""])[0] for name in blank.fields}
        return blank

    @property
    def has_required(self) -> bool:
        """Whether some question must be answered."""
        return any(item.required for item in self.form.items())

    @property
    def is_right(self) -> bool:
        """Whether it can be taken."""
        return not self.read.problems and (self.code is None or self.code.is_valid())

    def sent(self) -> Submission:
        """What the action takes of a sheet that is right."""
        return Submission(self.read.given, self.key, self.code.answers if self.code else None, self.structure)

    def so_far(self) -> Submission:
        """What the action keeps of a sheet that somebody is still filling in."""
        given = read_answers(self.form, self.given, unfinished=True).given
        return Submission(given, self.key, None, self.structure)


# -- Place of a kiosk


class KioskForm(forms.Form):
    """The structure in which the kiosk is opened: one's own, or any for whoever runs the evaluation."""

    structure = forms.ModelChoiceField(
        label="Où se trouve la borne", queryset=None, required=False, empty_label="Ailleurs, ou sans le dire"
    )

    def __init__(self, data: Any = None, *, campaign: Campaign, member: Member) -> None:
        super().__init__(data)
        rows = campaign.structures.select_related("partner")
        field = field_of(self, "structure")
        field.label_from_instance = lambda row: str(row.partner)
        if not member.may(Permission.EVALUATION_MANAGE):
            rows = rows.filter(partner=member.partner)
            field.required, field.empty_label = True, None
            field.initial = rows.first()
        field.queryset = rows


# -- Form of single-use links


class LinksForm(forms.Form):
    """Make links."""

    count = forms.IntegerField(
        label="Nombre de liens",
        min_value=1,
        max_value=MAX_LINKS,
        help_text=f"Un par personne, {MAX_LINKS} au plus à la fois.",
        error_messages={
            "min_value": "Créez au moins un lien.",
            "max_value": f"Créez {MAX_LINKS} liens au plus à la fois.",
            "invalid": "Écrivez un nombre entier, en chiffres.",
        },
    )

    def __init__(self, data: Any = None, *, campaign: Campaign) -> None:
        super().__init__(data)
        structures = campaign.structures.select_related("partner", "campaign")
        if structures.exists():
            self.fields["structure"] = forms.ModelChoiceField(
                structures,
                label="Pour quelle structure",
                required=False,
                empty_label="Aucune en particulier",
                help_text="Les réponses seront comptées pour elle.",
            )
            field_of(self, "structure").label_from_instance = lambda one: str(one.partner)


# -- Form to enter one paper

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
        self, data: Any = None, *, campaign: Campaign, structures: Any = None, own: CampaignStructure | None = None
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
            field_of(self, "structure").label_from_instance = lambda one: str(one.partner)
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
        cleaned = super().clean() or self.cleaned_data
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

    # -- Groups of fields for the template

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
    """What is together on the paper, to be typed in."""

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
            {"name": f"{ANSWER}{one.item}", "test": one.test.value, "choice": one.choice} for one in self.conditions
        ]

    longest = LONGEST_TEXT
