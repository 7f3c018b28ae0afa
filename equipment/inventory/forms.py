"""The form field of lists that are typed one thing a line: inventory numbers, check lists."""

from typing import Any

from django import forms


class LinesField(forms.CharField):
    """Texts, one a line; commas and semicolons part them as well where `inline` is set. Its value is their list."""

    def __init__(self, *, rows: int = 4, inline: bool = False, longest: int = 80, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)
        self.inline, self.longest = inline, longest

    def clean(self, value: Any) -> list[str]:
        """The texts, without empty ones."""
        text = super().clean(value)
        if self.inline:
            text = text.replace(",", "\n").replace(";", "\n")
        found = [line for one in text.splitlines() if (line := " ".join(one.split()))]
        for line in found:
            if len(line) > self.longest:
                raise forms.ValidationError(
                    f"Une ligne compte {self.longest} signes au plus\u00a0: «\u00a0{line[:40]}…\u00a0»."
                )
        return found

    def prepare_value(self, value: Any) -> Any:
        """A list as it is written; what was typed stays as it is."""
        return "\n".join(value) if isinstance(value, (list, tuple)) else value
