"""E-mails about meetings really leave, over SMTP, once each, with an entry that calendars read."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from inclusion.core.mail.emails import STOPPED, stop_behind
from inclusion.core.mail.outbox import sweep_mails
from inclusion.core.models.networks import Network, User
from inclusion.meetings.actions import convening, planning
from inclusion.meetings.models import MeetingMail
from inclusion.meetings.tasks import remind_invitees
from tests.builders import AT, make_user
from tests.inclusion.builders import make_body
from tests.inclusion.meeting_builders import make_invitee, make_item, make_meeting, make_seat
from tests.mails import send_rows
from tests.pages import plain

PARIS = ZoneInfo("Europe/Paris")
#: Four days after the clocks change in spring: 14 h in Paris.
START = datetime(2027, 4, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def convened(scope, mailbox, clock):
    """A meeting with accents, convened: of two who sit, one has an address."""
    Network.objects.update(email="reseau@exemple.example", phone="05 53 00 00 00")
    body = make_body("Comité de pilotage")
    make_seat(body, "Zoé Lefèvre", email="zoe@exemple.example")
    make_seat(body, "Sans adresse", email="")
    by = make_user()
    meeting = planning.plan_meeting(
        body,
        title="Bilan de l’été, à préparer",
        starts_at=START,
        ends_at=START + timedelta(hours=2),
        venue="Salle des mariages",
        address="1 place de la Mairie, 47000 Agen",
        video_url="https://visio.example/ete",
        by=by,
        at=AT,
    )
    make_item(meeting, "Pass numérique", minutes=20, presenter="CAF")
    return by, convening.convene(meeting, by=by, at=AT)


def send_all():
    send_rows(MeetingMail)


def text_of(letter) -> str:
    return plain(letter.get_body(("plain",)).get_content())


def calendar_of(letter):
    (part,) = letter.iter_attachments()
    assert part.get_content_type() == "text/calendar"
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    assert part.get_param("method") == str(calendar["METHOD"])
    return calendar, event


def test_an_invitation_says_when_where_and_how_to_answer(convened, mailbox):
    _, meeting = convened
    send_all()
    send_all()
    (letter,) = mailbox.taken
    assert letter["To"] == "zoe@exemple.example"
    assert letter["Reply-To"] == "reseau@exemple.example"
    assert "Bilan de l’été, à préparer, jeudi 1er avril 2027, de 14 h à 16 h" in plain(letter["Subject"])
    text = text_of(letter)
    token = meeting.invitees.get(name="Zoé Lefèvre").token
    for words in (
        "Bonjour Zoé Lefèvre,",
        "Salle des mariages, 1 place de la Mairie, 47000 Agen",
        "1. Pass numérique (20 min), CAF",
        f"http://localhost:8000/lot-et-garonne/reunions/invitation/{token}/",
    ):
        assert words in text
    assert "⟦" not in text


def test_a_calendar_reads_the_invitation_at_the_local_hour(convened, mailbox):
    _, meeting = convened
    send_all()
    calendar, event = calendar_of(mailbox.taken[0])
    assert str(calendar["METHOD"]) == "REQUEST"
    assert (str(event["UID"]), event["SEQUENCE"]) == (f"{meeting.uid}@liant", 0)
    assert str(event["SUMMARY"]) == "Bilan de l’été, à préparer"
    start = event["DTSTART"].dt
    assert (start.astimezone(PARIS).hour, start.astimezone(UTC)) == (14, START)
    assert "Salle des mariages" in str(event["LOCATION"])
    assert str(event["ATTENDEE"]) == "MAILTO:zoe@exemple.example"
    assert event["ATTENDEE"].params["CN"] == "Zoé Lefèvre"
    assert str(event["ORGANIZER"]) == "MAILTO:reseau@exemple.example"
    assert [str(one["TZID"]) for one in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]


def test_a_change_and_the_end_of_it_reach_the_same_entry(convened, mailbox):
    by, meeting = convened
    send_all()
    later = START + timedelta(days=1)
    meeting = planning.change_meeting(meeting, starts_at=later, ends_at=later + timedelta(hours=1), by=by, at=AT)
    send_all()
    planning.cancel_meeting(meeting, reason="Neige sur les routes", by=by, at=AT)
    send_all()
    first, second, third = (calendar_of(one) for one in mailbox.taken)
    assert len({str(event["UID"]) for _, event in (first, second, third)}) == 1
    assert [event["SEQUENCE"] for _, event in (first, second, third)] == [0, 1, 2]
    assert second[1]["DTSTART"].dt.astimezone(UTC) == later
    assert (str(third[0]["METHOD"]), str(third[1]["STATUS"])) == ("CANCEL", "CANCELLED")
    assert "vendredi 2 avril 2027" in text_of(mailbox.taken[1])
    assert "La raison : Neige sur les routes" in text_of(mailbox.taken[2])


def test_what_is_no_longer_so_does_not_leave(convened, mailbox):
    by, meeting = convened
    meeting = planning.change_meeting(meeting, venue="Marmande", by=by, at=AT)
    send_all()
    assert [plain(one["Subject"]).split(" :")[0] for one in mailbox.taken] == ["Changement"]
    assert "a changé depuis" in MeetingMail.objects.get(kind="invitation").problem
    MeetingMail.objects.filter(kind="change").update(mailed_at=None)
    planning.cancel_meeting(meeting, reason="x", by=by, at=AT)
    send_all()
    assert "annulée entre-temps" in MeetingMail.objects.get(kind="change").problem
    assert len(mailbox.taken) == 2


def test_those_who_did_not_answer_read_one_reminder(scope, mailbox, clock):
    clock(START - timedelta(hours=40))
    meeting = make_meeting(make_body(), starts_at=START, state="convened", title="COTECH")
    silent = make_invitee(meeting, "Silencieuse")
    late = make_invitee(meeting, "Tout juste")
    make_invitee(meeting, answer="yes")
    remind_invitees()
    remind_invitees()
    convening.answer_invitation(late, answer="yes", by=None, at=START - timedelta(hours=39))
    send_all()
    (letter,) = mailbox.taken
    assert letter["To"] == silent.email
    assert "Viendrez-vous ? COTECH" in plain(letter["Subject"])
    assert "réponse est arrivée" in MeetingMail.objects.get(invitee=late).problem


def test_who_has_an_account_may_stop_reminders_but_no_invitation(scope, mailbox, clock):
    clock(START - timedelta(hours=40))
    meeting = make_meeting(make_body(), starts_at=START, state="convened", title="COTECH")
    people = [make_user(email=f"{name}@exemple.example") for name in ("ana", "bob")]
    for user in people:
        make_invitee(meeting, user.first_name, email=user.email, user=user)
    make_invitee(meeting, "Sans compte")
    User.objects.filter(pk=people[0].pk).update(stopped_reminders=["meetings"])
    remind_invitees()
    send_all()
    read = {letter["To"]: letter["List-Unsubscribe"] for letter in mailbox.taken}
    assert "ana@exemple.example" not in read
    assert len(read) == 2
    signed = read.pop("bob@exemple.example").removesuffix("/>").rpartition("/")[2]
    assert stop_behind(signed) == (people[1], "meetings")
    assert [*read.values()] == [None]
    stopped = MeetingMail.objects.get(invitee__user=people[0])
    assert (stopped.mailed_at, stopped.problem) == (None, STOPPED)
    MeetingMail.objects.filter(pk=stopped.pk).update(kind="invitation", problem="")
    send_all()
    assert mailbox.taken[-1]["To"] == "ana@exemple.example"


def test_a_refused_address_is_noted_on_its_row(convened, mailbox):
    MeetingMail.objects.update(problem="")
    meeting = convened[1]
    meeting.invitees.filter(name="Zoé Lefèvre").update(email="pas une adresse")
    send_all()
    row = MeetingMail.objects.get()
    assert row.problem
    assert row.mailed_at is None
    assert not mailbox.taken


def test_a_task_that_was_lost_is_asked_for_again(convened, mailbox, monkeypatch):
    asked_for = []
    monkeypatch.setattr(
        "inclusion.core.mail.outbox.jobs.enqueue_best_effort", lambda task, **what: asked_for.append(what)
    )
    sweep_mails()
    assert [one["mail_id"] for one in asked_for] == [MeetingMail.objects.get().pk]
    asked_for.clear()
    send_all()
    sweep_mails()
    assert not asked_for
