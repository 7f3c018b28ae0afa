"""Amounts as people write them; fields of columns."""

import re
from decimal import Decimal
from importlib import import_module

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from inclusion.core.web.forms import DayField, DecimalField, EurosField, model_field
from inclusion.events.enums import EventKind
from inclusion.events.models import Event
from inclusion.partners.models import Partner


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("10000", "10000"),
        ("10 000,00", "10000.00"),
        ("10\u00a0000,5\u00a0€", "10000.5"),
        ("1\u202f234,56 €", "1234.56"),
        ("1234.56", "1234.56"),
        ("0,01", "0.01"),
    ],
)
def test_it_is_read(written, amount):
    assert EurosField().clean(written) == Decimal(amount)


@pytest.mark.parametrize(
    "written", ["10,001", "dix", "1,2,3", "1.000,00", "NaN", "Infinity", "1e5", "٤", ".", "", "12345678901"]
)
def test_it_is_not_guessed(written):
    with pytest.raises(ValidationError):
        EurosField().clean(written)


def test_what_is_known_is_shown_with_a_comma():
    assert EurosField().prepare_value(Decimal("1234.50")) == "1\u202f234,50"
    assert EurosField().prepare_value("1 2345.6") == "1 2345.6"
    assert EurosField().prepare_value(None) is None


def test_a_field_of_a_column_has_its_label_its_length_and_whether_it_is_required():
    title, summary = model_field(Event, "title"), model_field(Event, "summary")
    assert type(title) is forms.CharField
    assert (title.label, title.max_length, title.required) == ("Intitulé", 160, True)
    assert (summary.label, summary.max_length, summary.required) == ("En une phrase", 280, False)
    assert type(model_field(Event, "registration_until")) is DayField
    assert type(model_field(Event, "feedback_url")) is forms.URLField


def test_a_field_of_a_column_offers_its_choices():
    assert list(model_field(Event, "kind").choices) == EventKind.choices
    assert list(model_field(Event, "kind", empty_label="Aucune").choices) == [("", "Aucune"), *EventKind.choices]
    partner = model_field(Event, "partner", empty_label="Choisissez")
    assert (partner.queryset.model, partner.empty_label, partner.required) == (Partner, "Choisissez", True)


def test_options_of_a_field_of_a_column_take_precedence():
    field = model_field(Event, "description", label="Texte", required=True, max_length=9, rows=6)
    assert (field.label, field.required, field.max_length) == ("Texte", True, 9)
    assert (type(field.widget), field.widget.attrs["rows"]) == (forms.Textarea, 6)
    with pytest.raises(ValidationError):
        field.clean("0123456789")


def _written(form) -> list[str]:
    """Every sentence that the fields of a form may show."""
    fields = form.base_fields.values()
    said = [text for one in fields for text in (one.label, one.help_text, *one.error_messages.values())]
    return [str(text) for text in said if text]


def test_no_figure_of_a_form_breaks_over_two_lines():
    features = ("contributions", "funds", "grants", "imports", "simulator", "spending", "subsidies")
    modules = [import_module(f"funding.{feature}.forms") for feature in features]
    forms = [
        one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, type) and hasattr(one, "base_fields")
    ]
    assert len(forms) > len(features)
    broken = [text for form in forms for text in _written(form) if re.search(r"\d \d{3}|« | [:;»]", text)]
    assert broken == []


def forms_of(kind=forms.BaseForm):
    for one in kind.__subclasses__():
        yield one
        yield from forms_of(one)


def test_no_number_is_refused_in_the_words_of_django():
    """Each field with decimals of each form says its bounds as people speak."""
    get_resolver().url_patterns  # every view, and with it every form
    found = {
        f"{kind.__module__}.{kind.__name__}.{name}": field
        for kind in forms_of()
        if kind.__module__.split(".")[0] in ("inclusion", "funding", "roadmaps", "equipment", "evaluation")
        for name, field in kind.base_fields.items()
        if isinstance(field, forms.DecimalField) and "gallery" not in kind.__module__
    }
    assert len(found) > 20
    assert [where for where, field in found.items() if not isinstance(field, DecimalField)] == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("123456", "Ce nombre est trop grand\u00a0: vérifiez-le."),
        ("1.234", "Ce nombre a trop de chiffres après la virgule\u00a0: arrondissez-le."),
    ],
)
def test_the_bounds_of_a_number_are_said_as_people_speak(typed, sentence):
    with pytest.raises(ValidationError) as refused:
        DecimalField(max_digits=4, decimal_places=2).clean(typed)
    assert refused.value.messages[-1] == sentence
