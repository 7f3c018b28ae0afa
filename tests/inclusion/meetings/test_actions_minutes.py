"""Minutes: stored once, sent to everybody, corrected by others that say so."""

import hashlib
from datetime import timedelta

import pytest

from inclusion.core.errors import DomainError
from inclusion.core.models.documents import Document
from inclusion.core.scope import scoped_to
from inclusion.core.states import history
from inclusion.meetings.actions.attendance import note_attendance
from inclusion.meetings.actions.decisions import decide, write_note
from inclusion.meetings.actions.live import rewrite_line
from inclusion.meetings.actions.minutes import blockers, edition_of, reopen_minutes, send_minutes
from inclusion.meetings.enums import MeetingState
from inclusion.meetings.models import MeetingMail
from tests.builders import AT, make_network, make_user
from tests.crowds import at_once
from tests.inclusion.meeting_builders import make_invitee, make_item, make_meeting, make_point
from tests.inclusion.minutes_builders import make_past_meeting, make_task
from tests.setup_data import setup_data

LATER = AT + timedelta(hours=1)


def render(meeting, edition):
    return f"%PDF-1.7 {meeting} {edition}".encode()


@setup_data
def does(scope):
    return {"by": make_user(), "at": AT}


@setup_data
def meeting(does):
    meeting = make_past_meeting(at=AT)
    people = [make_invitee(meeting, "Ana"), make_invitee(meeting, "Bob"), make_invitee(meeting, "Cam", email="")]
    note_attendance(meeting, {people[0].pk: "present", people[1].pk: "absent"}, **does)
    return meeting


def test_minutes_are_stored_with_their_print_and_written_to_all_with_an_address(meeting, does):
    sent = send_minutes(meeting, render=render, **does)
    document = Document.objects.get()
    assert sent.state == MeetingState.MINUTED
    assert (sent.minutes, sent.minuted_at) == (document, AT)
    assert document.kind == "meeting_minutes"
    assert document.sha256 == hashlib.sha256(render(meeting, 0)).hexdigest()
    assert document.filename == "releve-2026-11-24.pdf"
    assert sorted(MeetingMail.objects.values_list("invitee__name", "kind", "sequence")) == [
        ("Ana", "minutes", 0),
        ("Bob", "minutes", 0),
    ]


def test_what_is_written_while_the_pdf_is_made_is_in_it(meeting, does):
    def write_meanwhile(shown, edition):
        if not shown.summary:
            write_note(meeting, text="Écrit entre-temps.", **does)
        return f"%PDF-1.7 {shown.summary}".encode()

    sent = send_minutes(meeting, render=write_meanwhile, **does)
    assert bytes(sent.minutes.data).decode() == "%PDF-1.7 Écrit entre-temps."


def test_minutes_wait_for_the_meeting_and_for_somebody_who_was_there(does):
    planned = make_meeting(starts_at=AT + timedelta(hours=1))
    assert blockers(planned, at=AT) == [
        "La réunion commence le 24 novembre 2026 à 11\u00a0h.",
        "Personne n’est noté comme présent.",
    ]
    with pytest.raises(DomainError, match="commence le 24 novembre"):
        send_minutes(planned, render=render, **does)
    assert not Document.objects.exists()


def test_a_meeting_that_began_is_noted_as_having_taken_place_when_its_minutes_leave(does):
    begun = make_meeting(state=MeetingState.CONVENED, starts_at=AT)
    note_attendance(begun, {make_invitee(begun).pk: "present"}, **does)
    sent = send_minutes(begun, render=render, **does)
    assert (sent.state, sent.held_at) == (MeetingState.MINUTED, AT)
    assert list(history(sent).values_list("to_state", flat=True)) == ["minuted", "held"]


def test_points_that_were_spoken_of_wait_no_more_the_others_come_back(meeting, does):
    said, decided, silent, tasked, dropped = (
        make_point(meeting.body, title) for title in ("Dit", "Décidé", "Tu", "Confié", "Abandonné")
    )
    points = (said, decided, silent, tasked, dropped)
    items = [make_item(meeting, str(point), point=point) for point in points]
    make_task(meeting, item=items[3])
    make_task(meeting, item=items[4], dropped_at=AT)
    write_note(meeting, text="Ceci.", item=items[0], **does)
    decide(meeting, text="Cela.", item=items[1], **does)
    send_minutes(meeting, render=render, **does)
    for point in points:
        point.refresh_from_db()
    assert [point.treated_at for point in points] == [AT, AT, None, AT, None]

    reopen_minutes(meeting, **does)
    write_note(meeting, text="", item=items[0], **does)
    write_note(meeting, text="Finalement.", item=items[2], **does)
    send_minutes(meeting, render=render, by=does["by"], at=LATER)
    for point in (said, decided, silent):
        point.refresh_from_db()
    assert [point.treated_at for point in (said, decided, silent)] == [None, LATER, LATER]


def test_lines_that_are_not_understood_keep_the_minutes_back(meeting, does):
    item = make_item(meeting, "Budget")
    write_note(meeting, text="T: avant mardi : envoyer le tableau\nVoir http://d.example", item=item, **does)
    (why,) = blockers(meeting, at=AT)
    assert "1\xa0ligne commence comme une décision ou une tâche" in why
    with pytest.raises(DomainError, match="gardez-la"):
        send_minutes(meeting, render=render, **does)
    rewrite_line(
        meeting, line="T: avant mardi : envoyer le tableau", text="avant mardi : envoyer le tableau", item=item, **does
    )
    assert blockers(meeting, at=AT) == []


def test_a_correction_is_another_document_and_another_letter(meeting, does):
    first = send_minutes(meeting, render=render, **does).minutes
    with pytest.raises(DomainError, match="déjà envoyé"):
        send_minutes(meeting, render=render, **does)
    opened = reopen_minutes(meeting, **does)
    assert (opened.state, opened.minutes) == (MeetingState.HELD, first)
    with pytest.raises(DomainError, match="Aucun relevé"):
        reopen_minutes(meeting, **does)
    second = send_minutes(meeting, render=render, by=does["by"], at=LATER).minutes
    assert second.filename == "releve-2026-11-24-corrige.pdf"
    assert second.sha256 != first.sha256
    assert edition_of(meeting) == 2
    assert MeetingMail.objects.filter(sequence=1).count() == 2
    reopen_minutes(meeting, **does)
    assert send_minutes(meeting, render=render, **does).minutes.filename == "releve-2026-11-24-corrige-2.pdf"


@pytest.mark.django_db(transaction=True)
def test_minutes_that_two_send_at_once_leave_once():
    network = make_network()
    with scoped_to(network):
        by, meeting = make_user(), make_past_meeting(at=AT)
        note_attendance(meeting, {make_invitee(meeting).pk: "present"}, by=by, at=AT)
    came = at_once(network, lambda n: send_minutes(meeting, render=render, by=by, at=AT), 4)
    assert sum(isinstance(one, DomainError) for one in came) == 3
    with scoped_to(network):
        assert (Document.objects.count(), MeetingMail.objects.count()) == (1, 1)
