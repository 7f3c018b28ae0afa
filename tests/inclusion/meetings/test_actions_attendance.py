"""Who is at a meeting: the list, the code, and what is refused."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import IntegrityError

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from inclusion.core.states import TransitionRefused
from inclusion.meetings.actions import attendance as actions
from inclusion.meetings.actions.attendance import (
    add_present,
    check_in,
    close_code,
    is_open,
    mark_meeting_held,
    meeting_of_code,
    note_attendance,
    open_code,
)
from inclusion.meetings.enums import Attendance, AttendedBy, MeetingState
from inclusion.meetings.models import Invitee, Meeting
from inclusion.meetings.rules import CLEAR
from tests.builders import AT, make_network, make_partner, make_user, own_details
from tests.crowds import at_once
from tests.inclusion.meeting_builders import make_invitee, make_meeting
from tests.setup_data import setup_data

HOUR = timedelta(hours=1)


@setup_data
def meeting(by):
    """A meeting that began a moment ago."""
    return make_meeting(state=MeetingState.CONVENED, starts_at=AT - timedelta(minutes=5))


@setup_data
def code(meeting, by):
    return open_code(meeting, by=by, at=AT).attendance_code


def test_everybody_is_noted_by_their_line(meeting, by):
    ana, bob, cam = (make_invitee(meeting, name) for name in ("Ana", "Bob", "Cam"))
    marks = {ana.pk: "present", bob.pk: "excused", cam.pk: "unknown"}
    assert note_attendance(meeting, marks, by=by, at=AT).count == 2
    ana.refresh_from_db()
    assert (ana.attendance, ana.attended_by, ana.attended_at) == ("present", "list", AT)
    assert note_attendance(meeting, marks, by=by, at=AT).count == 0
    # Somebody whose page showed something else does not write over it.
    late = note_attendance(meeting, {ana.pk: "absent"}, seen={ana.pk: "unknown"}, by=by, at=AT)
    assert late == actions.Noted(0, (ana,))
    assert JournalEntry.objects.filter(verb="meeting.attendance").count() == 1
    note_attendance(meeting, {ana.pk: "unknown"}, by=by, at=AT)
    ana.refresh_from_db()
    assert (ana.attendance, ana.attended_by, ana.attended_at) == ("unknown", "", None)


def test_before_the_meeting_only_excuses_are_noted(by):
    later = make_meeting(starts_at=AT + 24 * HOUR)
    ana = make_invitee(later, "Ana")
    assert note_attendance(later, {ana.pk: "excused"}, by=by, at=AT).count == 1
    with pytest.raises(DomainError, match="à partir du jour"):
        note_attendance(later, {ana.pk: "present"}, by=by, at=AT)
    assert note_attendance(later, {ana.pk: "present"}, by=by, at=AT + 15 * HOUR).count == 1


def test_a_line_of_another_meeting_is_refused(meeting, by):
    with pytest.raises(DomainError, match="n’est plus conviée"):
        note_attendance(meeting, {make_invitee().pk: "present"}, by=by, at=AT)


def test_nothing_is_noted_of_what_was_called_off(by):
    off = make_meeting(state=MeetingState.CANCELLED, starts_at=AT)
    with pytest.raises(DomainError, match="annulée"):
        note_attendance(off, {}, by=by, at=AT)
    with pytest.raises(DomainError, match="annulée"):
        open_code(off, by=by, at=AT)


def test_who_came_unasked_is_added_and_known_as_such(meeting, by):
    caf = make_partner("CAF")
    row = add_present(meeting, name=" Dan ", email="Dan@Exemple.example", partner=caf, by=by, at=AT)
    assert (row.name, row.email, row.partner, row.came_unasked) == ("Dan", "dan@exemple.example", caf, True)
    with pytest.raises(DomainError, match="déjà"):
        add_present(meeting, name="Dan", email="dan@exemple.example", by=by, at=AT)
    add_present(meeting, name="Jean Venu", by=by, at=AT)
    with pytest.raises(DomainError, match="Jean Venu est déjà sur la liste"):
        add_present(meeting, name="jean venu ", by=by, at=AT)


def test_who_is_on_the_list_is_noted_there(meeting, by):
    ana = make_invitee(meeting, "Ana", email="ana@exemple.example")
    row = add_present(meeting, name="Anna", email="ANA@exemple.example", attendance="remote", by=by, at=AT)
    assert (row.pk, row.name, row.attendance, row.came_unasked) == (ana.pk, "Ana", "remote", False)


def test_a_merged_organisation_is_refused(meeting, by):
    kept = make_partner("CAF 47")
    gone = make_partner("CAF", merged_into=kept)
    with pytest.raises(DomainError, match="choisissez CAF 47"):
        add_present(meeting, name="Dan", partner=gone, by=by, at=AT)


def test_a_code_is_six_clear_signs_until_an_hour_after_the_end(meeting, by):
    opened = open_code(meeting, by=by, at=AT)
    assert len(opened.attendance_code) == 6
    assert set(opened.attendance_code) <= set(CLEAR)
    assert opened.attendance_until == meeting.ends_at + HOUR
    assert open_code(meeting, by=by, at=AT + HOUR).attendance_code == opened.attendance_code
    assert is_open(opened, at=opened.attendance_until - timedelta(seconds=1))
    assert not is_open(opened, at=opened.attendance_until)
    with pytest.raises(DomainError, match="plus d’une heure"):
        open_code(meeting, by=by, at=opened.attendance_until)


def test_two_meetings_never_show_the_same_code(meeting, code, by):
    other = make_meeting(starts_at=AT)
    with patch.object(actions.secrets, "choice", side_effect=[*code, *"ACDEFG"]):
        assert open_code(other, by=by, at=AT).attendance_code == "ACDEFG"


def test_whoever_holds_the_code_picks_their_line(meeting, code):
    ana = make_invitee(meeting, "Ana")
    row = check_in(f" {code[:3].lower()} {code[3:]}", invitee=ana.pk, how="qr", by=None, at=AT)
    assert (row.pk, row.attendance, row.attended_by) == (ana.pk, Attendance.PRESENT, AttendedBy.QR)
    again = check_in(code, invitee=ana.pk, attendance="remote", by=None, at=AT + HOUR)
    assert (again.attendance, again.attended_at) == (Attendance.PRESENT, AT)


def test_a_member_is_known_by_account_or_by_address(meeting, code):
    first, second, third = make_user(), make_user(), make_user(first_name="Noa")
    known = make_invitee(meeting, "Ana", user=first, email="autre@exemple.example")
    addressed = make_invitee(meeting, "Bob", email=second.email.upper())
    assert check_in(code, user=first, by=first, at=AT).pk == known.pk
    assert check_in(code, user=second, by=second, at=AT).pk == addressed.pk
    new = check_in(code, user=third, partner=make_partner("CAF"), by=third, at=AT)
    assert (new.name, new.email, new.user, new.came_unasked) == (str(third), third.email, third, True)


def test_a_stranger_gives_a_name_and_an_address(meeting, code):
    with pytest.raises(DomainError, match="adresse"):
        check_in(code, name="Dan", by=None, at=AT)
    with pytest.raises(DomainError, match="nom"):
        check_in(code, email="dan@exemple.example", by=None, at=AT)
    row = check_in(code, name="Dan", email="dan@exemple.example", by=None, at=AT)
    assert row.came_unasked
    assert check_in(code, name="Autre", email="DAN@exemple.example", by=None, at=AT).pk == row.pk


def test_the_journal_names_nobody_who_came(meeting, code):
    check_in(code, name="Dan", email="dan@exemple.example", by=None, at=AT)
    line = JournalEntry.objects.get(verb="meeting.came")
    assert (line.target_label, own_details(line)) == (str(meeting), {"how": "code"})


def test_codes_that_are_not_good_say_why(meeting, code, by, other_network):
    for wrong in ("", "ZZZZZZ", "'; --", "é" * 300):
        with pytest.raises(DomainError, match="pas celui d’une réunion en cours"):
            meeting_of_code(wrong, at=AT)
    with pytest.raises(DomainError, match="plus valable"):
        meeting_of_code(code, at=meeting.ends_at + HOUR)
    with scoped_to(other_network), pytest.raises(DomainError, match="pas celui"):
        meeting_of_code(code, at=AT)
    close_code(meeting, by=by, at=AT)
    with pytest.raises(DomainError, match="plus valable"):
        meeting_of_code(code, at=AT + timedelta(minutes=1))


def test_early_birds_wait_and_a_cancelled_meeting_says_so(by):
    later = make_meeting(starts_at=AT + 3 * HOUR)
    code = open_code(later, by=by, at=AT).attendance_code
    with pytest.raises(DomainError, match="en avance"):
        check_in(code, name="Dan", email="dan@exemple.example", by=None, at=AT)
    off = make_meeting(state=MeetingState.CANCELLED, starts_at=AT, attendance_code="ACDEFG", attendance_until=AT + HOUR)
    with pytest.raises(DomainError, match="annulée"):
        check_in("ACDEFG", invitee=make_invitee(off).pk, by=None, at=AT)


def test_a_line_of_another_meeting_is_not_picked(meeting, code):
    with pytest.raises(DomainError, match="pas sur la liste"):
        check_in(code, invitee=make_invitee().pk, by=None, at=AT)


def test_a_meeting_is_noted_as_having_taken_place_once_it_started(by):
    soon = make_meeting(starts_at=AT + HOUR)
    with pytest.raises(DomainError, match="pas encore commencé"):
        mark_meeting_held(soon, by=by, at=AT)
    noted = mark_meeting_held(soon, by=by, at=AT + HOUR)
    assert (noted.state, noted.held_at) == (MeetingState.HELD, AT + HOUR)
    with pytest.raises(TransitionRefused):
        mark_meeting_held(soon, by=by, at=AT + HOUR)
    with pytest.raises(TransitionRefused):
        mark_meeting_held(make_meeting(state=MeetingState.CANCELLED, starts_at=AT), by=by, at=AT + HOUR)


# -- Two telephones at one moment ------------------------------------------------------------------------------------

PHONES = 8


@pytest.fixture
def crowd():
    network = make_network()
    with scoped_to(network):
        meeting = make_meeting(state=MeetingState.CONVENED, starts_at=AT)
        return network, open_code(meeting, by=make_user(), at=AT)


def _comes(meeting):
    return check_in(meeting.attendance_code, name="Dan", email="dan@exemple.example", by=None, at=AT)


@pytest.mark.django_db(transaction=True)
def test_one_person_with_many_phones_is_there_once(crowd):
    network, meeting = crowd
    came = at_once(network, lambda n: _comes(meeting), PHONES)
    assert {type(one) for one in came} == {Invitee}
    with scoped_to(network):
        assert Invitee.objects.count() == 1
        assert JournalEntry.objects.filter(verb="meeting.came").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_has_to_refuse_them(crowd, monkeypatch):
    network, meeting = crowd
    from threading import Barrier

    looked = Barrier(PHONES)
    found = actions._on_the_list

    def looked_at_together(*args, **kwargs):
        row = found(*args, **kwargs)
        looked.wait(60)
        return row

    monkeypatch.setattr(actions, "lock_meeting", lambda one: Meeting.objects.get(pk=one.pk))
    monkeypatch.setattr(actions, "_on_the_list", looked_at_together)
    came = at_once(network, lambda n: _comes(meeting), PHONES)
    assert sum(isinstance(one, IntegrityError) for one in came) == PHONES - 1
    with scoped_to(network):
        assert Invitee.objects.count() == 1
