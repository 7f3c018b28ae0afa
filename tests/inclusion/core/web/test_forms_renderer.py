"""What is typed into any field, as its rules read it."""

import pytest
from django import forms
from django.http import QueryDict

from inclusion.partners.models import Partner


class Sheet(forms.Form):
    line = forms.CharField(required=False)
    lines = forms.CharField(widget=forms.Textarea, required=False)
    word = forms.CharField(widget=forms.PasswordInput, strip=False, required=False)
    email = forms.EmailField(required=False)
    several = forms.MultipleChoiceField(choices=[("a", "A")], required=False)


def test_a_line_is_one_line_and_lines_stay():
    typed = "Evil\r\nBcc: x\ufffe\x00\x85y"
    form = Sheet({"line": typed, "lines": typed})
    assert form.is_valid()
    assert form.cleaned_data["line"] == "Evil Bcc: x y"
    assert form.cleaned_data["lines"] == "Evil\r\nBcc: xy"
    assert form["line"].value() == "Evil Bcc: x y"


def test_other_fields_read_clean_text_and_spaces_of_a_password_stay():
    form = Sheet(QueryDict("several=a%00&email=a@b.example%EF%BF%BE&word= a  b "))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["several"] == ["a"]
    assert form.cleaned_data["email"] == "a@b.example"
    assert form.cleaned_data["word"] == " a  b "


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [("name", "CA\x00F", "invisible"), ("name", "CA\nF", "une seule ligne"), ("address", "a\ufffe", "invisible")],
)
def test_a_row_refuses_what_no_form_let_through(scope, name, text, sentence):
    """An import or an action that is called by something else."""
    with pytest.raises(forms.ValidationError) as refused:
        Partner(network=scope, **{"name": "CAF", "kind": "operator"} | {name: text}).full_clean()
    assert sentence in refused.value.message_dict[name][0]
