"""A meeting of twelve points and forty people, taken live by two secretaries whose connection drops.

It takes some seconds by its nature: forty presences and thirty lines are typed in a real browser, and two pages wait
for the words of each other.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from inclusion.core.scope import scoped_to
from inclusion.meetings.enums import MeetingState
from inclusion.meetings.models import AgendaItem, Invitee, Meeting
from inclusion.partners.models import Partner
from tests.browser.conftest import DESKTOP, PHONE, open_session, says
from tests.builders import make_membership, make_network, make_partner, make_user
from tests.inclusion.builders import make_body
from tests.inclusion.meeting_builders import make_invitee, make_item, make_meeting
from tests.pages import address

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, SECOND = "claire@exemple.example", "odile@exemple.example"
POINTS, PEOPLE, LINES = 12, 40, 10


@pytest.fixture
def meeting(db, settings) -> Meeting:
    """It began ten minutes ago, with nobody noted and nothing written."""
    settings.REQUIRE_SECOND_FACTOR = False
    with scoped_to(make_network()):
        for email in (FIRST, SECOND):
            partner = Partner.objects.get(is_host=True)
            make_membership(partner, roles=("coordinator",), user=make_user(email))
        caf = make_partner("CAF de Lot-et-Garonne")
        meeting = make_meeting(
            make_body("Comité de pilotage"),
            title="COPIL d’automne",
            state=MeetingState.CONVENED,
            starts_at=timezone.now() - timedelta(minutes=10),
        )
        for n in range(PEOPLE):
            make_invitee(meeting, f"Personne {n:02}", partner=caf)
        for n in range(POINTS):
            make_item(meeting, f"Point {n + 1}")
        return meeting


def opened(page: Any, email: str, meeting: Meeting) -> list[str]:
    """Open the live page; the pages that are loaded from then on."""
    loads: list[str] = []
    open_session(page, email)
    page.on("load", lambda shown: loads.append(shown.url))
    page.clock.install()
    page.goto(address("meeting_live", meeting.pk))
    return loads


def write(page: Any, *lines: str) -> None:
    line = page.get_by_label("Une décision, une tâche ou une note")
    for text in lines:
        line.fill(text)
        line.press("Enter")


def decision(n: int) -> str:
    return f"D : Décision du point {n}."


def task(n: int) -> str:
    return f"T : CAF, dans 2 semaines : tâche du point {n}"


def test_a_whole_meeting_is_taken_live_and_nothing_is_lost(meeting, open_page, audit):
    desk, other = open_page(DESKTOP, also=[PHONE]), open_page(DESKTOP)
    loads = opened(desk, FIRST, meeting)
    opened(other, SECOND, meeting)
    said = desk.locator("[data-live-said]")

    # Half of the points with a connection: a decision and a task each, and the arrow leads to the next one.
    for n in range(1, 6):
        write(desk, decision(n), task(n))
        desk.get_by_label("Une décision, une tâche ou une note").press("ArrowDown")
    expect(desk.locator(".live-lines > li")).to_have_count(10)

    # The connection drops for a minute: everything is written on, and says that it is kept here.
    desk.context.set_offline(True)
    for n in range(6, LINES + 1):
        write(desk, decision(n), task(n))
        desk.get_by_label("Une décision, une tâche ou une note").press("ArrowDown")
    desk.get_by_label("Notes du point 12").fill("Écrit hors connexion.")
    expect(said).to_have_text("Hors connexion : 11 lignes gardées sur cet appareil.")
    expect(desk.locator("[data-live-waiting] li")).to_have_count(11)
    desk.clock.fast_forward(60_000)
    expect(said).to_contain_text("11 lignes gardées")
    # Meanwhile the other secretary writes too: of another point, and of the same one.
    other.get_by_label("Notes du point 1", exact=True).fill("De la seconde secrétaire.")
    other.get_by_label("Notes du point 12").fill("Écrit pendant la coupure.")
    other.clock.fast_forward(2_000)
    says(other, "Tout est enregistré.")

    # The page is closed before the connection is back: another one finds the lines and sends them.
    desk.close(run_before_unload=False)
    desk.context.set_offline(False)
    again = desk.context.new_page()
    again.on("load", lambda shown: loads.append(shown.url))
    again.clock.install()
    again.goto(address("meeting_live", meeting.pk))
    expect(again.locator(".live-lines > li")).to_have_count(2 * LINES)
    expect(again.get_by_label("Notes du point 1", exact=True)).to_have_value("De la seconde secrétaire.")
    both = again.get_by_label("Notes du point 12")
    expect(both).to_have_value("Écrit pendant la coupure.\nÉcrit hors connexion.")

    # Both write in one point, then each sees the whole.
    both.fill("Écrit pendant la coupure.\nÉcrit hors connexion.\nDe la première.")
    other.clock.fast_forward(5_000)
    expect(other.get_by_label("Notes du point 12")).to_have_value(
        "Écrit pendant la coupure.\nÉcrit hors connexion."
    )
    other.get_by_label("Notes du point 12").fill(
        "De la seconde.\nÉcrit pendant la coupure.\nÉcrit hors connexion."
    )
    again.clock.fast_forward(2_000)
    says(again, "Tout est enregistré.")
    other.clock.fast_forward(2_000)
    whole = "De la seconde.\nÉcrit pendant la coupure.\nÉcrit hors connexion.\nDe la première."
    expect(other.get_by_label("Notes du point 12")).to_have_value(whole)
    again.clock.fast_forward(5_000)
    expect(both).to_have_value(whole)

    # Forty presences: the name, Entrée; the last three are excused.
    finding = again.get_by_label("Trouver un nom")
    for n in range(PEOPLE - 3):
        finding.fill(f"personne {n:02}")
        finding.press("Enter")
    for n in range(PEOPLE - 3, PEOPLE):
        again.get_by_role("group", name=f"Personne {n:02} CAF").get_by_label("Excuse").check()
    says(again, "37 personnes présentes sur 40 conviées, 3 excuses")
    audit(again)

    again.get_by_role("link", name="Relire et envoyer le relevé").click()
    again.get_by_role("button", name="Envoyer à 40 personnes").click()
    says(again, "Envoyé à 40 personnes")
    assert len(loads) <= 6, loads
    assert again.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('answers:'))") == []
    with scoped_to(meeting.network):
        kept = Meeting.objects.get(pk=meeting.pk)
        assert [one.text for one in kept.decisions.all()] == [f"Décision du point {n}." for n in range(1, 11)]
        assert {one.title for one in kept.tasks.all()} == {f"tâche du point {n}" for n in range(1, 11)}
        assert [one.item.rank for one in kept.decisions.select_related("item")] == list(range(1, 11))
        assert Invitee.objects.present().filter(meeting=kept).count() == PEOPLE - 3
        assert AgendaItem.objects.get(meeting=kept, rank=12).said == whole
        assert kept.state == MeetingState.MINUTED
