"""The pages of events, for members."""

from datetime import timedelta

import pytest

from inclusion.core.scope import scoped_to
from inclusion.events.models import Event, EventSeries, Registration
from tests.builders import AT, make_commune
from tests.inclusion.event_builders import (
    make_event,
    make_event_draft,
    make_event_figure,
    make_event_with_places,
    make_exhibitor,
    make_talk,
)
from tests.inclusion.pages import NONSENSE, NONSENSE_QUERIES, csv_rows, page, table_names, url, xlsx_rows
from tests.setup_data import setup_data

GOOD = {
    "kind": "workshop",
    "title": "Mes droits depuis chez moi",
    "audience": "everybody",
    "day": "2099-03-12",
    "from_time": "14:00",
    "until_time": "16:00",
    "venue": "Mairie",
    "entrance": "free",
    "step": "3",
    "go": "finish",
}


@setup_data
def own(network, cast):
    """Events of the training place: published, in the making, over."""
    with scoped_to(network):
        partner = cast["training_place"].partner
        past = make_event("Forum passé", partner=partner, starts_at=AT - timedelta(days=30))
        make_event_figure(past, 1400)
        return {
            "event": make_event("Atelier public", partner=partner, commune=make_commune()),
            "draft": make_event_draft("Atelier en préparation", partner=partner),
            "past": past,
        }


@pytest.fixture
def organiser(client_of):
    return client_of("training_place")


def test_lists_show_what_is_to_come_over_and_in_the_making(network, other_network, own, organiser, client_of):
    with scoped_to(other_network):
        make_event("Étranger")
    assert table_names(organiser.get(url("event_list", network)), "title") == ["Atelier public"]
    past = organiser.get(url("event_past", network))
    assert table_names(past, "title") == ["Forum passé"]
    assert "1\u202f400" in page(past)
    assert "attend son bilan" in page(past).replace("\u00a0", " ")
    assert table_names(organiser.get(url("event_drafts", network)), "title") == ["Atelier en préparation"]
    school = client_of("school")
    assert table_names(school.get(url("event_drafts", network)), "title") == []
    assert "Ajouter un événement" not in page(client_of("reader").get(url("event_list", network)))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=atelier", 1),
        ("q=forum", 0),
        ("kind=workshop", 1),
        ("kind=forum", 0),
        ("commune=47157", 1),
        ("audience=helpers", 0),
        ("since=2099-01-15", 1),
        ("since=2099-01-16", 0),
        ("until=2099-01-15", 1),
        ("until=2099-01-14", 0),
        ("theme=Parentalit%C3%A9+et+%C3%A9ducation+avec+le+num%C3%A9rique", 0),
    ],
)
def test_the_list_is_narrowed(network, own, organiser, query, found):
    answer = organiser.get(f"{url('event_list', network)}?{query}")
    assert len(table_names(answer, "title")) == found


def test_the_list_goes_out_as_files(network, own, organiser):
    rows = csv_rows(organiser.get(f"{url('event_past', network)}?export=csv"))
    assert rows[0][0] == "Événement"
    assert "1400" in rows[1]
    assert len(xlsx_rows(organiser.get(f"{url('event_past', network)}?export=xlsx"))) == 2


@pytest.mark.parametrize("query", NONSENSE_QUERIES[0::3])
def test_no_address_breaks_the_list(network, own, organiser, query):
    assert organiser.get(f"{url('event_list', network)}?{query}").status_code == 200


# -- Writing ----------------------------------------------------------------------------------------------------------


def test_an_event_is_written_in_four_steps(network, cast, organiser):
    first = organiser.get(url("event_add", network))
    assert "L’événement" in page(first)
    answer = organiser.post(
        url("event_add", network), {**GOOD, "partner": cast["training_place"].partner.pk, "commune": ""}
    )
    with scoped_to(network):
        event = Event.objects.get()
        assert answer.url == event.get_absolute_url()
        assert event.when == "jeudi 12 mars 2099, de 14\u00a0h à 16\u00a0h"
        assert event.partner == cast["training_place"].partner


def test_an_evening_runs_into_the_night_and_the_past_is_remarked(network, cast, organiser):
    data = {**GOOD, "day": "2024-12-31", "from_time": "20:00", "until_time": "01:00"}
    data["partner"] = cast["training_place"].partner.pk
    answer = organiser.post(url("event_add", network), data, follow=True)
    assert "déjà passé" in page(answer)
    with scoped_to(network):
        assert Event.objects.get().when == "mardi 31 décembre 2024, de 20\u00a0h à 1\u00a0h"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"until_time": "13:00"}, "finit avant d’avoir commencé"),
        ({"last_day": "2099-03-11"}, "ne peut pas précéder le premier"),
        ({"last_day": "2099-06-12"}, "un mois au plus"),
        ({"title": ""}, "obligatoire"),
        ({"themes": ["Jardinage"]}, "Jardinage"),
        ({"day": "demain"}, "Écrivez une date"),
        ({"from_time": "tôt"}, "Écrivez une heure"),
        ({"place": "Lieu inconnu"}, "Aucun lieu du guide"),
        ({"commune": "99999 Nulle-part"}, "Aucune commune"),
        ({"entrance": "registration", "capacity": "0"}, "au moins une place"),
        ({"entrance": "registration", "registration_until": "2099-03-13"}, "L’événement finit le"),
        ({"video_url": "pas une adresse"}, "URL"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(network, cast, organiser, changes, sentence):
    data = {**GOOD, "partner": cast["training_place"].partner.pk, **changes}
    answer = organiser.post(url("event_add", network), data)
    assert answer.status_code == 200
    assert sentence in page(answer).replace("\u00a0", " ")
    with scoped_to(network):
        assert not Event.objects.exists()


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_whatever_is_typed_is_answered(network, cast, organiser, nonsense):
    data = dict.fromkeys(GOOD, nonsense) | {"step": "3", "go": "finish"}
    assert organiser.post(url("event_add", network), data).status_code in (200, 302)


def test_another_organisation_cannot_be_named(network, cast, organiser, client_of):
    data = {**GOOD, "partner": cast["school"].partner.pk}
    assert organiser.post(url("event_add", network), data).status_code == 200
    assert client_of("coordinator").post(url("event_add", network), data).status_code == 302


def test_a_part_is_changed(network, own, organiser):
    address = url("event_edit", network, own["event"].pk)
    for part in ("nature", "quand", "ou", "venir"):
        assert organiser.get(f"{address}?partie={part}").status_code == 200
    assert organiser.get(f"{address}?partie=autre").status_code == 404
    data = {"day": "2099-01-16", "from_time": "09:00", "until_time": "10:00"}
    assert organiser.post(f"{address}?partie=quand", data).status_code == 302
    with scoped_to(network):
        event = Event.objects.get(pk=own["event"].pk)
        assert (event.sequence, event.venue) == (1, "Salle des fêtes")
        assert event.when == "vendredi 16 janvier 2099, de 9\u00a0h à 10\u00a0h"


# -- Its page ---------------------------------------------------------------------------------------------------------


def test_a_draft_is_for_its_organisation_and_says_what_is_missing(network, own, organiser, client_of):
    address = url("event_detail", network, own["draft"].pk)
    assert client_of("school").get(address).status_code == 404
    assert "Prêt à être publié" in page(organiser.get(address))
    with scoped_to(network):
        Event.objects.filter(pk=own["draft"].pk).update(venue="")
    assert "Indiquez où il a lieu" in page(organiser.get(address))
    refused = organiser.post(url("event_publish", network, own["draft"].pk), follow=True)
    assert "Indiquez où il a lieu" in page(refused)


def test_its_life(network, own, organiser):
    key = own["draft"].pk
    shown = organiser.post(url("event_publish", network, key), follow=True)
    assert "dans l’agenda public" in page(shown)
    assert "Affiche A4" in page(shown)
    organiser.post(url("event_unpublish", network, key))
    organiser.post(url("event_publish", network, key))
    empty = organiser.post(url("event_cancel", network, key), {"reason": ""})
    assert "pourquoi il n’a pas lieu" in page(empty)
    off = organiser.post(url("event_cancel", network, key), {"reason": "Grève"}, follow=True)
    assert "Grève" in page(off)
    # The page of somebody who had opened it before.
    stale = organiser.post(url("event_unpublish", network, key), follow=True)
    assert "Cet événement est « annulé » : il reste ainsi." in page(stale).replace("\u00a0", " ")
    organiser.post(url("event_resume", network, key))
    with scoped_to(network):
        assert Event.objects.get(pk=key).state == "draft"


def test_calling_off_says_how_many_hear_of_it(network, cast, organiser):
    with scoped_to(network):
        event = make_event_with_places(partner=cast["training_place"].partner)
        Registration.objects.create(event=event, email="a@exemple.example", token="a", registered_at=AT)
    assert "1 personne inscrite sera prévenue" in page(organiser.get(url("event_cancel", network, event.pk))).replace(
        "\u00a0", " "
    )
    refused = organiser.post(url("event_unpublish", network, event.pk), follow=True)
    assert "annulez l’événement" in page(refused)


def test_the_poster_is_a_pdf_on_two_sheets(network, own, organiser):
    for query, status in (("", 200), ("?format=a3", 200), ("?format=a0", 404)):
        answer = organiser.get(url("event_poster", network, own["event"].pk) + query)
        assert answer.status_code == status
    assert organiser.get(url("event_poster", network, own["event"].pk)).content.startswith(b"%PDF")


def test_a_copy_and_a_rhythm(network, own, organiser):
    key = own["event"].pk
    assert organiser.post(url("event_duplicate", network, key), {"day": "2099-02-01"}).status_code == 302
    data = {"title": "Les Jeudis", "rhythm": "weekly", "times": "3", "publish": "on"}
    looked = organiser.post(url("event_repeat", network, key), {**data, "go": "look"})
    assert "jeudi 29 janvier 2099" in page(looked)
    organiser.post(url("event_repeat", network, key), {**data, "go": "make"})
    with scoped_to(network):
        assert EventSeries.objects.get().events.shown().count() == 3
    for wrong, sentence in (
        ({"rhythm": "days", "days": "32/01/2099"}, "n’est pas une date"),
        ({"rhythm": "days", "days": ""}, "au moins une date"),
        ({"rhythm": "weekly", "times": ""}, "combien de dates"),
        ({"rhythm": "weekly", "times": "61"}, "60 dates au plus"),
    ):
        answer = organiser.post(url("event_repeat", network, key), {**data, **wrong, "go": "make"})
        assert sentence in page(answer)


def test_figures_and_report(network, own, organiser):
    key = own["past"].pk
    report = url("event_report", network, key)
    assert "1\u202f400" in page(organiser.get(report))
    add = url("event_figure_add", network, key)
    assert "Écrivez un nombre" in page(organiser.post(add, {"kind": "speakers", "value": "beaucoup"}))
    assert organiser.post(add, {"kind": "speakers", "value": "200"}).status_code == 302
    assert organiser.post(report, {"report": "Une réussite."}).status_code == 302
    with scoped_to(network):
        event = Event.objects.get(pk=key)
        assert (event.state, event.report) == ("held", "Une réussite.")
        figure = event.figures.get(kind="speakers")
    organiser.post(url("event_figure_remove", network, key, figure.pk))
    with scoped_to(network):
        assert event.figures.count() == 1
    early = organiser.post(url("event_report", network, own["event"].pk), {"report": "Déjà"})
    assert "n’est pas fini" in page(early)


# -- Its programme ----------------------------------------------------------------------------------------------------


def test_the_programme_is_written(network, own, organiser):
    key = own["event"].pk
    talk = {"title": "Ouverture", "kind": "talk", "day": "2099-01-15", "from_time": "14:00", "until_time": "15:00"}
    assert organiser.post(url("event_talk_add", network, key), {**talk, "room": "A"}).status_code == 302
    for changes, sentence in (
        ({"room": "a"}, "déjà prise"),
        ({"until_time": "13:00"}, "avant d’avoir commencé"),
        ({"from_time": ""}, "Indiquez aussi quand"),
        ({"until_time": "18:00"}, "déborde"),
    ):
        answer = organiser.post(url("event_talk_add", network, key), {**talk, **changes})
        assert sentence in page(answer)
    with scoped_to(network):
        row = own["event"].talks.get()
    edit = url("event_talk_edit", network, key, row.pk)
    assert "Ouverture" in page(organiser.get(edit))
    assert organiser.post(edit, {**talk, "speakers": "Zoé"}).status_code == 302
    paste = url("event_talk_paste", network, key)
    assert "Ligne 1" in page(organiser.post(paste, {"talks-pasted": ";99;;Rien"}))
    assert organiser.post(paste, {"talks-pasted": ";15:00;16:00;Suite"}).status_code == 302
    assert "Suite" in page(organiser.get(url("event_programme", network, key)))
    organiser.post(url("event_talk_remove", network, key, row.pk))
    with scoped_to(network):
        assert [one.title for one in own["event"].talks.all()] == ["Suite"]


def test_exhibitors_are_written(network, own, organiser, cast):
    key = own["event"].pk
    add = url("event_exhibitor_add", network, key)
    assert "Choisissez un partenaire" in page(organiser.post(add, {"name": ""}))
    organiser.post(add, {"partner": cast["school"].partner.pk})
    paste = url("event_exhibitor_paste", network, key)
    organiser.post(paste, {"exhibitors-pasted": "Emmaüs\tB2"})
    assert "déjà parmi" in page(organiser.post(paste, {"exhibitors-pasted": "Emmaüs"}))
    with scoped_to(network):
        rows = list(own["event"].exhibitors.all())
        assert [one.name for one in rows] == ["Emmaüs", "Organisme school"]
    edit = url("event_exhibitor_edit", network, key, rows[0].pk)
    assert organiser.get(edit).status_code == 200
    assert organiser.post(edit, {"name": "Emmaüs Connect"}).status_code == 302
    organiser.post(url("event_exhibitor_remove", network, key, rows[0].pk))
    with scoped_to(network):
        assert own["event"].exhibitors.count() == 1


def test_rows_of_another_event_are_not_found_under_this_one(network, own, organiser):
    with scoped_to(network):
        talk, exhibitor = make_talk(own["past"]), make_exhibitor(own["past"])
        figure = own["past"].figures.get()
    key = own["event"].pk
    assert organiser.get(url("event_talk_edit", network, key, talk.pk)).status_code == 404
    assert organiser.get(url("event_exhibitor_edit", network, key, exhibitor.pk)).status_code == 404
    assert organiser.post(url("event_figure_remove", network, key, figure.pk)).status_code == 404


def test_home_pages_name_what_waits(network, cast, organiser, clock):
    clock(AT)
    with scoped_to(network):
        partner = cast["training_place"].partner
        make_event("Forum fini", partner=partner, starts_at=AT - timedelta(days=3))
        make_event_draft("Bientôt", partner=partner, starts_at=AT + timedelta(days=3))
    shown = page(organiser.get(url("network_home", network))).replace("\u00a0", " ")
    assert "Qui est venu à « Forum fini » ?" in shown
    assert "Personne ne voit encore « Bientôt »" in shown
