"""The pages of the directory of actors."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inclusion.core.scope import scoped_to
from inclusion.directory.models import DirectoryMessage, PartnerProfile, SavedSearch, draft_of
from inclusion.guide.rules.standard import PUBLICS, SERVICES
from inclusion.meetings.actions.bodies import add_body
from inclusion.meetings.models import BodySeat
from tests.builders import AT, make_commune, make_epci, make_membership, make_partner, make_user
from tests.inclusion.directory_builders import make_message, make_profile, make_search
from tests.inclusion.event_builders import make_event
from tests.inclusion.meeting_builders import make_invitee, make_meeting
from tests.inclusion.pages import NONSENSE_QUERIES, csv_rows, page, table_names, url, xlsx_rows
from tests.inclusion.place_builders import make_place
from tests.pages import plain
from tests.setup_data import setup_data

pytestmark = pytest.mark.usefixtures("clock")


@setup_data
def epci(network):
    epci = make_epci()
    make_commune(epci=epci)
    return epci


@setup_data
def actors(cast, network, epci):
    """Two that said what they do, beside the cast, that said nothing."""
    with scoped_to(network):
        marmande = make_partner("Atelier de Marmande", kind="association", email="atelier@exemple.example")
        make_profile(
            marmande, summary="Réparer et apprendre", services=SERVICES[:2], publics=[PUBLICS[0]], epcis=[epci]
        )
        user = make_user("zoe@exemple.example", first_name="Zoé", last_name="Durand")
        make_membership(marmande, user=user, job_title="Animatrice")
        nerac = make_partner("Point relais", kind="ccas")
        make_profile(nerac, services=[SERVICES[0]])
        return marmande, nerac


def test_it_says_who_does_what_where_and_shows_no_address(network, other_network, actors, client_of):
    with scoped_to(other_network):
        make_profile(make_partner("Étranger"))
    shown = page(client_of("reader").get(url("directory_list", network)))
    for words in (
        "Réparer et apprendre",
        SERVICES[1],
        "Jeunes",
        "Val de Garonne",
        "Tout le département",
        "Zoé Durand",
        "Animatrice",
        "D’après ce que le réseau sait",
        "Annuaire",
    ):
        assert words in shown, words
    for words in ("Étranger", "atelier@exemple", "zoe@exemple", "Présenter notre organisme"):
        assert words not in shown
    assert "Présenter notre organisme" in page(client_of("school").get(url("directory_list", network)))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=marmande", ["Atelier de Marmande"]),
        ("q=reparer", ["Atelier de Marmande"]),
        ({"service": SERVICES[0]}, ["Atelier de Marmande", "Point relais"]),
        ({"service": SERVICES[0], "kind": "ccas"}, ["Point relais"]),
        ({"public": PUBLICS[0]}, ["Atelier de Marmande"]),
        ("epci=200000001", ["Atelier de Marmande", "Point relais"]),
        ("q=rien", []),
    ],
)
def test_it_is_narrowed_and_leaves_as_it_is_narrowed(network, actors, client_of, query, names):
    from urllib.parse import urlencode

    query = query if isinstance(query, str) else urlencode(query)
    client, address = client_of("reader"), url("directory_list", network)
    assert table_names(client.get(f"{address}?{query}"), "name") == names
    for fmt, rows in (("csv", csv_rows), ("xlsx", xlsx_rows)):
        exported = rows(client.get(f"{address}?{query}&export={fmt}"))
        assert exported[0] == [
            "Organisme",
            "Type",
            "En une phrase",
            "Services",
            "Publics",
            "Où",
            "Qui",
            "Ce que le réseau sait",
            "Personnes qui aident",
        ]
        assert [row[0] for row in exported[1:]] == names
    if names[:1] == ["Atelier de Marmande"]:
        assert exported[1][3:7] == [", ".join(SERVICES[:2]), "Jeunes", "Val de Garonne", "Zoé Durand (Animatrice)"]


@pytest.mark.parametrize("query", [*NONSENSE_QUERIES[1::3], "service=zz", "public=%00"])
def test_no_address_of_the_list_breaks_it(network, actors, client_of, query):
    client = client_of("reader")
    assert client.get(f"{url('directory_list', network)}?{query}").status_code == 200
    assert client.get(f"{url('directory_search_keep', network)}?{query}").status_code == 200


def test_what_the_portal_knows_speaks_for_who_wrote_nothing(network, epci, client_of):
    with scoped_to(network):
        silent = make_partner("Maison muette", kind="association")
        make_place(
            name="Espace du Moulin",
            town="Nérac",
            partner=silent,
            services=["Accès internet et matériel informatique"],
            publics=["Jeunes"],
            commune=make_commune("47195", epci=epci),
        )
        make_event("Le grand bidouillage", partner=silent)
        make_event("Rien de public", partner=silent, state="draft")
        body = add_body(name="COPIL d’essai", kind="copil", by=None, at=AT)
        BodySeat.objects.create(body=body, partner=silent, since=AT.date())
    client = client_of("school")
    shown = page(client.get(url("directory_list", network)))
    for words in ("Espace du Moulin, Nérac", "imprimante", "Le grand bidouillage", "COPIL d’essai"):
        assert words in shown, words
    assert "Rien de public" not in shown
    for query in ("moulin", "imprimante", "bidouillage"):
        found = client.get(url("directory_list", network), {"q": query})
        assert table_names(found, "name") == ["Maison muette"], query
    for query, value in (
        ("service", "Accès internet et matériel informatique"),
        ("public", "Jeunes"),
        ("epci", epci.pk),
    ):
        found = client.get(url("directory_list", network), {query: value})
        assert table_names(found, "name") == ["Maison muette"], query
    assert table_names(client.get(url("directory_list", network), {"q": "public"}), "name") == []
    sheet = page(client.get(url("partner_detail", network, silent.pk)))
    assert "Maison muette : 1 lieu, 1 événement à venir" in plain(sheet)
    form = client_of("coordinator").get(url("directory_profile", network, silent.pk)).context["form"]
    assert form.initial["services"] == ["Accès internet et matériel informatique"]
    assert (form.initial["publics"], form.initial["epcis"]) == (["Jeunes"], [epci.pk])
    with scoped_to(network):
        caf, ccas = (make_partner(kind=kind, commune=silent.places.get().commune) for kind in ("operator", "ccas"))
        assert [draft_of(one)["epcis"] for one in (caf, ccas)] == [[], [epci.pk]]


def test_each_line_opens_a_list_of_as_many_as_it_says(network, client_of):
    now, long_ago = timezone.now(), timezone.now() - timedelta(days=200)
    with scoped_to(network):
        acts, other = make_partner("Les Ateliers"), make_partner("Autre")
        for partner in (acts, other):
            for title, starts_at in (("Futur", now + timedelta(days=9)), ("Ancien", long_ago)):
                for number, state in enumerate(("published", "published", "cancelled")):
                    hours = {"starts_at": starts_at, "published_at": AT, "ends_at": starts_at + timedelta(hours=1)}
                    make_event(f"{title} {number}", partner=partner, state=state, **hours)
            meeting = make_meeting(state="held", starts_at=now - timedelta(minutes=90), ends_at=now)
            make_invitee(meeting, partner=partner, attendance="present")
            BodySeat.objects.create(body=meeting.body, partner=partner, since=long_ago.date())
    client = client_of("coordinator")
    lines = client.get(url("partner_detail", network, acts.pk)).context["lines"]
    counts = {one.label: client.get(one.url).context["total"] for one in lines if "?" in one.url}
    assert counts == {"Événements à venir": 2, "Événements passés": 2, "Instances": 1, "Présence aux réunions": 1}
    texts = {one.label: plain(one.text) for one in lines}
    assert texts["Événements à venir"].startswith("Futur 0, le ")
    assert texts["Événements passés"].endswith(", et 1 autre")


def test_a_search_is_kept_found_again_and_removed(network, actors, client_of):
    client, address = client_of("reader"), url("directory_list", network)
    keep = f"{url('directory_search_keep', network)}?kind=ccas&q=point&autre=1&page=4"
    assert "Il n’y a pas encore de recherche" in page(client.get(url("directory_search_keep", network)))
    assert "obligatoire" in page(client.post(keep, {"name": ""}))
    answer = client.post(keep, {"name": "Les CCAS"})
    assert answer.url == f"{address}?q=point&kind=ccas"
    shown = page(client.get(address))
    assert "Les CCAS" in shown
    assert "q=point&kind=ccas" in shown
    assert "porte déjà ce nom" in page(client.post(keep, {"name": "Les CCAS"}))
    with scoped_to(network):
        search = SavedSearch.objects.get()
    other = client_of("school")
    assert "Les CCAS" not in page(other.get(address))
    assert other.post(url("directory_search_remove", network, search.pk)).status_code == 404
    client.post(url("directory_search_remove", network, search.pk))
    with scoped_to(network):
        assert not SavedSearch.objects.exists()


def test_an_organisation_says_what_it_does_and_no_other(network, epci, cast, client_of):
    client, own = client_of("school"), cast["school"].partner
    address = url("directory_profile", network, own.pk)
    assert "Organisme school : que faites-vous, pour qui et où ?" in page(client.get(address))
    data = {
        "summary": "Le club du midi",
        "services": [SERVICES[3]],
        "publics": [PUBLICS[0]],
        "epcis": [epci.pk],
        "is_reachable": "on",
        "contact_email": "club@exemple.example",
    }
    assert client.post(address, data).url == url("partner_detail", network, own.pk)
    shown = page(client_of("reader").get(url("partner_detail", network, own.pk)))
    for words in ("Dans l’annuaire", "Le club du midi", SERVICES[3], "Val de Garonne"):
        assert words in shown
    assert "club@exemple" not in shown
    assert "Mettre à jour" not in shown
    assert 'value="club@exemple.example"' in page(client.get(address))
    theirs = url("directory_profile", network, cast["operator"].partner.pk)
    assert client.post(theirs, data).status_code == 404
    assert client_of("reader").post(address, data).status_code == 403
    assert client_of("coordinator").post(theirs, data).status_code == 302
    for wrong, sentence in (
        ({"services": ["Magie"]}, "Sélectionnez un choix valide"),
        ({"summary": "x" * 281}, "280"),
        ({"contact_email": "pas une adresse"}, "adresse"),
    ):
        assert sentence in page(client.post(address, {**data, **wrong}))


def test_a_message_is_written_without_seeing_the_address(network, actors, client_of, cast):
    client, address = client_of("school"), url("directory_contact", network, actors[0].pk)
    assert "Ouvrir l’annuaire" in page(client.get(url("directory_messages", network)))
    shown = page(client.get(address))
    assert "Écrire à Atelier de Marmande" in shown
    assert "atelier@exemple" not in shown
    assert "sans que vous voyiez" not in shown  # the page of the organisation shows it
    assert "obligatoire" in page(client.post(address, {"subject": "", "text": ""}))
    answer = client.post(address, {"subject": "Un prêt", "text": "Bonjour"})
    assert answer.url == url("directory_messages", network)
    shown = page(client.get(answer.url))
    for words in ("Un prêt", "En attente d’envoi", "va partir"):
        assert words in shown
    with scoped_to(network):
        message = DirectoryMessage.objects.get()
        assert (message.sender, message.email) == (cast["school"], "atelier@exemple.example")
    assert "Un prêt" not in page(client_of("reader").get(url("directory_messages", network)))


def test_ten_messages_an_hour_are_enough(network, actors, client_of):
    client, address = client_of("school"), url("directory_contact", network, actors[0].pk)
    for number in range(10):
        assert client.post(address, {"subject": f"S{number}", "text": "T"}).status_code == 302
    shown = page(client.post(address, {"subject": "S", "text": "Mon texte"}))
    assert "Vous venez d’envoyer 10 messages" in shown
    assert "Mon texte" in shown
    assert client_of("reader").post(address, {"subject": "S", "text": "T"}).status_code == 302


def test_who_has_no_address_is_reached_otherwise(network, actors, client_of):
    client, address = client_of("school"), url("directory_contact", network, actors[1].pk)
    shown = page(client.get(address))
    assert "ne reçoit pas de messages par l’annuaire" in shown
    assert "La coordination de Déclic 47" in shown
    assert "rien n’est parti" in str(client.post(address, {"subject": "S", "text": "T"}).context["form"].errors)
    with scoped_to(network):
        partner = actors[1]
        partner.phone = "05 53 00 00 00"
        partner.save()
        assert not DirectoryMessage.objects.exists()
    assert "05 53 00 00 00" in page(client.get(address))


def test_what_did_not_leave_is_written_again(network, actors, cast, client_of):
    with scoped_to(network):
        message = make_message(cast["school"], actors[0], text="Mon long texte")
        DirectoryMessage.objects.update(problem="Le serveur refuse.")
        left = make_message(cast["school"], actors[0], subject="Parti")
        DirectoryMessage.objects.filter(pk=left.pk).update(mailed_at=AT)
    client = client_of("school")
    shown = page(client.get(url("directory_messages", network)))
    for words in ("Non parti", "Le serveur refuse.", "L’écrire de nouveau", "Parti"):
        assert words in shown
    again = f"{url('directory_contact', network, actors[0].pk)}?reprise={message.pk}"
    assert "Mon long texte" in page(client.get(again))
    assert "Mon long texte" not in page(client_of("reader").get(again))
    for odd in ("x", "%00", "9" * 30, left.pk):
        assert client.get(f"{url('directory_contact', network, actors[0].pk)}?reprise={odd}").status_code == 200


def test_a_partner_s_page_offers_the_entry_and_the_message(network, cast, client_of):
    own = cast["school"].partner
    shown = page(client_of("school").get(url("partner_detail", network, own.pk)))
    assert "n’a pas encore écrit sa fiche" in shown
    assert url("directory_profile", network, own.pk) in shown
    with scoped_to(network):
        make_search(cast["school"])
        assert not PartnerProfile.objects.exists()
