"""An action without a form: its message, its refusal, and where either leads."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage

from inclusion.core.errors import DomainError
from inclusion.core.web.acting import confirmed, perform


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
    monkeypatch.setattr(
        "inclusion.core.web.acting.render", lambda request, name, context: shown.update(context)
    )
    confirmed(request_of("get"), pytest.fail, back="/back", question="Retirer\u00a0?", action_label="Retirer")
    assert (shown["question"], shown["cancel_url"], shown["danger"]) == ("Retirer\u00a0?", "/back", False)


def test_the_answer_does_it(request_of):
    ran = []
    confirmed(
        request_of(), lambda: ran.append(1), back="/back", question="Retirer\u00a0?", action_label="Retirer"
    )
    assert ran == [1]
