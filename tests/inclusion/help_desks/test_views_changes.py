"""What becomes of bookings when the guide changes what takes place, and what their pages then say."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from inclusion.guide.actions.places import change_session, close_place, end_session
from inclusion.help_desks.actions import bookings, rota
from inclusion.help_desks.enums import BookingState as State
from inclusion.help_desks.models import Booking
from inclusion.help_desks.queries import days_of_desks, settings_of
from tests.builders import AT
from tests.inclusion.help_desk_builders import NEED, make_booking, make_desk, make_waiting
from tests.inclusion.helper_builders import make_helper
from tests.inclusion.pages import page, url
from tests.inclusion.place_builders import make_place
from tests.setup_data import setup_data

DOES = {"by": None, "at": AT}


@setup_data
def desk(network, cast, clock):
    with scoped_to(network):
        place = make_place(partner=cast["training_place"].partner)
        return make_desk(place, held_by=cast["prescriber"].partner)


def state_of(network, row):
    with scoped_to(network):
        return Booking.objects.get(pk=row.pk).state


def form_of(desk, **more):
    return {"kind": desk.kind, "title": desk.title, "day": "Tu", "rank": "", "hours": "14h-17h", **more}


def test_whoever_has_the_place_takes_over_no_bookings(network, desk, cast, client_of):
    owner, address = client_of("training_place"), url("session_edit", network, desk.pk)
    with scoped_to(network):
        row = make_booking(desk)
    taken = form_of(desk, held_by=cast["training_place"].partner.pk)
    shown = owner.post(address, taken)
    assert "la confie à une autre" in page(shown)
    assert "1 personne a rendez-vous" in page(owner.get(address))
    assert owner.get(url("booking_move", network, row.pk)).status_code == 404
    assert owner.post(address, form_of(desk, held_by=desk.held_by_id)).status_code == 302
    assert client_of("coordinator").post(address, taken).status_code == 302


@pytest.mark.parametrize("change", ["closed", "ended", "workshop"])
def test_a_help_desk_that_ends_displaces_notifies_and_stays_readable(network, desk, client_of, change):
    with scoped_to(network):
        row, called = make_booking(desk, rank=9), make_booking(desk, rank=9, email="")
        if change == "closed":
            close_place(desk.place, closed_on=AT.date(), **DOES)
        elif change == "ended":
            end_session(desk, last_day=AT.date() - timedelta(days=1), **DOES)
        else:
            change_session(desk, kind="workshop", **DOES)
        kinds = [one.kind for one in row.mails.order_by("pk")]
        assert [one.pk for one in Booking.objects.to_call()] == [called.pk]
    assert (state_of(network, row), kinds) == (State.DISPLACED, ["confirmed", "closed"])
    own = url("booking_own", network, row.token)
    visitor, runner = client_of("visitor"), client_of("prescriber")
    shown = page(visitor.get(own))
    assert "Cette permanence ne se tient plus. Téléphonez." in shown
    assert "ci-dessous" not in shown
    visitor.post(own, {"slot": row.starts_at.isoformat()})
    visitor.post(own, {"wait": "1"})
    assert state_of(network, row) == State.DISPLACED
    assert "ne se tient plus" in page(runner.get(url("desk_detail", network, desk.pk)))
    for name, keys in (("desk_day", (desk.pk, row.slot.day)), ("booking_move", (row.pk,))):
        assert runner.get(url(name, network, *keys)).status_code == 200, name
    add = {"name": "X", "origin": "phone", "phone": "0241000000", "need": NEED}
    assert "ne se tient plus" in page(runner.post(url("booking_add", network, desk.pk), add))


def test_a_desk_that_receives_fewer_takes_back_offers(network, clock):
    with scoped_to(network):
        desk = make_desk(hours="Tu 14:00-14:30", capacity=2, days_ahead=6, notice_hours=0)
        rows = [make_booking(desk, at=AT) for _ in range(2)]
        first, second = (
            make_waiting(desk),
            make_waiting(desk, at=AT + timedelta(minutes=1), email="b@exemple.example"),
        )
        for row in rows:
            bookings.cancel(row, **DOES)
        settings = settings_of(desk)
        names = ("minutes", "days_ahead", "notice_hours", "is_online", "records_help")
        known = {name: getattr(settings, name) for name in names}
        rota.set_bookings(desk, **known, capacity=1, **DOES)
        assert [Booking.objects.get(pk=one.pk).state for one in (first, second)] == [State.OFFERED, State.WAITING]
        # What an offer of another moment left behind counts at the moment of accepting too.
        Booking.objects.filter(pk=second.pk).update(
            state=State.BOOKED, starts_at=rows[0].starts_at, ends_at=rows[0].ends_at
        )
        with pytest.raises(DomainError, match="plus libre"):
            bookings.accept_offer(first, **DOES)


def test_a_substitute_opens_what_the_absence_closed(network, desk):
    day = AT.date() + timedelta(days=7)
    with scoped_to(network):
        ana, bob, eve = (make_helper(desk.held_by, first_name=name) for name in ("Ana", "Bob", "Eve"))
        for one in (ana, bob):
            rota.add_desk_helper(desk, helper=one, since=AT.date(), **DOES)
            rota.replace_for_day(desk, on=day, absent=one, substitute=None, **DOES)
        assert desk.closings.count() == 1
        rota.replace_for_day(desk, on=day, absent=ana, substitute=eve, **DOES)
        (there,) = rota_of(desk, day)
    assert (there.closed, [one.split()[0] for one in there.people]) == ("", ["Eve"])


def rota_of(desk, day):
    rows = days_of_desks(type(desk).objects.filter(pk=desk.pk), start=day, end=day + timedelta(days=1))
    return [one.presence for one in rows]


def test_reopening_says_what_is_true_and_who_is_to_be_called(network, desk, client_of):
    runner, day = client_of("prescriber"), AT.date()
    with scoped_to(network):
        called, late = make_booking(desk, email=""), make_booking(desk)
        long = rota.close_days(desk, start=day, last_day=day + timedelta(days=3), reason="leave", **DOES)
        short = rota.close_days(desk, start=day, last_day=day, reason="leave", **DOES)
        Booking.objects.filter(pk=late.pk).update(starts_at=called.starts_at, ends_at=called.ends_at)
    shown = page(runner.post(url("desk_reopen", network, long.pk), follow=True))
    assert "reste fermée le 24 novembre 2026" in shown
    assert state_of(network, called) == State.DISPLACED
    shown = page(runner.post(url("desk_reopen", network, short.pk), follow=True))
    assert "est de nouveau ouverte" in shown
    assert "Son rendez-vous est maintenu" in shown
    runner.post(url("booking_accept", network, called.pk))
    assert "est maintenu" not in page(runner.get(url("desk_detail", network, desk.pk)))
    assert state_of(network, called) == State.BOOKED
    own = page(client_of("visitor").get(url("booking_own", network, late.token)))
    assert "Votre créneau n’est plus tenu" in own
    assert "est fermée" not in own


def test_who_is_displaced_and_finds_nothing_joins_the_waiting_list(network, clock, client_of):
    visitor = client_of("visitor")
    with scoped_to(network):
        desk = make_desk(hours="Tu 14:00-14:30", days_ahead=6, notice_hours=0)
        row = make_booking(desk)
        rota.close_days(desk, start=AT.date(), last_day=AT.date(), reason="leave", **DOES)
    own = url("booking_own", network, row.token)
    shown = page(visitor.get(own))
    assert "rejoignez la liste d’attente" in shown
    assert "ci-dessous" not in shown
    assert "ira à quelqu’un d’autre" not in shown
    visitor.post(own, {"wait": "1"})
    assert state_of(network, row) == State.WAITING


def test_a_member_books_what_the_pages_show_as_free(network, desk, client_of):
    runner = client_of("prescriber")
    slot = timezone.make_aware(datetime.combine(AT.date() + timedelta(days=70), time(16))).astimezone(UTC)
    address = url("booking_add", network, desk.pk)
    assert slot.isoformat() in runner.get(f"{address}?creneau={slot.isoformat()[:-6]}%2B00:00").content.decode()
    typed = {"slot": slot.isoformat(), "name": "Odile", "origin": "desk", "need": NEED}
    assert runner.post(address, typed).status_code == 302
    with scoped_to(network):
        assert Booking.objects.get().starts_at == slot
    assert runner.get(f"{address}?creneau=9999-12-31T00:00:00%2B00:00").status_code == 200
