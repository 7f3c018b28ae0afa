"""Pages of registrations: the public form reveals to nobody what an address has; the organiser's list, check-in."""

import re
from datetime import timedelta

import icalendar
import pytest
from django.urls import reverse

from inclusion.core.scope import scoped_to
from inclusion.events.enums import RegistrationState
from inclusion.events.models import Event, EventFigure, Registration
from tests.builders import AT
from tests.inclusion.event_builders import make_event, make_event_with_places
from tests.inclusion.pages import NONSENSE, csv_rows, page, url, xlsx_rows
from tests.inclusion.registration_builders import make_registration, make_waiting
from tests.setup_data import setup_data

GOOD = {"name": "Alix Exemple", "email": "alix@exemple.example", "people": "2"}


@setup_data
def event(network, cast, clock):
    with scoped_to(network):
        return make_event_with_places(3, title="Atelier tablette", partner=cast["training_place"].partner)


@pytest.fixture
def organiser(client_of):
    return client_of("training_place")


def without_token(answer):
    """The page without the secrets of its forms, which are others each time."""
    return re.sub(r'("X-CSRFToken": |nonce=)"[\w-]+"', "", page(answer))


def rows(network):
    with scoped_to(network):
        return list(Registration.objects.order_by("pk"))


def test_a_visitor_registers_and_reads_the_rest_in_the_e_mail(network, event, visitor):
    address = url("registration_add", network, event.pk)
    assert "3 places" in page(visitor.get(address))
    answer = visitor.post(address, GOOD, follow=True)
    assert "Votre demande est arrivée" in page(answer)
    (row,) = rows(network)
    assert (row.people, row.state) == (2, RegistrationState.REGISTERED)


def test_a_name_that_no_file_carries_breaks_no_export(network, event, visitor, organiser):
    """The form takes the character out; a row that has it already is written without it."""
    visitor.post(url("registration_add", network, event.pk), GOOD | {"name": "Po\ufffeison\r\nBcc: x"})
    (row,) = rows(network)
    assert row.name == "Poison Bcc: x"
    with scoped_to(network):
        Registration.objects.update(name="Po\ufffei\x85s\x0bon\uffff")
    address = url("registration_list", network, event.pk)
    assert xlsx_rows(organiser.get(f"{address}?export=xlsx"))[1][0] == "Poison"
    assert csv_rows(organiser.get(f"{address}?export=csv"))[1][0] == "Poison"


def test_an_address_that_is_registered_shows_the_same_page(network, event, visitor):
    with scoped_to(network):
        Event.objects.update(capacity=10)  # what the page says of the places is what it says to anybody
    address = url("registration_add", network, event.pk)
    first = visitor.post(address, GOOD, follow=True)
    again = visitor.post(address, GOOD | {"email": "ALIX@exemple.example"}, follow=True)
    assert without_token(first) == without_token(again)
    assert len(rows(network)) == 1
    for _ in range(2):
        last = visitor.post(address, GOOD)
    assert "déjà partis à cette adresse" in page(last)


def test_robots_and_crowds_come_to_nothing(network, event, visitor):
    address = url("registration_add", network, event.pk)
    visitor.post(address, GOOD | {"site": "http://x"})
    assert rows(network) == []
    for number in range(31):
        answer = visitor.post(address, GOOD | {"email": f"a{number}@exemple.example", "people": "1"})
    assert "Beaucoup d’inscriptions" in page(answer)
    assert len(rows(network)) == 30


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "obligatoire"),
        ({"name": "Gagnez sur https://piege.example"}, "sans adresse de site"),
        ({"name": "WWW.piege.example"}, "sans adresse de site"),
        ({"email": "alix"}, "adresse"),
        ({"people": "0"}, "au moins une personne"),
        ({"people": "31"}, "une à trente"),
        ({"people": "deux"}, "Écrivez un nombre"),
    ],
)
def test_what_is_wrong_is_said_beside_it(network, event, visitor, wrong, sentence):
    assert sentence in page(visitor.post(url("registration_add", network, event.pk), GOOD | wrong))
    assert rows(network) == []


@pytest.mark.parametrize("typed", NONSENSE)
def test_nonsense_breaks_nothing(network, event, visitor, typed):
    answer = visitor.post(
        url("registration_add", network, event.pk), dict.fromkeys(("name", "email", "people", "needs"), typed)
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"starts_at": AT - timedelta(days=2)}, "passé"),
        ({"state": "cancelled"}, "annulé"),
        ({"registration_until": AT}, "closes"),
        ({"entrance": "free"}, "libre"),
    ],
)
def test_where_registration_is_closed_the_page_says_why(network, clock, visitor, fields, sentence):
    with scoped_to(network):
        event = make_event_with_places(3, published_at=AT, **fields)
    address = url("registration_add", network, event.pk)
    assert sentence in page(visitor.get(address))
    assert sentence in page(visitor.post(address, GOOD))
    assert rows(network) == []


def test_drafts_and_other_networks_have_no_form(network, other_network, clock, visitor):
    with scoped_to(network):
        draft = make_event(state="draft", entrance="registration")
    with scoped_to(other_network):
        theirs = make_event_with_places()
    for event in (draft, theirs):
        assert visitor.get(url("registration_add", network, event.pk)).status_code == 404


def test_what_is_for_members_asks_who_one_is(network, event, visitor, client_of, cast):
    with scoped_to(network):
        event.entrance = "members"
        event.save()
    address = url("registration_add", network, event.pk)
    assert visitor.get(address).status_code == 302
    member = client_of("reader")
    assert cast["reader"].user.email in page(member.get(address))
    answer = member.post(address, GOOD | {"email": cast["reader"].user.email}, follow=True)
    assert "2 places vous attendent" in page(answer)
    assert "réservé aux membres" in page(client_of("stranger").get(address))


def own(network, row):
    return url("registration_own", network, row.token)


def test_the_secret_link_shows_lowers_and_cancels(network, event, visitor):
    with scoped_to(network):
        row = make_registration(event, people=3, name="Alix")
        waiting = make_waiting(event, people=2)
    assert "3 places vous attendent" in page(visitor.get(own(network, row)))
    assert "au rang 1" in page(visitor.get(own(network, waiting)))
    assert "vaut pour 3" in page(visitor.post(own(network, row), {"people": "4"}))
    visitor.post(own(network, row), {"people": "1"})
    assert "2 places vous attendent" in page(visitor.get(own(network, waiting)))
    cancel = url("registration_own_cancel", network, row.token)
    assert "Annuler votre inscription ?" in page(visitor.get(cancel))
    assert [one.state for one in rows(network)] == ["registered", "registered"]
    assert "Votre inscription est annulée" in page(visitor.post(cancel, follow=True))
    assert "ne s’annule plus" in page(visitor.post(cancel, follow=True))
    assert [one.state for one in rows(network)] == ["cancelled", "registered"]


def test_the_secret_link_is_out_of_search_and_of_guessing(network, event, visitor):
    with scoped_to(network):
        row = make_registration(event)
    assert visitor.get(own(network, row)).headers["X-Robots-Tag"] == "noindex, nofollow"
    assert visitor.get(url("registration_own", network, "x" * 43)).status_code == 404
    for _ in range(60):
        answer = visitor.get(own(network, row))
    assert answer.status_code == 404


def test_the_calendar_file_is_read_by_a_calendar(network, event, visitor):
    with scoped_to(network):
        row = make_registration(event)
    answer = visitor.get(url("registration_own_calendar", network, row.token))
    (line,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert (str(line["SUMMARY"]), line["DTSTART"].dt.hour) == ("Atelier tablette", 14)


# -- Whoever organises -------------------------------------------------------------------------------------------------


def test_the_list_counts_people_and_leaves_as_a_file_that_runs_nothing(network, event, organiser):
    with scoped_to(network):
        make_registration(event, name="=1+1", people=2)
        make_waiting(event, name="Zoé", people=2)
    address = url("registration_list", network, event.pk)
    shown = page(organiser.get(address))
    assert "2 inscrits sur 3, 2 en attente" in shown
    assert "personne ne passe devant" in shown
    assert csv_rows(organiser.get(f"{address}?export=csv"))[1][0] == "'=1+1"
    assert len(xlsx_rows(organiser.get(f"{address}?export=xlsx"))) == 3
    assert "Zoé" in page(organiser.get(f"{address}?q=zoe"))
    assert "ne correspond" in page(organiser.get(f"{address}?q=zoe&state=registered"))


@pytest.mark.parametrize(("role", "status"), [("reader", 403), ("prescriber", 404), ("stranger", 404)])
def test_others_do_not_see_the_list(network, event, client_of, role, status):
    assert client_of(role).get(url("registration_list", network, event.pk)).status_code == status


def test_somebody_is_added_by_hand_promoted_cancelled(network, event, organiser):
    added = organiser.post(
        url("registration_add_by_hand", network, event.pk), {"name": "Noé", "people": "3"}, follow=True
    )
    assert "Noé a 3 places." in page(added)
    with scoped_to(network):
        waiting = make_waiting(event, name="Zoé")
    promote = url("registration_promote", network, waiting.pk)
    assert "aucune place" in page(organiser.post(promote, follow=True))
    first = rows(network)[0]
    organiser.post(url("registration_cancel", network, first.pk))
    assert [one.state for one in rows(network)] == ["cancelled", "registered"]


def test_the_check_in(network, event, organiser, clock):
    with scoped_to(network):
        event.starts_at = AT + timedelta(hours=4)
        event.save()
        row, other = (make_registration(event, name="Alix", people=2), make_registration(event, name="Zoé", people=4))
    check_in = url("registration_attendance", network, event.pk)
    note = url("registration_note", network, row.pk)
    assert "trois heures avant" in page(organiser.get(check_in))
    assert "trois heures avant" in page(organiser.post(note, {"state": "present"}, follow=True))
    clock(event.starts_at)
    assert organiser.post(note, {"state": "present"})["Location"] == f"{check_in}#inscription-{row.pk}"
    organiser.post(note, {"state": "charabia"})
    assert "2 personnes venues, 4 encore attendues" in page(organiser.get(f"{check_in}?q=alix"))
    organiser.post(check_in, {"name": "Venue", "people": "3"})
    assert "obligatoire" in page(organiser.post(check_in, {"name": "", "people": "1"}))
    assert "5 visiteurs" in page(organiser.post(url("registration_figure", network, event.pk), follow=True))
    close = url("registration_attendance_close", network, event.pk)
    assert "4 personnes absentes" in page(organiser.get(close))
    assert "4 absences notées" in page(organiser.post(close, follow=True))
    with scoped_to(network):
        assert EventFigure.objects.get().value == 5
        assert Registration.objects.get(pk=other.pk).state == RegistrationState.MISSED


def test_the_check_in_keeps_names_in_french_order(network, event, organiser):
    with scoped_to(network):
        for name in ("Zoé Modèle", "Élise Modèle", "Farid Modèle"):
            make_registration(event, name=name)
    shown = page(organiser.get(url("registration_attendance", network, event.pk)))
    assert shown.index("Élise Modèle") < shown.index("Farid Modèle") < shown.index("Zoé Modèle")


@pytest.mark.papers
def test_the_sheet_to_sign_is_a_pdf(network, event, organiser):
    with scoped_to(network):
        make_registration(event, name="Alix <b>")
    answer = organiser.get(url("registration_sheet", network, event.pk))
    assert answer.content.startswith(b"%PDF")


def test_the_page_of_the_event_counts(network, event, organiser, client_of):
    with scoped_to(network):
        make_registration(event)
    address = reverse("event_detail", args=[network.slug, event.pk])
    assert "1 inscrit sur 3" in page(organiser.get(address))
    assert "inscrit sur" not in page(client_of("prescriber").get(address))
