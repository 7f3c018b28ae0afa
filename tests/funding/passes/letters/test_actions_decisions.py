"""Every failed letter of a programme retried by one click."""

import pytest

from funding.enums import Verb
from funding.models import Letter
from funding.passes.enums import LetterState
from funding.passes.letters import tasks
from funding.passes.letters.actions import letters as letter_actions
from funding.passes.letters.actions.letters import retry_all_failed
from inclusion.core.enums import Channel
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from tests.builders import AT
from tests.funding.pass_builders import carry_on, make_letter, make_programme
from tests.setup_data import setup_data


@setup_data
def programme(by):
    return make_programme(by=by)


def broken(letter):
    raise ZeroDivisionError


def fail(letter: Letter) -> Letter:
    letter_actions.process_letter(letter.pk, render=broken, compose=broken, clock=lambda: AT)
    return Letter.objects.get(pk=letter.pk)


def test_every_failed_letter_of_a_programme_is_taken_up_where_it_stopped(by, programme, mailbox):
    unwritten = fail(make_letter(by=by, programme=programme))
    mailbox.to_recipient = "550 No"
    mail = {"email": "jeanne@exemple.example", "channel": Channel.EMAIL}
    unsent = carry_on(make_letter(by=by, programme=programme, **mail))
    mailbox.to_recipient = "250 OK"
    elsewhere = fail(make_letter(by=by, programme=make_programme(by=by, name="Un autre")))
    waiting = make_letter(by=by, programme=programme)
    assert retry_all_failed(programme, by=by, at=AT) == 2
    states = dict(Letter.objects.values_list("pk", "state"))
    assert states == {
        unwritten.pk: LetterState.QUEUED,
        unsent.pk: LetterState.WRITTEN,
        elsewhere.pk: LetterState.FAILED,
        waiting.pk: LetterState.QUEUED,
    }
    assert JournalEntry.objects.filter(verb=Verb.LETTER_RETRIED, by=by).count() == 2
    assert carry_on(unwritten).state == LetterState.BATCHED
    assert carry_on(unsent).state == LetterState.SENT
    assert len(mailbox.taken) == 1


def test_together_they_let_others_go_first_alone_it_does_not(
    by, programme, monkeypatch, django_capture_on_commit_callbacks
):
    priorities = []
    monkeypatch.setattr(tasks.write_letter, "apply_async", lambda *, priority, **_: priorities.append(priority))
    one = fail(make_letter(by=by, programme=programme))
    with django_capture_on_commit_callbacks(execute=True):
        retry_all_failed(programme, by=by, at=AT)
    fail(one)
    fail(make_letter(by=by, programme=programme))
    with django_capture_on_commit_callbacks(execute=True):
        retry_all_failed(programme, by=by, at=AT)
    assert priorities == [letter_actions.PRESSING, letter_actions.ONE_OF_MANY, letter_actions.ONE_OF_MANY]


def test_a_second_click_finds_nothing(by, programme):
    fail(make_letter(by=by, programme=programme))
    retry_all_failed(programme, by=by, at=AT)
    with pytest.raises(DomainError, match="Plus aucune lettre"):
        retry_all_failed(programme, by=by, at=AT)


def test_one_click_takes_up_as_many_as_somebody_waits_for(by, programme, monkeypatch):
    monkeypatch.setattr(letter_actions, "MAX_RETRIED", 2)
    for _ in range(3):
        fail(make_letter(by=by, programme=programme))
    assert retry_all_failed(programme, by=by, at=AT) == 2
    assert Letter.objects.filter(state=LetterState.FAILED).count() == 1
