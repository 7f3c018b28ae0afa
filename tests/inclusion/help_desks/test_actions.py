"""Desks and their bookings: taken, moved, given up, offered, closed, noted, counted once, forgotten."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from evaluation.activity.models import HelpRecord
from inclusion.core.access import Member
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.mails import OutgoingMail
from inclusion.guide.models import Place, Session, SessionClosing
from inclusion.guide.papers import sessions_at
from inclusion.guide.queries import open_at
from inclusion.help_desks.actions import bookings, presence, rota
from inclusion.help_desks.enums import BookingState as State
from inclusion.help_desks.models import Booking, BookingMail, Replacement
from inclusion.help_desks.queries import days_of_desks, free_slots_of, settings_of
from inclusion.people.actions.rights import erase
from inclusion.referrals.actions import answering, sending
from inclusion.referrals.mails import TO_PLACE_ANEW, _answer
from inclusion.referrals.queries import is_to_place_anew, path_of, proposed_times
from tests.builders import AT, make_membership, make_partner, make_person, make_user
from tests.inclusion.help_desk_builders import NEED, make_booking, make_desk, make_waiting, slot_of
from tests.inclusion.helper_builders import make_helper
from tests.inclusion.place_builders import make_place
from tests.inclusion.referral_builders import make_referral

pytestmark = pytest.mark.usefixtures("scope", "clock")
TUESDAY = date(2026, 12, 1)
DOES = {"by": None, "at": AT}


def states():
    return [one.state for one in Booking.objects.order_by("pk")]


def kinds():
    return [one.kind for one in BookingMail.objects.order_by("pk")]


def full_desk(hours="Tu 14:00-14:30", **fields):
    """One slot a week, which somebody has."""
    desk = make_desk(hours=hours, days_ahead=6, notice_hours=0, **fields)
    return desk, make_booking(desk, at=AT)


def test_a_slot_is_taken_once_and_its_next_ones_are_named():
    desk = make_desk()
    slot = slot_of(desk)
    row = make_booking(desk, slot=slot)
    assert (row.state, row.slot.start, kinds()) == (State.BOOKED, slot, ["confirmed"])
    with pytest.raises(DomainError, match="Les prochains\u00a0: mardi 24 novembre 2026 à 14\u00a0h\u00a030"):
        make_booking(desk, slot=slot)
    again = make_booking(desk, slot=slot, name=row.name, email=row.email, once=row.uid)
    assert again.pk == row.pk
    with pytest.raises(DomainError, match="plus libre"):  # the same words do not hand out the secret link
        make_booking(desk, slot=slot, name=row.name, email=row.email)
    assert "Personne" not in str(JournalEntry.objects.filter(verb="booking.added").values("details", "target_label"))


@pytest.mark.parametrize("hours", [-1, 24 * 60])
def test_a_visitor_books_neither_too_late_nor_too_far(hours):
    desk = make_desk(days_ahead=14)
    with pytest.raises(DomainError, match="plus libre"):
        make_booking(desk, slot=AT + timedelta(hours=hours))


def test_whoever_waits_is_offered_what_came_free_before_a_newcomer():
    desk, row = full_desk("We 14:00-14:30")
    with pytest.raises(DomainError, match="plus libre"):
        make_booking(desk, slot=row.starts_at)
    first, second = make_waiting(desk), make_waiting(desk, at=AT + timedelta(minutes=1))
    bookings.cancel(row, **DOES)
    assert states() == [State.CANCELLED, State.OFFERED, State.WAITING]
    with pytest.raises(DomainError, match="plus libre"):
        make_booking(desk, slot=row.starts_at, name="Une nouvelle")
    bookings.follow_desk(desk, at=AT + timedelta(hours=24))
    assert states() == [State.CANCELLED, State.LAPSED, State.OFFERED]
    second = Booking.objects.get(pk=second.pk)
    with pytest.raises(DomainError, match="n’est plus proposé"):
        bookings.accept_offer(Booking.objects.get(pk=first.pk), **DOES)
    assert second.offer_until == row.starts_at


def test_an_offer_is_taken_or_given_up():
    desk, row = full_desk()
    waiting = make_waiting(desk)
    with pytest.raises(DomainError, match="n’est plus proposé"):
        bookings.accept_offer(waiting, **DOES)
    bookings.cancel(row, **DOES)
    taken = bookings.accept_offer(waiting, **DOES)
    assert (taken.state, kinds()) == (State.BOOKED, ["confirmed", "offered", "confirmed"])
    bookings.cancel(taken, **DOES)
    assert len(free_slots_of(settings_of(desk), at=AT)) == 1
    with pytest.raises(DomainError, match="créneaux sont libres"):
        make_waiting(desk)


def test_a_closing_is_seen_by_all_and_whoever_booked_hears_of_it_with_other_slots():
    desk = make_desk(hours="Tu 14:00-15:00")
    row, called = make_booking(desk), make_booking(desk, email="")
    at = timezone.make_aware(datetime(2026, 11, 24, 14, 15))
    local = at.replace(tzinfo=None)
    place = Place.objects.filter(pk=desk.place_id)
    place.update(opening_hours="")
    assert place.filter(open_at(local)).exists()
    day = AT.date()
    closing = rota.close_days(desk, start=day, last_day=day, reason="training", **DOES)
    assert rota.close_days(desk, start=day, last_day=day, reason="training", **DOES) == closing
    assert not place.filter(open_at(local)).exists()
    (now,) = sessions_at([desk.place_id], at=local)[desk.place_id]
    assert (now.state.is_open, now.state.until) == (False, datetime(2026, 12, 1, 14))
    assert [one.days for one in now.closings] == ["le 24 novembre 2026"]
    assert states() == [State.DISPLACED, State.DISPLACED]
    assert [one.pk for one in Booking.objects.to_call()] == [called.pk]
    moved = bookings.move(row, slot=slot_of(desk), **DOES)
    rota.reopen_days(closing, **DOES)
    assert [Booking.objects.get(pk=one.pk).state for one in (moved, called)] == [State.BOOKED, State.BOOKED]
    assert not SessionClosing.objects.exists()


def test_an_offer_of_a_day_that_closes_waits_anew():
    desk, row = full_desk()
    make_waiting(desk)
    bookings.cancel(row, **DOES)
    rota.close_days(desk, start=AT.date(), last_day=AT.date(), reason="other", **DOES)
    assert states()[1] == State.WAITING


@pytest.mark.parametrize(
    ("start", "days", "sentence"), [(-1, 0, "passé"), (2, -1, "suit"), (0, 100, "trois mois"), (400, 0, "l’année")]
)
def test_what_is_no_closing_is_refused(start, days, sentence):
    first = AT.date() + timedelta(days=start)
    with pytest.raises(DomainError, match=sentence):
        rota.close_days(make_desk(), start=first, last_day=first + timedelta(days=days), reason="other", **DOES)


def there(desk, day=TUESDAY):
    (one,) = days_of_desks(Session.objects.filter(pk=desk.pk), start=day, end=day + timedelta(days=1))
    return one.presence


def test_somebody_is_at_a_desk_until_a_day_and_is_replaced_for_one():
    desk, partner = make_desk(), make_partner()
    ana, bob = (make_helper(partner, first_name=name, last_name="Exemple") for name in ("Ana", "Bob"))
    assert there(desk).is_empty
    row = rota.add_desk_helper(desk, helper=ana, since=AT.date(), **DOES)
    assert there(desk).people == ("Ana Exemple",)
    with pytest.raises(DomainError, match="tient déjà"):
        rota.add_desk_helper(desk, helper=ana, since=TUESDAY, **DOES)
    rota.replace_for_day(desk, on=TUESDAY, absent=ana, substitute=bob, **DOES)
    assert there(desk).people == ("Bob Exemple",)
    closing = rota.replace_for_day(desk, on=TUESDAY, absent=ana, substitute=None, **DOES)
    assert (closing.start, there(desk).closed) == (TUESDAY, "Absence de la personne qui reçoit")
    assert not Replacement.objects.exists()
    rota.add_desk_helper(desk, helper=bob, since=AT.date(), **DOES)
    rota.replace_for_day(desk, on=TUESDAY + timedelta(days=7), absent=ana, substitute=None, **DOES)
    assert there(desk, TUESDAY + timedelta(days=7)).people == ("Bob Exemple",)
    rota.end_desk_helper(row, last_day=TUESDAY, **DOES)
    assert there(desk, TUESDAY + timedelta(days=14)).people == ("Bob Exemple",)
    with pytest.raises(DomainError, match="ne tient pas"):
        rota.replace_for_day(desk, on=TUESDAY + timedelta(days=14), absent=ana, substitute=bob, **DOES)


def test_whoever_came_counts_once_in_the_help_that_was_given():
    desk = make_desk(held_by=make_partner("CCAS"))
    row, by = make_booking(desk), make_user()
    with pytest.raises(DomainError, match="une heure avant"):
        presence.note_presence(row, State.ATTENDED, by=by, at=AT)
    for _ in range(2):
        presence.note_presence(row, State.ATTENDED, by=by, at=row.starts_at)
    record = HelpRecord.objects.get()
    assert (record.people, record.minutes, record.partner.name) == (1, 30, "CCAS")
    assert record.themes == ["aide_aux_demarches_administratives"]
    presence.note_presence(row, State.MISSED, by=by, at=row.starts_at)
    assert not HelpRecord.objects.exists()
    once = uuid4()
    for _ in range(2):
        walk_in = presence.note_walk_in(desk, need=NEED, once=once, by=by, at=AT)
    with pytest.raises(DomainError, match="pas de permanence"):
        presence.note_walk_in(desk, need=NEED, by=by, at=AT + timedelta(days=1))
    assert HelpRecord.objects.count() == 1
    presence.note_presence(walk_in, State.CANCELLED, by=by, at=AT)
    assert not HelpRecord.objects.exists()
    with pytest.raises(DomainError, match="jour même"):
        presence.note_presence(make_booking(desk, slot=slot_of(desk, -1)), State.ATTENDED, by=by, at=AT)
    with pytest.raises(DomainError, match="reprenez d’abord"):
        presence.note_presence(row, State.ATTENDED, by=by, at=row.starts_at)
        presence.note_presence(row, State.CANCELLED, by=by, at=AT)


def test_a_desk_that_notes_its_help_elsewhere_counts_none():
    desk = make_desk(held_by=make_partner("CCAS"), records_help=False)
    row = make_booking(desk)
    presence.note_presence(row, State.ATTENDED, by=make_user(), at=row.starts_at)
    assert not HelpRecord.objects.exists()


def test_a_link_moves_a_booking_five_times_and_confirms_it_every_five_minutes():
    row = make_booking(make_desk())
    for rank in (1, 2, 3, 2, 1):
        row = bookings.move(row, slot=slot_of(row.session, rank), **DOES)
    with pytest.raises(DomainError, match="téléphonez"):
        bookings.move(row, slot=slot_of(row.session, 4), **DOES)
    assert bookings.move(row, slot=slot_of(row.session, 4), by=make_user(), at=AT).sequence == 6
    assert BookingMail.objects.filter(due_at=None).count() == 1
    assert BookingMail.objects.filter(due_at__gt=AT).count() == 6


def test_a_visitor_moves_no_booking_whose_hour_has_come():
    row = make_booking(make_desk())
    with pytest.raises(DomainError, match="est passé"):
        bookings.move(row, slot=slot_of(row.session, 3), by=None, at=row.starts_at)
    assert bookings.move(row, slot=slot_of(row.session, 3), by=make_user(), at=row.starts_at).sequence == 1


def test_what_a_referral_booked_changes_with_the_referral_alone():
    desk = make_desk(make_place(partner=make_partner("Lieu")))
    by = make_user()
    referral = make_referral(make_person(make_partner("CCAS", kind="ccas"), by=by), place=desk.place, by=by)
    slot = slot_of(desk, 3)
    answering.accept(referral, appointment_at=slot, by=None, at=AT)
    row, when = Booking.objects.get(), proposed_times(referral, at=AT)[0]
    reader = Member(make_membership(referral.sender, roles=("coordinator",)))
    assert path_of(referral.person, reader, at=AT).next_appointment == referral
    for act in (
        lambda: bookings.cancel(row, by=by, at=AT),
        lambda: bookings.move(row, slot=when, by=by, at=AT),
        lambda: presence.note_presence(row, State.ATTENDED, by=by, at=slot),
    ):
        with pytest.raises(DomainError, match="depuis l’orientation"):
            act()
    written = OutgoingMail.objects.filter(kind="referral_answer")
    before = written.count()
    rota.close_days(desk, start=AT.date(), last_day=AT.date(), reason="other", **DOES)
    referral.refresh_from_db()
    assert is_to_place_anew(referral)
    assert path_of(referral.person, reader, at=AT).next_appointment is None
    assert written.count() == before + 1
    assert TO_PLACE_ANEW in _answer(written.latest("pk")).body
    with pytest.raises(DomainError, match="fermée ce jour-là"):
        answering.move_appointment(referral, appointment_at=slot, by=None, at=AT)
    answering.move_appointment(referral, appointment_at=when, by=None, at=AT)
    assert not is_to_place_anew(referral)


def test_the_times_that_a_receiver_is_proposed_are_free_slots():
    desk = make_desk(make_place(partner=make_partner("Lieu"), opening_hours="Tu 14:00-17:00"))
    person = make_person(make_partner("CCAS", kind="ccas"), by=make_user())
    referral = make_referral(person, place=desk.place, need=NEED, by=make_user())
    times = proposed_times(referral, at=AT)
    assert len(times) == 3
    make_booking(desk, slot=times[0])
    assert proposed_times(referral, at=AT) == [times[0] + timedelta(minutes=30), *times[1:]]


def test_an_accepted_referral_takes_its_slot_and_gives_it_up():
    desk = make_desk(make_place(partner=make_partner("Lieu")))
    person = make_person(make_partner("CCAS", kind="ccas"), by=make_user())
    referral = make_referral(person, place=desk.place, need=NEED, by=make_user())
    slot = slot_of(desk, 3)
    answering.accept(referral, appointment_at=slot, by=None, at=AT)
    (row,) = Booking.objects.all()
    assert (row.starts_at, row.name, row.source_pk) == (slot, "", referral.pk)
    with pytest.raises(DomainError, match="plus libre"):
        make_booking(desk, slot=slot)
    answering.move_appointment(referral, appointment_at=slot + timedelta(days=7), by=None, at=AT)
    assert states() == [State.CANCELLED, State.BOOKED]
    sending.withdraw(referral, by=make_user(), at=AT)
    assert states() == [State.CANCELLED, State.CANCELLED]


def test_a_referral_to_a_slot_that_is_full_is_refused():
    desk = make_desk(make_place(partner=make_partner("Lieu")))
    row = make_booking(desk)
    person = make_person(make_partner("CCAS", kind="ccas"), by=make_user())
    referral = make_referral(person, place=desk.place, need=NEED, by=make_user())
    with pytest.raises(DomainError, match="plus libre"):
        answering.accept(referral, appointment_at=row.starts_at, by=None, at=AT)


def test_whoever_missed_one_slot_and_came_to_the_next_is_counted_once():
    desk = make_desk(make_place(partner=make_partner("Lieu")))
    referral = make_referral(
        make_person(make_partner("CCAS", kind="ccas"), by=make_user()), place=desk.place, by=make_user()
    )
    slot = slot_of(desk)
    answering.accept(referral, appointment_at=slot, by=None, at=AT)
    answering.note_missed(referral, by=None, at=slot)
    answering.accept(referral, appointment_at=slot + timedelta(days=7), by=None, at=slot)
    answering.note_met(referral, by=None, at=slot + timedelta(days=7))
    assert states() == [State.MISSED, State.ATTENDED]


def test_a_slot_to_be_placed_anew_is_over_once_the_person_was_met():
    desk = make_desk(make_place(partner=make_partner("Lieu")))
    referral = make_referral(
        make_person(make_partner("CCAS", kind="ccas"), by=make_user()), place=desk.place, by=make_user()
    )
    slot = slot_of(desk)
    answering.accept(referral, appointment_at=slot, by=None, at=AT)
    rota.close_days(desk, start=slot.date(), last_day=slot.date(), reason="other", **DOES)
    answering.note_met(referral, by=None, at=slot)
    assert states() == [State.CANCELLED]
    assert not Booking.objects.all().to_call()


def test_erasing_a_person_gives_up_the_slot_of_their_referral():
    desk, _ = full_desk(capacity=2)
    by = make_user()
    referral = make_referral(make_person(make_partner("CCAS", kind="ccas"), by=by), place=desk.place, need=NEED, by=by)
    answering.accept(referral, appointment_at=slot_of(desk), by=None, at=AT)
    erase(referral.person, by=by, at=AT)
    assert states() == [State.BOOKED, State.CANCELLED]


def test_whoever_comes_tomorrow_is_reminded_once():
    row = make_booking(make_desk())
    day_before = row.starts_at - timedelta(days=1)
    assert bookings.remind(at=day_before) == []  # whoever booked this morning knows
    Booking.objects.update(booked_at=AT - timedelta(days=7))
    assert len(bookings.remind(at=day_before)) == 1
    assert bookings.remind(at=day_before) == []


def test_three_months_later_nobody_is_named_and_counts_stay():
    desk = make_desk()
    row = make_booking(desk)
    day = row.slot.day
    assert bookings.forget_due(today=day + timedelta(days=92), at=AT) == 0
    assert bookings.forget_due(today=day + timedelta(days=93), at=AT) == 1
    row.refresh_from_db()
    assert (row.name, row.phone, row.email, row.state) == ("", "", "", State.BOOKED)
    assert str(row) == "Rendez-vous anonymisé"


def test_who_asks_to_be_forgotten_gives_up_what_is_to_come():
    desk = make_desk()
    row = make_booking(desk)
    bookings.forget_booking(row, by=None, at=AT)
    row.refresh_from_db()
    assert (row.name, row.state) == ("", State.CANCELLED)


def test_what_changes_in_the_guide_is_followed_at_the_next_run():
    desk = make_desk()
    row = make_booking(desk)
    Session.objects.update(opening_hours="We 14:00-17:00")
    bookings.follow_all(at=AT)
    row.refresh_from_db()
    assert row.state == State.DISPLACED
