"""The organiser changes the questions while somebody registers; with the lock of the event, and without it."""

import threading

import pytest
from django.db import connection, transaction

from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from inclusion.events.actions import programmes, registrations
from inclusion.events.models import Event
from inclusion.events.rules import Question
from tests.builders import AT, make_user
from tests.inclusion.event_builders import make_event_with_places
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = Question("Venez-vous en bus ?", required=True)


@setup_data
def event(scope):
    return make_event_with_places()


def at_once(network, event):
    """Both at the same moment, each in a transaction of its own; how many could."""
    begun, outcomes, by = threading.Barrier(2, timeout=60), [], make_user()

    def one(act):
        try:
            with scoped_to(network), transaction.atomic():
                begun.wait()
                act()
            outcomes.append(True)
        except DomainError:
            outcomes.append(False)
        finally:
            connection.close()

    acts = (
        lambda: programmes.change_questions(event, questions=[ASKED], by=by, at=AT),
        lambda: registrations.register(event, name="Odile Exemple", email="o@exemple.example", by=None, at=AT),
    )
    running = [threading.Thread(target=one, args=[act]) for act in acts]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(timeout=120)
    assert len(outcomes) == 2
    return sum(outcomes)


def unanswered(event):
    """Who registered without the answer that is asked of all."""
    event = Event.objects.get(pk=event.pk)
    return [one for one in event.registrations.all() if {q.label for q in event.asked} - set(one.answers)]


def test_of_questions_that_change_and_a_registration_at_once_one_is_refused(scope, event):
    assert at_once(scope, event) == 1
    assert unanswered(event) == []


def test_without_the_lock_of_the_event_somebody_registers_without_the_answer(scope, event, monkeypatch):
    read, faults, checked = (threading.Barrier(2, timeout=60), programmes.fault_of_questions, registrations._checked)

    def no_one_has_registered(questions):
        read.wait()
        return faults(questions)

    def there_are_no_questions(event, answers, *, all_of_them):
        found = checked(event, answers, all_of_them=all_of_them)
        read.wait()
        return found

    monkeypatch.setattr(programmes, "lock_event", lambda event: Event.objects.get(pk=event.pk))
    monkeypatch.setattr(registrations, "_locked", lambda pk: Event.objects.get(pk=pk))
    monkeypatch.setattr(programmes, "fault_of_questions", no_one_has_registered)
    monkeypatch.setattr(registrations, "_checked", there_are_no_questions)
    assert at_once(scope, event) == 2
    assert len(unanswered(event)) == 1
