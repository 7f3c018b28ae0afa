"""Forms that remember what their page showed, so that nobody's change is lost when two people write at once."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from django import forms

from inclusion.core.french.periods import plain_date, shown_end
from inclusion.core.french.text import read_json
from roadmaps.actions.editing import Clash


class SeenForm(forms.Form):
    """Keeps, hidden, the values of `kept` as they were shown; an action is told them as `seen`."""

    #: Fields of one plain value each.
    kept: ClassVar[tuple[str, ...]] = ()

    def keep_seen(self) -> None:
        """Add the hidden field; called once the other fields are as they will be."""
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)
        if not self.is_bound:
            self.initial["seen"] = json.dumps({name: _text(self[name].value()) for name in self._names})

    @property
    def _names(self) -> list[str]:
        return [name for name in self.kept if name in self.fields]

    def seen(self) -> dict[str, Any]:
        """What the page showed, as the values that it stands for; what cannot be read counts as not shown."""
        try:
            told = read_json(self.data.get("seen", ""))
        except ValueError:
            return {}
        found = {}
        for name in self._names:
            if isinstance(told, dict) and isinstance(told.get(name), str):
                try:
                    found[name] = self.fields[name].clean(told[name])
                except forms.ValidationError:
                    continue
        return found

    def plain(self) -> dict[str, Any]:
        """The values of the other fields."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def writing[Row](self, change: Callable[[dict[str, Any]], Row]) -> Row:
        """Run an action on what the page showed; where somebody else wrote the same, say so beside the fields.

        Raises Clash then, so that nothing is written and the form is shown again with everything that was typed.
        """
        try:
            return change(self.seen())
        except Clash as clash:
            self._tell(clash)
            raise

    def _tell(self, clash: Clash) -> None:
        """Say beside each field what somebody else wrote meanwhile; saved once more, the text typed here stands."""
        told = {name: self.fields[name].prepare_value(value) for name, value in self.seen().items()}
        for one in clash.clashes:
            field = self.fields[one.field]
            told[one.field] = field.prepare_value(one.theirs)
            self.add_error(
                one.field,
                f"Quelqu’un d’autre a écrit entre-temps\u00a0: «\u00a0{_said(one.field, one.theirs)}\u00a0». "
                "Enregistrez de nouveau pour garder votre texte, ou reprenez le sien.",
            )
        self.data = self.data.copy()
        self.data["seen"] = json.dumps({name: _text(value) for name, value in told.items()})


def _text(value: Any) -> str:
    """A value as a field of a page holds it."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(getattr(value, "pk", value))


def _said(name: str, value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, date):
        return plain_date(shown_end(value) if name == "end" else value)
    return str(value) if value not in (None, "") else "rien"
