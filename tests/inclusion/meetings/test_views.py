"""The pages of meetings: planned, put on an agenda, convened, answered with and without an account."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from inclusion.core.scope import scoped_to
from inclusion.meetings.models import AgendaItem, BodySeat, Invitee, Meeting, MeetingMail, MeetingSeries, PendingPoint
from inclusion.meetings.views import convening
from inclusion.meetings.views.tabs import answer_words
from tests.builders import AT, make_partner
from tests.inclusion.builders import make_body
from tests.inclusion.meeting_builders import make_invitee, make_item, make_meeting, make_point, make_seat
from tests.inclusion.pages import NONSENSE_QUERIES, csv_rows, one_field_at_a_time, page, table_names, url
from tests.setup_data import setup_data

GOOD = {"title": "COPIL de décembre", "day": "2026-12-10", "begins": "14:00", "ends": "16:30"}


@pytest.fixture
def today(clock):
    return AT


@setup_data
def body(network, clock):
    with scoped_to(network):
        return make_body("Comité de pilotage", meets_least=3, meets_most=6, deals_since=datetime(2026, 1, 5).date())


@setup_data
def meeting(network, body):
    with scoped_to(network):
        return make_meeting(body, title="COPIL")


# -- The list ------------------------------------------------------------------------------------------------------


@setup_data
def several(network, body):
    with scoped_to(network):
        return [
            make_meeting(body, title="Passée", starts_at=AT - timedelta(days=30), state="held"),
            make_meeting(body, title="Lointaine", starts_at=AT + timedelta(days=90)),
            make_meeting(make_body("COTECH"), title="Proche", starts_at=AT + timedelta(days=3), state="convened"),
        ]


def test_the_next_ones_come_first_and_none_of_another_network(network, other_network, several, client_of):
    with scoped_to(other_network):
        make_meeting(title="Étrangère")
    answer = client_of("reader").get(url("meeting_list", network))
    assert table_names(answer, "title") == ["Proche", "Lointaine", "Passée"]
    assert "Prochaine réunion dans 3 jours, le 27 novembre" in page(answer)
    assert "Étrangère" not in page(answer)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=passee", ["Passée"]),
        ("state=convened", ["Proche"]),
        ("when=ahead", ["Proche", "Lointaine"]),
        ("when=over", ["Passée"]),
        ("since=2026-12-01", ["Lointaine"]),
        ("sort=title", ["Lointaine", "Passée", "Proche"]),
    ],
)
def test_the_list_is_narrowed_and_leaves_as_it_is_narrowed(network, several, client_of, query, names):
    client, address = client_of("reader"), url("meeting_list", network)
    assert table_names(client.get(f"{address}?{query}"), "title") == names
    exported = csv_rows(client.get(f"{address}?{query}&export=csv"))
    assert [row[0] for row in exported[1:]] == names


def test_no_address_of_the_list_breaks_it(network, several, client_of):
    client, address = client_of("reader"), url("meeting_list", network)
    for query in (*NONSENSE_QUERIES[1::3], "body=zz", "state=zz", "when=zz"):
        assert client.get(f"{address}?{query}").status_code == 200, query


# -- A body --------------------------------------------------------------------------------------------------------


def test_the_page_of_a_body_says_when_it_meets_and_who_sits(network, body, client_of):
    with scoped_to(network):
        make_seat(body, "Zoé Lefèvre", job_title="Directrice", kind="chair")
        make_point(body, "Le pass numérique")
        make_meeting(body, title="La prochaine", state="convened")
        make_meeting(body, title="La dernière", starts_at=AT - timedelta(days=300), state="held")
    shown = page(client_of("reader").get(url("body_detail", network, body.pk)))
    for words in (
        "trois à six réunions par an",
        "Prochaine réunion le 4 décembre 2026 : elle devait se réunir avant le",
        "Zoé Lefèvre",
        "Présidence",
        "1 point en attente",
        "La prochaine",
        "La dernière",
        "Proposer un point",
    ):
        assert words in shown
    assert "Ajouter un membre" not in shown


def test_a_rhythm_is_chosen_or_typed_in_numbers(network, body, coordinator):
    address = url("body_edit", network, body.pk)
    assert 'value="3-6" selected' in page(coordinator.get(address))
    good = {"name": "COPIL", "kind": "copil"}
    for typed, numbers in (
        ({"rhythm": "4-4"}, (4, 4)),
        ({"rhythm": "other", "least": "2", "most": "5"}, (2, 5)),
        ({"rhythm": "other", "least": "7"}, (7, 7)),
        ({"rhythm": "", "least": "7"}, (None, None)),
    ):
        coordinator.post(address, {**good, **typed})
        with scoped_to(network):
            body.refresh_from_db()
        assert (body.meets_least, body.meets_most) == numbers
    for typed, sentence in (
        ({"rhythm": "other"}, "Indiquez combien de fois par an"),
        ({"rhythm": "other", "least": "5", "most": "2"}, "plus petit que le premier"),
        ({"rhythm": "other", "least": "99"}, "52"),
    ):
        assert sentence in page(coordinator.post(address, {**good, **typed}))


def test_a_seat_is_added_from_a_member_and_ended(network, body, cast, coordinator):
    address = url("body_seat_add", network, body.pk)
    found = page(coordinator.get(f"{address}?q=prescriber"))
    member = cast["prescriber"]
    assert f"?membre={member.pk}" in found
    assert "Aucun membre du réseau" in page(coordinator.get(f"{address}?q=zzzz"))
    filled = coordinator.get(f"{address}?membre={member.pk}")
    assert member.user.email in page(filled)
    typed = {"name": str(member.user), "partner": member.partner_id, "email": member.user.email, "kind": "member"}
    assert coordinator.post(f"{address}?membre={member.pk}", typed).status_code == 302
    with scoped_to(network):
        seat = BodySeat.objects.get()
        assert seat.user == member.user
    assert "déjà celle d’un membre" in page(coordinator.post(address, typed))
    answer = coordinator.post(url("body_seat_end", network, body.pk, seat.pk), {"until": "2026-11-24"}, follow=True)
    assert "1 personne n’y siège plus" in page(answer)


def test_any_member_proposes_a_point_and_the_coordinator_drops_it(network, body, client_of, coordinator):
    client_of("school").post(url("body_point_add", network, body.pk), {"title": "Les tablettes"})
    with scoped_to(network):
        point = PendingPoint.objects.select_related("partner").get()
        assert str(point.partner) == "Organisme school"
    assert client_of("school").get(url("body_point_drop", network, body.pk, point.pk)).status_code == 403
    address = url("body_point_drop", network, body.pk, point.pk)
    assert "Indiquez pourquoi" in page(coordinator.post(address, {"reason": ""}))
    coordinator.post(address, {"reason": "Réglé par téléphone"})
    with scoped_to(network):
        assert not PendingPoint.objects.waiting().exists()


# -- Planning --------------------------------------------------------------------------------------------------------


def test_a_meeting_is_planned_and_changed(network, body, coordinator):
    answer = coordinator.post(url("meeting_plan", network, body.pk), GOOD, follow=True)
    assert "Dans 16 jours, pas encore convoquée" in page(answer)
    with scoped_to(network):
        meeting = Meeting.objects.get()
    assert meeting.starts_at == datetime(2026, 12, 10, 13, 0, tzinfo=UTC)
    shown = page(coordinator.get(url("meeting_edit", network, meeting.pk)))
    assert 'value="2026-12-10"' in shown
    assert 'value="14:00"' in shown
    coordinator.post(url("meeting_edit", network, meeting.pk), {**GOOD, "begins": "13:30"})
    with scoped_to(network):
        meeting.refresh_from_db()
    assert meeting.starts_at.hour == 12


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"ends": "13:00"}, "finit après avoir commencé"),
        ({"day": "2026-11-01"}, "Cette date est passée"),
        ({"day": "2027-03-28", "begins": "02:30", "ends": "04:00"}, "Cette heure n’existe pas ce jour-là"),
        ({"day": "0206-12-10"}, "entre 2000 et 2100"),
        ({"begins": "quatorze"}, "Écrivez une heure"),
        ({"title": ""}, "Ce champ est obligatoire"),
        ({"video_url": "visio"}, "URL"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_planned(network, body, coordinator, typed, sentence):
    assert sentence in page(coordinator.post(url("meeting_plan", network, body.pk), {**GOOD, **typed}))
    with scoped_to(network):
        assert not Meeting.objects.exists()


@pytest.mark.thorough
def test_nonsense_never_breaks_a_form(network, meeting, coordinator):
    for name, fields in (
        ("meeting_edit", GOOD),
        ("meeting_cancel", {"reason": ""}),
        ("meeting_agenda", {"title": "", "minutes": "", "presenter": ""}),
        ("meeting_invite", {"name": "", "email": "", "partner": ""}),
    ):
        for field, typed in one_field_at_a_time(fields):
            answer = coordinator.post(url(name, network, meeting.pk), {**fields, field: typed})
            assert answer.status_code in (200, 302), (name, field, typed[:20])


def test_a_series_is_planned_and_moved_from_one_on(network, body, coordinator):
    address = url("meeting_plan_series", network, body.pk)
    typed = {**GOOD, "every": "quarter", "on": "weekday"}
    assert "l’un des deux" in page(coordinator.post(address, typed))
    assert "avant la première" in page(coordinator.post(address, {**typed, "until": "2026-12-01"}))
    answer = coordinator.post(address, {**typed, "count": "3"}, follow=True)
    assert "3 réunions sont prévues" in page(answer)
    with scoped_to(network):
        rows = list(Meeting.objects.order_by("starts_at"))
        assert MeetingSeries.objects.get().rule == "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TH;COUNT=3"
    assert [row.starts_at.hour for row in rows] == [13, 13, 12]
    edit = url("meeting_edit", network, rows[1].pk)
    assert "celle-ci et les suivantes" in page(coordinator.get(edit))
    coordinator.post(edit, {**GOOD, "day": "2027-03-12", "scope": "following"})
    with scoped_to(network):
        days = [f"{row.starts_at:%d/%m}" for row in Meeting.objects.order_by("starts_at")]
    assert days == ["10/12", "12/03", "11/06"]


# -- Agenda ----------------------------------------------------------------------------------------------------------


@pytest.mark.papers
def test_an_agenda_is_put_together_ordered_and_printed(network, meeting, coordinator, client_of):
    with scoped_to(network):
        point = make_point(meeting.body, "Le pass numérique")
        make_item(meeting, "Accueil", minutes=100)
    address = url("meeting_agenda", network, meeting.pk)
    assert "Le pass numérique" in page(coordinator.get(address))
    answer = coordinator.post(url("meeting_agenda_take", network, meeting.pk), {"point": point.pk}, follow=True)
    assert "1 point ajouté." in page(answer)
    assert "2 points à l’ordre du jour" in page(answer)
    assert "Cochez au moins un point" in page(
        coordinator.post(url("meeting_agenda_take", network, meeting.pk), {"point": "x"}, follow=True)
    )
    answer = coordinator.post(address, {"title": "Divers", "minutes": "30"}, follow=True)
    assert "10 minutes de trop" in page(answer)
    with scoped_to(network):
        item = AgendaItem.objects.get(title="Divers")
    move = url("meeting_item_move", network, meeting.pk, item.pk)
    coordinator.post(move, {"act": "up"})
    with scoped_to(network):
        assert [one.title for one in meeting.agenda.all()] == ["Accueil", "Divers", "Le pass numérique"]
    coordinator.post(move, {"act": "remove"})
    printed = client_of("reader").get(url("meeting_agenda_print", network, meeting.pk))
    assert printed.headers["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")


# -- Convening and answering -------------------------------------------------------------------------------------------


def test_a_preview_then_the_invitations(network, meeting, coordinator):
    with scoped_to(network):
        make_seat(meeting.body, "Zoé Lefèvre")
        make_seat(meeting.body, "Sans adresse", email="")
    shown = page(coordinator.get(url("meeting_convene", network, meeting.pk)))
    for words in ("1 invitation à relire", "Zoé Lefèvre", "À prévenir par téléphone", "L’ordre du jour est vide"):
        assert words in shown
    with scoped_to(network):
        assert not Invitee.objects.exists()
    answer = page(coordinator.post(url("meeting_convene", network, meeting.pk), follow=True))
    for words in ("1 invitation part", "personne n’a encore répondu", "Sans adresse électronique : Sans adresse"):
        assert words in answer
    assert coordinator.get(url("meeting_convene", network, meeting.pk)).status_code == 302


def test_a_body_without_members_says_so(network, meeting, coordinator):
    assert "Personne ne siège encore" in page(coordinator.get(url("meeting_convene", network, meeting.pk)))
    answer = coordinator.post(url("meeting_convene", network, meeting.pk), follow=True)
    assert "ajoutez d’abord ses membres" in page(answer)


@pytest.fixture
def asked(network, body):
    with scoped_to(network):
        meeting = make_meeting(body, title="COPIL", state="convened", venue="Agen")
        make_item(meeting, "Bilan", minutes=20)
        return make_invitee(meeting, "Zoé Lefèvre", partner=make_partner("CAF"))


def test_whoever_holds_the_link_answers_and_changes_their_mind(network, asked, client_of):
    visitor, address = client_of("visitor"), url("meeting_answer", network, asked.token)
    answer = visitor.get(address)
    shown = page(answer)
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    for words in ("Zoé Lefèvre, viendrez-vous ?", "vendredi 4 décembre 2026, de 10 h à 12 h", "Agen", "Bilan"):
        assert words in shown
    assert "à distance" not in shown
    assert "Choisissez une réponse." in page(visitor.post(address, {"answer": ""}))
    assert "Sélectionnez un choix valide" in page(visitor.post(address, {"answer": "remote"}))
    assert "Votre réponse est notée : viendra" in page(
        visitor.post(address, {"answer": "yes", "note": "Avec un collègue"}, follow=True)
    )
    visitor.post(address, {"answer": "no"})
    with scoped_to(network):
        asked.refresh_from_db()
    assert asked.answer == "no"


def test_after_it_began_or_was_called_off_the_page_says_so(network, asked, client_of, clock):
    visitor, address = client_of("visitor"), url("meeting_answer", network, asked.token)
    clock(asked.meeting.starts_at + timedelta(minutes=1))
    assert "Cette réunion a commencé" in page(visitor.get(address))
    assert "Cette réunion a commencé" in page(visitor.post(address, {"answer": "yes"}))
    with scoped_to(network):
        asked.refresh_from_db()
        assert asked.answer == "none"
        Meeting.objects.filter(pk=asked.meeting_id).delete()
        gone = make_invitee(make_meeting(state="cancelled", cancel_reason="Neige"))
    shown = page(visitor.get(url("meeting_answer", network, gone.token)))
    assert "est annulée" in shown
    assert "Neige" in shown


def test_an_unknown_link_and_one_of_another_network_lead_nowhere(network, other_network, asked, client_of):
    visitor = client_of("visitor")
    assert visitor.get(url("meeting_answer", network, "x" * 43)).status_code == 404
    assert visitor.get(url("meeting_answer", other_network, asked.token)).status_code == 404
    assert visitor.get(url("meeting_ics", network, "x" * 43)).status_code == 404


@pytest.mark.parametrize("token", ["%00", "a%00b", "%0A", "é"])
@pytest.mark.parametrize("tail", ["", "reunion.ics"])
def test_a_link_that_nobody_could_have_written_is_unknown(network, client_of, token, tail):
    home = url("network_home", network)
    assert client_of("visitor").get(f"{home}reunions/invitation/{token}/{tail}").status_code == 404


def test_too_many_pages_from_one_address_wait(network, client_of, monkeypatch):
    monkeypatch.setattr(convening, "MAX_PAGES", 2)
    visitor = client_of("visitor")
    answers = [visitor.get(url("meeting_answer", network, f"{n:043}")).status_code for n in range(3)]
    assert answers == [404, 404, 429]


def test_the_calendar_file_names_nobody(network, asked, client_of):
    answer = client_of("visitor").get(url("meeting_ics", network, asked.token))
    calendar = icalendar.Calendar.from_ical(answer.content)
    (event,) = calendar.walk("VEVENT")
    assert (str(calendar["METHOD"]), str(event["SUMMARY"])) == ("PUBLISH", "COPIL")
    assert "ATTENDEE" not in event
    assert asked.token.encode() not in answer.content


def test_a_member_who_is_asked_answers_on_the_page_of_the_meeting(network, asked, cast, client_of):
    member = cast["prescriber"]
    with scoped_to(network):
        make_invitee(asked.meeting, "Prescriptrice", email=member.user.email)
    client = client_of("prescriber")
    assert "Viendrez-vous à «" in page(client.get(url("network_home", network)))
    address = url("meeting_detail", network, asked.meeting_id)
    assert "Viendrez-vous ?" in page(client.get(address))
    assert "Choisissez une réponse." in page(client.post(url("meeting_reply", network, asked.meeting_id), {}))
    client.post(url("meeting_reply", network, asked.meeting_id), {"answer": "yes"})
    assert "1 personne a répondu sur 2" in page(client.get(address))
    assert "Répondre à l’invitation" not in page(client.get(url("network_home", network)))
    assert "Viendrez-vous ?" not in page(client_of("reader").get(address))


def test_an_answer_by_telephone_and_an_address_put_right(network, asked, coordinator):
    with scoped_to(network):
        MeetingMail.objects.create(invitee=asked, kind="invitation", written_at=AT, problem="Adresse refusée.")
    detail = url("meeting_detail", network, asked.meeting_id)
    assert "non remise" in page(coordinator.get(detail))
    assert "1 invitation à une réunion n’a pas été remise" in page(coordinator.get(url("network_home", network)))
    address = url("meeting_invitee", network, asked.meeting_id, asked.pk)
    assert "Adresse refusée." in page(coordinator.get(address))
    coordinator.post(
        url("meeting_invitee_resend", network, asked.meeting_id, asked.pk), {"email": "juste@exemple.example"}
    )
    coordinator.post(address, {"answer": "no", "note": "Au téléphone"})
    with scoped_to(network):
        asked.refresh_from_db()
    assert (asked.email, asked.answer, asked.note) == ("juste@exemple.example", "no", "Au téléphone")


def test_a_meeting_is_called_off_and_planned_again(network, asked, coordinator):
    address = url("meeting_cancel", network, asked.meeting_id)
    assert "Indiquez pourquoi" in page(coordinator.post(address, {"reason": " "}))
    answer = page(coordinator.post(address, {"reason": "Neige"}, follow=True))
    for words in ("Annulée le 24 novembre 2026", "Neige", "La prévoir de nouveau"):
        assert words in answer
    answer = coordinator.post(url("meeting_restore", network, asked.meeting_id), follow=True)
    assert "de nouveau prévue" in page(answer)


def test_the_home_page_says_which_body_should_meet_and_which_meeting_to_convene(network, body, coordinator):
    home = url("network_home", network)
    assert "Comité de pilotage devait se réunir avant le 6 mai 2026" in page(coordinator.get(home))
    with scoped_to(network):
        make_meeting(body, starts_at=AT - timedelta(days=100), state="held")
    assert "Comité de pilotage doit se réunir avant le 15 décembre 2026" in page(coordinator.get(home))
    with scoped_to(network):
        make_meeting(body, title="COPIL de décembre")
    shown = page(coordinator.get(home))
    assert "se réunir avant" not in shown
    assert "Personne n’est encore convoqué à « COPIL de décembre »" in shown


def test_html_in_a_name_is_text(network, asked, coordinator):
    with scoped_to(network):
        Invitee.objects.update(name="<script>alert(1)</script>", note="<script>alert(1)</script>")
        Meeting.objects.update(title="<script>alert(1)</script>")
    for name, key in (("meeting_list", []), ("meeting_detail", [asked.meeting_id]), ("meeting_answer", [asked.token])):
        assert "<script>alert" not in coordinator.get(url(name, network, *key)).content.decode()


@pytest.mark.parametrize(("minutes", "said"), [(-10, "La réunion va commencer"), (10, "La réunion est en cours")])
def test_a_meeting_goes_on_from_its_hour_on(minutes, said):
    meeting = Meeting(state="convened", starts_at=AT, ends_at=AT + timedelta(hours=2))
    assert answer_words(meeting, [], AT + timedelta(minutes=minutes)) == said
