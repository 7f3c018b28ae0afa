"""Meetings are planned, moved, convened, answered, called off; who sits, what waits, what is spoken of."""

from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.papers.calendars import Person
from inclusion.meetings.actions import agendas, bodies, convening, planning
from inclusion.meetings.enums import Answer, MeetingMailKind, MeetingState
from inclusion.meetings.mails import answer_address, organizer
from inclusion.meetings.models import AgendaItem, Invitee, Meeting, MeetingMail
from tests.builders import AT, make_membership, make_partner, make_user
from tests.inclusion.builders import make_body
from tests.inclusion.meeting_builders import make_invitee, make_item, make_meeting, make_point, make_seat
from tests.setup_data import setup_data

START = datetime(2026, 12, 10, 13, 0, tzinfo=UTC)
HOURS = {"title": "COPIL", "starts_at": START, "ends_at": START + timedelta(hours=2)}


@setup_data
def does(scope):
    return {"by": make_user(), "at": AT}


def kinds(meeting: Meeting) -> list[tuple[str, int]]:
    rows = MeetingMail.objects.filter(invitee__meeting=meeting).order_by("pk")
    return [(row.kind, row.sequence) for row in rows]


# -- Planning ---------------------------------------------------------------------------------------------------------


def test_a_meeting_is_planned_and_nobody_is_notified(scope, does):
    meeting = planning.plan_meeting(make_body(), venue="Agen", **HOURS, **does)
    assert (meeting.state, meeting.sequence, meeting.venue) == ("planned", 0, "Agen")
    assert JournalEntry.objects.get().verb == "meeting.planned"
    assert not MeetingMail.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence", "field"),
    [
        ({"ends_at": START}, "finit après", "ends"),
        ({"ends_at": START - timedelta(hours=1)}, "finit après", "ends"),
        ({"starts_at": AT - timedelta(days=1), "ends_at": AT}, "Cette date est passée", "day"),
        ({"starts_at": AT - timedelta(minutes=20)}, "Cette heure est passée", "begins"),
    ],
)
def test_hours_that_cannot_be_are_refused(scope, does, fields, sentence, field):
    with pytest.raises(DomainError, match=sentence) as refused:
        planning.plan_meeting(make_body(), **{**HOURS, **fields}, **does)
    assert refused.value.field == field
    assert not Meeting.objects.exists()


def test_a_meeting_that_took_place_is_noted_afterwards(scope, does):
    past = {**HOURS, "starts_at": AT - timedelta(days=3), "ends_at": AT - timedelta(days=3, hours=-2)}
    body = make_seat(name="Ana").body
    make_seat(body, "Venue depuis", since=AT.date())
    meeting = planning.plan_meeting(body, afterwards=True, **past, **does)
    assert (meeting.state, listed(meeting)) == ("planned", ["Ana"])
    assert not MeetingMail.objects.exists()


def listed(meeting) -> list[str]:
    return sorted(meeting.invitees.values_list("name", flat=True))


def test_members_are_on_the_list_from_the_start_and_stay_what_the_body_says(scope, does):
    ana = make_seat(name="Ana", email="ana@exemple.example")
    meeting = planning.plan_meeting(ana.body, **HOURS, **does)
    bob = bodies.add_seat(ana.body, name="Bob", partner=ana.partner, **does)
    bodies.change_seat(ana, name="Anna", email="anna@exemple.example", **does)
    assert sorted(meeting.invitees.values_list("name", "email")) == [("Anna", "anna@exemple.example"), ("Bob", "")]
    bodies.end_seat(bob, until=AT.date(), **does)
    assert listed(meeting) == ["Anna"]
    make_seat(ana.body, "Plus tard", since=START.date() + timedelta(days=20))
    moved = planning.change_meeting(
        meeting, starts_at=START + timedelta(days=30), ends_at=START + timedelta(days=30, hours=1), **does
    )
    assert listed(moved) == ["Anna", "Plus tard"]
    assert listed(convening.convene(moved, **does)) == ["Anna", "Plus tard"]
    assert kinds(meeting) == [("invitation", 0)] * 2


def test_who_enters_the_body_later_is_put_on_the_list_of_what_goes_on(scope, does):
    meeting = planning.plan_meeting(make_seat().body, **HOURS, **does)
    make_seat(meeting.body, "Arrivée", since=START.date())
    later = {"by": does["by"], "at": START + timedelta(minutes=5)}
    assert [one.name for one in convening.invite_newcomers(meeting, **later)] == ["Arrivée"]
    assert not MeetingMail.objects.exists()


def test_a_body_that_meets_no_more_plans_nothing(scope, does):
    body = make_body(closed_on=date(2026, 1, 1))
    for refused in (
        lambda: planning.plan_meeting(body, **HOURS, **does),
        lambda: planning.plan_series(body, rule="FREQ=WEEKLY;COUNT=2", **HOURS, **does),
        lambda: bodies.add_seat(body, name="A", partner=make_partner(), **does),
        lambda: bodies.propose_point(body, title="A", **does),
    ):
        with pytest.raises(DomainError, match="ne se réunit plus"):
            refused()


# -- Convening and changing -----------------------------------------------------------------------------------------


def convened(does, *, people: int = 2) -> Meeting:
    body = make_body()
    for _ in range(people):
        make_seat(body)
    return convening.convene(planning.plan_meeting(body, **HOURS, **does), **does)


def test_whoever_sits_on_that_day_is_asked(scope, does):
    body = make_body()
    make_seat(body, "Sans adresse", email="")
    make_seat(body, "Titulaire")
    make_seat(body, "Parti", until=date(2026, 12, 10))
    make_seat(body, "À venir", since=date(2026, 12, 11))
    make_seat(body, "Encore là", until=date(2026, 12, 11))
    meeting = planning.plan_meeting(body, **HOURS, **does)
    convening.invite_one(meeting, name="Invitée", email="Invitee@Exemple.example", **does)
    meeting = convening.convene(meeting, **does)
    assert meeting.state == MeetingState.CONVENED
    assert [one.name for one in meeting.invitees.all()] == ["Encore là", "Invitée", "Sans adresse", "Titulaire"]
    assert kinds(meeting) == [("invitation", 0)] * 3
    tokens = set(meeting.invitees.values_list("token", flat=True))
    assert len(tokens) == 4
    assert all(len(one) == 43 for one in tokens)
    with pytest.raises(DomainError, match="déjà convoquée"):
        convening.convene(meeting, **does)


def test_answers_go_to_the_network_else_to_whoever_convened(scope, does, settings):
    meeting = convened(does)
    meeting.network.email = ""
    assert organizer(meeting) == Person(meeting.network.name, does["by"].email)
    assert answer_address(meeting) == does["by"].email
    meeting.convened_by = None
    make_membership(roles=("coordinator",))
    assert answer_address(meeting) == "", "nobody's own address"
    assert organizer(meeting).email == parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    meeting.network.email = "reseau@exemple.example"
    assert organizer(meeting).email == answer_address(meeting) == "reseau@exemple.example"


def test_a_body_without_members_convenes_nobody(scope, does):
    meeting = planning.plan_meeting(make_body(), **HOURS, **does)
    with pytest.raises(DomainError, match="ajoutez d’abord ses membres"):
        convening.convene(meeting, **does)
    meeting.refresh_from_db()
    assert meeting.state == "planned"


def test_it_is_too_late_to_convene_what_began(scope, does):
    meeting = planning.plan_meeting(make_seat().body, **HOURS, **does)
    with pytest.raises(DomainError, match="trop tard pour convoquer"):
        convening.convene(meeting, by=None, at=START)


def test_another_place_is_announced_and_answers_stay(scope, does):
    meeting = convened(does)
    one = meeting.invitees.first()
    convening.answer_invitation(one, answer="yes", **does)
    meeting = planning.change_meeting(meeting, venue="Marmande", **does)
    one.refresh_from_db()
    assert (meeting.sequence, one.answer) == (1, "yes")
    assert kinds(meeting)[2:] == [("change", 1)] * 2


def test_another_day_asks_anew(scope, does):
    meeting = convened(does)
    one = meeting.invitees.first()
    convening.answer_invitation(one, answer="yes", **does)
    later = START + timedelta(days=7)
    planning.change_meeting(meeting, starts_at=later, ends_at=later + timedelta(hours=2), **does)
    one.refresh_from_db()
    assert (one.answer, one.answered_at) == ("none", None)


def test_no_way_from_afar_any_more_asks_those_anew_who_had_chosen_it(scope, does):
    meeting = planning.change_meeting(convened(does), video_url="https://visio.example/a", **does)
    far, here = meeting.invitees.all()
    convening.answer_invitation(far, answer="remote", **does)
    convening.answer_invitation(here, answer="no", **does)
    planning.change_meeting(meeting, video_url="", **does)
    assert set(Invitee.objects.values_list("answer", flat=True)) == {"none", "no"}


def test_words_of_the_invitation_are_changed_without_notifying(scope, does):
    meeting = planning.change_meeting(convened(does), introduction="Bonjour", **does)
    assert (meeting.sequence, len(kinds(meeting))) == (0, 2)
    planning.change_meeting(meeting, introduction="Bonjour", **does)
    assert len(kinds(meeting)) == 2


def test_a_convened_meeting_does_not_move_into_the_past(scope, does):
    meeting = convened(does)
    with pytest.raises(DomainError, match="ne peuvent plus venir"):
        planning.change_meeting(meeting, starts_at=AT - timedelta(days=1), **does)


def test_calling_off_notifies_those_who_were_asked_and_nobody_else(scope, does):
    meeting = planning.cancel_meeting(convened(does), reason="Neige", **does)
    assert (meeting.state, meeting.sequence, meeting.cancel_reason) == ("cancelled", 1, "Neige")
    assert kinds(meeting)[2:] == [("cancellation", 1)] * 2
    with pytest.raises(DomainError, match="annulée"):
        planning.cancel_meeting(meeting, reason="Encore", **does)
    quiet = planning.cancel_meeting(planning.plan_meeting(make_body("B"), **HOURS, **does), reason="x", **does)
    assert (quiet.sequence, kinds(quiet)) == (0, [])


def test_a_meeting_called_off_is_planned_and_convened_again(scope, does):
    meeting = convened(does)
    convening.answer_invitation(meeting.invitees.first(), answer="yes", **does)
    meeting = planning.restore_meeting(planning.cancel_meeting(meeting, reason="Neige", **does), **does)
    assert (meeting.state, meeting.cancelled_at, meeting.sequence) == ("planned", None, 2)
    meeting = convening.convene(meeting, **does)
    assert kinds(meeting)[-2:] == [("invitation", 2)] * 2
    assert not meeting.invitees.exclude(answer="none").exists()
    with pytest.raises(DomainError):
        planning.restore_meeting(meeting, **does)


def test_who_is_asked_twice_is_refused(scope, does):
    meeting = convened(does)
    known = meeting.invitees.first()
    with pytest.raises(DomainError, match="déjà conviée") as refused:
        convening.invite_one(meeting, name="X", email=known.email.upper(), **does)
    assert refused.value.field == "email"


def test_who_comes_later_is_invited_at_once(scope, does):
    meeting = convened(does)
    convening.invite_one(meeting, name="Tardive", email="tardive@exemple.example", **does)
    make_seat(meeting.body, "Nouvelle")
    assert [one.name for one in convening.invite_newcomers(meeting, **does)] == ["Nouvelle"]
    assert convening.invite_newcomers(meeting, **does) == []
    assert kinds(meeting) == [("invitation", 0)] * 4


def test_who_was_written_to_stays_on_the_list(scope, does):
    meeting = convened(does)
    with pytest.raises(DomainError, match="reste conviée"):
        convening.uninvite(meeting.invitees.first(), **does)
    planned = planning.plan_meeting(meeting.body, **HOURS, **does)
    convening.uninvite(convening.invite_one(planned, name="X", **does), **does)
    with pytest.raises(DomainError, match="siège dans l’instance"):
        convening.uninvite(planned.invitees.first(), **does)
    assert planned.invitees.count() == 2


# -- Answers -----------------------------------------------------------------------------------------------------------


def test_an_answer_changes_until_the_meeting_begins(scope, does):
    one = make_invitee(make_meeting(state=MeetingState.CONVENED, starts_at=START))
    convening.answer_invitation(one, answer="yes", note=" en retard ", by=None, at=AT)
    one = convening.answer_invitation(one, answer="no", by=None, at=START - timedelta(seconds=1))
    assert (one.answer, one.note) == ("no", "")
    with pytest.raises(DomainError, match="a commencé"):
        convening.answer_invitation(one, answer="yes", by=None, at=START)
    lines = JournalEntry.objects.filter(verb="meeting.answered")
    assert {line.details["answer"] for line in lines} == {"yes", "no"}
    assert all(one.name not in line.target_label for line in lines)


@pytest.mark.parametrize(
    ("state", "sentence"), [("cancelled", "est annulée"), ("planned", "n’est pas convoquée"), ("held", "a commencé")]
)
def test_nothing_is_answered_otherwise(scope, does, state, sentence):
    one = make_invitee(make_meeting(state=state, starts_at=START))
    with pytest.raises(DomainError, match=sentence):
        convening.answer_invitation(one, answer="yes", **does)


def test_from_afar_only_where_there_is_a_way_to(scope, does):
    one = make_invitee()
    with pytest.raises(DomainError, match="ne se suit pas à distance"):
        convening.answer_invitation(one, answer="remote", **does)
    with pytest.raises(DomainError, match="Choisissez une réponse"):
        convening.answer_invitation(one, answer="none", **does)


def test_those_who_did_not_answer_are_reminded_once(scope, does):
    at = START - timedelta(hours=40)
    meeting = make_meeting(state=MeetingState.CONVENED, starts_at=START)
    silent = make_invitee(meeting)
    make_invitee(meeting, answer=Answer.NO)
    make_invitee(meeting, email="")
    fresh = make_invitee(meeting)
    MeetingMail.objects.create(invitee=fresh, kind=MeetingMailKind.INVITATION, written_at=at - timedelta(hours=2))
    make_invitee(make_meeting(state=MeetingState.CONVENED, starts_at=START + timedelta(days=5)))
    make_invitee(make_meeting(state=MeetingState.CANCELLED, starts_at=START))
    assert [row.invitee for row in planning.remind_unanswered(at=at)] == [silent]
    assert planning.remind_unanswered(at=at) == []


def test_an_address_is_corrected_and_the_last_e_mail_leaves_again(scope, does):
    one = convened(does, people=1).invitees.get()
    row = one.mails.get()
    MeetingMail.objects.update(mailed_at=AT)
    with pytest.raises(DomainError, match="est bien parti"):
        planning.send_again(one, email="autre@exemple.example", **does)
    MeetingMail.objects.update(mailed_at=None, problem="Refusée.")
    assert planning.send_again(one, email="Autre@exemple.example", **does) == row
    one.refresh_from_db()
    row.refresh_from_db()
    assert (one.email, row.problem, row.mailed_at) == ("autre@exemple.example", "", None)


# -- Series ------------------------------------------------------------------------------------------------------------


def shown(meeting: Meeting) -> str:
    return f"{timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}"


def test_a_series_keeps_the_local_hour_across_a_clock_change(scope, does):
    first = datetime(2027, 1, 14, 13, 0, tzinfo=UTC)
    hours = {"title": "Réunion du réseau", "starts_at": first, "ends_at": first + timedelta(hours=2)}
    series = planning.plan_series(
        make_body(), rule="FREQ=MONTHLY;INTERVAL=3;BYDAY=2TH;COUNT=3", venue="Annecy", **hours, **does
    )
    rows = list(series.meetings.order_by("starts_at"))
    assert [shown(one) for one in rows] == ["2027-01-14 14:00", "2027-04-08 14:00", "2027-07-08 14:00"]
    assert [one.starts_at.astimezone(UTC).hour for one in rows] == [13, 12, 12]
    assert {one.ends_at - one.starts_at for one in rows} == {timedelta(hours=2)}


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [("FREQ=WEEKLY", "pas de fin"), ("n’importe quoi", "ne peut pas être lu"), ("FREQ=DAILY;COUNT=61", "60 au plus")],
)
def test_a_rhythm_that_cannot_be_is_refused_whole(scope, does, rule, sentence):
    with pytest.raises(DomainError, match=sentence):
        planning.plan_series(make_body(), rule=rule, **HOURS, **does)
    assert not Meeting.objects.exists()


def test_one_of_a_series_moves_alone_or_with_those_after_it(scope, does):
    first = datetime(2027, 3, 18, 13, 0, tzinfo=UTC)  # a Thursday before the clock changes
    series = planning.plan_series(
        make_body(),
        rule="FREQ=WEEKLY;COUNT=4",
        **{**HOURS, "starts_at": first, "ends_at": first + timedelta(hours=1)},
        **does,
    )
    one, two, three, four = series.meetings.order_by("starts_at")
    planning.cancel_meeting(three, reason="Férié", **does)
    # From Thursday 14 h to Friday 9 h 30: the second and those after it that stand.
    start = two.starts_at + timedelta(days=1) - timedelta(hours=4, minutes=30)
    changed = planning.change_following(two, starts_at=start, ends_at=start + timedelta(hours=2), **does)
    assert [shown(row) for row in changed] == ["2027-03-26 09:30", "2027-04-09 09:30"]
    assert {row.ends_at - row.starts_at for row in changed} == {timedelta(hours=2)}
    one.refresh_from_db()
    three.refresh_from_db()
    assert [shown(one), shown(three)] == ["2027-03-18 14:00", "2027-04-01 14:00"]
    assert four in changed
    with pytest.raises(DomainError, match="ne fait pas partie"):
        planning.change_following(make_meeting(), **does)


# -- Agendas -----------------------------------------------------------------------------------------------------------


def titles(meeting: Meeting) -> list[str]:
    return [item.title for item in meeting.agenda.order_by("rank")]


def test_an_agenda_is_drawn_up_from_what_waits_and_put_in_order(scope, does):
    meeting = make_meeting()
    point = make_point(meeting.body, "Pass", partner=make_partner("CAF"))
    agendas.add_item(meeting, title="Accueil", minutes=5, **does)
    (item,) = agendas.add_pending_points(meeting, points=[point], **does)
    assert (item.point, item.presenter) == (point, "CAF")
    assert agendas.add_pending_points(meeting, points=[point], **does) == []
    agendas.move_item(item, up=True, **does)
    agendas.move_item(item, up=True, **does)
    assert titles(meeting) == ["Pass", "Accueil"]
    agendas.move_item(item, up=False, **does)
    assert titles(meeting) == ["Accueil", "Pass"]
    AgendaItem.objects.filter(pk=item.pk).update(said="Des notes.")
    with pytest.raises(DomainError, match="Des notes sont prises"):
        agendas.remove_item(item, **does)
    AgendaItem.objects.filter(pk=item.pk).update(said="")
    agendas.remove_item(item, **does)
    assert titles(meeting) == ["Accueil"]
    assert list(meeting.body.points.waiting()) == [point]


def test_an_agenda_takes_no_point_of_another_body_nor_one_that_was_dropped(scope, does):
    meeting = make_meeting()
    with pytest.raises(DomainError, match="autre instance"):
        agendas.add_pending_points(meeting, points=[make_point()], **does)
    dropped = bodies.drop_point(make_point(meeting.body), reason="Réglé", **does)
    assert agendas.add_pending_points(meeting, points=[dropped], **does) == []
    with pytest.raises(DomainError, match="abandonné"):
        bodies.change_point(dropped, title="Autre", **does)


def test_an_agenda_is_closed_once_the_meeting_took_place(scope, does):
    meeting = make_meeting(state=MeetingState.HELD, starts_at=AT - timedelta(days=1))
    item = make_item(meeting)
    for refused in (
        lambda: agendas.add_item(meeting, title="X", **does),
        lambda: agendas.change_item(item, title="X", **does),
        lambda: agendas.remove_item(item, **does),
    ):
        with pytest.raises(DomainError, match="tenue"):
            refused()
    assert AgendaItem.objects.get() == item


# -- Seats -------------------------------------------------------------------------------------------------------------


def test_a_seat_is_taken_changed_and_given_up(scope, does):
    seat = bodies.add_seat(make_body(), name="Alix", partner=make_partner(), email="Alix@Exemple.example", **does)
    assert seat.email == "alix@exemple.example"
    bodies.change_seat(seat, job_title="Directrice", **does)
    with pytest.raises(ValidationError, match="déjà celle d’un membre"):
        bodies.add_seat(seat.body, name="B", partner=make_partner(), email="alix@exemple.example", **does)
    assert bodies.end_seat(seat, until=date(2026, 12, 1), **does).until == date(2026, 12, 1)
    with pytest.raises(DomainError, match="ne siège déjà plus"):
        bodies.end_seat(seat, until=date(2026, 12, 2), **does)
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["seat.added", "seat.changed", "seat.ended"]
    assert "Alix" not in str(list(JournalEntry.objects.values_list("target_label", "details")))


def test_nobody_leaves_before_they_came(scope, does):
    seat = make_seat(since=date(2026, 11, 1))
    with pytest.raises(DomainError, match="depuis le 1er novembre 2026"):
        bodies.end_seat(seat, until=date(2026, 11, 1), **does)
