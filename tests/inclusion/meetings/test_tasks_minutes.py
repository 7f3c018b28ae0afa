"""Minutes really leave, over SMTP, once each, with the document that was stored."""

from datetime import timedelta

import pytest

from inclusion.core.mail.outbox import sweep_mails
from inclusion.core.models.networks import Network
from inclusion.meetings.actions.attendance import note_attendance
from inclusion.meetings.actions.minutes import reopen_minutes, send_minutes
from inclusion.meetings.models import MeetingMail
from tests.builders import AT, make_membership, make_user
from tests.inclusion.meeting_builders import make_invitee
from tests.inclusion.minutes_builders import make_past_meeting, make_task
from tests.mails import send_rows
from tests.pages import plain

PDF = b"%PDF-1.7 releve"


@pytest.fixture
def sent(scope, mailbox, clock):
    """Minutes that wait for Ana, who has a task, and for Bob."""
    Network.objects.update(email="reseau@exemple.example")
    by, ana = make_user(), make_membership(user=make_user("ana@exemple.example"))
    meeting = make_past_meeting(at=AT, title="COPIL d’automne")
    rows = [
        make_invitee(meeting, "Ana", email="ana@exemple.example", user=ana.user, partner=ana.partner),
        make_invitee(meeting, "Bob", email="bob@exemple.example"),
    ]
    make_task(meeting, title="Trouver une salle", partner=ana.partner, user=ana.user)
    make_task(meeting, title="À d’autres")
    note_attendance(meeting, {rows[0].pk: "present"}, by=by, at=AT)
    return by, send_minutes(meeting, render=lambda one, edition: PDF + b"%d" % edition, by=by, at=AT)


def send_all():
    send_rows(MeetingMail)


def test_everybody_receives_the_document_once(sent, mailbox):
    send_all()
    send_all()
    assert [one["To"] for one in mailbox.taken] == ["ana@exemple.example", "bob@exemple.example"]
    letter = mailbox.taken[0]
    assert plain(letter["Subject"]) == "Relevé de décisions : COPIL d’automne, 24 novembre 2026"
    assert letter["Reply-To"] == "reseau@exemple.example"
    text = plain(letter.get_body().get_content())
    assert "Trouver une salle, pour le 6 décembre 2026" in text
    assert "http://localhost:8000/lot-et-garonne/taches/" in text
    assert "À d’autres" not in text
    assert "Pour vous" not in plain(mailbox.taken[1].get_body().get_content())
    (attached,) = letter.iter_attachments()
    assert attached.get_filename() == "releve-2026-11-24.pdf"
    assert attached.get_content() == PDF + b"0"


def test_minutes_that_are_being_corrected_do_not_leave(sent, mailbox):
    by, meeting = sent
    reopen_minutes(meeting, by=by, at=AT)
    send_all()
    assert not mailbox.taken
    assert "en cours de correction" in MeetingMail.objects.first().problem


def test_the_corrected_ones_replace_those_that_waited(sent, mailbox):
    by, meeting = sent
    reopen_minutes(meeting, by=by, at=AT)
    send_minutes(meeting, render=lambda one, edition: PDF + b"%d" % edition, by=by, at=AT)
    send_all()
    assert [one["To"] for one in mailbox.taken] == ["ana@exemple.example", "bob@exemple.example"]
    assert plain(mailbox.taken[0]["Subject"]).startswith("Relevé de décisions corrigé : COPIL")
    assert next(mailbox.taken[0].iter_attachments()).get_content() == PDF + b"1"
    first = MeetingMail.objects.filter(sequence=0)
    assert all("remplacé" in one.problem for one in first)


def test_the_sweep_finds_what_was_lost_and_leaves_what_is_old(sent, mailbox, committed, clock):
    rows = MeetingMail.objects.order_by("pk")
    MeetingMail.objects.filter(pk=rows[1].pk).update(written_at=AT - timedelta(days=3))
    with committed():
        sweep_mails()
    assert [one["To"] for one in mailbox.taken] == ["ana@exemple.example"]
