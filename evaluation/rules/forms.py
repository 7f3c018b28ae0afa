"""A questionnaire as it is written: sections of questions, their choices and conditions; what is wrong with one.

A form is kept as one document with each version of a questionnaire: a version that was asked never changes.
"""

import re
from collections.abc import Iterator
from typing import Self

from pydantic import BaseModel, ConfigDict

from evaluation.enums import Comparison, ItemKind, ItemRole

#: What names a question or a part in files and exports: what XLSForm allows, without what spreadsheets read otherwise.
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
#: What names a choice.
CHOICE_CODE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,59}")
#: Between a matrix and the row of it that is asked.
ROW = "__"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Part):
    """One answer that can be chosen."""

    code: str
    label: str
    #: Its step on a scale; None where the choices are not one.
    score: int | None = None


def _scale(*steps: tuple[str, str]) -> tuple[Choice, ...]:
    return tuple(
        Choice(code=code, label=label, score=score) for score, (code, label) in enumerate(steps, start=1)
    )


#: Likert's five steps of agreement.
AGREEMENT = _scale(
    ("not_at_all", "Pas du tout d’accord"),
    ("rather_not", "Plutôt pas d’accord"),
    ("neither", "Ni d’accord, ni pas d’accord"),
    ("rather", "Plutôt d’accord"),
    ("fully", "Tout à fait d’accord"),
)
#: The four steps that DigCompSAT takes for skills, in the portal's own words.
SKILL = _scale(
    ("cannot", "Je ne sais pas le faire"),
    ("with_help", "Je sais le faire avec de l’aide"),
    ("alone", "Je sais le faire sans aide"),
    ("can_guide", "Je le fais avec aisance, je peux aider quelqu’un"),
)
#: The four steps that DigCompSAT takes for knowledge, in the portal's own words.
KNOWLEDGE = _scale(
    ("never_heard", "Je n’en ai jamais entendu parler"),
    ("a_little", "J’en ai une idée, il faudrait m’expliquer"),
    ("well", "Je comprends bien de quoi il s’agit"),
    ("can_explain", "Je le maîtrise, je peux l’expliquer"),
)
SCALES = {ItemKind.AGREEMENT: AGREEMENT, ItemKind.SKILL: SKILL, ItemKind.KNOWLEDGE: KNOWLEDGE}
#: Kinds whose choices the questionnaire writes itself.
WITH_CHOICES = frozenset({ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.MATRIX, ItemKind.TESTED})


class Condition(_Part):
    """A question or a section is shown only where an earlier question was answered so."""

    item: str
    test: Comparison = Comparison.IS
    choice: str = ""


class Item(_Part):
    """One question."""

    code: str
    kind: ItemKind
    label: str
    help_text: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    #: Of a matrix: what is asked on its scale, one after the other.
    rows: tuple[Choice, ...] = ()
    #: Of a number.
    minimum: int | None = None
    maximum: int | None = None
    #: Of a tested competence: the choice that is right.
    right: str = ""
    role: ItemRole = ItemRole.NONE
    #: What it measures: a skill felt before, felt after and tested bears one name.
    measure: str = ""
    #: Where the wording or the scale comes from.
    source: str = ""
    shown_if: Condition | None = None

    @property
    def answers(self) -> tuple[Choice, ...]:
        """What can be chosen: the kind's own scale, or the choices that were written."""
        return SCALES.get(self.kind, self.choices)

    @property
    def is_scale(self) -> bool:
        """Whether every answer is a step, so that before and after can be compared."""
        return bool(self.answers) and all(choice.score is not None for choice in self.answers)

    def questions(self) -> tuple[tuple[str, str], ...]:
        """Code and wording of what is asked: itself, or each row of a matrix."""
        if self.kind != ItemKind.MATRIX:
            return ((self.code, self.label),)
        return tuple((f"{self.code}{ROW}{row.code}", row.label) for row in self.rows)


class Section(_Part):
    """Questions that stand on one page."""

    code: str
    title: str
    text: str = ""
    items: tuple[Item, ...] = ()
    shown_if: Condition | None = None


class Form(_Part):
    """A whole questionnaire."""

    title: str
    #: Read before the first question: who asks, why, what becomes of it.
    introduction: str = ""
    #: Read after the last.
    thanks: str = ""
    sections: tuple[Section, ...] = ()

    def items(self) -> Iterator[Item]:
        """All questions in their order."""
        for section in self.sections:
            yield from section.items

    def item(self, code: str) -> Item:
        """The question of this code. Raises KeyError where there is none."""
        for item in self.items():
            if item.code == code:
                return item
        raise KeyError(code)

    @classmethod
    def of(cls, document: object) -> Self:
        """Read a form from what was kept of it. Raises pydantic's ValidationError for another document."""
        return cls.model_validate(document)

    def document(self) -> dict[str, object]:
        """What is kept of it, without what was not said."""
        return self.model_dump(mode="json", exclude_defaults=True)
