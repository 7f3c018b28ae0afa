"""One action when the form is right; its refusal beside the field when it is not."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from inclusion.core.errors import DomainError
from inclusion.core.web.forms import submitted


class AmountForm(forms.Form):
    amount = forms.IntegerField(label="Montant")


def post(rf, amount="12"):
    request = rf.post("/", {"amount": amount})
    return request, AmountForm(request.POST)


def refusing(error):
    def action(data):
        raise error

    return action


def test_the_action_gets_what_was_typed_and_its_answer_comes_back(rf):
    assert submitted(*post(rf), lambda data: data["amount"] + 1) == 13


def test_what_the_action_takes_out_stays_in_the_form(rf):
    request, form = post(rf)
    submitted(request, form, lambda data: data.pop("amount"))
    assert form.cleaned_data == {"amount": 12}


@pytest.mark.parametrize("amount", ["", "x"])
def test_a_form_that_is_wrong_runs_nothing(rf, amount):
    ran = []
    assert submitted(*post(rf, amount), ran.append) is None
    assert ran == []


def test_asking_for_the_page_runs_nothing(rf):
    ran = []
    assert submitted(rf.get("/"), AmountForm({"amount": "12"}), ran.append) is None
    assert ran == []


@pytest.mark.parametrize(
    ("error", "errors"),
    [
        (DomainError("Non."), {"__all__": ["Non."]}),
        (DomainError("Trop.").at("amount"), {"amount": ["Trop."]}),
        (DomainError("Trop.").at("other"), {"__all__": ["Trop."]}),
        (ValidationError({"amount": "Faux.", "hidden": "Aussi."}), {"amount": ["Faux."], "__all__": ["Aussi."]}),
        (ValidationError("Faux."), {"__all__": ["Faux."]}),
    ],
)
def test_a_refusal_stands_at_the_field_it_names(rf, error, errors):
    request, form = post(rf)
    assert submitted(request, form, refusing(error)) is None
    assert form.errors == errors
    assert form["amount"].value() == "12"


def test_what_is_no_refusal_is_a_fault(rf):
    with pytest.raises(ZeroDivisionError):
        submitted(*post(rf), lambda data: 1 / 0)
