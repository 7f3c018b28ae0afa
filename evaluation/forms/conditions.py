"""What forms of the editor share: texts of several lines, and on which answer a question or a part depends."""

from collections.abc import Sequence
from typing import Any

from django import forms

from evaluation.enums import Comparison
from evaluation.rules.forms import Condition, Item
from inclusion.core.french.names import one_line

#: Between a question and its answer, in what the page sends: no code has it.
_OF = "|"
#: Letters of a wording in the list of answers.
_SHORT = 70
LATER = "Cette question n’est pas posée avant\u00a0: choisissez-en une qui l’est, ou «\u00a0à tout le monde\u00a0»."


def plain_lines(text: str) -> list[str]:
    """The lines of a text, without empty ones and without what nobody can see."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    seen = (one_line("".join(one for one in line if one.isprintable() or one.isspace())) for line in lines)
    return [line for line in seen if line]


class Lines(forms.CharField):
    """A text of several lines, as the browser sends it, with plain ends of lines."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        """Before its length is looked at: the browser counts the end of a line as one letter."""
        return super().to_python(value).replace("\r\n", "\n")


class ConditionMixin:
    """The fields `asked_of` and `otherwise`: everybody, or those who answered an earlier question so."""

    @property
    def details_wrong(self) -> bool:
        """Whether something is to be mended among the details, which stand folded."""
        return any(name in self.errors for name in self.details)

    def offer_conditions(self, earlier: Sequence[Item], now: Condition | None) -> None:
        """Offer the answers to these questions, and what is said now."""
        offered: list[Any] = [("", "À tout le monde")]
        for item in earlier:
            answers = [(item.code, "une réponse, quelle qu’elle soit")]
            answers += [
                (f"{item.code}{_OF}{one.code}", f"«\u00a0{_short(one.label)}\u00a0»") for one in item.answers
            ]
            offered.append((f"À qui a répondu à «\u00a0{_short(item.label)}\u00a0»", answers))
        field = self.fields["asked_of"]
        field.choices = offered
        field.error_messages["invalid_choice"] = LATER
        if now is None:
            return
        value = now.item if now.test == Comparison.IS_ANSWERED else f"{now.item}{_OF}{now.choice}"
        self.initial |= {"asked_of": value, "otherwise": now.test == Comparison.IS_NOT}
        known = {code for item in earlier for code in (item.code, *_values(item))}
        if value not in known:
            field.widget.choices = [*offered, (value, f"Ne convient plus\u00a0: «\u00a0{now.item}\u00a0»")]

    def clean(self) -> dict[str, Any]:
        """The condition, from its two fields."""
        cleaned = super().clean()
        item, _, choice = cleaned.get("asked_of", "").partition(_OF)
        cleaned["shown_if"] = None
        if item and choice:
            test = Comparison.IS_NOT if cleaned.get("otherwise") else Comparison.IS
            cleaned["shown_if"] = Condition(item=item, test=test, choice=choice)
        elif item and cleaned.get("otherwise"):
            self.add_error("otherwise", "Choisissez la réponse qui exclut, pas «\u00a0une réponse\u00a0».")
        elif item:
            cleaned["shown_if"] = Condition(item=item, test=Comparison.IS_ANSWERED)
        elif cleaned.get("otherwise") and "asked_of" in cleaned:
            self.add_error("otherwise", "Choisissez d’abord à quelle réponse.")
        return cleaned


def _values(item: Item) -> list[str]:
    return [f"{item.code}{_OF}{one.code}" for one in item.answers]


def _short(label: str) -> str:
    return label if len(label) <= _SHORT else f"{label[: _SHORT - 1].rstrip()}…"
