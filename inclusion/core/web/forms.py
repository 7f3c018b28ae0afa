"""Forms of every feature: templates, fields, forms in steps, and how a view submits them."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst

from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import NIR_REFUSED as SOCIAL_SECURITY_NUMBER
from inclusion.core.french.identifiers import has_social_security_number
from inclusion.core.french.money import NARROW_SPACE
from inclusion.core.french.periods import shown_end, stored_end
from inclusion.core.french.text import each_text, on_one_line, printable, visible
from inclusion.core.imports.uploads import MAX_LOGO_BYTES, read_logo


class CleanBoundField(forms.BoundField):
    """What was typed in a field, without what no file can carry; a field of one line has no line ends, as browsers
    see to.
    """

    @property
    def data(self) -> Any:
        """The text as every rule of the field reads it, and as it is shown again."""
        one_line = isinstance(self.field.widget, forms.TextInput)
        return each_text(on_one_line if one_line else printable, super().data)


class LiantRenderer(TemplatesSetting):
    """Every `{{ form }}` and `{{ field.as_field_group }}` goes through `templates/components`."""

    form_template_name = "components/form_fields.html"
    field_template_name = "components/field.html"
    bound_field_class = CleanBoundField


# -- Field that only programs fill in

TRAP = "site"

# -- What Django says of texts and numbers out of bounds, as people say it

MaxLengthValidator.message = "Ce texte est trop long\u00a0: %(limit_value)d\u00a0caractères au plus."
MinValueValidator.message = "Donnez au moins %(limit_value)s."
MaxValueValidator.message = "Donnez au plus %(limit_value)s."


# -- What no text of the portal keeps


def refuse_social_security_number(value: Any) -> None:
    """Raise ValidationError where a text holds a social security number with its key, whatever the form is about."""
    if isinstance(value, str) and has_social_security_number(value, keyed=True):
        raise ValidationError(SOCIAL_SECURITY_NUMBER)


forms.CharField.default_validators = [refuse_social_security_number]


# -- Fields for days and for the last day of a period

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
_NEARER = "Choisissez une date entre 2000 et 2100."
_WRITTEN = "Écrivez une date, par exemple 24/11/2026."


#: A day, as browsers ask for it, in the filters of lists.
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day of our times: a mistyped year is refused; for a day that cannot be read, the format is shown."""

    default_error_messages = {"invalid": _WRITTEN}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators += [MinValueValidator(FIRST, _NEARER), MaxValueValidator(LAST, _NEARER)]


class LogoField(forms.FileField):
    """A logo, PNG or JPEG by its content; its value is its bytes, None where none was brought."""

    def __init__(self, **kwargs: Any) -> None:
        picture = forms.FileInput({"accept": "image/png,image/jpeg"})
        known: dict[str, Any] = {"label": "Logo", "required": False, "widget": picture}
        super().__init__(**known | kwargs)

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        """The bytes, read through once."""
        upload = super().clean(data, initial)
        if not upload:
            return None
        picture: bytes = upload.read(MAX_LOGO_BYTES + 1)
        try:
            read_logo(picture)
        except DomainError as error:
            raise ValidationError(str(error)) from None
        return picture


class LastDayField(DayField):
    """The last day of a period, as people say it; its value is the day after, as periods are stored."""

    def clean(self, value: Any) -> date | None:
        """The end of the half-open period."""
        day = super().clean(value)
        return None if day is None else stored_end(day)

    def prepare_value(self, value: Any) -> Any:
        """The last day of a stored period; what was typed stays as it is."""
        return shown_end(value) if isinstance(value, date) else value


# -- Fields of amounts in French

#: Digits and a point, no exponent: « 1e5 » is a typing error, not 100 000 €.
_WRITTEN_AMOUNT = re.compile(r"[+-]?[0-9]*\.?[0-9]*")
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009")

#: Said to a click that does not say what amount its page showed.
UNSEEN = (
    "Rien n’est enregistré\u00a0: le montant que vous aviez sous les yeux n’est pas parvenu au portail. "
    "Regardez-le de nouveau, puis recommencez."
)


_TOO_GREAT = "Ce montant est trop grand\u00a0: vérifiez-le."
_TOO_LONG = "Ce nombre est trop grand\u00a0: vérifiez-le."


class DecimalField(forms.DecimalField):
    """A number with decimals, whose bounds are said as people speak: the base of every one in a form."""

    default_error_messages = {
        "max_digits": _TOO_LONG,
        "max_whole_digits": _TOO_LONG,
        "max_decimal_places": "Ce nombre a trop de chiffres après la virgule\u00a0: arrondissez-le.",
    }


class EurosField(DecimalField):
    """An amount in euros as people write it: « 1 234,56 », « 1234.56 », « 1 234,56 € »."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 12)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        kwargs["error_messages"] = {
            "invalid": "Écrivez un montant en chiffres, par exemple 1\u00a0234,56.",
            "max_decimal_places": "Un montant s’écrit avec deux décimales au plus, et les milliers sans point\u00a0: "
            "40\u00a0000.",
            "max_digits": _TOO_GREAT,
            "max_whole_digits": _TOO_GREAT,
            **kwargs.get("error_messages", {}),
        }
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = value.translate(_SPACES).removesuffix("€").replace(",", ".")
            if not _WRITTEN_AMOUNT.fullmatch(value):
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """An amount that is known already, as French writes it; what was typed stays as it is."""
        return f"{value:,}".replace(",", NARROW_SPACE).replace(".", ",") if isinstance(value, Decimal) else value


class SeenField(EurosField):
    """The amount that a page showed, sent along with its click, and which is compared with what it is by then.

    A click without it is refused: with nothing to compare, nothing would be. A page that is shown again says what it
    shows now.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        """The amount; whatever is wrong with it, one sentence says so."""
        try:
            return super().clean(value)
        except forms.ValidationError:
            raise forms.ValidationError(UNSEEN) from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the page shows now, not what it showed before."""
        return initial


# -- Fields of columns

#: The form field of a column, by the class of the column; others are given one by `form_class`.
_FIELDS: dict[type[models.Field], type[forms.Field]] = {
    models.CharField: forms.CharField,
    models.DateField: DayField,
    models.EmailField: forms.EmailField,
    models.ForeignKey: forms.ModelChoiceField,
    models.IntegerField: forms.IntegerField,
    models.TextField: forms.CharField,
    models.URLField: forms.URLField,
}


def model_field(
    model: type[models.Model], name: str, form_class: type[forms.Field] | None = None, **options: Any
) -> Any:
    """The form field of a column: its label, length and choices; required unless the column may be empty.

    `options` are those of the field, and take precedence. `rows`: of a text area; `empty_label`: of a list, for no
    choice. The rows of another table are none until the form sets its queryset.
    """
    column: Any = model._meta.get_field(name)
    if form_class is None:
        form_class = next(_FIELDS[one] for one in type(column).__mro__ if one in _FIELDS)
        if column.choices:
            form_class = forms.ChoiceField
    known: dict[str, Any] = {"label": capfirst(column.verbose_name), "required": not column.blank}
    if issubclass(form_class, forms.ModelChoiceField):
        known["queryset"] = column.related_model.objects.none()
    elif issubclass(form_class, forms.ChoiceField):
        empty = [("", options.pop("empty_label"))] if "empty_label" in options else []
        known["choices"] = [*empty, *column.choices]
    elif issubclass(form_class, forms.CharField):
        known["max_length"] = column.max_length
    if "rows" in options:
        known["widget"] = forms.Textarea({"rows": options.pop("rows")})
    return form_class(**known | options)


def field_of(form: forms.BaseForm, name: str) -> Any:
    """A field of a form with what its own kind has: the queryset of a list, its choices."""
    return form.fields[name]


def replace_data(form: forms.BaseForm, values: Mapping[str, str]) -> None:
    """Let a form that is shown again hold these values instead of those that were sent, by the names of its fields."""
    data: Any = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict, which takes one value at a time
    for name, value in values.items():
        data[name] = value
    form.data = data


# -- Texts about people


class VisibleBoundField(CleanBoundField):
    """What was typed in a field, without signs that nobody sees: alone they are no name, in a name they hide it."""

    @property
    def data(self) -> Any:
        """The text as it is seen."""
        return each_text(visible, super().data)


class AboutPeopleMixin(forms.Form):
    """A form whose texts are about the people helped: no text may hold a hidden sign, or what has the shape of a social
    security number, with its key or without.
    """

    bound_field_class: type[forms.BoundField] | None = VisibleBoundField

    def clean(self) -> dict[str, Any]:
        """Say at each text that it has to go."""
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, str) and has_social_security_number(value):
                self.add_error(name, SOCIAL_SECURITY_NUMBER)
        return cleaned


# -- Handling of a posted form: validation, one action, a refusal beside its field


def submitted(request: HttpRequest, form: forms.BaseForm, action: Callable[[dict[str, Any]], Any]) -> Any | None:
    """Run `action` on the form's cleaned data when it was posted and is valid; return what it returns.

    A DomainError goes to the field it names or to the form as a whole, a ValidationError to the fields it
    names; both give None, so that the view shows the form again with everything that was typed.
    """
    return answered(form, action) if request.method == "POST" else None


def answered(form: forms.BaseForm, action: Callable[[dict[str, Any]], Any]) -> Any | None:
    """The same for a form that is bound to what the address says, where the action only reads."""
    if not form.is_valid():
        return None
    try:
        return action(dict(form.cleaned_data))
    except DomainError as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    except ValidationError as refused:
        for field, sentences in refused.update_error_dict({}).items():
            form.add_error(field if field in form.fields else None, sentences)
    return None


# -- Forms in several steps: values of the other steps are hidden fields, nothing is saved before the end


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
        """The step that the page shows."""
        return self.steps[self.current]

    @property
    def is_last(self) -> bool:
        """Whether the step that is shown is the last one."""
        return self.current == len(self.steps) - 1

    @property
    def way(self) -> list[tuple[str, str]]:
        """The steps as the steps component shows them."""
        signs = ["done" if n < self.current else "current" if n == self.current else "next" for n in range(99)]
        return [(step.title, sign) for step, sign in zip(self.steps, signs, strict=False)]


def run_wizard[Stepped: SteppedForm](
    request: HttpRequest, make: Callable[..., Stepped], action: Callable[[dict[str, Any]], Any]
) -> tuple[Stepped, Any]:
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


def _typed[Stepped: SteppedForm](make: Callable[..., Stepped], data: QueryDict, *, show: int) -> Stepped:
    """The form with what was typed so far, and nothing said about what is wrong."""
    form = make(data=data)
    typed = {name: field.widget.value_from_datadict(form.data, form.files, name) for name, field in form.fields.items()}
    form = make(initial={name: value for name, value in typed.items() if value is not None})
    form.show(show)
    return form


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else 0
