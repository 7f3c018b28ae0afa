"""What comes of meetings, on home pages, in measures and in the news."""

from datetime import date, timedelta

import pytest

from inclusion.core.access import Member
from inclusion.core.navigation import Home
from inclusion.core.registry import measures as registry_measures
from inclusion.core.scope import scoped_to
from inclusion.meetings.enums import MeetingState
from inclusion.meetings.home import decided, late_tasks, meetings_to_settle, own_tasks
from inclusion.meetings.models import Decision
from tests.builders import AT
from tests.inclusion.meeting_builders import make_invitee, make_meeting
from tests.inclusion.minutes_builders import DUE, make_minuted, make_past_meeting, make_task
from tests.pages import plain, shown_by
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("clock")
TODAY = date(2026, 11, 24)
YEAR = (date(2026, 1, 1), date(2027, 1, 1))


@setup_data
def member(cast, scope):
    return Member(cast["prescriber"])


@setup_data
def coordinator(cast, scope):
    return Member(cast["coordinator"])


def test_own_tasks_say_how_far_they_are_the_late_ones_first(member):
    make_task(title="Écrire", partner=member.partner)
    make_task(title="Relire", partner=member.partner, user=member.user, due_on=TODAY - timedelta(days=2))
    make_task(title="Étrangère")
    make_task(title="Faite", partner=member.partner, done_at=AT)
    late, coming = shown_by(own_tasks, member, TODAY)
    assert (late.due, plain(late.title)) == (TODAY - timedelta(days=2), "Une tâche pour vous : Relire")
    assert late.detail.startswith("depuis 2 jours")
    assert coming.detail.split(", déc")[0] == "dans 12 jours, le 6 décembre"


def test_a_task_of_a_colleague_is_nobody_elses(member, cast):
    make_task(partner=member.partner, user=cast["school"].user)
    assert shown_by(own_tasks, member, TODAY) == []


def test_the_coordinator_sees_what_meetings_lack(coordinator, member):
    over = make_meeting(title="Finie", state=MeetingState.CONVENED, starts_at=AT - timedelta(days=1))
    noted = make_past_meeting(at=AT, title="Tenue")
    make_meeting(title="À venir")
    make_minuted(by=coordinator.user, at=AT, title="Close")
    make_task(over, partner=member.partner, due_on=TODAY - timedelta(days=1))
    todos = shown_by(meetings_to_settle, coordinator, TODAY)
    assert [plain(one.title) for one in todos] == [
        "Qui est venu à « Finie » ?",
        "Le relevé de décisions de « Tenue » n’est pas parti",
    ]
    assert [one.due for one in todos] == [TODAY - timedelta(days=1), TODAY + timedelta(days=15)]
    assert todos[0].url.endswith(f"/reunions/{over.pk}/direct/")
    assert todos[1].url.endswith(f"/reunions/{noted.pk}/releve/")
    (late,) = shown_by(late_tasks, coordinator, TODAY)
    assert plain(late.title) == "1 tâche est en retard dans le réseau"
    assert [plain(one.title) for one in Home(member, TODAY).todos()] == [f"Une tâche pour vous : {over.tasks.get()}"]


def test_meetings_and_participants_are_measured(network, scope, other_network):
    meeting = make_past_meeting(at=AT)
    make_invitee(meeting, attendance="present")
    make_invitee(meeting, attendance="remote", came_unasked=True)
    make_invitee(meeting, attendance="excused")
    make_meeting()
    make_past_meeting(at=AT - timedelta(days=400))
    counted = {key: registry_measures.measures()[key].count for key in ("meetings_held", "meeting_participants")}
    assert [count(network, *YEAR) for count in counted.values()] == [1, 2]
    with scoped_to(other_network):
        assert [count(other_network, *YEAR) for count in counted.values()] == [0, 0]


def test_the_news_show_professionals_what_was_decided_and_not_the_summary(network, coordinator):
    meeting = make_minuted(by=coordinator.user, at=AT, title="COPIL d’automne", summary="Secret")
    for rank in (1, 2):
        Decision.objects.create(meeting=meeting, rank=rank, text=f"Un\nappel {rank}", decided_at=AT)
    make_past_meeting(at=AT)
    (news,) = decided(network, TODAY, TODAY + timedelta(days=1))
    assert (news.on, news.heading, news.title) == (TODAY, "Décisions", "COPIL d’automne")
    assert plain(news.text) == ("Réunion du 24 novembre 2026 : 2 décisions prises. - Un appel 1 - Un appel 2")
    assert news.is_for_members
    assert news.key == f"inclusion.meeting:{meeting.pk}"
    assert decided(network, TODAY + timedelta(days=1), DUE) == []
