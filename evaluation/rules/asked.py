"""What was asked, question by question, and which earlier answers decide whether it was."""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluation.enums import ItemKind
from evaluation.rules.forms import Choice, Condition, Form, Item

#: Kinds that are answered by one choice.
ONE_CHOICE = frozenset(
    {
        ItemKind.SINGLE,
        ItemKind.AGREEMENT,
        ItemKind.SKILL,
        ItemKind.KNOWLEDGE,
        ItemKind.MATRIX,
        ItemKind.TESTED,
    }
)


@dataclass(frozen=True)
class AskedQuestion:
    """One question, or one row of a matrix."""

    code: str
    label: str
    heading: str
    section: str
    item: Item
    #: All that decides whether it is asked: its own conditions, and those of the questions that they look at.
    conditions: tuple[Condition, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What could be chosen."""
        return self.item.answers


def asked_of(form: Form) -> dict[str, AskedQuestion]:
    """The questions of a form by their codes, in their order."""
    found: dict[str, AskedQuestion] = {}
    of_item: dict[str, tuple[Condition, ...]] = {}
    for section in form.sections:
        for item in section.items:
            own = [one for one in (section.shown_if, item.shown_if) if one is not None]
            before = [earlier for one in own for earlier in of_item.get(one.item, ())]
            of_item[item.code] = tuple(dict.fromkeys((*before, *own)))
            for code, label in item.questions():
                heading = item.label if item.kind == ItemKind.MATRIX else ""
                found[code] = AskedQuestion(code, label, heading, section.title, item, of_item[item.code])
    return found


def by_measure(asked: Mapping[str, AskedQuestion], *kinds: ItemKind) -> dict[str, list[AskedQuestion]]:
    """Questions of these kinds by what they measure."""
    found: dict[str, list[AskedQuestion]] = {}
    for one in asked.values():
        if one.item.kind in kinds and one.item.measure:
            found.setdefault(one.item.measure, []).append(one)
    return found
