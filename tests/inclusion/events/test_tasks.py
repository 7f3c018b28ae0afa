"""E-mails about registrations really leave, over SMTP, once each, with a line for the calendar."""

from datetime import timedelta

import icalendar
import pytest

from inclusion.core.mail.outbox import sweep_mails
from inclusion.core.models.networks import Network
from inclusion.events.actions import registrations as actions
from inclusion.events.actions.registrations import notify_cancelled, notify_changed
from inclusion.events.enums import EventState
from inclusion.events.models import Event, Registration, RegistrationMail
from inclusion.events.tasks import fill_events, forget_registrations, remind_registrations
from tests.builders import AT
from tests.inclusion.event_builders import make_event_with_places
from tests.inclusion.registration_builders import make_registration
from tests.mails import send_rows
from tests.pages import plain


@pytest.fixture
def event(scope, mailbox, clock):
    Network.objects.update(email="reseau@exemple.example")
    return make_event_with_places(
        1, title="Atelier « été »", video_url="https://visio.example/salle", contact="05 53 00 00 00"
    )


def ask(event, email="alix@exemple.example", **more):
    return actions.register(event, name="Alix", email=email, by=None, at=AT, **more).registration


def send_all():
    send_rows(RegistrationMail)


def text_of(message):
    return plain(message.get_body(("plain",)).get_content())


def calendar_in(message):
    (part,) = [one for one in message.iter_attachments() if one.get_content_type() == "text/calendar"]
    found = icalendar.Calendar.from_ical(part.get_content())
    (line,) = found.walk("VEVENT")
    return found, line


def test_the_confirmation_says_when_where_how_to_cancel_and_is_sent_once(event, mailbox):
    registration = ask(event)
    send_all()
    send_all()
    (message,) = mailbox.taken
    text = text_of(message)
    assert plain(message["Subject"]) == "Vous êtes inscrit : Atelier « été »"
    assert message["Reply-To"] == "reseau@exemple.example"
    assert "jeudi 15 janvier 2099, de 14 h à 16 h" in text
    assert "Où : Salle des fêtes" in text
    assert f"/agenda/inscriptions/{registration.token}/" in text
    assert "https://visio.example/salle" in text
    calendar, line = calendar_in(message)
    assert calendar["METHOD"] == "PUBLISH"
    assert str(line["SUMMARY"]) == "Atelier « été »"
    assert line["DTSTART"].dt.hour == 14
    assert str(line["DTSTART"].dt.tzinfo) == "Europe/Paris"


def test_who_waits_is_notified_without_the_link_then_that_a_place_came_free(event, mailbox):
    first = ask(event, "a@exemple.example")
    ask(event, "b@exemple.example")
    send_all()
    waits = mailbox.taken[-1]
    assert "liste d’attente" in waits["Subject"]
    assert "visio.example" not in text_of(waits)
    actions.cancel(first, by=None, at=AT)
    send_all()
    assert plain(mailbox.taken[-1]["Subject"]).startswith("Une place s’est libérée")
    assert mailbox.taken[-1]["To"] == "b@exemple.example"


def test_a_change_carries_the_new_calendar_and_an_older_change_does_not_leave(event, mailbox):
    ask(event)
    RegistrationMail.objects.update(mailed_at=AT)
    for sequence in (1, 2):
        event.sequence = sequence
        event.save()
        notify_changed(event, at=AT)
    send_all()
    (message,) = mailbox.taken
    assert calendar_in(message)[1]["SEQUENCE"] == 2
    assert "changé de nouveau" in RegistrationMail.objects.get(sequence=1).problem


def test_calling_off_takes_the_line_out_of_the_calendar(event, mailbox):
    ask(event)
    RegistrationMail.objects.update(mailed_at=AT)
    event.state, event.cancelled_at, event.cancel_reason = EventState.CANCELLED, AT, "Salle inondée."
    event.save()
    notify_cancelled(event, at=AT)
    send_all()
    (message,) = mailbox.taken
    calendar, line = calendar_in(message)
    assert (calendar["METHOD"], line["STATUS"]) == ("CANCEL", "CANCELLED")
    assert "Salle inondée." in text_of(message)


def test_who_cancelled_meanwhile_hears_nothing(event, mailbox):
    actions.cancel(ask(event), by=None, at=AT)
    send_all()
    assert mailbox.taken == []
    assert "annulée entre-temps" in RegistrationMail.objects.get().problem


def test_a_refused_address_is_noted(event, mailbox):
    mailbox.to_recipient = "550 unknown"
    ask(event)
    send_all()
    assert RegistrationMail.objects.get().problem == "Le serveur de messagerie refuse cette adresse."


def test_the_nights_work_in_every_network(event, mailbox, committed, clock):
    soon = make_event_with_places(3, starts_at=AT + timedelta(days=1), feedback_url="https://exemple.example/avis")
    registration = make_registration(soon, registered_at=AT - timedelta(days=3))
    with committed():
        remind_registrations()
    assert plain(mailbox.taken[-1]["Subject"]).startswith("C’est bientôt")
    clock(AT + timedelta(days=2))
    with committed():
        remind_registrations()
    assert "https://exemple.example/avis" in text_of(mailbox.taken[-1])
    clock(AT + timedelta(days=100))
    forget_registrations()
    assert Registration.objects.get(pk=registration.pk).email == ""


def test_places_are_filled_and_the_sweep_sends_what_was_lost(event, mailbox, committed):
    ask(event, "a@exemple.example")
    ask(event, "b@exemple.example")
    Event.objects.filter(pk=event.pk).update(capacity=2)
    with committed():
        fill_events()
        sweep_mails()
    assert sorted(one["To"] for one in mailbox.taken) == ["a@exemple.example", "b@exemple.example"]
