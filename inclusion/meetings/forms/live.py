"""What is sent from the page of a meeting that goes on: a line, notes, words that are changed."""

from typing import Any

from django import forms
from django.utils import timezone

from inclusion.core.french.days import day_meant
from inclusion.core.web.forms import field_of
from inclusion.meetings.actions.decisions import MAX_NOTE
from inclusion.meetings.models import AgendaItem, Decision, Meeting, MeetingTask

GONE = "Un point, une décision ou une tâche n’y est plus\u00a0: rouvrez la page."


class _OfMeeting(forms.Form):
    """Names rows of one meeting alone."""

    #: The fields that name a row.
    rows: dict[str, type] = {}

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in self.rows.items():
            field_of(self, name).queryset = model.objects.filter(meeting=meeting)  # type: ignore[attr-defined]


def _row(*, required: bool = True) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        queryset=AgendaItem.objects.none(), required=required, error_messages={"invalid_choice": GONE}
    )


class LineForm(_OfMeeting):
    """A line typed for a point, or for none."""

    rows = {"item": AgendaItem}

    item = _row(required=False)
    text = forms.CharField(max_length=4000, error_messages={"required": "Écrivez une ligne."})


class UnreadLineForm(_OfMeeting):
    """A line of the notes and what it becomes; empty takes it out."""

    rows = {"item": AgendaItem}

    item = _row(required=False)
    line = forms.CharField(max_length=MAX_NOTE, strip=False, error_messages={"required": GONE})
    text = forms.CharField(max_length=4000, required=False)


class NoteForm(_OfMeeting):
    """What was said of a point, or of the whole; `seen`: what the page showed."""

    rows = {"item": AgendaItem}

    item = _row(required=False)
    text = forms.CharField(max_length=MAX_NOTE, required=False, strip=False, widget=forms.Textarea)
    seen = forms.CharField(max_length=MAX_NOTE, required=False, strip=False, widget=forms.Textarea)


class DecisionWordsForm(_OfMeeting):
    """Other words for a decision."""

    rows = {"decision": Decision}

    decision = _row()
    text = forms.CharField(
        max_length=4000, widget=forms.Textarea, error_messages={"required": "Écrivez ce qui est décidé."}
    )
    seen = forms.CharField(max_length=4000, required=False, widget=forms.Textarea)


class DecisionOnlyForm(_OfMeeting):
    """A decision to be taken back."""

    rows = {"decision": Decision}

    decision = _row()


class TaskOnlyForm(_OfMeeting):
    """A task to be given up."""

    rows = {"task": MeetingTask}

    task = _row()


class TaskWordsForm(TaskOnlyForm):
    """Other words or another day for a task; `seen_*`: what the page showed."""

    title = forms.CharField(max_length=200, error_messages={"required": "Écrivez ce qui est à faire."})
    due = forms.CharField(max_length=60, error_messages={"required": "Écrivez pour quand."})
    seen_title = forms.CharField(max_length=200, required=False)
    seen_due = forms.DateField(required=False)

    def clean_due(self) -> Any:
        """The day that is meant."""
        day = day_meant(self.cleaned_data["due"], today=timezone.localdate())
        if day is None:
            raise forms.ValidationError(f"La date «\u00a0{self.cleaned_data['due']}\u00a0» n’est pas comprise.")
        return day
