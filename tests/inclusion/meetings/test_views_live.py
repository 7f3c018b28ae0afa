"""The page of a meeting that goes on, its changes, and the own calendar of a member."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inclusion.core.scope import scoped_to
from inclusion.meetings.enums import MeetingState
from inclusion.meetings.models import Meeting, MeetingCalendar
from inclusion.meetings.views.live import CONFLICT
from tests.builders import AT, make_partner
from tests.inclusion.meeting_builders import make_invitee, make_item, make_meeting, make_seat
from tests.inclusion.minutes_builders import make_minuted
from tests.inclusion.pages import page, url
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("clock")
JSON = {"HTTP_ACCEPT": "application/json"}


@setup_data
def meeting(network):
    """A meeting that goes on, with two points and somebody on its list."""
    with scoped_to(network):
        meeting = make_meeting(state=MeetingState.CONVENED, starts_at=AT - timedelta(minutes=10))
        make_invitee(meeting, "Ana Exemple", partner=make_partner("CAF"))
        for title in ("Bilan", "Suites"):
            make_item(meeting, title)
        return meeting


@setup_data
def items(network, meeting):
    with scoped_to(network):
        return list(meeting.agenda.order_by("rank"))


def test_without_javascript_each_line_leads_back_to_its_point(network, meeting, items, coordinator):
    address = url("meeting_live_write", network, meeting.pk)
    for text in ("D : Trois ateliers de plus.", "Une note.", "T : CAF, demain : relire"):
        answer = coordinator.post(address, {"act": "line", "item": items[1].pk, "text": text}, follow=True)
        assert answer.redirect_chain[0][0].endswith(f"/direct/?point={items[1].pk}#point-{items[1].pk}")
    shown = page(answer)
    for words in ("Trois ateliers de plus.", "Une note.", "relire", "25 novembre 2026"):
        assert words in shown
    with scoped_to(network):
        decision, task = meeting.decisions.get(), meeting.tasks.get()
    for sent, words in (
        ({"act": "decision", "decision": decision.pk, "text": "Quatre."}, "La décision 1 est à jour."),
        ({"act": "task", "task": task.pk, "title": "revoir", "due": "fin janvier"}, "La tâche est à jour."),
        ({"act": "task", "task": task.pk, "title": "revoir", "due": "bientôt"}, "n’est pas comprise"),
        ({"act": "note", "item": items[1].pk, "text": "Autre note.", "seen": "Une note."}, "Autre note."),
        ({"act": "task_drop", "task": task.pk}, "La tâche est abandonnée."),
        ({"act": "decision_remove", "decision": decision.pk}, "La décision 1 est retirée."),
        ({"act": "decision_remove", "decision": decision.pk}, "n’y est plus"),
        ({"act": "note", "text": "Un mot.\n" + "x" * 20_001}, "Un mot.\nxxx"),
        ({"act": "line", "text": ""}, "Écrivez une ligne."),
    ):
        assert words in page(coordinator.post(address, sent, follow=True))
    assert coordinator.post(address, {"act": "other"}).status_code == 404


def test_what_the_script_sends_is_answered_in_a_sentence(network, meeting, items, coordinator):
    address = url("meeting_live_write", network, meeting.pk)
    with scoped_to(network):
        person = meeting.invitees.get().pk

    def send(**fields):
        answer = coordinator.post(address, fields, **JSON)
        return answer.status_code, json.loads(answer.content)

    line = {"act": "line", "item": items[0].pk, "text": "D : Oui.", "key": "0" * 31 + "1"}
    assert send(**line) == (200, {"sentence": "Décision 1 notée.", "doubt": False})
    assert send(**line) == (200, {"sentence": "", "doubt": False})
    after_a_step_back = line | {"text": "D : Et non."}
    assert send(**after_a_step_back) == (200, {"sentence": "Décision 2 notée.", "doubt": False})
    with scoped_to(network):
        meeting.decisions.get(rank=2).delete()
    note = {"act": "note", "item": items[0].pk, "seen": "", "text": "De l’une."}
    assert send(**note)[1]["text"] == "De l’une."
    assert send(**note | {"seen": "De l’une.", "text": "De l’une, revu."})[1]["text"] == "De l’une, revu."
    more = {"seen": "De l’une, revu.", "text": "De l’une, revu.\nEt\r\nplus."}
    assert send(**note | more)[1] == {"sentence": "", "doubt": False, "text": "De l’une, revu.\nEt\nplus."}
    assert send(**note | {"seen": more["text"], "text": "De l’une, revu."})[1]["text"] == "De l’une, revu."
    status, said = send(**note | {"seen": "De l’une.", "text": "De l’autre."})
    assert (status, said["text"], said["doubt"]) == (200, "De l’une, revu.\nDe l’autre.", True)
    assert send(act="line", text="")[0] == 422
    decision = {"act": "decision", "decision": 0, "item": items[0].pk}
    with scoped_to(network):
        decision["decision"] = meeting.decisions.get().pk
    assert send(**decision, seen="Oui.", text="Oui, dit l’une.")[1]["doubt"] is False
    assert send(**decision, seen="Oui.", text="Oui, dit l’autre.")[1] == {"sentence": CONFLICT, "doubt": True}
    ana = f"p{person}"
    assert send(act="presence", **{f"initial-{ana}": "unknown", ana: "present"})[1]["doubt"] is False
    late = send(act="presence", **{f"initial-{ana}": "unknown", ana: "absent"})
    assert "Ana Exemple est déjà noté « Sur place » par quelqu’un d’autre" in late[1]["sentence"].replace("\xa0", " ")
    # What somebody else wrote on this computer is not written in the name of who is signed in now.
    assert send(act="line", text="D : La mienne ?", author="0")[0] == 409
    with scoped_to(network):
        assert meeting.decisions.get().text == "Oui, dit l’une.\nOui, dit l’autre."


def test_changes_are_asked_for_cheaply_and_come_in_parts(network, meeting, items, coordinator):
    address = url("meeting_live_changes", network, meeting.pk)
    with scoped_to(network):
        now = Meeting.objects.get(pk=meeting.pk).revision
    coordinator.get(address, {"depuis": now})
    with CaptureQueriesContext(connection) as asked:
        answer = coordinator.get(address, {"depuis": now})
    assert answer.json() == {"revision": now}
    own = [one["sql"] for one in asked if "inclusion_meeting" in one["sql"]]
    assert len(own) == 1
    coordinator.post(url("meeting_live_write", network, meeting.pk), {"act": "line", "text": "D : Oui."})
    found = coordinator.get(address, {"depuis": now}).json()
    assert found["revision"] > now
    assert "Oui." in found["parts"]["lines-0"]
    assert "Ana Exemple" in found["parts"]["presence"]
    assert found["notes"] == {"0": "", **{str(one.pk): "" for one in items}}


def test_who_sits_and_is_not_on_the_list_is_offered(network, meeting, coordinator):
    with scoped_to(network):
        make_seat(meeting.body, "Zoé Nouvelle")
    assert "Zoé Nouvelle : siège dans l’instance" in page(coordinator.get(url("meeting_live", network, meeting.pk)))
    sent = coordinator.post(url("meeting_live_write", network, meeting.pk), {"act": "newcomers"}, follow=True)
    assert "1 personne ajoutée." in page(sent)


def test_what_is_minuted_is_read_only_with_the_way_to_correct_it(network, cast, coordinator):
    with scoped_to(network):
        done = make_minuted(by=cast["coordinator"].user, at=AT)
    shown = page(coordinator.get(url("meeting_live", network, done.pk)))
    assert url("minutes_reopen", network, done.pk) in shown
    assert "live-line" not in shown
    assert "data-live-waiting" in shown  # what was written offline and comes too late is shown there
    changed = coordinator.get(url("meeting_live_changes", network, done.pk)).json()
    assert "Le relevé vient d’être envoyé" in changed["closed"]
    late = {"act": "note", "text": "Deux lignes\ntapées.", "seen": ""}
    assert "Deux lignes\ntapées." in page(coordinator.post(url("meeting_live_write", network, done.pk), late))
    sent = coordinator.post(
        url("meeting_live_write", network, done.pk), {"act": "note", "text": "x", "seen": ""}, **JSON
    )
    assert (sent.status_code, "rouvrez-le" in sent.json()["sentence"]) == (422, True)


def test_a_member_reads_their_meetings_at_an_own_address_until_it_is_closed(network, cast, client_of):
    own, anybody = client_of("prescriber"), client_of("visitor")
    user = cast["prescriber"].user
    with scoped_to(network):
        mine = make_meeting(state=MeetingState.CONVENED, title="La mienne")
        make_invitee(mine, user=user, email=user.email)
        make_invitee(make_meeting(title="Pas encore convoquée"), user=user, email=user.email)
        make_meeting(state=MeetingState.CONVENED, title="Une autre")
    assert "Mon agenda" in page(own.post(url("meeting_calendar_open", network), follow=True))
    with scoped_to(network):
        token = MeetingCalendar.objects.get().token
    address = url("meeting_calendar", network, token)
    assert address in page(own.get(url("meeting_list", network)))
    assert address not in page(client_of("reader").get(url("meeting_list", network)))
    content = anybody.get(address).content.decode()
    assert (content.count("BEGIN:VEVENT"), "La mienne" in content, "METHOD:PUBLISH" in content) == (1, True, True)
    assert f"UID:{mine.uid}@liant" in content
    assert user.email not in content
    own.post(url("meeting_calendar_open", network))
    assert anybody.get(address).status_code == 404
    with scoped_to(network):
        again = url("meeting_calendar", network, MeetingCalendar.objects.get().token)
    assert anybody.get(again).status_code == 200
    own.post(url("meeting_calendar_close", network))
    assert anybody.get(again).status_code == 404
