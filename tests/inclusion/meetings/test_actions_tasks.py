"""What somebody has to do because of a meeting."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from inclusion.meetings.actions.decisions import change_task, drop_task, finish_task, give_task
from inclusion.meetings.enums import MeetingState
from inclusion.meetings.models import MeetingTask
from inclusion.partners.actions import merge_partners
from tests.builders import AT, make_membership, make_network, make_partner, make_user
from tests.crowds import at_once
from tests.inclusion.meeting_builders import make_meeting
from tests.inclusion.minutes_builders import DUE, make_task
from tests.setup_data import setup_data

TODAY = date(2026, 11, 24)


@setup_data
def does(scope):
    return {"by": make_user(), "at": AT}


@setup_data
def meeting(does):
    return make_meeting(state=MeetingState.HELD, starts_at=AT)


def test_a_task_is_given_to_an_organisation_or_one_of_its_people(meeting, does):
    member = make_membership()
    task = give_task(
        meeting, title=" Trouver une salle ", partner=member.partner, user=member.user, due_on=TODAY, **does
    )
    assert (str(task), task.partner, task.user) == ("Trouver une salle", member.partner, member.user)
    assert JournalEntry.objects.get(verb="task.given").details["partner"] == member.partner.pk


def test_a_day_that_is_past_is_refused(meeting, does):
    with pytest.raises(DomainError, match="passée") as refused:
        give_task(meeting, title="x", partner=make_partner(), due_on=TODAY - timedelta(days=1), **does)
    assert refused.value.field == "due_on"


def test_a_merged_owner_is_refused_and_the_kept_one_named(meeting, does):
    kept = make_partner("CAF 47")
    gone = make_partner("CAF", merged_into=kept)
    with pytest.raises(DomainError, match="CAF 47") as refused:
        give_task(meeting, title="x", partner=gone, due_on=DUE, **does)
    assert refused.value.field == "partner"


def test_tasks_follow_an_organisation_that_is_merged(meeting, does):
    kept, gone = make_partner("CAF 47"), make_partner("CAF")
    task = make_task(meeting, partner=gone)
    merge_partners(gone, kept=kept, **does)
    assert MeetingTask.objects.get(pk=task.pk).partner == kept


def test_somebody_of_another_organisation_is_refused(meeting, does):
    with pytest.raises(DomainError, match="pas membre") as refused:
        give_task(meeting, title="x", partner=make_partner(), user=make_membership().user, due_on=DUE, **does)
    assert refused.value.field == "user"


def test_other_meetings_and_empty_words_are_refused(meeting, does):
    from inclusion.meetings.models import Decision

    other = Decision.objects.create(meeting=make_meeting(), rank=1, text="x", decided_at=AT)
    with pytest.raises(DomainError, match="autre réunion"):
        give_task(meeting, title="x", partner=make_partner(), due_on=DUE, decision=other, **does)
    with pytest.raises(DomainError, match="annulée"):
        off = make_meeting(state=MeetingState.CANCELLED)
        give_task(off, title="x", partner=make_partner(), due_on=DUE, **does)
    with pytest.raises(ValidationError):
        give_task(meeting, title=" ", partner=make_partner(), due_on=DUE, **does)


def test_a_late_task_may_be_given_to_somebody_else_as_it_is(meeting, does):
    task = make_task(meeting, due_on=TODAY - timedelta(days=3))
    other = make_partner("MSA")
    assert change_task(task, partner=other, due_on=task.due_on, **does).partner == other
    with pytest.raises(DomainError, match="passée"):
        change_task(task, due_on=TODAY - timedelta(days=1), **does)


def test_an_organisation_that_changes_leaves_no_stranger_behind(meeting, does):
    member = make_membership()
    task = make_task(meeting, partner=member.partner, user=member.user)
    with pytest.raises(DomainError, match="pas membre"):
        change_task(task, partner=make_partner(), **does)


def test_a_task_ends_once(meeting, does):
    task = finish_task(make_task(meeting), outcome=" Salle trouvée. ", **does)
    assert (task.done_at, task.done_by, task.outcome) == (AT, does["by"], "Salle trouvée.")
    for change in (finish_task, drop_task):
        with pytest.raises(DomainError, match="déjà terminée"):
            change(task, **does)
    dropped = drop_task(make_task(meeting), **does)
    for change in (finish_task, drop_task):
        with pytest.raises(DomainError, match="abandonnée"):
            change(dropped, **does)


@pytest.mark.django_db(transaction=True)
def test_a_task_that_two_end_at_once_ends_once():
    network = make_network()
    with scoped_to(network):
        task, by = make_task(), make_user()
    came = at_once(network, lambda n: (finish_task, drop_task)[n % 2](task, by=by, at=AT), 4)
    assert sum(isinstance(one, DomainError) for one in came) == 3
