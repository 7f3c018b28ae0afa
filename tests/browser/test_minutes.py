"""A meeting in a browser: the projected code, a presence by telephone, notes, minutes that leave."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from inclusion.core.scope import scoped_to
from inclusion.meetings.actions.attendance import note_attendance, open_code
from inclusion.meetings.actions.decisions import decide, give_task
from inclusion.meetings.enums import MeetingState
from inclusion.meetings.models import Meeting
from inclusion.partners.models import Partner
from tests.browser.conftest import DESKTOP, PHONE, open_session, says
from tests.builders import make_membership, make_network, make_partner, make_user
from tests.inclusion.builders import make_body
from tests.inclusion.meeting_builders import make_invitee, make_item, make_meeting
from tests.inclusion.minutes_builders import make_past_meeting
from tests.pages import address

pytestmark = pytest.mark.django_db(transaction=True)
COORDINATOR = "coordination@exemple.example"
NARROW = {"width": 320, "height": 720}


@pytest.fixture
def rows(db, settings) -> dict[str, Any]:
    """A meeting that began ten minutes ago, with eight people, and the meetings of the year before it."""
    settings.REQUIRE_SECOND_FACTOR = False
    network, now = make_network(), timezone.now()
    with scoped_to(network):
        by = make_user(COORDINATOR)
        make_membership(Partner.objects.get(is_host=True), roles=("coordinator",), user=by)
        does = {"by": by, "at": now}
        body = make_body("Comité de pilotage de l’inclusion numérique")
        names = ("Préfecture de Lot-et-Garonne", "CAF de Lot-et-Garonne", "MSA Dordogne Lot et Garonne", "La Poste")
        partners = [make_partner(name) for name in names]
        meeting = make_meeting(
            body,
            title="Comité de pilotage d’automne",
            state=MeetingState.CONVENED,
            starts_at=now - timedelta(minutes=10),
            venue="Hôtel du Département",
            address="1633 avenue du Général-Leclerc, Agen",
        )
        people = [
            make_invitee(meeting, name, partner=partners[n % 4])
            for n, name in enumerate(("Ana", "Bob", "Cam", "Dan", "Eve", "Fay", "Gil", "Hal"))
        ]
        for n in range(3):
            make_item(meeting, ("Bilan de l’année", "Le pass numérique en 2027", "Questions diverses")[n])
        for months in (2, 5, 8):
            past = make_past_meeting(at=now - timedelta(days=30 * months), body=body, title="Comité de pilotage")
            marks = ("present", "remote", "excused", "absent")
            for n, partner in enumerate(partners):
                row = make_invitee(past, partner=partner)
                note_attendance(past, {row.pk: marks[(n + months) % 4]}, by=by, at=past.ends_at)
        decision = decide(meeting, text="Le pass numérique est prolongé d’un an.", item=meeting.agenda.first(), **does)
        due = timezone.localdate(now) + timedelta(days=12)
        task = give_task(
            meeting, title="Écrire aux communes", partner=partners[1], due_on=due, decision=decision, **does
        )
        return {"network": network, "meeting": meeting, "people": people, "task": task, **does}


def test_from_the_displayed_code_to_the_minutes(rows, open_page, audit):
    meeting = rows["meeting"]
    desk = open_page(DESKTOP)
    open_session(desk, COORDINATOR)
    desk.goto(address("meeting_code", meeting.pk))
    desk.get_by_role("button", name="Ouvrir un code").click()
    says(desk, "Signalez votre présence")

    with scoped_to(rows["network"]):
        code = Meeting.objects.get(pk=meeting.pk).attendance_code
    phone = open_page(NARROW)
    phone.goto(address("meeting_checkin_code"))
    audit(phone)
    phone.get_by_label("Code de la réunion").fill(f"{code[:3].lower()} {code[3:]}")
    phone.get_by_role("button", name="Continuer").click()
    says(phone, "Qui êtes-vous")
    audit(phone)
    phone.get_by_label("Votre nom").select_option(label="Ana (Préfecture de Lot-et-Garonne)")
    phone.get_by_role("button", name="Je suis là").click()
    says(phone, "Votre présence est notée")

    desk.goto(address("meeting_live", meeting.pk))
    says(desk, "1 personne présente sur 8 conviées")
    bob = desk.get_by_role("group", name="Bob CAF de Lot-et-Garonne")
    bob.get_by_label("Excuse").check()
    says(desk, "1 personne présente sur 8 conviées, 1 excuse")
    desk.get_by_label("Notes du point 1").fill("Deux cents personnes aidées de plus.")
    says(desk, "Tout est enregistré.")
    desk.get_by_role("link", name="Relire et envoyer le relevé").click()
    says(desk, "Le relevé est prêt à partir")
    says(desk, "Deux cents personnes aidées de plus.")
    audit(desk)
    desk.get_by_role("button", name="Envoyer à 8 personnes").click()
    says(desk, "Envoyé à 8 personnes")
    audit(desk)


def test_every_page_at_both_widths(rows, open_page, audit_each):
    meeting, task = rows["meeting"], rows["task"]
    with scoped_to(rows["network"]):
        open_code(meeting, by=rows["by"], at=rows["at"])
    pages = (
        address("meeting_detail", meeting.pk),
        address("meeting_live", meeting.pk),
        address("meeting_list"),
        address("meeting_code", meeting.pk),
        address("task_add", meeting.pk),
        address("minutes_send", meeting.pk),
        address("task_list"),
        address("task_detail", task.pk),
        address("task_done", task.pk),
        address("meeting_presence"),
        address("meeting_presence_by", "organismes"),
    )
    page = open_page(PHONE, also=[DESKTOP])
    open_session(page, COORDINATOR)
    audit_each(page, pages)
