"""An action without a form: its message, its refusal, and where either leads."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage

from inclusion.core.errors import DomainError
from inclusion.core.web.acting import confirmed, formed, perform


@pytest.fixture
def request_of(rf):
    def make(method="post"):
        request = getattr(rf, method)("/")
        request._messages = CookieStorage(request)
        return request

    return make


def messages_of(request):
    return [(one.level_tag, one.message) for one in get_messages(request)]


def refuse():
    raise DomainError("Non.")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ({"done": "Fait."}, ("/back", [("success", "Fait.")])),
        ({"done": lambda result: f"Fait\u00a0: {result}."}, ("/back", [("success", "Fait\u00a0: 7.")])),
        ({}, ("/back", [])),
        ({"then": "/then"}, ("/then", [])),
        ({"then": lambda result: f"/then/{result}"}, ("/then/7", [])),
    ],
)
def test_what_was_done_is_said_and_leads_on(request_of, words, answer):
    request = request_of()
    assert (perform(request, lambda: 7, back="/back", **words).url, messages_of(request)) == answer


def test_a_refusal_is_said_and_leads_back(request_of):
    request = request_of()
    assert perform(request, refuse, back="/back", done="Fait.", then="/then").url == "/back"
    assert messages_of(request) == [("error", "Non.")]


def test_nothing_is_done_before_the_answer(request_of, monkeypatch):
    shown = {}
    monkeypatch.setattr("inclusion.core.web.acting.render", lambda request, name, context: shown.update(context))
    confirmed(request_of("get"), pytest.fail, back="/back", question="Retirer\u00a0?", action_label="Retirer")
    assert (shown["question"], shown["cancel_url"], shown["danger"]) == ("Retirer\u00a0?", "/back", False)


def test_the_answer_does_it(request_of):
    ran = []
    confirmed(request_of(), lambda: ran.append(1), back="/back", question="Retirer\u00a0?", action_label="Retirer")
    assert ran == [1]


class Word(forms.Form):
    """A form of one word."""

    word = forms.CharField()


def test_a_form_leads_where_what_was_done_leads(request_of):
    request = request_of()
    answer = formed(request, Word({"word": "a"}), lambda data: f"/{data['word']}", done=lambda url: f"À {url}.")
    assert (answer.url, messages_of(request)) == ("/a", [("success", "À /a.")])


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_form_that_waits_for_an_answer_is_shown_with_the_way_out(request_of, monkeypatch, method):
    """Nothing is said nor done; a refusal stands in the form."""
    shown = {}
    monkeypatch.setattr(
        "inclusion.core.web.acting.render", lambda request, name, context: shown.update(context, name=name)
    )
    formed(request_of(method), Word({"word": "a"}), lambda data: refuse(), back="/back", heading="Un mot")
    assert (shown["name"], shown["cancel_url"], shown["heading"]) == ("layout/form_page.html", "/back", "Un mot")
    assert shown["form"].non_field_errors() == (["Non."] if method == "post" else [])
