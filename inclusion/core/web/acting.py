"""How a view acts: who acts and when, with a form, after a question or at once, and the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone

from inclusion.core.errors import DomainError
from inclusion.core.models.networks import User
from inclusion.core.web.forms import submitted


class Stamp(TypedDict):
    """What every action takes: the user who acts, and when."""

    by: User
    at: datetime


def stamp(request: HttpRequest) -> Stamp:
    """The signed-in user and the moment of the call, as keyword arguments of an action."""
    return {"by": cast(User, request.user), "at": timezone.now()}


@dataclass(frozen=True)
class EmptyState:
    """What stands instead of a form where nothing can be chosen yet: why, and where to begin (`url`, `action`)."""

    title: str
    text: str
    url: str = ""
    action: str = ""
    sign: str = ""


def formed[T](
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], T],
    *,
    done: str | Callable[[T], str] = "",
    then: Any = None,
    back: Any = None,
    template: str = "layout/form_page.html",
    **context: Any,
) -> HttpResponse:
    """A page with a form; once it was posted and `act` accepts its cleaned data, redirect with the message `done`.

    It redirects to `then` (what `redirect` takes, or a function of what `act` returned), without it to what `act`
    returned, which is never None. A refusal is shown in the form. Who does not want to goes `back` (`cancel_url`).
    `context` is what `template` takes; layout/form_page.html says what it is of a page that is one form.
    """
    result = submitted(request, form, act)
    if result is None:
        leave = {"cancel_url": "" if back is None else resolve_url(back), "cancel_label": ""}
        return render(request, template, {"form": form, **leave, **context})
    if message := done(result) if callable(done) else done:
        messages.success(request, message)
    if then is None:
        then = result
    return redirect(then(result) if callable(then) else then)


def perform[T](
    request: HttpRequest, act: Callable[[], T], *, back: Any, done: str | Callable[[T], str] = "", then: Any = None
) -> HttpResponse:
    """Act, then redirect: to `then` with the message `done`, or to `back` with the sentence of a DomainError.

    `done` and `then` may be functions of what `act` returned. Without `done` success shows no message, without `then`
    it redirects to `back`. Both addresses are what `redirect` takes: an address, the name of one, or a row.
    """
    try:
        result = act()
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect(back)
    if said := done(result) if callable(done) else done:
        messages.success(request, said)
    if then is None:
        return redirect(back)
    return redirect(then(result) if callable(then) else then)


def moved_on(request: HttpRequest, row: Any, *, noun: str) -> HttpResponse:
    """Somebody was quicker, or the page stayed open: nothing is changed, the row is shown as it is now.

    `noun`: what it is, with its article (« Le prêt »).
    """
    state = row.get_state_display().lower()
    messages.error(request, f"{noun} {row} est «\u00a0{state}\u00a0»\u00a0: rien n’est changé.")
    return redirect(row)


def confirmed[T](
    request: HttpRequest,
    act: Callable[[], T],
    *,
    question: str,
    action_label: str,
    back: Any,
    consequence: str = "",
    danger: bool = False,
    done: str | Callable[[T], str] = "",
    then: Any = None,
    read: dict[str, Any] | None = None,
) -> HttpResponse:
    """A page that asks (layout/confirm.html); once answered, `perform`. Who does not want to goes `back`.

    `read` is sent with the answer: what the question said, for an act that holds only while it is so.
    """
    if request.method == "POST":
        return perform(request, act, back=back, done=done, then=then)
    context = {
        "question": question,
        "consequence": consequence,
        "action_label": action_label,
        "danger": danger,
        "cancel_url": resolve_url(back),
        "read": read or {},
    }
    return render(request, "layout/confirm.html", context)
