"""A meeting of twelve points and forty people, taken live by two secretaries whose connection drops.

It takes some seconds by its nature: forty presences and thirty lines are typed in a real browser, and two pages wait
for the words of each other.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from inclusion.core.scope import scoped_to
from inclusion.meetings.actions.attendance import note_attendance
from inclusion.meetings.actions.minutes import send_minutes
from inclusion.meetings.enums import MeetingState
from inclusion.meetings.models import AgendaItem, Invitee, Meeting
from inclusion.partners.models import Partner
from tests.browser.conftest import DESKTOP, PHONE, new_page, open_session, says
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
    expect(other.get_by_label("Notes du point 12")).to_have_value("Écrit pendant la coupure.\nÉcrit hors connexion.")
    other.get_by_label("Notes du point 12").fill("De la seconde.\nÉcrit pendant la coupure.\nÉcrit hors connexion.")
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
    again.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('answers:'))")
    with scoped_to(meeting.network):
        kept = Meeting.objects.get(pk=meeting.pk)
        assert [one.text for one in kept.decisions.all()] == [f"Décision du point {n}." for n in range(1, 11)]
        assert {one.title for one in kept.tasks.all()} == {f"tâche du point {n}" for n in range(1, 11)}
        assert [one.item.rank for one in kept.decisions.select_related("item")] == list(range(1, 11))
        assert Invitee.objects.present().filter(meeting=kept).count() == PEOPLE - 3
        assert AgendaItem.objects.get(meeting=kept, rank=12).said == whole
        assert kept.state == MeetingState.MINUTED


@pytest.fixture
def desk(browser, live_server) -> Iterator[Any]:
    """A page whose console may say that the portal refused something."""
    page, faults = new_page(browser, live_server), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    page.context.close()
    assert not faults


def test_what_was_written_is_never_lost_nor_written_in_another_name(meeting, desk):
    opened(desk, FIRST, meeting)
    said, kept = desk.locator("[data-live-said]"), desk.locator("[data-live-waiting] li")
    address_to_write = f"**{desk.locator('#live').get_attribute('data-write')}"

    # A mark that is changed while the first one is on its way.
    under_way: list[Any] = []
    desk.route(address_to_write, lambda route: route.fallback() if under_way else under_way.append(route))
    person = desk.get_by_role("group", name="Personne 00 CAF")
    with desk.expect_request(address_to_write):
        person.get_by_label("Sur place").check()
    person.get_by_label("Excuse").check()
    under_way[0].fallback()
    says(desk, "0 personne présente sur 40 conviées, 1 excuse")
    desk.unroute(address_to_write)

    # A line on which the portal breaks does not hold back what comes after it.
    def break_one(route: Any) -> None:
        if "boum" in (route.request.post_data or ""):
            route.fulfill(status=500)
        else:
            route.fallback()

    desk.route(address_to_write, break_one)
    write(desk, "boum", "D : Derrière.")
    expect(said).to_contain_text("Le portail ne répond pas comme prévu")
    for _ in range(2):
        with desk.expect_response(address_to_write):
            desk.clock.fast_forward(5_000)
    expect(desk.locator(".live-lines > li")).to_have_count(1)
    desk.clock.fast_forward(5_000)
    expect(said).to_have_text("Décision 1 notée.")
    kept.get_by_role("button", name="Reprendre").click()
    expect(desk.get_by_label("Une décision, une tâche ou une note")).to_have_value("boum")
    expect(kept).to_have_count(0)

    # Another person logs in on this computer: nothing is written in their name.
    desk.context.set_offline(True)
    write(desk, "D : La mienne.")
    expect(said).to_contain_text("Hors connexion")
    open_session(desk, SECOND)
    desk.context.set_offline(False)
    expect(said).to_contain_text("Une autre personne est connectée")
    open_session(desk, FIRST)
    desk.clock.fast_forward(5_000)
    expect(desk.locator(".live-lines > li")).to_have_count(2)

    # What another page keeps here for longer is not wiped by this one.
    desk.evaluate(
        "localStorage.setItem('answers:other', "
        "JSON.stringify({ at: Date.now() - 5 * 86400000, days: 7, rows: [['a', 'b']] }))"
    )

    # The minutes leave while somebody writes without a connection: the page shows what is not in them.
    desk.context.set_offline(True)
    write(desk, "D : Hors connexion.")
    expect(kept).to_have_count(1)
    with scoped_to(meeting.network):
        by = make_user()
        note_attendance(meeting, {Invitee.objects.order_by("pk")[1].pk: "present"}, by=by, at=timezone.now())
        send_minutes(meeting, render=lambda one, edition: b"%PDF-1.7", by=by, at=timezone.now())
    desk.context.set_offline(False)
    expect(kept).to_contain_text("Le relevé de décisions est envoyé")
    desk.goto(address("meeting_live", meeting.pk))
    expect(said).to_contain_text("n’est pas tout enregistré : 1 ligne")
    expect(kept).to_contain_text("D : Hors connexion.")
    assert desk.evaluate("localStorage.getItem('answers:other')")
