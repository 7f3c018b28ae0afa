"""E-mails about bookings really leave, over SMTP, once each; the regular work runs in every network."""

from datetime import timedelta

import pytest

from inclusion.core.models.networks import Network
from inclusion.help_desks.actions import bookings, rota
from inclusion.help_desks.enums import BookingState
from inclusion.help_desks.models import Booking, BookingMail
from inclusion.help_desks.tasks import follow_help_desks, forget_bookings, remind_bookings
from tests.builders import AT
from tests.inclusion.help_desk_builders import make_booking, make_desk, make_waiting
from tests.mails import send_rows
from tests.pages import plain

DOES = {"by": None, "at": AT}


@pytest.fixture
def desk(scope, mailbox, clock):
    Network.objects.update(email="reseau@exemple.example")
    return make_desk(hours="Tu 14:00-14:30")


def taken(mailbox):
    """The subject and the text of what arrived, in order."""
    send_rows(BookingMail)
    send_rows(BookingMail)
    return [(plain(one["Subject"]), plain(one.get_body(("plain",)).get_content())) for one in mailbox.taken]


def test_the_confirmation_carries_the_link_and_the_calendar(desk, mailbox):
    row = make_booking(desk)
    ((subject, text),) = taken(mailbox)
    assert subject == "Votre rendez-vous : mardi 24 novembre 2026 à 14 h"
    assert f"/guide/rendez-vous/{row.token}/" in text
    assert desk.place.address in text
    (part,) = mailbox.taken[0].iter_attachments()
    assert "BEGIN:VEVENT" in part.get_content()


def test_a_closed_day_proposes_the_next_slots_and_says_when_it_is_open_after_all(desk, mailbox):
    make_booking(desk)
    closing = rota.close_days(desk, start=AT.date(), last_day=AT.date(), reason="training", **DOES)
    subject, text = taken(mailbox)[-1]
    assert subject.startswith("Votre rendez-vous est à déplacer")
    assert "Formation ou réunion." in text
    assert "- mardi 1er décembre 2026 à 14 h" in text
    rota.reopen_days(closing, **DOES)
    assert taken(mailbox)[-1][0].startswith("Votre rendez-vous est maintenu")
    assert len(mailbox.taken) == 2  # the confirmation said what was no more so


def test_whoever_waits_hears_until_when_a_slot_is_theirs(desk, mailbox):
    rota.set_bookings(desk, days_ahead=6, **DOES)
    row = make_booking(desk, email="")
    waiting = make_waiting(desk)
    bookings.cancel(row, **DOES)
    subject, text = taken(mailbox)[-1]
    assert subject.startswith("Un créneau s’est libéré")
    assert "jusqu’au mardi 24 novembre 2026 à 12 h" in text
    waiting.refresh_from_db()
    assert waiting.state == BookingState.OFFERED


def test_an_e_mail_about_what_is_no_more_so_does_not_leave(desk, mailbox):
    bookings.cancel(make_booking(desk), **DOES)
    assert taken(mailbox) == []
    assert "entre-temps" in BookingMail.objects.get().problem


def test_the_regular_work_reminds_offers_and_forgets(desk, mailbox, clock):
    row = make_booking(desk)
    Booking.objects.update(booked_at=AT - timedelta(days=7))
    clock(row.slot.day - timedelta(days=1))
    remind_bookings()
    assert taken(mailbox)[-1][0] == "C’est demain : Permanence du conseiller numérique"
    clock(row.slot.day + timedelta(days=93))
    follow_help_desks()
    forget_bookings()
    row.refresh_from_db()
    assert (row.name, row.email) == ("", "")
