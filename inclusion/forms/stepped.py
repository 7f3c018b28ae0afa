"""Forms that are filled in a few steps: what the other steps hold goes along hidden, nothing is kept before the end."""

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.http import HttpRequest, QueryDict

from inclusion.forms.submit import answered


class WizardStep(NamedTuple):
    """One step: its name in addresses, its title, its fields (at most seven)."""

    slug: str
    title: str
    fields: tuple[str, ...]


class SteppedForm(forms.Form):
    """A form of several steps; also good for changing the fields of one of them alone (`only`)."""

    steps: ClassVar[tuple[WizardStep, ...]]

    def __init__(self, *args: Any, only: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.current = 0
        if only:
            kept = next(step.fields for step in self.steps if step.slug == only)
            for name in set(self.fields) - set(kept):
                del self.fields[name]

    def show(self, index: int) -> None:
        """Show one step; the fields of the others are hidden."""
        self.current = min(max(index, 0), len(self.steps) - 1)
        for number, step in enumerate(self.steps):
            for name in step.fields:
                if number != self.current and name in self.fields:
                    self.fields[name].widget = self.fields[name].hidden_widget()

    def forget_faults_after(self, index: int) -> None:
        """Drop what is wrong in steps that nobody has seen yet."""
        for step in self.steps[index + 1 :]:
            for name in step.fields:
                self.errors.pop(name, None)

    def first_wrong(self, default: int) -> int:
        """The first step in which something is wrong."""
        wrong = [number for number, step in enumerate(self.steps) if set(step.fields) & set(self.errors)]
        return wrong[0] if wrong else default

    def said(self, name: str) -> Any:
        """What a field holds now, whatever is wrong with the others; None where it cannot be read."""
        field = self.fields[name]
        if not self.is_bound:
            value = self.get_initial_for_field(field, name)
        else:
            value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        try:
            return field.clean(value)
        except forms.ValidationError:
            return None

    @property
    def step(self) -> WizardStep:
        """The step that is shown."""
        return self.steps[self.current]

    @property
    def is_last(self) -> bool:
        """Whether the step that is shown is the last one."""
        return self.current == len(self.steps) - 1

    @property
    def way(self) -> list[tuple[str, str]]:
        """The steps as the steps component shows them."""
        signs = [
            "done" if n < self.current else "current" if n == self.current else "next" for n in range(99)
        ]
        return [(step.title, sign) for step, sign in zip(self.steps, signs, strict=False)]


type FormFactory = Callable[..., SteppedForm]


def run_wizard(
    request: HttpRequest, make: FormFactory, action: Callable[[dict[str, Any]], Any]
) -> tuple[SteppedForm, Any]:
    """Go one step on or back, or run `action` at the end; return the form to show and what the action returned.

    `make` makes the form, bound (`data`) or with what was typed so far (`initial`). The address of a button is its
    `go`: next, back, try (stay here) or finish.
    """
    if request.method != "POST":
        form = make()
        form.show(0)
        return form, None
    here, go = _number(request.POST.get("step", "")), request.POST.get("go", "next")
    if go in ("back", "try"):
        return _typed(make, request.POST, show=here - (go == "back")), None
    form = make(data=request.POST)
    if go == "finish" and here >= len(form.steps) - 1:
        done = answered(form, action)
        form.show(form.first_wrong(default=here))
        return form, done
    form.forget_faults_after(here)
    if form.errors:
        form.show(form.first_wrong(default=here))
        return form, None
    return _typed(make, request.POST, show=here + 1), None


def _typed(make: FormFactory, data: QueryDict, *, show: int) -> SteppedForm:
    """The form with what was typed so far, and nothing said about what is wrong."""
    form = make(data=data)
    typed = {
        name: field.widget.value_from_datadict(form.data, form.files, name)
        for name, field in form.fields.items()
    }
    form = make(initial={name: value for name, value in typed.items() if value is not None})
    form.show(show)
    return form


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else 0
