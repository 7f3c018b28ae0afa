"""What a meeting says and decides."""

from datetime import timedelta

import pytest

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from inclusion.meetings.actions.agendas import move_item
from inclusion.meetings.actions.attendance import note_attendance
from inclusion.meetings.actions.decisions import change_decision, decide, remove_decision, write_note
from inclusion.meetings.actions.minutes import reopen_minutes, send_minutes
from inclusion.meetings.enums import MeetingState
from inclusion.meetings.models import Decision, MeetingTask
from inclusion.meetings.rules import Merged
from tests.builders import AT, make_network, make_partner, make_user
from tests.crowds import at_once
from tests.inclusion.meeting_builders import make_invitee, make_item, make_meeting
from tests.inclusion.minutes_builders import make_minuted, make_past_meeting, make_task
from tests.setup_data import setup_data


@setup_data
def does(scope):
    return {"by": make_user(), "at": AT}


@setup_data
def meeting(does):
    return make_meeting(state=MeetingState.CONVENED, starts_at=AT)


def test_notes_are_kept_point_by_point(meeting, does):
    one, two = make_item(meeting, "Un"), make_item(meeting, "Deux", said="Avant.")
    write_note(meeting, text="Bien.\r\nTrès bien. ", **does)
    write_note(meeting, text="Dit.", item=one, **does)
    one.refresh_from_db()
    two.refresh_from_db()
    meeting.refresh_from_db()
    assert (meeting.summary, one.said, two.said) == ("Bien.\nTrès bien.", "Dit.", "Avant.")


def test_notes_that_keep_themselves_do_not_fill_the_journal(meeting, does):
    write_note(meeting, text="a", in_journal=False, **does)
    write_note(meeting, text="ab", **does)
    assert JournalEntry.objects.filter(verb="meeting.said").count() == 1


def test_a_point_of_another_meeting_is_refused(meeting, does):
    with pytest.raises(DomainError, match="autre réunion"):
        write_note(meeting, text="x", item=make_item(make_meeting()), **does)
    with pytest.raises(DomainError, match="autre réunion"):
        decide(meeting, text="Oui.", item=make_item(make_meeting()), **does)


def test_decisions_take_their_numbers_in_turn(meeting, does):
    item = make_item(meeting)
    assert [decide(meeting, text=text, item=item, **does).rank for text in ("Un.", "Deux.")] == [1, 2]
    with pytest.raises(DomainError, match="Écrivez"):
        decide(meeting, text="  ", **does)


def test_decisions_are_numbered_by_the_agenda_until_people_have_read_them(does):
    meeting = make_past_meeting(at=AT)
    first, second = make_item(meeting, "Un"), make_item(meeting, "Deux")
    for text, item in (("sans point", None), ("b", second), ("a", first), ("bb", second)):
        made = decide(meeting, text=text, item=item, **does)
    assert made.rank == 3

    def numbered():
        return [one.text for one in meeting.decisions.order_by("rank")]

    assert numbered() == ["a", "b", "bb", "sans point"]
    change_decision(made, text="bb", item=first, **does)
    assert numbered() == ["a", "bb", "b", "sans point"]
    note_attendance(meeting, {make_invitee(meeting).pk: "present"}, **does)
    send_minutes(meeting, render=lambda one, edition: b"%PDF-1.7", **does)
    reopen_minutes(meeting, **does)
    later = {"by": does["by"], "at": AT + timedelta(hours=1)}
    decide(meeting, text="après", **later)
    assert decide(meeting, text="ajoutée", item=first, **later).rank == 5
    assert numbered() == ["a", "bb", "b", "sans point", "ajoutée", "après"]


def test_decisions_follow_a_point_that_is_moved(meeting, does):
    first, second = make_item(meeting, "Un"), make_item(meeting, "Deux")
    for item in (first, second):
        decide(meeting, text=str(item), item=item, **does)
    move_item(second, up=True, **does)
    assert list(meeting.decisions.values_list("rank", "text")) == [(1, "Deux"), (2, "Un")]


def test_a_decision_is_changed_and_keeps_its_number(meeting, does):
    item, decision = make_item(meeting), decide(meeting, text="Un.", **does)
    change_decision(decision, text="Une.", item=item, **does)
    changed = Decision.objects.get(pk=decision.pk)
    assert (changed.rank, changed.text, changed.item) == (1, "Une.", item)
    assert change_decision(decision, text="Deux.", seen="Un.", **does) == Merged("Une.\nDeux.", conflict=True)


def test_those_after_one_that_is_removed_move_up(meeting, does):
    first, *_ = [decide(meeting, text=text, **does) for text in "abc"]
    task = make_task(meeting, decision=first)
    remove_decision(first, **does)
    assert list(meeting.decisions.values_list("rank", "text")) == [(1, "b"), (2, "c")]
    assert MeetingTask.objects.get(pk=task.pk).decision is None
    assert decide(meeting, text="d", **does).rank == 3


def test_a_decision_that_people_have_read_keeps_its_number(does):
    meeting = make_past_meeting(at=AT)
    read = decide(meeting, text="Lue.", **does)
    note_attendance(meeting, {make_invitee(meeting).pk: "present"}, **does)
    send_minutes(meeting, render=lambda one, edition: b"%PDF-1.7", **does)
    reopen_minutes(meeting, **does)
    later = decide(meeting, text="Ajoutée.", by=does["by"], at=AT + timedelta(hours=1))
    with pytest.raises(DomainError, match="garde son numéro"):
        remove_decision(read, **does)
    remove_decision(later, **does)
    assert meeting.decisions.get() == read


def test_nothing_changes_once_the_minutes_were_sent(does):
    meeting = make_minuted(**does)
    decision = Decision.objects.create(meeting=meeting, rank=1, text="Dit.", decided_at=AT)
    for change in (
        lambda: decide(meeting, text="Oui.", **does),
        lambda: change_decision(decision, text="Non.", **does),
        lambda: remove_decision(decision, **does),
        lambda: write_note(meeting, text="x", **does),
    ):
        with pytest.raises(DomainError, match="rouvrez-le"):
            change()


def test_nothing_is_written_of_what_was_called_off_or_is_to_come(does):
    with pytest.raises(DomainError, match="annulée"):
        decide(make_meeting(state=MeetingState.CANCELLED, starts_at=AT), text="Oui.", **does)
    with pytest.raises(DomainError, match="à partir du jour"):
        decide(make_meeting(starts_at=AT + timedelta(days=1)), text="Oui.", **does)


@pytest.mark.django_db(transaction=True)
def test_many_secretaries_at_once_give_each_decision_its_number():
    network = make_network()
    with scoped_to(network):
        meeting, by = make_meeting(starts_at=AT), make_user()
        make_partner()
    made = at_once(network, lambda n: decide(meeting, text=f"Décision {n}.", by=by, at=AT), 6)
    assert sorted(one.rank for one in made) == [1, 2, 3, 4, 5, 6]
