"""The list of roadmaps; one is begun, changed, drafted, closed and opened again; the rule of their adoption."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from inclusion.core.access import Member
from inclusion.core.navigation import Home
from roadmaps.enums import RoadmapState
from roadmaps.models import Roadmap
from roadmaps.plans.models.versions import minimum_axes
from tests.builders import AT, make_commune, make_epci, make_partner
from tests.pages import words
from tests.roadmaps.builders import make_action, make_roadmap
from tests.roadmaps.tab_pages import url, wrong

#: The clock of the portal stands: the day that a test reads is the one that the page reads.
pytestmark = pytest.mark.usefixtures("clock")


def test_the_list_puts_the_departmental_first_and_says_what_is_late(rows, made, client_of):
    made(make_action, rows.first, "Hier", start=date(2024, 1, 1), by=rows.by)
    page = words(client_of("coordinator").get(url("roadmap_list")))
    assert "1 action est en retard, toutes feuilles de route ensemble" in page
    assert page.index("Feuille départementale") < page.index("Feuille locale")
    assert "1 sur 2" in page
    assert "Un seul axe départemental repris : il en faut 2." in page


def test_the_list_is_exported_as_it_is_filtered(rows, client_of):
    response = client_of("reader").get(url("roadmap_list"), {"level": "local", "export": "csv"})
    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Organisme epci_referent" in lines[1]
    assert "Un seul axe départemental repris" in lines[1]


def test_filters_by_carrier_and_territory(rows, client_of):
    client = client_of("coordinator")
    assert client.get(url("roadmap_list"), {"carrier": rows.referent.pk}).context["total"] == 1
    assert client.get(url("roadmap_list"), {"epci": make_epci().pk}).context["total"] == 1
    assert client.get(url("roadmap_list"), {"state": "adopted"}).context["total"] == 1


def test_a_draft_shows_to_whom_it_concerns_alone(rows, client_of):
    for role, seen in (("epci_referent", True), ("evaluator", True), ("prescriber", False), ("operator", False)):
        page = words(client_of(role).get(url("roadmap_list")))
        assert ("Feuille locale" in page) is seen, role
        assert client_of(role).get(url("roadmap_detail", rows.local)).status_code == (200 if seen else 404)


# -- Begun ---------------------------------------------------------------------------------------------------------


def begin(client, **fields):
    values = {
        "level": "local",
        "title": "Pays de Duras",
        "start": "2027-01-01",
        "end": "2029-12-31",
        "axis_word": "axis",
        "step": "1",
        "go": "finish",
        **fields,
    }
    return client.post(url("roadmap_add"), values)


def test_the_coordination_begins_one(rows, made, client_of):
    partner = made(make_partner, "CC du Pays de Duras")
    make_commune(epci=make_epci())
    client = client_of("coordinator")
    assert client.get(url("roadmap_add")).status_code == 200
    response = begin(client, carriers=[partner.pk], epcis=[make_epci().pk], parent=rows.departmental.pk)
    made_one = made(Roadmap.objects.get, title="Pays de Duras")
    assert response.url == made(made_one.get_absolute_url)
    assert (made_one.start, made_one.end, made_one.parent_id) == (
        date(2027, 1, 1),
        date(2030, 1, 1),
        rows.departmental.pk,
    )
    assert made(lambda: made_one.carrier_rows.get().partner) == partner
    assert made(lambda: made_one.territories.get().epci) == make_epci()


def test_the_coordination_notes_one_whose_content_is_elsewhere(rows, made, client_of):
    """Begun without content, drafted, then on its page of adoption; not offered to a referent nor above."""
    make_commune(epci=make_epci())
    client, where = client_of("coordinator"), {"epcis": [make_epci().pk], "parent": rows.departmental.pk}
    response = begin(client, has_content="non", **where)
    noted = made(Roadmap.objects.get, title="Pays de Duras")
    assert response.url == url("roadmap_drafted", noted)
    assert client.post(response.url, {"on": "2026-11-02"}).url == url("roadmap_adoption", noted)
    assert client.get(url("roadmap_detail", noted)).url == url("roadmap_adoption", noted)
    page = words(client.get(url("roadmap_adoption", noted)))
    assert "Notée sans son contenu" in page and "Rédigée le 2 novembre 2026" in page
    listed = words(client.get(url("roadmap_list"), {"level": "local"}))
    assert "sans contenu ici" in listed and "Rédigée" in listed
    for absent in ("Voir le projet en PDF", "Le portail garde le texte", "Une adoption garde pour toujours"):
        assert absent not in page
    assert "une feuille de route locale n’en reprend pas assez" in words(client.get(url("roadmap_settings")))
    refused = words(begin(client, level="departmental", title="Autre", has_content="non"))
    assert "Le contenu d’une feuille de route départementale s’écrit dans le portail." in refused
    begin(client_of("epci_referent"), title="À nous", has_content="non")
    assert made(Roadmap.objects.get, title="À nous").has_content


def test_a_referent_begins_one_of_its_own(rows, made, client_of):
    made(lambda: (setattr(rows.referent, "epci", make_epci()), rows.referent.save()))
    stranger = made(make_partner)
    assert begin(client_of("epci_referent"), level="departmental", carriers=[stranger.pk]).status_code == 302
    own = made(Roadmap.objects.get, title="Pays de Duras")
    assert own.level == "local"
    assert made(lambda: own.carrier_rows.get().partner) == rows.referent
    assert made(lambda: own.territories.get().epci) == make_epci()


def test_a_first_step_leads_to_the_second_and_nothing_is_written(rows, made, client_of):
    before = made(Roadmap.objects.count)
    response = begin(client_of("coordinator"), step="0", go="next")
    assert "Qui, où et comment" in words(response)
    assert made(Roadmap.objects.count) == before


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"title": ""}, "title", "obligatoire"),
        ({"title": "Feuille locale"}, None, "porte déjà ce titre"),
        ({"end": "2026-12-31"}, "end", "Le dernier jour vient après le premier."),
        ({"start": "1027-01-01"}, "start", "Choisissez une date entre 2000 et 2100."),
        ({"commune": "99999 Nulle-Part"}, "commune", "Aucune commune ne porte ce nom"),
        ({"level": "departmental", "commune": "47200 Marmande"}, "commune", "couvre tout le département"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(rows, made, client_of, fields, field, sentence):
    make_commune()
    response = begin(client_of("coordinator"), **fields)
    assert sentence in wrong(response, field)
    assert made(Roadmap.objects.count) == 2


# -- Changed, drafted, closed ----------------------------------------------------------------------------------------


def test_each_part_is_changed_by_itself(rows, made, client_of):
    client = client_of("epci_referent")
    edit = url("roadmap_edit", rows.local)
    data = {
        "title": "Feuille du Val",
        "parent": rows.departmental.pk,
        "start": "2024-01-01",
        "end": "2027-12-31",
        "summary": "En bref",
    }
    assert client.post(edit, data).status_code == 302
    assert client.post(f"{edit}?partie=porteurs", {"axis_word": "orientation", "epcis": [make_epci().pk]})
    local = made(Roadmap.objects.get, pk=rows.local.pk)
    assert (local.title, local.summary) == ("Feuille du Val", "En bref")
    assert made(lambda: local.carrier_rows.get().partner) == rows.referent


def test_a_period_that_leaves_actions_outside_is_refused(rows, made, client_of):
    made(make_action, rows.first, "En 2027", start=date(2027, 2, 1), by=rows.by)
    data = {"title": "Feuille locale", "parent": rows.departmental.pk, "start": "2024-01-01", "end": "2026-12-31"}
    response = client_of("coordinator").post(url("roadmap_edit", rows.local), data)
    assert "Des actions sortiraient de la période : « En 2027 »." in wrong(response, "end")


def test_a_day_of_drafting_that_the_territory_notes_waits_for_the_coordination(rows, made, cast, client_of):
    """One card, one page, one button; then the day is the coordination's, and the territory widens nothing."""
    client, coordinator, page = (
        client_of("epci_referent"),
        client_of("coordinator"),
        url("roadmap_drafted", rows.local),
    )

    def cards():
        shown = Home(Member(cast["coordinator"]), timezone.localdate()).todos()
        return [one.url for one in shown if one.action == "Relire et confirmer"]

    assert "est à venir" in wrong(client.post(page, {"on": "2099-01-01"}), "on")
    today = timezone.localdate()
    assert "doit encore confirmer ce jour" in words(client.post(page, {"on": today.isoformat()}, follow=True))
    local = made(Roadmap.objects.get, pk=rows.local.pk)
    assert (local.drafted_on, local.drafted_confirmed_at, made(cards)) == (today, None, [page])
    assert "Rédigée, à confirmer" in words(client.get(url("roadmap_list")))
    asked = words(coordinator.get(page))
    assert "à confirmer</h1>" in asked and "Confirmer ce jour" in asked
    assert "Confirmer ce jour" not in words(client.get(page))
    before = (today - timedelta(1)).isoformat()
    made(Roadmap.objects.filter(pk=rows.local.pk).update, begun_at=AT - timedelta(9))
    client.post(page, {"on": before})
    clash = coordinator.post(page, {"on": today.isoformat(), "seen": today.isoformat()})
    assert "Le territoire vient de noter le" in wrong(clash, "on") and f'value="{before}"' in clash.content.decode()
    answer = words(coordinator.post(page, {"on": today.isoformat(), "seen": before}, follow=True))
    assert "les postes de son territoire en tiennent compte" in answer and "Rédigée, à confirmer" not in answer
    assert (made(Roadmap.objects.get, pk=rows.local.pk).drafted_confirmed_by.pk, made(cards)) == (
        cast["coordinator"].user_id,
        [],
    )
    assert "c’est confirmé" in words(client.get(page))
    assert "La coordination a confirmé ce jour" in wrong(client.post(page, {"on": ""}), "on")
    assert "Changer le jour où elle" not in words(client.get(url("roadmap_detail", rows.local)))
    for part, hidden in (("nature", "parent"), ("porteurs", "epcis")):
        edit = url("roadmap_edit", rows.local, f"?partie={part}")
        assert hidden not in client.get(edit).context["form"].fields
        assert hidden in coordinator.get(edit).context["form"].fields
    assert "elle n’est pas rédigée" in words(coordinator.post(page, {"on": ""}, follow=True))


def test_closed_it_is_read_and_not_written_until_it_is_opened_again(rows, made, client_of):
    client = client_of("coordinator")
    assert client.get(url("roadmap_close", rows.departmental)).status_code == 200
    client.post(url("roadmap_close", rows.departmental))
    assert made(Roadmap.objects.get, pk=rows.departmental.pk).state == RoadmapState.CLOSED
    page = words(client.get(url("roadmap_detail", rows.departmental)))
    assert "Rouvrir cette feuille de route" in page
    assert "Nouvelle action" not in page
    assert client.post(url("axis_add", rows.departmental), {"title": "Trop tard"}).status_code == 403
    assert client_of("epci_referent").post(url("roadmap_reopen", rows.departmental)).status_code == 403
    client.post(url("roadmap_reopen", rows.departmental))
    assert made(Roadmap.objects.get, pk=rows.departmental.pk).state == RoadmapState.ADOPTED


def test_one_in_preparation_is_not_closed(rows, client_of):
    response = client_of("coordinator").post(url("roadmap_close", rows.local), follow=True)
    assert "n’est pas possible depuis l’état « En préparation »" in words(response)


def test_the_rule_of_adoption_is_set_by_the_coordination(rows, made, client_of):
    client = client_of("coordinator")
    assert "une feuille de route locale n’en reprend pas assez" in words(client.get(url("roadmap_settings")))
    for text in ("-1", "21", "beaucoup"):
        assert wrong(client.post(url("roadmap_settings"), {"minimum": text}), "minimum")
    assert client.post(url("roadmap_settings"), {"minimum": "3"}).status_code == 302
    assert made(minimum_axes) == 3


def test_a_departmental_draft_that_nobody_showed_is_no_choice(rows, made, client_of):
    hidden = made(make_roadmap, "Feuille de 2028, pas encore montrée", by=rows.by)
    page = client_of("epci_referent").get(url("roadmap_edit", rows.local))
    assert hidden.title not in words(page)
    sent = {"title": rows.local.title, "parent": hidden.pk, "start": "2024-01-01", "end": "2027-12-31"}
    answer = client_of("epci_referent").post(url("roadmap_edit", rows.local), sent)
    assert wrong(answer, "parent")
    assert hidden.title in words(client_of("coordinator").get(url("roadmap_edit", rows.local)))
