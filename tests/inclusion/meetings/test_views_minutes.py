"""Pages of meetings while and after they take place."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from inclusion.core.models.documents import Document
from inclusion.core.scope import scoped_to
from inclusion.meetings.actions.attendance import open_code
from inclusion.meetings.enums import MeetingState
from inclusion.meetings.models import Decision, Invitee, Meeting
from inclusion.meetings.views.attendance import WRONG
from tests.builders import AT, make_partner
from tests.inclusion.meeting_builders import make_invitee, make_item, make_meeting
from tests.inclusion.minutes_builders import make_minuted, make_past_meeting
from tests.inclusion.pages import NONSENSE, page, url
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("clock")


@setup_data
def meeting(network):
    """A meeting that goes on, with two people who were asked."""
    with scoped_to(network):
        meeting = make_meeting(state=MeetingState.CONVENED, starts_at=AT - timedelta(minutes=10))
        make_invitee(meeting, "Ana Exemple", partner=make_partner("CAF"))
        make_invitee(meeting, "Bob Exemple")
        return meeting


@setup_data
def people(network, meeting):
    with scoped_to(network):
        return {one.name.split()[0]: one for one in meeting.invitees.all()}


@setup_data
def code(network, meeting, cast):
    with scoped_to(network):
        return open_code(meeting, by=cast["coordinator"].user, at=AT).attendance_code


def fresh(network, row):
    with scoped_to(network):
        return type(row).objects.get(pk=row.pk)


# -- The list --------------------------------------------------------------------------------------------------------


def test_presences_are_noted_on_the_list(network, meeting, people, coordinator):
    shown = page(coordinator.get(url("meeting_live", network, meeting.pk)))
    for words in ("Présences non relevées, 2 personnes conviées", "Ana Exemple", "CAF", "Sur place"):
        assert words in shown
    address = url("meeting_live_write", network, meeting.pk)
    sent = {
        "act": "presence",
        f"p{people['Ana'].pk}": "present",
        f"initial-p{people['Ana'].pk}": "unknown",
        f"p{people['Bob'].pk}": "excused",
        f"initial-p{people['Bob'].pk}": "unknown",
    }
    answer = coordinator.post(address, sent, follow=True)
    assert "2 présences sont relevées." in page(answer)
    assert "1 personne présente sur 2 conviées, 1 excuse" in page(answer)


def test_a_page_that_is_old_takes_nobody_s_presence_back(network, meeting, people, coordinator):
    """Ana scanned the code after the coordinator had opened the list."""
    with scoped_to(network):
        Invitee.objects.filter(pk=people["Ana"].pk).update(attendance="present", attended_by="qr")
    sent = {
        "act": "presence",
        f"p{people['Ana'].pk}": "unknown",
        f"initial-p{people['Ana'].pk}": "unknown",
        f"p{people['Bob'].pk}": "absent",
        f"initial-p{people['Bob'].pk}": "unknown",
    }
    coordinator.post(url("meeting_live_write", network, meeting.pk), sent)
    assert fresh(network, people["Ana"]).attendance == "present"
    assert fresh(network, people["Bob"]).attendance == "absent"


def test_marks_that_are_none_are_shown(network, meeting, people, coordinator):
    sent = {"act": "presence", f"p{people['Ana'].pk}": "late", f"initial-p{people['Ana'].pk}": "unknown"}
    assert "late" in page(coordinator.post(url("meeting_live_write", network, meeting.pk), sent))


def test_before_the_meeting_the_page_says_what_is_noted(network, coordinator):
    with scoped_to(network):
        later = make_meeting(starts_at=AT + timedelta(days=2))
        ana = make_invitee(later, "Ana")
    shown = page(coordinator.get(url("meeting_live", network, later.pk)))
    assert "notez les excuses" in shown
    assert "live-line" not in shown
    sent = {"act": "presence", f"p{ana.pk}": "present", f"initial-p{ana.pk}": "unknown"}
    address = url("meeting_live_write", network, later.pk)
    assert "à partir du jour" in page(coordinator.post(address, sent))
    sent[f"p{ana.pk}"] = "excused"
    assert "1 présence est relevée." in page(coordinator.post(address, sent, follow=True))


def test_somebody_who_came_unasked_is_added(network, meeting, coordinator):
    address = url("meeting_live_write", network, meeting.pk)
    sent = {"act": "came", "name": "Dan Exemple", "email": "dan@exemple.example", "attendance": "remote"}
    assert "Dan Exemple est sur la liste des présents." in page(coordinator.post(address, sent, follow=True))
    assert "est déjà sur la liste" in page(coordinator.post(address, sent))
    assert "obligatoire" in page(coordinator.post(address, {"act": "came", "name": " ", "attendance": "remote"}))


def test_the_sheet_to_sign_is_a_pdf(network, meeting, coordinator):
    answer = coordinator.get(url("meeting_sheet", network, meeting.pk))
    assert answer.content.startswith(b"%PDF")
    assert "presences-2026-11-24.pdf" in answer.headers["Content-Disposition"]


# -- The code --------------------------------------------------------------------------------------------------------


def test_the_code_is_opened_shown_and_closed(network, meeting, coordinator):
    address = url("meeting_code", network, meeting.pk)
    assert "Aucun code n’est ouvert" in page(coordinator.get(address))
    shown = page(coordinator.post(url("meeting_code_open", network, meeting.pk), follow=True))
    code = fresh(network, meeting).attendance_code
    assert f"{code[:3]} {code[3:]}" in shown
    assert "<svg" in shown
    coordinator.post(url("meeting_code_close", network, meeting.pk))
    assert "Aucun code n’est ouvert" in page(coordinator.get(address))


def test_a_visitor_types_the_code_and_picks_their_name(network, meeting, people, code, client_of):
    visitor = client_of("visitor")
    answer = visitor.post(url("meeting_checkin_code", network), {"code": f"{code[:3].lower()} {code[3:]}"})
    here = url("meeting_checkin", network, code)
    assert answer.headers["Location"] == here
    answer = visitor.get(here)
    shown = page(answer)
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Ana Exemple (CAF)" in shown
    assert people["Ana"].email not in shown
    answer = visitor.post(here, {"invitee": people["Ana"].pk}, follow=True)
    assert "Votre présence est notée" in page(answer)
    noted = fresh(network, people["Ana"])
    assert (noted.attendance, noted.attended_by) == ("present", "code")
    assert "Ana Exemple" not in page(visitor.get(here))


def test_who_scanned_is_distinguished_from_who_typed(network, people, code, client_of):
    client_of("visitor").post(f"{url('meeting_checkin', network, code)}?par=qr", {"invitee": people["Bob"].pk})
    assert fresh(network, people["Bob"]).attended_by == "qr"


def test_a_member_is_known_by_their_account(network, meeting, code, cast, client_of):
    client = client_of("prescriber")
    here = url("meeting_checkin", network, code)
    assert f"Bonjour {cast['prescriber'].user}" in page(client.get(here))
    client.post(here)
    with scoped_to(network):
        row = meeting.invitees.get(user=cast["prescriber"].user)
    assert (row.partner_id, row.came_unasked) == (cast["prescriber"].partner_id, True)
    assert "Votre présence est déjà notée." in page(client.get(here))


def test_somebody_of_another_network_writes_their_name(network, code, client_of):
    assert "Qui êtes-vous" in page(client_of("stranger").get(url("meeting_checkin", network, code)))


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Écrivez votre adresse"),
        ({"name": "Dan"}, "Écrivez votre adresse"),
        ({"email": "dan@exemple.example"}, "Écrivez le nom"),
        ({"name": "Dan", "email": "dan"}, "adresse"),
        ({"invitee": "99999999"}, "choix"),
    ],
)
def test_what_is_missing_is_said(network, code, client_of, sent, sentence):
    assert sentence in page(client_of("visitor").post(url("meeting_checkin", network, code), sent))


@pytest.mark.parametrize("text", NONSENSE)
def test_no_code_that_is_typed_breaks_the_page(network, code, client_of, text):
    answer = client_of("visitor").post(url("meeting_checkin_code", network), {"code": text})
    assert answer.status_code == 200


def test_codes_that_are_not_good_say_why(network, meeting, code, client_of, clock):
    visitor = client_of("visitor")
    wrong = visitor.get(url("meeting_checkin", network, "ZZZZZZ"))
    assert wrong.status_code == 404
    assert "pas celui" in wrong.content.decode()
    clock(meeting.ends_at + timedelta(hours=1))
    assert "plus valable" in visitor.get(url("meeting_checkin", network, code)).content.decode()


def test_guessing_codes_ends_and_hinders_nobody_else(network, code, client_of):
    visitor = client_of("visitor")
    for _ in range(WRONG):
        visitor.get(url("meeting_checkin", network, "ZZZZZZ"))
    assert visitor.get(url("meeting_checkin", network, code)).status_code == 200
    assert visitor.get(url("meeting_checkin", network, "ZZZZZZ")).status_code == 404
    answer = visitor.get(url("meeting_checkin", network, code))
    assert answer.status_code == 429
    assert "Trop de codes inconnus" in answer.content.decode()
    cache.clear()
    assert visitor.get(url("meeting_checkin", network, code)).status_code == 200


def test_a_robot_is_thanked_and_noted_nowhere(network, meeting, code, client_of):
    sent = {"name": "Robot", "email": "robot@exemple.example", "site": "http://x"}
    answer = client_of("visitor").post(url("meeting_checkin", network, code), sent)
    assert answer.status_code == 302
    with scoped_to(network):
        assert not Invitee.objects.filter(name="Robot").exists()


def test_at_a_distance_is_asked_where_there_is_a_video_link(network, meeting, people, code, client_of):
    with scoped_to(network):
        Meeting.objects.update(video_url="https://visio.exemple.example/x")
    here = url("meeting_checkin", network, code)
    assert "À distance" in page(client_of("visitor").get(here))
    client_of("visitor").post(here, {"invitee": people["Ana"].pk, "attendance": "remote"})
    assert fresh(network, people["Ana"]).attendance == "remote"


# -- Held, notes, decisions ------------------------------------------------------------------------------------------


def test_a_meeting_is_noted_as_having_taken_place(network, meeting, coordinator):
    coordinator.post(url("meeting_hold", network, meeting.pk))
    assert fresh(network, meeting).state == MeetingState.HELD
    answer = coordinator.post(url("meeting_hold", network, meeting.pk), follow=True)
    assert "pas possible" in page(answer)


def test_a_decision_is_written_changed_and_removed(network, meeting, coordinator):
    with scoped_to(network):
        item = make_item(meeting, "Bilan")
        decision = Decision.objects.create(
            meeting=meeting, item=item, rank=1, text="Trois ateliers de plus.", decided_at=AT
        )
    address = url("decision_edit", network, decision.pk)
    assert "Trois ateliers de plus." in page(coordinator.get(address))
    assert "obligatoire" in page(coordinator.post(address, {"text": ""}))
    coordinator.post(address, {"text": "Quatre ateliers."})
    assert fresh(network, decision).text == "Quatre ateliers."
    gone = url("decision_remove", network, decision.pk)
    assert "Retirer la décision 1" in page(coordinator.get(gone))
    coordinator.post(gone)
    with scoped_to(network):
        assert not Decision.objects.exists()


def test_a_decision_stays_once_the_minutes_were_sent(network, cast, coordinator):
    with scoped_to(network):
        done = make_minuted(by=cast["coordinator"].user, at=AT)
        decision = Decision.objects.create(meeting=done, rank=1, text="Dit.", decided_at=AT)
    answer = coordinator.post(url("decision_remove", network, decision.pk), follow=True)
    assert "rouvrez-le" in page(answer)
    assert fresh(network, decision).rank == 1


# -- Minutes ---------------------------------------------------------------------------------------------------------


def test_minutes_say_what_is_missing_then_leave(network, coordinator, cast):
    with scoped_to(network):
        meeting = make_past_meeting(at=AT)
        ana = make_invitee(meeting, "Ana")
        make_invitee(meeting, "Sans adresse", email="")
    address = url("minutes_send", network, meeting.pk)
    shown = page(coordinator.get(address))
    for words in ("ne peut pas encore partir", "Personne n’est noté comme présent.", "2 présences ne sont pas"):
        assert words in shown
    assert "Personne n’est noté" in page(coordinator.post(address, follow=True))
    with scoped_to(network):
        Invitee.objects.filter(pk=ana.pk).update(attendance="present")
    assert "Envoyer à 1 personne<" in page(coordinator.get(address))
    assert coordinator.get(url("minutes_preview", network, meeting.pk)).content.startswith(b"%PDF")
    sent = page(coordinator.post(address, follow=True))
    for words in ("Relevé envoyé le 24 novembre 2026", "Envoyé à 1 personne", "Sans adresse, à prévenir"):
        assert words in sent
    document = coordinator.get(url("minutes_document", network, meeting.pk))
    with scoped_to(network):
        assert document.content == Document.objects.get().data


def test_every_member_reads_the_minutes_that_were_sent_and_no_notes_before(network, cast, client_of):
    reader = client_of("reader")
    with scoped_to(network):
        meeting = make_past_meeting(at=AT, summary="Notes de travail")
        done = make_minuted(by=cast["coordinator"].user, at=AT, summary="Dit à tous")
    assert "Notes de travail" not in page(reader.get(url("meeting_detail", network, meeting.pk)))
    assert reader.get(url("minutes_document", network, meeting.pk)).status_code == 404
    assert "Dit à tous" in page(reader.get(url("meeting_detail", network, done.pk)))
    assert reader.get(url("minutes_document", network, done.pk)).status_code == 200


def test_minutes_are_corrected(network, cast, coordinator):
    with scoped_to(network):
        done = make_minuted(by=cast["coordinator"].user, at=AT)
    address = url("minutes_reopen", network, done.pk)
    assert "Corriger le relevé" in page(coordinator.get(address))
    assert "Vous pouvez corriger" in page(coordinator.post(address, follow=True))
    assert "marqué « corrigé »" in page(coordinator.get(url("minutes_send", network, done.pk)))
    assert "Aucun relevé" in page(coordinator.post(address, follow=True))
