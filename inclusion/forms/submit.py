"""The middle of every form view: valid? one action; refused? its sentence beside the field."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from inclusion.errors import DomainError


def submitted(
    request: HttpRequest, form: forms.BaseForm, action: Callable[[dict[str, Any]], Any]
) -> Any | None:
    """Run `action` on the form's cleaned data when it was posted and is valid; return what it returns.

    A DomainError goes to the field it names or to the form as a whole, a ValidationError to the fields it names;
    both give None, so that the view shows
    the form again with everything that was typed.
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


def confirmed(
    request: HttpRequest, act: Callable[[], Any], *, back: str, done: str, **context: Any
) -> HttpResponse:
    """A page that asks before something is done (`context`: see layout/confirm.html); once answered, back with a word.

    A DomainError is told there instead of `done`.
    """
    if request.method != "POST":
        shown = {"danger": False, **context, "cancel_url": back, "url": ""}
        return render(request, "layout/confirm.html", shown)
    try:
        act()
        messages.success(request, done)
    except DomainError as refused:
        messages.error(request, str(refused))
    return redirect(back)
