"""Pages of tasks, and of who came to meetings."""

from datetime import date, timedelta

import pytest

from inclusion.core.scope import scoped_to
from inclusion.meetings.actions.attendance import note_attendance
from inclusion.meetings.enums import MeetingState
from tests.builders import AT, make_partner
from tests.inclusion.builders import make_body
from tests.inclusion.meeting_builders import make_invitee, make_meeting
from tests.inclusion.minutes_builders import make_past_meeting, make_task
from tests.inclusion.pages import NONSENSE_QUERIES, csv_rows, page, table_names, url
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("clock")
TODAY = date(2026, 11, 24)


@setup_data
def tasks(network, cast):
    own = cast["prescriber"]
    with scoped_to(network):
        meeting = make_meeting(make_body("COTECH"), state=MeetingState.HELD, starts_at=AT - timedelta(days=9))
        return {
            "organisation": make_task(meeting, title="Trouver une salle", partner=own.partner),
            "own": make_task(
                meeting, title="Écrire", partner=own.partner, user=own.user, due_on=TODAY - timedelta(days=2)
            ),
            "other": make_task(title="Relire"),
            "done": make_task(title="Compter", done_at=AT, outcome="Compté."),
        }


def test_the_coordinator_sees_all_a_member_those_of_their_organisation(
    network, other_network, tasks, coordinator, client_of
):
    with scoped_to(other_network):
        make_task(title="Étrangère")
    address = url("task_list", network)
    assert sorted(table_names(coordinator.get(address), "title")) == [
        "Compter",
        "Relire",
        "Trouver une salle",
        "Écrire",
    ]
    answer = client_of("prescriber").get(address)
    assert sorted(table_names(answer, "title")) == ["Trouver une salle", "Écrire"]
    shown = page(answer)
    assert "2 tâches pour vous" in shown
    assert "depuis 2 jours" in shown
    assert "dans 12 jours" in shown
    assert "Aucune tâche n’est confiée." in page(client_of("school").get(address))


def test_a_task_in_the_name_of_another_organisation_is_seen_by_whom_it_is_given_to(network, cast, client_of):
    own = cast["prescriber"]
    with scoped_to(network):
        make_task(title="Représenter le CCAS", user=own.user, partner=make_partner("CCAS"))
    assert table_names(client_of("prescriber").get(url("task_list", network)), "title") == ["Représenter le CCAS"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("etat=ouvertes", ["Relire", "Trouver une salle", "Écrire"]),
        ("etat=retard", ["Écrire"]),
        ("etat=terminees", ["Compter"]),
        ("etat=abandonnees", []),
        ("qui=moi", []),
    ],
)
def test_the_list_is_narrowed_and_leaves_as_it_is_narrowed(network, tasks, coordinator, query, titles):
    address = url("task_list", network)
    assert sorted(table_names(coordinator.get(f"{address}?{query}"), "title")) == titles
    exported = csv_rows(coordinator.get(f"{address}?{query}&export=csv"))
    assert sorted(row[0] for row in exported[1:]) == titles


@pytest.mark.parametrize(
    "query", [*NONSENSE_QUERIES[0::3], "etat=zz", "body=zz", "partner=%00", "annee=zz", "annee=9999"]
)
def test_no_address_breaks_the_lists(network, tasks, coordinator, query):
    for name in ("task_list", "meeting_presence"):
        assert coordinator.get(f"{url(name, network)}?{query}").status_code == 200


def test_what_is_wrong_with_a_task_is_said(network, coordinator, cast):
    with scoped_to(network):
        meeting = make_past_meeting(at=AT)
        kept = make_partner("CAF 47")
        gone = make_partner("CAF", merged_into=kept)
    address = url("task_add", network, meeting.pk)
    sent = {"title": "Écrire", "partner": cast["prescriber"].partner.pk, "due_on": "2026-11-23"}
    assert "Cette date est passée" in page(coordinator.post(address, sent))
    assert "entre 2000 et 2100" in page(coordinator.post(address, sent | {"due_on": "1999-01-01"}))
    assert "choix" in page(coordinator.post(address, sent | {"due_on": "2026-12-01", "partner": gone.pk}))
    wrong = sent | {"due_on": "2026-12-01", "user": cast["school"].pk}
    assert "pas membre" in page(coordinator.post(address, wrong))
    right = sent | {"due_on": "2026-12-01", "user": cast["prescriber"].pk}
    answer = coordinator.post(address, right, follow=True)
    assert f"La tâche est confiée à {cast['prescriber'].user}." in page(answer)


def test_a_task_is_changed_done_and_given_up(network, tasks, coordinator, client_of):
    task = tasks["organisation"]
    assert "Trouver une salle" in page(coordinator.get(url("task_edit", network, task.pk)))
    sent = {"title": "Trouver deux salles", "partner": task.partner_id, "due_on": "2026-12-24"}
    assert "Trouver deux salles" in page(coordinator.post(url("task_edit", network, task.pk), sent, follow=True))
    owner = client_of("prescriber")
    done = url("task_done", network, task.pk)
    assert "est terminée ?" in page(owner.get(done))
    assert "est terminée." in page(owner.post(done, {"outcome": "À la mairie."}, follow=True))
    assert "À la mairie." in page(owner.get(url("task_detail", network, task.pk)))
    assert "déjà terminée" in page(owner.post(done))
    drop = url("task_drop", network, tasks["other"].pk)
    assert "Abandonner" in page(coordinator.get(drop))
    assert "est abandonnée." in page(coordinator.post(drop, follow=True))
    assert "Cette tâche est abandonnée." in page(coordinator.post(drop, follow=True))


def test_a_task_of_others_is_not_found(network, tasks, client_of):
    for name in ("task_detail", "task_done"):
        for role in ("school", "stranger"):
            assert client_of(role).get(url(name, network, tasks["own"].pk)).status_code == 404
    assert client_of("prescriber").get(url("task_edit", network, tasks["own"].pk)).status_code == 403


# -- Presences -------------------------------------------------------------------------------------------------------


@setup_data
def year(network, cast):
    """Two meetings of this year, one of the last; the CAF came once out of two, and once unasked last year."""
    by = cast["coordinator"].user
    with scoped_to(network):
        caf, body = make_partner("CAF"), make_body("COPIL")
        for days, marks in ((3, ("present", "absent")), (30, ("excused", "remote"))):
            at = AT - timedelta(days=days)
            meeting = make_past_meeting(at=at, body=body, title=f"Il y a {days} jours")
            rows = [make_invitee(meeting, partner=caf), make_invitee(meeting)]
            note_attendance(meeting, {row.pk: mark for row, mark in zip(rows, marks, strict=True)}, by=by, at=at)
        old = make_past_meeting(at=AT - timedelta(days=400), body=body)
        make_invitee(old, partner=caf, attendance="present", came_unasked=True)
        make_invitee(make_meeting(body), partner=caf)
        return caf


def rows_of(answer):
    return csv_rows(answer)[1:]


def test_a_year_is_counted_by_meeting_by_body_and_by_organisation(network, year, client_of):
    reader = client_of("reader")
    shown = page(reader.get(url("meeting_presence", network)))
    assert "50 % de présence en 2026" in shown
    assert "1 excuse" in shown
    by_meeting = rows_of(reader.get(f"{url('meeting_presence', network)}?export=csv"))
    assert [row[1:] for row in by_meeting] == [
        ["Il y a 3 jours", "COPIL", "2", "1", "0", "0", "50\u00a0%"],
        ["Il y a 30 jours", "COPIL", "2", "1", "1", "0", "50\u00a0%"],
    ]
    by_body = rows_of(reader.get(f"{url('meeting_presence_by', network, 'instances')}?export=csv"))
    assert by_body == [["COPIL", "2", "4", "2", "1", "0", "50\u00a0%"]]
    by_partner = rows_of(reader.get(f"{url('meeting_presence_by', network, 'organismes')}?export=csv"))
    assert by_partner == [["CAF", "2", "1", "1", "0", "50\u00a0%"]]


def test_another_year_is_another_count(network, year, client_of):
    reader = client_of("reader")
    rows = rows_of(reader.get(f"{url('meeting_presence_by', network, 'organismes')}?annee=2025&export=csv"))
    assert rows == [["CAF", "0", "0", "0", "1", "–"]]
    assert "Les présences de 2025" in page(reader.get(f"{url('meeting_presence', network)}?annee=2025"))


def test_a_network_without_meetings_says_so(network, client_of):
    shown = page(client_of("reader").get(url("meeting_presence", network)))
    assert "Aucune réunion tenue cette année." in shown
