"""Coverage: the answer, the map, the table, one intercommunalité, the seats."""

import base64
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from funding.agreements.enums import AgreementKind, PartyRole
from funding.enums import AgreementState
from funding.models import Agreement
from inclusion.core.access import Member
from inclusion.core.french.periods import plain_date
from inclusion.core.models.history import JournalEntry
from inclusion.core.navigation import Home
from inclusion.core.papers.drawings import drawings_of
from inclusion.core.scope import scoped_to
from inclusion.mediators.actions.entries import add_place
from inclusion.meetings.enums import MeetingState
from inclusion.meetings.models import Body
from inclusion.territories.actions import import_contours
from inclusion.territories.models import Commune
from inclusion.territories.rules import contour_of
from roadmaps.coverage.lists import _roadmaps
from roadmaps.coverage.queries import _way_periods, coverage_on, covered_by_year
from roadmaps.coverage.rules.standing import CoverageRule, Relay, Standing
from roadmaps.models import Action, ActionLink, EpciSeat, Roadmap
from roadmaps.progress.home import territories_and_roadmap
from roadmaps.progress.queries import matrix_of
from tests.builders import AT, make_commune, make_department, make_epci, make_partner, make_user
from tests.funding.agreement_builders import carrier, make_agreement, party
from tests.inclusion.helper_builders import make_helper
from tests.inclusion.meeting_builders import make_meeting
from tests.inclusion.place_builders import make_place
from tests.pages import address, plain, words
from tests.roadmaps.builders import (
    make_action,
    make_adopted,
    make_allotment,
    make_axis,
    make_body,
    make_envelope,
    make_local,
    make_noted,
    make_roadmap,
)
from tests.setup_data import setup_data

#: The clock of the portal stands: the day that a test reads is the one that the page reads.
pytestmark = pytest.mark.usefixtures("clock")

TODAY = date(2026, 11, 24)
NAMES = ("CC d’Albret", "CC du Pays de Duras", "CA d’Agen", "CC des Bastides", "CC du Confluent")


@setup_data
def epcis(network):
    """Five intercommunalités; one of them reaches into another département, one lies there altogether."""
    found = [make_epci(f"20000000{number}", name) for number, name in enumerate(NAMES, 1)]
    for number, epci in enumerate(found, 1):
        make_commune(f"4700{number}", f"Commune {number}", epci=epci)
    other = make_department("82", "Tarn-et-Garonne", "de Tarn-et-Garonne")
    make_commune("82001", "Valence", epci=found[4], department=other)
    make_commune("82002", "Moissac", epci=make_epci("200000009", "CC d’ailleurs"), department=other)
    return found


def printed_marks(network, reader, today=TODAY):
    """By the number of each intercommunalité on paper: how many of its four marks are dark, which light."""
    with scoped_to(network):
        picture = territories_and_roadmap(Member(reader), today)
        context = {"picture": picture.context, "network": network}
        drawn = drawings_of(picture.template, context, brand=network.brand, most=(174, 80))[0]
    svg = ElementTree.fromstring(base64.b64decode(drawn.src.partition("base64,")[2]))
    found = {}
    for box in svg.iter(f"{SVG}g"):
        if "translate" not in box.get("transform", ""):
            continue
        number, *letters = (one.text for one in box.findall(f"{SVG}text"))
        fills = [one.get("fill", "black") for one in box.findall(f"{SVG}rect") if one.get("height") == "13"]
        inks = [one.get("fill") for one in box.findall(f"{SVG}text")][1:]
        assert all(fill != ink for fill, ink in zip(fills, inks, strict=True)), "a letter that nobody sees"
        found[number] = "".join(letter for letter, fill in zip(letters, fills, strict=True) if fill != "#ffffff")
    return found, picture


SVG = "{http://www.w3.org/2000/svg}"


def test_on_paper_a_mark_is_dark_only_where_its_relay_is_there(reached, network, cast):
    marks, picture = printed_marks(network, cast["reader"])
    # Agen has a convention, Albret a body; the Bastides, the Confluent and Duras have none of the four.
    assert marks == {"1": "C", "2": "I", "3": "", "4": "", "5": ""}
    assert "F\u00a0: feuille de route, I\u00a0: instance" in picture.notes[0]


@setup_data
def reached(network, epcis):
    """Albret has a body, Duras a roadmap in preparation, Agen an agreement, a commune of the Bastides its roadmap."""
    with scoped_to(network):
        make_body("COPIL d’Albret", epci=epcis[0], deals_since=date(2024, 1, 1))
        above = make_roadmap("Départementale")
        make_local(above, "Feuille de Duras", territories=[epcis[1]])
        agen = make_partner("Agglomération d’Agen", kind="epci", epci=epcis[2])
        make_agreement(
            AgreementKind.CTG,
            AgreementState.ACTIVE,
            parties=[carrier(), party("agen", PartyRole.COLLECTIVITE, partner=agen)],
        )
        make_local(above, "Plan de Castillonnès", territories=[Commune.objects.get(pk="47004")])
    return epcis


def standings(day=TODAY):
    return {str(one.epci.name): one.standing for one in coverage_on(day)}


def test_each_intercommunalite_once_with_what_reaches_it(network, reached):
    with scoped_to(network):
        found = standings()
    assert found == {
        "CC d’Albret": Standing.COVERED,
        "CC du Pays de Duras": Standing.PARTLY,
        "CA d’Agen": Standing.COVERED,
        "CC des Bastides": Standing.PARTLY,
        "CC du Confluent": Standing.GAP,
    }


def test_what_does_not_count(network, epcis):
    """A body that met no more, an agreement that says nothing of the subject, a roadmap that is over, places alone."""
    with scoped_to(network):
        make_body("Ancien", epci=epcis[0], deals_since=date(2020, 1, 1), closed_on=date(2021, 1, 1))
        make_body("Pas encore", epci=epcis[0])
        make_local(None, "D’avant", territories=[epcis[1]], start=date(2020, 1, 1), end=date(2023, 1, 1))
        agen = make_partner("Agen", epci=epcis[2])
        signers = [carrier(), party("agen", PartyRole.COLLECTIVITE, partner=agen)]
        ctg = make_agreement(AgreementKind.CTG, AgreementState.ACTIVE, parties=signers)
        Agreement.objects.filter(pk=ctg.pk).update(theme="")
        make_agreement(AgreementKind.FRAMEWORK, AgreementState.ACTIVE, parties=signers)
        make_allotment(make_envelope(), epcis[3], 12)
        assert set(standings().values()) == {Standing.GAP}
        found = coverage_on(TODAY)
    assert [one.places for one in found if one.epci == epcis[3]] == [12]
    assert [str(one.over[0]) for one in found if one.epci == epcis[1]] == ["D’avant"]


def test_a_party_is_where_its_commune_is(network, epcis):
    with scoped_to(network):
        town = make_partner("Ville", commune=Commune.objects.get(pk="47003"))
        make_agreement(
            AgreementKind.CTG,
            AgreementState.ACTIVE,
            parties=[carrier(), party("ville", PartyRole.COLLECTIVITE, partner=town)],
        )
        assert standings()["CA d’Agen"] == Standing.COVERED


def test_a_roadmap_without_content_counts_as_it_was_noted(network, epcis):
    """Adopted: covered; drafted, or noted as adopted and not confirmed: in part."""
    with scoped_to(network):
        by = make_user()
        make_noted(epcis[0], adopted_on=date(2024, 2, 1), by=by)
        make_noted(epcis[1], by=by)
        make_noted(epcis[2], adopted_on=date(2024, 2, 1), confirmed=False, by=by)
        found = standings()
        rows = {str(one.epci.name): _roadmaps(one) for one in coverage_on(TODAY)}
    assert found["CC d’Albret"] == Standing.COVERED
    assert found["CC du Pays de Duras"] == Standing.PARTLY
    assert found["CA d’Agen"] == Standing.PARTLY
    said = [words for name in ("CC d’Albret", "CC du Pays de Duras", "CA d’Agen") for _, words in rows[name]]
    assert said == [
        "adoptée, sans contenu dans le portail",
        "rédigée, sans contenu dans le portail",
        "adoption à confirmer par la coordination",
    ]


def test_another_networks_rows_reach_nobody_here(network, other_network, epcis):
    with scoped_to(other_network):
        make_body("Leur COPIL", epci=epcis[0], deals_since=date(2024, 1, 1))
    with scoped_to(network):
        assert set(standings().values()) == {Standing.GAP}


@pytest.fixture
def page(client_of):
    def asking(role="reader", **asked):
        return client_of(role).get(address("coverage"), asked)

    return asking


def test_the_title_answers_and_the_table_says_why(reached, page):
    shown = words(page())
    assert "Une intercommunalité sur 5 est sans aucun relais" in shown
    for part in (
        'title="COPIL d’Albret">depuis 2024',
        'title="Feuille de Duras, en préparation">',
        "en préparation",
        "commune Commune 4",
        ">Confluent</a>",
        "Rien encore.",
        "Instance : manque",
        "5 intercommunalités",
    ):
        assert part in shown, part
    assert "Ailleurs" not in shown and "ailleurs" not in shown
    assert "manage.py" not in words(page("coordinator"))


def test_drafts_of_others_are_named_without_a_link(reached, page):
    draft = 'title="Feuille de Duras, en préparation"><a href'
    assert draft in words(page("coordinator")) and draft not in words(page("school"))


def test_only_gaps(reached, page):
    shown = words(page(relais="gap"))
    assert "1 intercommunalité<" in shown and "COPIL d’Albret" not in shown
    assert page(relais="nothing").status_code == 200
    assert "5 intercommunalités<" in words(page(relais="nothing"))


def test_the_files_say_the_same(reached, page):
    text = page(relais="gap", export="csv").content.decode("utf-8-sig")
    head, row = text.strip().split("\r\n")
    assert head == "Intercommunalité;N°;Relais;Feuille de route;Instance;CTG;Formation"
    assert row == "CC du Confluent;4;Sans relais;;;;0"
    assert page(export="xlsx").content[:2] == b"PK"


def test_the_map_is_drawn_from_contours(reached, page):
    shapes = [
        contour_of(
            epci.pk,
            [[[(0.1 * n, 44.0), (0.1 * n + 0.1, 44.0), (0.1 * n + 0.1, 44.3), (0.1 * n, 44.3), (0.1 * n, 44.0)]]],
        )
        for n, epci in enumerate(reached[:4])
    ]
    import_contours(shapes, source="Contours : IGN", at=AT)
    shown = words(page())
    assert shown.count('<path class="shape"') == 8 and "par ordre alphabétique" not in shown
    assert 'aria-label="1. Communauté d’agglomération d’Agen : Couverte. Une convention."' in shown
    assert "Contours : IGN" in shown
    assert "Une intercommunalité n’a pas de contour connu : 4. Confluent." in plain(shown)


def test_each_intercommunalite_has_a_tile_where_there_are_no_contours(network, reached, page):
    shown = words(page())
    assert shown.count('<path class="shape"') == 10 and "par ordre alphabétique" in plain(shown)
    with scoped_to(network):
        for number, epci in enumerate(reached[:4]):
            EpciSeat.objects.create(network=network, epci=epci, latitude=Decimal(44), longitude=Decimal(number) / 10)
    shown = plain(words(page()))
    assert shown.count('<path class="shape"') == 10
    assert "Une seule n’a pas de siège connu, en dernier : Confluent." in shown


def test_what_is_missing_is_asked_for(reached, page):
    """Of five, Agen alone has an agreement, Albret alone a body: the title counts the others, the table shows them."""
    shown = plain(words(page(manque="agreement")))
    assert "Sur 5 intercommunalités, 4 sont sans CTG qui parle d’inclusion numérique" in shown
    assert "4 intercommunalités<" in shown and 'title="COPIL d’Albret"' in shown
    both = page(manque="agreement", relais="covered", export="csv").content.decode("utf-8-sig")
    assert [row.split(";")[0] for row in both.strip().split("\r\n")[1:]] == ["CC d’Albret"]


def test_one_that_lies_mostly_elsewhere_is_set_aside_and_back(network, reached, client_of):
    """Confluent has three communes, one here: aside, four count, the page says why; a local one may not be."""
    client, confluent = client_of("coordinator"), reached[4]
    url = address("coverage_set_aside", confluent.pk)
    assert client.get(address("coverage_set_aside", reached[0].pk)).status_code == 404
    assert "Mettre à part</a>" not in words(client.get(address("coverage_epci", confluent.pk)))
    make_commune("82003", "Valence", epci=confluent, department=make_department("82"))
    assert "Mettre à part</a>" in words(client.get(address("coverage_epci", confluent.pk)))
    assert "Dites pourquoi" in words(client.post(url, {"reason": " "}))
    shown = plain(words(client.post(url, {"reason": "Une seule commune est ici."}, follow=True)))
    assert "Mise à part, sans compter :" in shown and "Une seule commune est ici." in shown
    assert "Aucune intercommunalité n’est sans relais" in shown and "4 intercommunalités<" in shown
    with scoped_to(network):
        assert "CC du Confluent" not in standings()
        above = make_roadmap("Feuille départementale")
        make_axis(above)
        assert confluent not in [place for place, _ in matrix_of(above, seen=Roadmap.objects.all(), today=TODAY).rows]
    posts = words(client.get(address("local_roadmap_list")))
    assert "CC d’Albret" in posts and "Confluent" not in posts
    its_page = words(client.get(address("coverage_epci", confluent.pk)))
    assert "Cette intercommunalité est mise à part" in its_page
    assert client.post(url, {"reason": "Encore"}).status_code == 200  # refused with a sentence
    back = words(client.post(address("coverage_bring_back", confluent.pk), follow=True))
    assert "compte de nouveau dans la couverture" in back
    with scoped_to(network):
        assert standings()["CC du Confluent"] == Standing.GAP
        assert [
            line.details["aside"] for line in JournalEntry.objects.filter(verb="coverage.changed").order_by("pk")
        ] == [True, False]


def test_a_network_without_territories_says_so(network, page):
    assert "Aucune intercommunalité n’est connue ici" in words(page())


def test_the_network_chooses_what_counts(network, reached, client_of):
    client = client_of("coordinator")
    url = address("coverage_criteria")
    assert "Choisissez au moins une réponse" in words(client.post(url, {"every": "any"}))
    done = words(client.post(url, {"ways": ["body"], "every": "any"}, follow=True))
    assert "désormais couverte si elle a une instance qui traite de l’inclusion numérique" in done
    assert "1 intercommunalité sur 5 a une instance qui traite de l’inclusion numérique" in done
    with scoped_to(network):
        assert standings() == {
            "CC d’Albret": Standing.COVERED,
            "CC du Pays de Duras": Standing.PARTLY,
            "CA d’Agen": Standing.PARTLY,
            "CC des Bastides": Standing.PARTLY,
            "CC du Confluent": Standing.GAP,
        }
    agen = words(client.get(address("coverage_epci", reached[2].pk)))
    assert "Pour être couvert, il lui faut une instance qui traite de l’inclusion numérique" in agen
    both = {"ways": ["body", "agreement"], "every": "all"}
    assert "Aucune intercommunalité sur 5 n’a" in words(client.post(url, both, follow=True))


def test_signed_agreements_are_counted_with_and_without_the_theme(network, epcis, client_of):
    with scoped_to(network):
        for epci, theme in ((epcis[0], "Inclusion numérique"), (epcis[1], "")):
            town = make_partner(f"Pour {epci}", epci=epci)
            signers = [carrier(), party(f"c{epci.pk}", PartyRole.COLLECTIVITE, partner=town)]
            ctg = make_agreement(AgreementKind.CTG, AgreementState.ACTIVE, parties=signers)
            Agreement.objects.filter(pk=ctg.pk).update(theme=theme)
    shown = words(client_of("reader").get(address("coverage")))
    assert "2 sur 5 ont signé une convention territoriale globale ; 1 parle d’inclusion numérique" in shown
    duras = words(client_of("coordinator").get(address("coverage_epci", epcis[1].pk)))
    assert "est signée, sans rien dire encore de l’inclusion numérique" in duras


def test_a_body_that_adopted_or_minuted_a_roadmap_deals_with_it(network, epcis, client_of):
    """Nobody noted the day: the act itself says since when."""
    with scoped_to(network):
        above = make_roadmap("Départementale")
        local = make_local(above, "Feuille de Duras", territories=[epcis[1]])
        axes = [make_axis(above, title) for title in ("Accès", "Parcours")]
        make_action(axes[0])
        make_adopted(above)
        above.refresh_from_db()
        make_action(make_axis(local, takes_up=axes[0]))
        make_action(make_axis(local, takes_up=axes[1]))
        version = make_adopted(local, on=date(2024, 3, 1))
        council = make_body("Conseil d’Agen", epci=epcis[2])
        met = make_meeting(council, starts_at=AT - timedelta(days=30), state=MeetingState.HELD)
        task = met.tasks.create(title="Relire", partner=make_partner(), due_on=TODAY)
        ActionLink.objects.create(action=Action.objects.of_roadmap(local).first(), task=task)
        idle = make_body("Conseil des Bastides", epci=epcis[3])
        since = dict(Body.objects.with_dealing().values_list("pk", "dealt_since"))
        assert since[version.body_id] == date(2024, 3, 1)
        assert (since[council.pk], since[idle.pk]) == (TODAY - timedelta(days=30), None)
        rule = CoverageRule(frozenset({Relay.BODY}))
        found = {one.epci.pk: one.standing for one in coverage_on(TODAY, rule=rule)}
        covered = [siren for siren, standing in found.items() if standing == Standing.COVERED]
        assert sorted(covered) == [epcis[1].pk, epcis[2].pk]
        assert version.body not in Body.objects.dealing(on=date(2024, 2, 29))
    page = words(client_of("coordinator").get(address("body_detail", version.body_id)))
    assert "l’inclusion numérique est à son ordre du jour depuis le 1er mars 2024" in page
    assert "depuis le 01/03/2024" in words(client_of("coordinator").get(address("body_list")))


def test_a_body_is_shown_by_its_last_meeting(network, epcis, client_of):
    with scoped_to(network):
        body = make_body("COPIL d’Albret", epci=epcis[0], deals_since=date(2024, 1, 1))
    url = address("coverage_epci", epcis[0].pk)
    client = client_of("coordinator")
    assert "COPIL d’Albret, d’après ce qui est noté depuis le 1er janvier 2024" in words(client.get(url))
    with scoped_to(network):
        make_meeting(body, starts_at=AT, state=MeetingState.HELD)
        day = timezone.localdate(AT)
    assert f"COPIL d’Albret, réunie le {plain_date(day)}" in plain(words(client.get(url)))


def test_the_years_add_up_to_today(network, reached, client_of):
    """Albret since 2024; Agen since its agreement; one that met from 2021 to 2023 counted then, and no more."""
    with scoped_to(network):
        make_body("Ancien", epci=reached[4], deals_since=date(2021, 5, 1), closed_on=date(2023, 6, 1))
        found = coverage_on(TODAY)
        years = dict(covered_by_year(found, TODAY))
        periods = _way_periods({one.epci.pk for one in found})
    assert years["Fin 2021"] == years["Fin 2022"] == 1
    assert years["Fin 2023"] == 0
    assert years["Fin 2024"] == 1
    assert years["Aujourd’hui"] == 2
    today = {
        siren
        for siren, spans in periods.items()
        if any(start <= TODAY and (end is None or end > TODAY) for _, start, end in spans)
    }
    assert today == {one.epci.pk for one in found if one.standing == Standing.COVERED}
    assert "Fin 2021" in words(client_of("reader").get(address("coverage")))


def test_what_happens_in_an_intercommunalite_is_counted_there_alone(network, reached, client_of):
    with scoped_to(network):
        make_place(name="Médiathèque", insee_code="47001")
        make_place(name="Cyber-base", insee_code="47002")
    here = words(client_of("coordinator").get(address("coverage_epci", reached[0].pk)))
    there = words(client_of("coordinator").get(address("coverage_epci", reached[4].pk)))
    assert 'Lieux où se faire aider</span><span class="figure">1' in here
    assert 'Lieux où se faire aider</span><span class="figure">0' in there


def test_the_page_of_an_intercommunalite_asks_once_for_all_its_figures(network, reached, client_of):
    url, client = address("coverage_epci", reached[0].pk), client_of("coordinator")
    client.get(url)
    with CaptureQueriesContext(connection) as before:
        client.get(url)
    with scoped_to(network):
        place = make_place(name="Médiathèque", insee_code="47001")
        for number in range(3):
            add_place(make_helper(first_name=f"Aidant {number}"), place=place, by=None, at=AT)
    with CaptureQueriesContext(connection) as after:
        client.get(url)
    assert len(after) == len(before) <= 20


# -- One intercommunalité ----------------------------------------------------------------------------------------------


def test_a_gap_shows_how_to_begin(reached, client_of):
    url = address("coverage_epci", reached[4].pk)
    shown = words(client_of("coordinator").get(url))
    assert "Ce territoire est sans relais" in shown
    for link in (
        f"/feuilles-de-route/commencer/?epci={reached[4].pk}",
        f"/instances/ajouter/?epci={reached[4].pk}",
        "?nature=ctg",
        f"/feuilles-de-route/formation/?epci={reached[4].pk}",
    ):
        assert link in shown, link
    read = words(client_of("reader").get(url))
    assert "Commencer une feuille de route" not in read and "Ajouter une instance" not in read


def test_a_referent_may_begin_its_own(reached, network, cast, client_of):
    with scoped_to(network):
        partner = cast["epci_referent"].partner
        partner.epci = reached[4]
        partner.save()
    assert "Commencer une feuille" in words(client_of("epci_referent").get(address("coverage_epci", reached[4].pk)))
    assert "Commencer une feuille" not in words(client_of("epci_referent").get(address("coverage_epci", reached[0].pk)))


def test_the_body_form_is_filled_with_the_territory(reached, client_of):
    shown = words(client_of("coordinator").get(address("body_add"), {"epci": reached[4].pk}))
    assert f'<option value="{reached[4].pk}" selected>' in shown


def test_the_roadmap_form_carries_the_territory_along(reached, client_of):
    shown = words(client_of("coordinator").get(address("roadmap_add"), {"epci": reached[4].pk}))
    assert f'<input type="hidden" name="epcis" value="{reached[4].pk}"' in shown


def test_an_intercommunalite_elsewhere_is_not_found(reached, client_of):
    for siren in ("200000009", "999999999", "abc"):
        assert client_of("coordinator").get(address("coverage_epci", siren)).status_code == 404


# -- Seats -------------------------------------------------------------------------------------------------------------


def test_seats_are_pasted_and_kept(network, reached, client_of):
    client, url = client_of("coordinator"), address("coverage_seats")
    sent = {reached[0].pk: "44.05, 0.80", reached[1].pk: "44,1 ; 0,2"}
    assert client.post(url, sent).status_code == 302
    with scoped_to(network):
        assert {seat.epci_id: seat.longitude for seat in EpciSeat.objects.all()} == {
            reached[0].pk: Decimal("0.8"),
            reached[1].pk: Decimal("0.2"),
        }
    # A page that was opened before: its empty boxes leave alone what stands.
    assert client.post(url, {reached[2].pk: "44.2, 0.6"}).status_code == 302
    with scoped_to(network):
        assert EpciSeat.objects.count() == 3


def test_a_wrong_seat_keeps_what_was_typed(network, reached, client_of):
    client, url = client_of("coordinator"), address("coverage_seats")
    sent = {reached[0].pk: "44.05, 0.80", reached[1].pk: "12, 80"}
    shown = words(client.post(url, sent))
    assert "est hors de France" in shown and 'value="44.05, 0.80"' in shown
    with scoped_to(network):
        assert not EpciSeat.objects.exists()


def test_two_who_disagree_compare_then_save(network, reached, client_of):
    client, url = client_of("coordinator"), address("coverage_seats")
    client.post(url, {reached[0].pk: "44.05, 0.80"})
    shown = words(client.post(url, {reached[0].pk: "44.10, 0.90"}))
    assert "vient d’écrire 44.05, 0.8" in shown and 'value="44.10, 0.90"' in shown
    again = {reached[0].pk: "44.10, 0.90", f"seen-{reached[0].pk}": "44.05, 0.8"}
    assert f'name="seen-{reached[0].pk}" value="44.05, 0.8"' in shown
    assert client.post(url, again).status_code == 302


# -- Home --------------------------------------------------------------------------------------------------------------


def test_the_home_page_names_the_gaps(network, cast, reached):
    with scoped_to(network):
        found = {one.action: one for one in Home(Member(cast["coordinator"]), timezone.localdate()).todos()}
        others = [one.action for one in Home(Member(cast["epci_referent"]), timezone.localdate()).todos()]
    todo = found["Voir la couverture"]
    assert todo.title == "1\u00a0intercommunalité est sans relais"
    assert todo.url.endswith("/feuilles-de-route/couverture/?relais=gap")
    assert "Voir la couverture" not in others


def test_a_network_without_roadmaps_is_shown_no_gaps(network, cast, epcis):
    with scoped_to(network):
        assert "Voir la couverture" not in [one.action for one in Home(Member(cast["coordinator"]), TODAY).todos()]
