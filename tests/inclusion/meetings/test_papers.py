"""The minutes and the sheet to sign, as their readers read them."""

import subprocess
from datetime import timedelta
from io import BytesIO

import pytest

from inclusion.core.papers.codes import code_drawing
from inclusion.meetings.actions.attendance import note_attendance
from inclusion.meetings.mails import when_said
from inclusion.meetings.models import Decision, Invitee, Meeting
from inclusion.meetings.papers import minutes_pdf, presence_said, sheet_pdf, where_said
from tests.builders import AT, make_membership, make_partner, make_user
from tests.inclusion.meeting_builders import make_invitee, make_item, make_meeting
from tests.inclusion.minutes_builders import make_past_meeting, make_task
from tests.pages import plain
from tests.setup_data import setup_data

pytestmark = pytest.mark.papers


def text_of(data: bytes) -> str:
    out = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True)
    return plain(out.stdout.decode())


@setup_data
def meeting(scope, clock):
    meeting = make_past_meeting(
        at=AT, title="COPIL d’automne", venue="Salle du conseil", address="1 place de la Mairie", summary="Bien."
    )
    caf = make_partner("CAF")
    people = {
        "present": make_invitee(meeting, "Ana Exemple", partner=caf),
        "remote": make_invitee(meeting, "Bob Exemple"),
        "excused": make_invitee(meeting, "Cam Exemple"),
        "absent": make_invitee(meeting, "Dan Exemple"),
    }
    note_attendance(meeting, {row.pk: mark for mark, row in people.items()}, by=make_user(), at=AT)
    item = make_item(meeting, "Le pass numérique", said="On en parle.")
    make_item(meeting, "Divers")
    tasked = make_item(meeting, "Feuille de route")
    make_task(meeting, title="Envoyer le tableau", partner=caf, item=tasked)
    decision = Decision.objects.create(meeting=meeting, item=item, rank=1, text="Le pass est prolongé.", decided_at=AT)
    owner = make_membership(caf)
    make_task(meeting, title="Écrire aux communes", partner=caf, user=owner.user, decision=decision)
    make_meeting(meeting.body, starts_at=AT + timedelta(days=90), venue="Agen")
    return meeting


def test_minutes_say_who_was_there_what_was_said_decided_and_comes_next(meeting):
    text = text_of(minutes_pdf(meeting))
    for words in (
        "COPIL d’automne",
        "Relevé de décisions, mardi 24 novembre 2026, de 8 h à 10 h.",
        "Salle du conseil, 1 place de la Mairie.",
        "2 personnes présentes sur 4 conviées, 1 excuse",
        "Sur place Ana Exemple (CAF).",
        "À distance Bob Exemple.",
        "Absences excusées Cam Exemple.",
        "1. Le pass numérique",
        "On en parle.",
        "Décision 1",
        "Le pass est prolongé.",
        "2. Divers Point non traité.",
        "3. Feuille de route Tâche confiée à CAF, pour le 6 décembre 2026 : Envoyer le tableau",
        "Écrire aux communes",
        "6 décembre 2026",
        "Prochaine réunion lundi 22 février 2027, de 10 h à 12 h, Agen.",
    ):
        assert words in text, words
    assert "Dan Exemple" not in text
    assert "corrigé" not in text
    assert "Aperçu" not in text


def test_a_correction_and_a_draft_say_so(meeting):
    assert "Relevé de décisions corrigé" in text_of(minutes_pdf(meeting, 1))
    assert "Aperçu, pas encore envoyé" in text_of(minutes_pdf(meeting, draft=True))


def test_a_meeting_of_which_nothing_was_noted_has_its_minutes(scope, clock):
    text = text_of(minutes_pdf(make_past_meeting(at=AT)))
    assert "Présences non relevées, personne n’ayant été convié par son nom" in text


def test_the_sheet_names_everybody_and_no_address(meeting):
    text = text_of(sheet_pdf(meeting))
    for words in ("Feuille de présence", "Ana Exemple", "CAF", "Dan Exemple", "Signature"):
        assert words in text
    assert "@" not in text.replace("reseau@", "")


def test_hours_and_places_in_words(scope):
    meeting = make_meeting(starts_at=AT, ends_at=AT + timedelta(minutes=90), video_url="https://x.example")
    assert plain(when_said(meeting)) == "mardi 24 novembre 2026, de 10 h à 11 h 30"
    assert where_said(meeting) == "En visioconférence"
    meeting.venue, meeting.ends_at = "Agen", AT + timedelta(days=1)
    assert where_said(meeting) == "Agen, et en visioconférence"
    assert plain(when_said(meeting)) == "du mardi 24 novembre 2026 à 10 h au mercredi 25 novembre 2026 à 10 h"


def test_who_came_unasked_is_counted_apart():
    people = [Invitee(attendance="present"), Invitee(attendance="absent")]
    people += [Invitee(attendance="present", came_unasked=True)] * 2
    unasked = ", 2 venues sans être conviées"
    for convened_at, of in ((AT, "2 conviées"), (None, "une liste de 2")):
        said = presence_said(Meeting(convened_at=convened_at), people)
        assert plain(said) == f"1 personne présente sur {of}{unasked}"
    assert plain(presence_said(Meeting(), people[2:])) == "2 personnes présentes"
    silent, sent = [Invitee()] * 3, Meeting(convened_at=AT)
    assert plain(presence_said(sent, silent)) == "présences non relevées, 3 personnes conviées"
    assert plain(presence_said(Meeting(), silent)) == "présences non relevées, 3 personnes sur la liste"
    assert plain(presence_said(sent, [Invitee(attendance="absent")])) == "0 personne présente sur 1 conviée"


def test_the_displayed_code_is_read_by_a_telephone():
    import zxingcpp
    from PIL import Image
    from segno import make

    address = "https://portail.example/lot-et-garonne/presence/ACDEFG/?par=qr"
    assert "<svg" in code_drawing(address)
    out = BytesIO()
    make(address, error="m", micro=False).save(out, kind="png", scale=6)
    (found,) = zxingcpp.read_barcodes(Image.open(out))
    assert found.text == address
